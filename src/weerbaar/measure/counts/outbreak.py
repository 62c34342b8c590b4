"""Runs the outbreak detectors over one or many series and lists the periods that stand out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from weerbaar.measure.counts.ears import ears
from weerbaar.measure.counts.farrington import WEEKS, farrington, farrington_flexible
from weerbaar.measure.counts.plans import DETECTORS, OutbreakPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.periods import Periods, complete_until, read_periods
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table, attempted

LONG_MEMORY = {"farrington": farrington, "farrington_flexible": farrington_flexible}
SHORTEST = 60
A_LOOK = Text(
    "Een signaal vraagt om kijken, het is geen vaststelling.",
    "An alarm asks for a look; it establishes nothing.",
)


Series = tuple[list[str], Periods, Floats]


def read_series(table: Table, plan: OutbreakPlan, faults: Faults) -> Series | None:
    """Read the series as (names, periods, counts of shape (series, periods)); all over the same periods."""
    table.asked(plan, faults, "period", "count", "series_column")
    names = faults.tried(
        lambda: list(dict.fromkeys(table.text(plan.series_column))) if plan.series_column else [""]
    )
    first: Periods | None = None
    rows = []
    for place, name in enumerate(names or ()):
        part = table.only(plan.series_column, name, faults) if name else table
        rows.append(attempted(faults, len(part.rows), partial(counted, part, plan, faults)))
        cells = faults.tried(cells_of, part, plan)
        read = read_periods(cells, list(part.lines), f"{part.name} {name}".strip(), faults) if cells else None
        if read and first and read.ordinals != first.ordinals:
            faults.add(f"{table.name}: '{name}' covers other periods than '{(names or [''])[0]}'")
        first = read if place == 0 else first
    if first is None or names is None or len({len(row) for row in rows}) > 1:
        return None
    whole = faults.tried(lambda: complete_until(first, plan.retrieved_on, table.name, faults))
    whole = len(first) if whole is None else whole
    return names, first.until(whole), np.vstack(rows)[:, :whole]


def cells_of(table: Table, plan: OutbreakPlan) -> list[str]:
    """Return the period of each row."""
    return table.text(plan.period)


def counted(table: Table, plan: OutbreakPlan, faults: Faults) -> Floats:
    """Read the counts of one series, shape (n,)."""
    return table.counts(plan.count, faults)


def read(
    table: Table, plan: OutbreakPlan, _folder: Path, faults: Faults
) -> tuple[list[str], Periods, Floats, range] | None:
    """Read the series and the span to watch, noting every fault, also where there is too little before it."""
    seen = read_series(table, plan, faults)
    if seen is None:
        return None
    names, periods, counts = seen
    if len(periods) < SHORTEST and len(periods) < WEEKS:
        faults.add(f"{len(periods)} periods are too few for any detector; ask for weekly or monthly figures")
    edges: dict[str, int] = {}
    for name in ("first", "last"):
        moment = faults.tried(getattr, plan, name)
        place = None if moment is None else periods.index(moment)
        if place is not None and 0 <= place < len(periods):
            edges[name] = place
        elif moment is not None and len(periods):
            faults.add(f"'{name}' is {moment}, outside {periods.labels[0]} to {periods.labels[-1]}")
    if "first" in edges:
        faults.tried(check_history, plan, edges["first"], faults)
    if len(edges) < 2:
        return None
    if edges["last"] < edges["first"]:
        faults.add("'last' comes before 'first'")
    return names, periods, counts, range(edges["first"], edges["last"] + 1)


def check_history(plan: OutbreakPlan, start: int, faults: Faults) -> None:
    """Note a fault where too few periods lie before the first one to watch."""
    need = history(plan)
    if plan.detector in LONG_MEMORY and start < need:
        faults.add(f"'{plan.detector}' needs {need} periods before 'first'; there are {start}")
    if start < plan.ears_baseline + 5:
        faults.add(f"'first' leaves {start} periods before it; the short rules need {plan.ears_baseline + 5}")


def history(plan: OutbreakPlan) -> int:
    """Return how many periods the rules with a long memory need before the first one."""
    return WEEKS * plan.years_back + plan.half_window


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
    names, periods, counts, span = faults.sure(read(table, plan, Path(), faults))
    able = [one for one in DETECTORS if one not in LONG_MEMORY or span.start >= history(plan)]
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
