"""The tests speak English and wait as long as it takes wherever they run: nothing depends on locale or speed."""

import os

from hypothesis import HealthCheck, settings

os.environ["WEERBAAR_LANGUAGE"] = "en"
os.environ.pop("LANGUAGE", None)
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
