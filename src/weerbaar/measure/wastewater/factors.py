"""The versioned table that turns what is found in sewage into what was used."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from weerbaar.measure.faults import BadInput


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """mg of drug per mg of biomarker; `mark` keeps the doubt about it visible."""

    substance: str
    biomarker: str
    version: str
    value: float
    excreted: float
    molar_ratio: float
    mark: str


def factors() -> list[Factor]:
    """Return every factor that is kept, the current one of a substance first."""
    tree = tomllib.loads((Path(__file__).parent / "factors.toml").read_text("utf-8"))
    return msgspec.convert(tree["factor"], list[Factor])


def factor_for(substance: str, version: str = "") -> Factor:
    """Return the factor of a substance; the first one kept when no version is named."""
    fitting = [one for one in factors() if one.substance == substance and version in ("", one.version)]
    if not fitting:
        known = ", ".join(f"{one.substance} {one.version}" for one in factors())
        raise BadInput(
            [f"no back-calculation factor for {substance} {version}; report the load, or choose: {known}"]
        )
    return fitting[0]
