"""Lets the tests of the law use the small law of lending a key that stands beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
