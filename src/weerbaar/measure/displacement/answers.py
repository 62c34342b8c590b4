"""What an answer about several places has in common: each ratio under its place, in the result and in a picture."""

from __future__ import annotations

import msgspec

from weerbaar.measure.result import Estimate, Figure, Text
from weerbaar.measure.verdict import excludes


def named(one: Estimate, place: str) -> Estimate:
    """Put the place in front of the name of a sensitivity estimate."""
    return msgspec.structs.replace(one, name=f"{place}: {one.name}")


def ratios(title: Text, many: list[Estimate]) -> Figure:
    """Plot the ratio of each place, after against before, with its interval."""
    apart = sum(excludes(one.ci_low, one.ci_high, 1.0) for one in many)
    return Figure(
        name="places",
        kind="intervals",
        title=title,
        description=Text(
            f"Intervalgrafiek van {len(many)} plaatsen; bij {apart} sluit het interval 1 uit.",
            f"Interval chart of {len(many)} places; in {apart} the interval excludes 1.",
        ),
        x=Text("Verhouding na en voor", "Ratio after to before"),
        y=Text("", ""),
        labels=[one.name for one in many],
        columns={
            "estimate": [one.estimate for one in many],
            "low": [one.ci_low for one in many],
            "high": [one.ci_high for one in many],
        },
        logarithmic=True,
        null=1.0,
    )
