"""The tests speak English wherever they run: what a test reads depends on no locale of the machine."""

import os

os.environ["WEERBAAR_LANGUAGE"] = "en"
os.environ.pop("LANGUAGE", None)
