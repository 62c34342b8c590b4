"""Lays out the two plots of a campaign: the reports with what was expected, and the comparison below them."""

from __future__ import annotations

from weerbaar.measure.campaign.comparison import pooled
from weerbaar.measure.campaign.effect import without_effect
from weerbaar.measure.campaign.observed import Observed
from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.campaign.segments import Windows
from weerbaar.measure.glm import Fit, fit_counts
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.result import Estimate, Figure, Text
from weerbaar.measure.table import Floats


def courses(
    plan: SegmentedPlan, seen: Observed, spots: Windows, fit: Fit, columns: dict[str, Floats]
) -> list[Figure]:
    """Return the plot of the series, and that of the comparison series together where there are any."""
    figures = [course(plan, seen, spots, fit, columns)]
    if seen.others and pooled(seen).sum() > 0:
        figures.append(comparison(plan, seen, spots, columns))
    return figures


def comparison(plan: SegmentedPlan, seen: Observed, spots: Windows, columns: dict[str, Floats]) -> Figure:
    """Plot the comparison series together, under the same model: what moved everything shows here too."""
    counts = pooled(seen)
    fit = fit_counts(counts, columns)
    one = fit.ratio("L", plan.level)
    names = ", ".join(name.replace("_", " ") for name in seen.others)
    title = Text(f"Ter vergelijking: {names}", f"To compare: {names}")
    description = Text(
        f"Lijngrafiek van de vergelijking. In dezelfde tijd ligt zij op {dutch(one.estimate)} keer de verwachting"
        f" ({dutch(one.ci_low)} tot {dutch(one.ci_high)}).",
        f"Line chart of the comparison. Over the same time it lies at {english(one.estimate)} times the"
        f" expectation ({english(one.ci_low)} to {english(one.ci_high)}).",
    )
    return figure("comparison", title, description, plan, seen, spots, counts, fit, columns)


def course(
    plan: SegmentedPlan, seen: Observed, spots: Windows, fit: Fit, columns: dict[str, Floats]
) -> Figure:
    """Plot points, fitted line, dashed counterfactual with its band, and shaded flights."""
    title, description = course_words(plan, fit.ratio("L", plan.level))
    return figure("course", title, description, plan, seen, spots, seen.counts, fit, columns)


def figure(
    name: str,
    title: Text,
    description: Text,
    plan: SegmentedPlan,
    seen: Observed,
    spots: Windows,
    counts: Floats,
    fit: Fit,
    columns: dict[str, Floats],
) -> Figure:
    """Return one plot of counts under the model of the plan."""
    blank: list[float | None] = [None] * spots.first

    def after(values: Floats) -> list[float | None]:
        return [*blank, *(float(value) for value in values[spots.first :])]

    middle, low, high = without_effect(fit, columns, plan.level)
    ends = [(seen.periods.index(item.at), Text(item.what, item.what)) for item in plan.breaks]
    return Figure(
        name=name,
        kind="series",
        title=title,
        description=description,
        x=Text("Periode", "Period"),
        y=Text(f"Aantal {plan.outcome.nl}", f"Number of {plan.outcome.en}"),
        labels=list(seen.periods.labels),
        columns={
            "observed": [float(value) for value in counts],
            "fitted": [float(value) for value in fit.mean],
            "counterfactual": after(middle),
            "low": after(low),
            "high": after(high),
        },
        spans=[(start, max(start, end - 1), Text(name, name)) for name, start, end in spots.pulses],
        breaks=[(at, what) for at, what in ends if at is not None and 0 <= at < len(seen.periods)],
    )


def course_words(plan: SegmentedPlan, one: Estimate) -> tuple[Text, Text]:
    """Word the title and the description of the plot."""
    title = Text(
        f"{plan.outcome.nl.capitalize()} per periode en wat zonder ingreep was verwacht",
        f"{plan.outcome.en.capitalize()} per period and what was expected without it",
    )
    description = Text(
        "Lijngrafiek van tellingen per periode. Na de eerste uitzending liggen ze gemiddeld op"
        f" {dutch(one.estimate)} keer de verwachting ({dutch(one.ci_low)} tot {dutch(one.ci_high)}).",
        "Line chart of counts per period. After the first flight they lie on average at"
        f" {english(one.estimate)} times the expectation ({english(one.ci_low)} to {english(one.ci_high)}).",
    )
    return title, description
