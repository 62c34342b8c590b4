"""Keeps finds on a tip-off apart: they say who talked, not how hard a port was searched."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from statsmodels.stats.proportion import confint_proportions_2indep

from weerbaar.measure.displacement.finds import Finds
from weerbaar.measure.displacement.plans import PanelPlan
from weerbaar.measure.displacement.rates import effect, fit_panel
from weerbaar.measure.glm import Fit
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.result import Estimate, Figure, Json, Text
from weerbaar.measure.table import Floats

WITHOUT = "without finds on tip-off"
ALONE = "finds on tip-off alone, inspections do not count"
NOT_APART = Text(
    "Vondsten na een tip staan niet apart; een tip komt ook zonder controle, en meer tips lijken op meer smokkel.",
    "Finds on a tip-off are not kept apart; a tip comes without an inspection too, and more tips look like more"
    " smuggling.",
)


def without_tips(seen: Finds) -> Finds:
    """Return the finds that inspections made, with the inspections."""
    assert seen.tipped is not None
    return replace(seen, counts=seen.counts - seen.tipped)


def only_tips(seen: Finds) -> Finds:
    """Return the finds on a tip-off, without the inspections: these did not make them."""
    assert seen.tipped is not None
    return replace(seen, counts=seen.tipped, effort=None)


def apart(seen: Finds, plan: PanelPlan) -> dict[str, list[Estimate]]:
    """Return per treated place and destination the rate ratio without finds on tip-off, and of these alone.

    Only the first weighs for the verdict. Nothing where the file does not say how finds were made.
    """
    places = [*plan.treated, *plan.destinations]
    if seen.tipped is None:
        return {place: [] for place in places}
    parts = {WITHOUT: without_tips(seen), ALONE: only_tips(seen)}
    found: dict[str, list[Estimate]] = {place: [] for place in places}
    for name, part in parts.items():
        fit = fitted(part, plan)
        for place in places:
            if fit is None or not both_sides(part, [place]):
                note = "there are none before the start, or none after it"
                found[place].append(Estimate(name=name, estimate=None, note=note))
            else:
                found[place].append(effect(fit, place, plan.level, name, weighs=name == WITHOUT))
    return found


def fitted(part: Finds, plan: PanelPlan) -> Fit | None:
    """Fit the panel to part of the finds; None where the controls have none on one side of the start."""
    return fit_panel(part, plan, plan.elasticity) if both_sides(part, plan.controls) else None


def both_sides(part: Finds, places: list[str]) -> bool:
    """Say whether some places together have finds before the start and after it."""
    line = part.counts[[part.places.index(place) for place in places]].sum(axis=0)
    return bool(line[: part.first_after].sum() and line[part.first_after :].sum())


def shares(seen: Finds, plan: PanelPlan) -> dict[str, Json]:
    """Return per place the finds, those on tip-off and their share in each year, counted from the start."""
    if seen.tipped is None:
        return {}
    edges = years(seen)
    found: dict[str, Json] = {}
    for row, place in enumerate(seen.places):
        low, high = shift(seen, row, plan)
        found[place] = {
            "years": [
                {"from": seen.labels[start], "until": seen.labels[end - 1]}
                | counted(seen.tipped[row, start:end], seen.counts[row, start:end])
                for start, end in pairwise(edges)
            ],
            "change_low": low,
            "change_high": high,
            "moved": low is not None and high is not None and (low > 0 or high < 0),
        }
    return found


def years(seen: Finds) -> list[int]:
    """Return where each year begins, counted from the start both ways, and where the last one ends."""
    after, end = seen.first_after, len(seen.labels)
    return sorted({0, *range(after, 0, -12), *range(after, end, 12), end})


def counted(tipped: Floats, counts: Floats) -> dict[str, Json]:
    """Return the number of finds, how many were on tip-off, and the share of these; None without finds."""
    return {"finds": int(counts.sum()), "tip_off": int(tipped.sum()), "share": share_of(tipped, counts)}


def share_of(tipped: Floats, counts: Floats) -> float | None:
    """Return which share of some finds was on tip-off; None without finds."""
    every = float(counts.sum())
    return float(tipped.sum()) / every if every else None


def shift(seen: Finds, row: int, plan: PanelPlan) -> tuple[float | None, float | None]:
    """Return the interval of the change of the share after the start (Newcombe), for all places together.

    Each place has the level 1 - (1 - level) / places, so that a share that did not move is rarely said to have.
    """
    assert seen.tipped is not None
    cut = seen.first_after
    before = float(seen.tipped[row, :cut].sum()), float(seen.counts[row, :cut].sum())
    after = float(seen.tipped[row, cut:].sum()), float(seen.counts[row, cut:].sum())
    if not before[1] or not after[1]:
        return None, None
    alpha = (1 - plan.level) / len(seen.places)
    low, high = confint_proportions_2indep(*after, *before, method="newcomb", compare="diff", alpha=alpha)
    return float(low), float(high)


def moved(seen: Finds, plan: PanelPlan) -> list[Text]:
    """Say of each place where the share of finds on tip-off changed, or that such finds are not kept apart."""
    if seen.tipped is None:
        return [NOT_APART]
    found = []
    for row, place in enumerate(seen.places):
        low, high = shift(seen, row, plan)
        if low is None or high is None or low <= 0 <= high:
            continue
        cut = seen.first_after
        share = [
            100 * float(seen.tipped[row, side].sum() / seen.counts[row, side].sum())
            for side in (slice(0, cut), slice(cut, None))
        ]
        found.append(
            Text(
                f"In {place} ging het aandeel vondsten na een tip van {dutch(share[0], 0)} % naar"
                f" {dutch(share[1], 0)} %; kijk naar de schatting zonder deze vondsten.",
                f"In {place} the share of finds on a tip-off went from {english(share[0], 0)} % to"
                f" {english(share[1], 0)} %; look at the estimate without these finds.",
            )
        )
    return found


def in_words(lines: list[Estimate], place: str) -> Text:
    """Say what the main place gives without finds on tip-off; empty where that is not known."""
    one = next((line for line in lines if line.name == WITHOUT), None)
    if one is None or one.estimate is None:
        return Text("", "")
    nl = f"{dutch(one.estimate)} ({dutch(one.ci_low)}–{dutch(one.ci_high)})"
    en = f"{english(one.estimate)} ({english(one.ci_low)}–{english(one.ci_high)})"
    return Text(
        f" Zonder vondsten na een tip is het voor {place} {nl}.",
        f" Without finds on a tip-off it is {en} for {place}.",
    )


def by_year(seen: Finds, plan: PanelPlan) -> list[Figure]:
    """Draw the share of finds on tip-off in each year, counted from the start; nothing where it is not known."""
    if seen.tipped is None:
        return []
    edges = years(seen)
    groups = {place: [place] for place in (*plan.treated, *plan.destinations)} | {"controls": plan.controls}
    columns: dict[str, list[float | None]] = {}
    for name, places in groups.items():
        rows = [seen.places.index(place) for place in places]
        parts = [
            share_of(seen.tipped[rows, start:end], seen.counts[rows, start:end])
            for start, end in pairwise(edges)
        ]
        columns[name] = [None if part is None else 100 * part for part in parts]
    top = max((value for line in columns.values() for value in line if value is not None), default=0.0)
    return [
        Figure(
            name="tip-off",
            kind="series",
            title=Text("Aandeel vondsten na een tip", "Share of finds on a tip-off"),
            description=Text(
                f"Lijngrafiek van {len(columns)} reeksen, een punt per jaar, geteld vanaf de start; het hoogste aandeel"
                f" is {dutch(top, 0)} %.",
                f"Line chart of {len(columns)} series, a point a year, counted from the start; the highest share is"
                f" {english(top, 0)} %.",
            ),
            x=Text("Jaar, vanaf maand", "Year, from month"),
            y=Text("Procent van de vondsten", "Percent of finds"),
            labels=[seen.labels[start] for start in edges[:-1]],
            columns=columns,
            names={"controls": Text("vergelijking", "controls")},
            breaks=[
                (float(edges.index(seen.first_after)), Text(f"start {plan.start}", f"start {plan.start}"))
            ],
        )
    ]
