"""Lets the tests of the reading share the letters with answers and the scores, which lie beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
