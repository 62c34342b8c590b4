"""Runs the outbreak detectors over one or many series and lists the periods that stand out."""

from __future__ import annotations

import numpy as np

from weerbaar.measure.counts.ears import ears
from weerbaar.measure.counts.farrington import WEEKS, farrington, farrington_flexible
from weerbaar.measure.counts.plans import DETECTORS, OutbreakPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.periods import Periods, complete_until, read_periods
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table

LONG_MEMORY = {"farrington": farrington, "farrington_flexible": farrington_flexible}
SHORTEST = 60
A_LOOK = Text(
    "Een signaal vraagt om kijken, het is geen vaststelling.",
    "An alarm asks for a look; it establishes nothing.",
)


def read_series(table: Table, plan: OutbreakPlan, faults: Faults) -> tuple[list[str], Periods | None, Floats]:
    """Read the series as (names, periods, counts of shape (series, periods)); all over the same periods."""
    table.need(faults, plan.period, plan.count, *filter(None, [plan.series_column]))
    faults.stop()
    names = list(dict.fromkeys(table.text(plan.series_column))) if plan.series_column else [""]
    first: Periods | None = None
    rows = []
    for name in names:
        part = table.only(plan.series_column, name, faults) if name else table
        counts = part.counts(plan.count, faults)
        read = read_periods(part.text(plan.period), list(part.lines), f"{part.name} {name}".strip(), faults)
        if read and first and read.ordinals != first.ordinals:
            faults.add(f"{table.name}: '{name}' covers other periods than '{names[0]}'")
        first = first or read
        rows.append(counts)
    whole = complete_until(first, plan.retrieved_on, table.name, faults) if first else 0
    faults.stop()
    assert first is not None
    return names, first.until(whole), np.vstack(rows)[:, :whole]


def detect(counts: Floats, detector: str, span: range, plan: OutbreakPlan) -> tuple[Floats, Floats]:
    """Alarms and upper bounds of one detector, each of shape (series, len(span))."""
    if detector in LONG_MEMORY:
        bounds = [
            LONG_MEMORY[detector](
                counts,
                t,
                years=plan.years_back,
                half=plan.half_window,
                alpha=plan.alpha,
                cases=plan.least_cases,
                periods=plan.least_periods,
            )
            for t in span
        ]
        return np.column_stack([one.alarm for one in bounds]), np.column_stack([one.upper for one in bounds])
    alarm, upper = ears(counts, detector, plan.ears_alpha, plan.ears_baseline)
    return alarm[:, span.start : span.stop], upper[:, span.start : span.stop]


def outbreak(table: Table, plan: OutbreakPlan) -> Finding:
    """Run every detector that the length allows; raises BadInput with every fault."""
    faults = Faults()
    names, periods, counts = read_series(table, plan, faults)
    assert periods is not None
    edges = [periods.index(moment) for moment in (plan.first, plan.last)]
    for name, place in zip(("first", "last"), edges, strict=True):
        if place is None or not 0 <= place < len(periods):
            faults.add(
                f"'{name}' is {getattr(plan, name)}, outside {periods.labels[0]} to {periods.labels[-1]}"
            )
    if len(periods) < SHORTEST and len(periods) < WEEKS:
        faults.add(f"{len(periods)} periods are too few for any detector; ask for weekly or monthly figures")
    faults.stop()
    start, end = (place or 0 for place in edges)
    need = WEEKS * plan.years_back + plan.half_window
    if plan.detector in LONG_MEMORY and start < need:
        faults.add(f"'{plan.detector}' needs {need} periods before 'first'; there are {start}")
    if start < plan.ears_baseline + 5:
        faults.add(f"'first' leaves {start} periods before it; the short rules need {plan.ears_baseline + 5}")
    if end < start:
        faults.add("'last' comes before 'first'")
    faults.stop()
    span = range(start, end + 1)
    able = [one for one in DETECTORS if one not in LONG_MEMORY or start >= need]
    found = {detector: detect(counts, detector, span, plan) for detector in able}
    return finding(plan, names, periods, counts, span, found)


