"""Sets finds of before and after beside each other as quick indices: over the whole time, and year by year."""

from __future__ import annotations

from weerbaar.measure.displacement.finds import Finds
from weerbaar.measure.displacement.indices import (
    Cells,
    quotient,
    quotient_interval,
    weighted_displacement_difference,
)
from weerbaar.measure.displacement.plans import PanelPlan
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.result import Figure, Json, Text
from weerbaar.measure.table import Floats


def pooled(seen: Finds, plan: PanelPlan) -> dict[str, Floats]:
    """Return the finds of all places of each role together, shape (months,); without a role that has no places."""
    groups = {"treated": plan.treated, "control": plan.controls, "displacement": plan.destinations}
    return {
        role: seen.counts[[seen.places.index(place) for place in places]].sum(axis=0)
        for role, places in groups.items()
        if places
    }


def indices_of_counts(seen: Finds, plan: PanelPlan) -> dict[str, Json]:
    """WDD and WDQ of the number of finds, per month."""
    length = float(seen.first_after), float(len(seen.labels) - seen.first_after)
    after = seen.after().astype(bool)
    cells = {
        role: Cells(float(line[~after].sum()), float(line[after].sum()), *length)
        for role, line in pooled(seen, plan).items()
    }
    found = weighted_displacement_difference(cells, 1.0, plan.level)
    answer: dict[str, Json] = {
        name: {"per_month": one.estimate, "ci_low": one.ci_low, "ci_high": one.ci_high}
        for name, one in found.items()
    }
    answer["quotient"] = quotient(cells)
    if plan.destinations:
        answer["quotient_bootstrap"] = quotient_interval(
            cells, seed=plan.seed, draws=plan.draws, level=plan.level
        )
    return answer


def quotients_by_phase(seen: Finds, plan: PanelPlan) -> list[dict[str, Json]]:
    """Return the quotient of each year after the start against the same months of the whole years before.

    Equal calendar months keep the season out; the before-period is one for all phases, so that growing displacement
    is seen. Empty without a whole year before, or without destinations.
    """
    years = seen.first_after // 12
    if not years or not plan.destinations:
        return []
    lines = pooled(seen, plan)
    found: list[dict[str, Json]] = []
    for start in range(seen.first_after, len(seen.labels), 12):
        after = range(start, min(start + 12, len(seen.labels)))
        before = [
            month - 12 * (back + (start - seen.first_after) // 12 + 1)
            for month in after
            for back in range(years)
        ]
        cells = {
            role: Cells(float(line[before].sum()), float(line[list(after)].sum()))
            for role, line in lines.items()
        }
        one = quotient({role: Cells(cell.before / years, cell.after) for role, cell in cells.items()})
        if one["wdq"] is not None:
            one["range"] = quotient_interval(cells, seed=plan.seed, draws=plan.draws, level=plan.level)
        found.append({"from": seen.labels[start], "until": seen.labels[after[-1]]} | one)
    return found


def quotients(by_phase: list[dict[str, Json]]) -> list[Figure]:
    """Draw the quotient of each year after the start with its range; nothing where none is defined."""
    rows = [
        (one, one["range"]) for one in by_phase if one["wdq"] is not None and isinstance(one["range"], dict)
    ]
    if not rows:
        return []
    idle = 100 * max(number(span["share_without_success"]) or 0.0 for _, span in rows)
    columns = {
        "estimate": [number(one["wdq"]) for one, _ in rows],
        "low": [number(span.get("low")) for _, span in rows],
        "high": [number(span.get("high")) for _, span in rows],
    }
    return [
        Figure(
            name="phases",
            kind="intervals",
            title=Text(
                "Verplaatsingsquotiënt per jaar na de start", "Displacement quotient by year after the start"
            ),
            description=Text(
                f"Intervalgrafiek van {len(rows)} jaren, elk tegen dezelfde maanden ervoor; links van nul is er meer"
                " verplaatst, links van -1 meer dan er ter plaatse verdween. De lijn is de spreiding bij toeval;"
                " trekkingen waarin ter plaatse niets"
                f" daalde (hoogstens {dutch(idle, 0)} % van een jaar) vallen erbuiten.",
                f"Interval chart of {len(rows)} years, each against the same months before; left of zero more was"
                " displaced, left of -1 more than disappeared in the treated place. The line is the range by chance;"
                " draws in which nothing fell in the"
                f" treated place (at most {english(idle, 0)} % for a year) are outside it.",
            ),
            x=Text("Gewogen verplaatsingsquotiënt (WDQ)", "Weighted displacement quotient (WDQ)"),
            y=Text("", ""),
            labels=[f"{one['from']}–{one['until']}" for one, _ in rows],
            columns=columns,
            null=0.0,
        )
    ]


def number(cell: Json) -> float | None:
    """Return a number of a diagnostic as one."""
    return cell if isinstance(cell, float) else None