def finding(
    plan: OutbreakPlan,
    names: list[str],
    periods: Periods,
    counts: Floats,
    span: range,
    found: dict[str, tuple[Floats, Floats]],
) -> Finding:
    """Put the alarms together."""
    chosen, upper = found[plan.detector]
    labels = [periods.labels[place] for place in span]
    number, tested = int(np.nansum(chosen)), len(span) * len(names)
    expected = false_alarm_rate(plan) * tested
    verdict = Verdict.PLAUSIBLE if number > 2 * expected + 2 else Verdict.NOT_SHOWN
    alpha = plan.alpha if plan.detector in LONG_MEMORY else plan.ears_alpha
    expect = Text(f"ongeveer {dutch(expected, 1)}", f"about {english(expected, 1)}")
    fact = Text(
        f"{number} signalen in {tested} perioden ({plan.detector}); zonder uitbraak zijn er {expect.nl} te"
        " verwachten.",
        f"{number} alarms in {tested} periods ({plan.detector}); without an outbreak {expect.en} is normal.",
    )
    one = len(names) == 1
    return Finding(
        method=f"{plan.detector}, alpha {alpha:g}",
        main=Estimate(name="alarms", estimate=float(number), scale="count"),
        verdict=verdict,
        sentence=fact,
        n_pre=span.start,
        n_post=len(span),
        diagnostics={
            **alarms(names, labels, found),
            "periods_tested": tested,
            "expected_false_alarms": expected,
            "series": len(names),
            **(bounds(found) if one else {}),
        },
        caveats=[A_LOOK],
        figures=[course(labels, counts[0, span.start : span.stop], upper[0], chosen[0])] if one else [],
    )


def bounds(found: dict[str, tuple[Floats, Floats]]) -> dict[str, Json]:
    """Return the upper bounds of the first series per detector."""
    return {f"upper_bound_{name}": [float(edge) for edge in pair[1][0]] for name, pair in found.items()}


def false_alarm_rate(plan: OutbreakPlan) -> float:
    """Return the nominal chance of an alarm in a period without an outbreak."""
    if plan.detector == "farrington":
        return plan.alpha / 2
    return plan.alpha if plan.detector in LONG_MEMORY else plan.ears_alpha


def alarms(names: list[str], labels: list[str], found: dict[str, tuple[Floats, Floats]]) -> dict[str, Json]:
    """List the periods with an alarm per detector, and per series where there are several."""
    listed: dict[str, Json] = {}
    for detector, (alarm, _) in found.items():
        hits = [
            [label for label, hit in zip(labels, row, strict=True) if hit == 1] for row in np.asarray(alarm)
        ]
        key = f"alarms_{detector}"
        many = {name: list(one) for name, one in zip(names, hits, strict=True) if one}
        listed[key] = list(hits[0]) if len(names) == 1 else dict(many)
    return listed


def course(labels: list[str], counts: Floats, upper: Floats, alarm: Floats) -> Figure:
    """Return counts, bound and alarms."""
    return Figure(
        name="course",
        kind="series",
        title=Text("Aantallen en de grens van het signaal", "Counts and the bound of the alarm"),
        description=Text(
            f"Lijngrafiek; {int(np.nansum(alarm))} signalen boven de grens.",
            f"Line chart; {int(np.nansum(alarm))} alarms above the bound.",
        ),
        x=Text("Periode", "Period"),
        y=Text("Aantal", "Number"),
        labels=labels,
        columns={
            "count": [float(one) for one in counts],
            "limit": [float(one) for one in upper],
            "alarm": [float(one) if hit == 1 else None for one, hit in zip(counts, alarm, strict=True)],
        },
        names={"count": Text("aantal", "number")},
    )
