"""The main displacement analysis: did finds fall here and rise there, at equal effort, and in what sizes?"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from weerbaar.measure.displacement.answers import named, ratios
from weerbaar.measure.displacement.finds import Finds, read_finds
from weerbaar.measure.displacement.phases import indices_of_counts, quotients, quotients_by_phase
from weerbaar.measure.displacement.plans import PanelPlan
from weerbaar.measure.displacement.rates import effect, fit_panel, wild_cluster_p
from weerbaar.measure.displacement.sizes import decomposition, flow, kilos, shares, size_ratio, tail
from weerbaar.measure.displacement.tips import apart, in_words, moved
from weerbaar.measure.displacement.tips import by_year as tips_by_year
from weerbaar.measure.displacement.tips import shares as shares_of_tips
from weerbaar.measure.faults import Faults
from weerbaar.measure.glm import Fit
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text, Verdict
from weerbaar.measure.simplex import placebo_rank, synthetic
from weerbaar.measure.table import Table
from weerbaar.measure.verdict import decide, say


def panel(table: Table, plan: PanelPlan, folder: Path) -> Finding:
    """Fit the panel with effort, sizes, fragility and indices; raises BadInput on faults."""
    faults = Faults()
    seen = faults.sure(read_finds(table, plan, folder, faults))
    fit, by_phase = fit_panel(seen, plan, plan.elasticity), quotients_by_phase(seen, plan)
    treated = plan.treated[0]
    main = effect(fit, treated, plan.level)
    sets, tips = variants(seen, plan), apart(seen, plan)
    sets = {place: [*many, *tips[place]] for place, many in sets.items()}
    verdicts = {place: decide(effect(fit, place, plan.level), sets[place], barred=False) for place in sets}
    verdict = verdicts[treated]
    diagnostics: dict[str, Json] = {
        "rate_ratios": rates(fit, plan, verdicts),
        "pattern": pattern(fit, plan),
        "sizes": {place: per_size(seen, plan, place) for place in seen.places},
        "wild_cluster_p": {place: wild_cluster_p(seen, plan, place, plan.elasticity) for place in sets},
        "phases": phases(seen, plan),
        "indices_of_counts": {**indices_of_counts(seen, plan), "by_phase": [*by_phase]},
        "synthetic_control": synthetic_for(seen, treated, plan),
        **({"tip_off": shares_of_tips(seen, plan)} if seen.tipped is not None else {}),
    }
    return Finding(
        method=f"quasi-Poisson panel, place and month effects, offset {plan.elasticity:g} x log inspections"
        if seen.effort is not None
        else "quasi-Poisson panel, place and month effects, without inspections",
        main=main,
        verdict=verdict,
        sentence=sentence(fit, plan, verdicts, in_words(tips[treated], treated)),
        n_pre=seen.first_after,
        n_post=len(seen.labels) - seen.first_after,
        dispersion=fit.dispersion,
        diagnostics=diagnostics,
        sensitivity=[named(one, place) for place, many in sets.items() for one in many],
        caveats=[*seen.caveats, *moved(seen, plan), *standing(plan)],
        figures=[course(seen, plan), effects(fit, plan), *quotients(by_phase), *tips_by_year(seen, plan)],
    )


def variants(seen: Finds, plan: PanelPlan) -> dict[str, list[Estimate]]:
    """Fit with other efforts, another error, no month effects, and each control left out in turn.

    Every model is fitted once; the estimates are returned per treated place and destination.
    """
    fits: dict[str, Fit] = {}
    if seen.effort is not None:
        free = fit_panel(seen, plan, None)
        fits[f"elasticity of effort estimated at {free.log_effect('elasticity')[0]:.2f}"] = free
        for value in plan.elasticities:
            name = f"elasticity of effort {value:g}" if value else "without inspections (elasticity 0)"
            fits[name] = fit_panel(seen, plan, value)
    fits["one step in time for all"] = fit_panel(seen, plan, plan.elasticity, months=False)
    fits["negative binomial"] = fit_panel(seen, plan, plan.elasticity, errors="negative_binomial")
    if len(plan.controls) > 1:
        for control in plan.controls:
            keep = [one for one in seen.places if one != control]
            fits[f"without control {control}"] = fit_panel(seen, plan, plan.elasticity, places=keep)
    return {
        place: [effect(fit, place, plan.level, name, weighs=True) for name, fit in fits.items()]
        for place in [*plan.treated, *plan.destinations]
    }


def rates(fit: Fit, plan: PanelPlan, verdicts: dict[str, Verdict]) -> dict[str, Json]:
    """Rate ratio, interval and verdict of every treated place and destination."""
    found: dict[str, Json] = {}
    for place, verdict in verdicts.items():
        one = effect(fit, place, plan.level)
        role = "treated" if place in plan.treated else "destination"
        found[place] = {
            "role": role,
            "estimate": one.estimate,
            "ci_low": one.ci_low,
            "ci_high": one.ci_high,
            "verdict": verdict.value,
        }
    return found


def pattern(fit: Fit, plan: PanelPlan) -> str:
    """Say whether finds fell in a treated place while they rose in a destination."""
    fell = any((effect(fit, place, plan.level).ci_high or 9) < 1 for place in plan.treated)
    rose = any((effect(fit, place, plan.level).ci_low or 0) > 1 for place in plan.destinations)
    if fell and rose:
        return "displacement_pattern"
    return "fall_without_rise" if fell else "rise_without_fall" if rose else "neither"


def per_size(seen: Finds, plan: PanelPlan, place: str) -> dict[str, Json]:
    """Everything about the sizes of the finds of one place."""
    before, after = seen.sizes_of(place, after=False), seen.sizes_of(place, after=True)
    found: dict[str, Json] = {
        "size_ratio": size_ratio(before, after, plan.level),
        "decomposition": decomposition(seen, place),
        "numbers": shares(seen, place, plan),
        "tail": tail(seen.sizes[place]),
        "flow": flow(plan, seen, place),
    }
    if place not in plan.controls:
        found["kg"] = kilos(seen, place, seed=plan.seed, draws=plan.draws, level=plan.level)
    return found


def phases(seen: Finds, plan: PanelPlan) -> dict[str, Json]:
    """Rate ratios per year after the start, so that growing displacement is seen."""
    edges = list(range(seen.first_after + 12, len(seen.labels), 12))
    if not edges:
        return {}
    fit = fit_panel(seen, plan, plan.elasticity, phases=edges)
    found: dict[str, Json] = {}
    for name in fit.names:
        if name.startswith("effect "):
            one = fit.ratio(name, plan.level)
            found[name.removeprefix("effect ")] = {
                "estimate": one.estimate,
                "ci_low": one.ci_low,
                "ci_high": one.ci_high,
            }
    return found


def synthetic_for(seen: Finds, treated: str, plan: PanelPlan) -> dict[str, Json]:
    """Return the treated place against a mix of controls, as indices of their means before; placebo rank."""
    if len(plan.controls) < 2:
        return {"reason": "fewer than two controls"}
    rows = [seen.places.index(place) for place in (treated, *plan.controls)]
    series = seen.counts[rows].T
    index = series / series[: seen.first_after].mean(axis=0)
    before, after = slice(0, seen.first_after), slice(seen.first_after, len(seen.labels))
    fits = [
        synthetic(index, one, [other for other in range(len(rows)) if other != one], before, after)
        for one in range(len(rows))
    ]
    rank, p = placebo_rank([one.ratio for one in fits[1:]], fits[0].ratio)
    return {
        "weights": {
            place: float(weight) for place, weight in zip(plan.controls, fits[0].weights, strict=True)
        },
        "mean_gap_of_index": float(fits[0].gap[after].mean()),
        "placebo_rank": rank,
        "placebo_p": p,
        "lowest_possible_p": 1 / len(rows),
    }


def standing(plan: PanelPlan) -> list[Text]:
    """Say what the design cannot rule out."""
    controls = ", ".join(plan.controls)
    return [
        Text(
            f"De vergelijkingsplaatsen ({controls}) mogen zelf geen bestemming van verplaatsing zijn; dat"
            " is niet te toetsen.",
            f"The controls ({controls}) must not themselves be a destination of displacement; that cannot"
            " be tested.",
        ),
        Text(
            "Aantallen en kilo's staan apart; kilo's hangen aan enkele grote vondsten.",
            "Numbers and kilos are kept apart; kilos hang on a few large finds.",
        ),
    ]


def sentence(fit: Fit, plan: PanelPlan, verdicts: dict[str, Verdict], tips: Text) -> Text:
    """Word the result: each place with its verdict, what finds without tip-offs say, and the treated place again."""
    words = {
        Verdict.SHOWN: Text("aangetoond", "shown"),
        Verdict.PLAUSIBLE: Text("aannemelijk", "plausible"),
        Verdict.NOT_SHOWN: Text("niet aangetoond", "not shown"),
        Verdict.NO_CONCLUSION: Text("geen conclusie", "no conclusion"),
    }
    parts = []
    for place, verdict in verdicts.items():
        one = effect(fit, place, plan.level)
        word = words[verdict]
        parts.append(
            Text(
                f"{place} {dutch(one.estimate)} ({dutch(one.ci_low)}–{dutch(one.ci_high)}; {word.nl})",
                f"{place} {english(one.estimate)} ({english(one.ci_low)}–{english(one.ci_high)}; {word.en})",
            )
        )
    nl, en = "; ".join(part.nl for part in parts), "; ".join(part.en for part in parts)
    base = Text(
        f"Aantal vondsten sinds {plan.start} ten opzichte van daarvoor en van de vergelijkingsplaatsen,"
        f" bij gelijke inzet: {nl}.",
        f"Number of finds since {plan.start} relative to before and to the controls, at equal effort: {en}.",
    )
    main = plan.treated[0]
    fact = Text(f"{base.nl}{tips.nl} Voor {main}:", f"{base.en}{tips.en} For {main}:")
    return say(fact, verdicts[main])


def course(seen: Finds, plan: PanelPlan) -> Figure:
    """Return finds per quarter and role, as an index of the mean before."""
    quarters = len(seen.labels) // 3
    cut = (quarters * 3, seen.first_after // 3)
    groups = {"treated": plan.treated, "destinations": plan.destinations, "controls": plan.controls}
    names = {
        "treated": Text("aangepakt", "treated"),
        "destinations": Text("mogelijke bestemming", "possible destination"),
        "controls": Text("vergelijking", "control"),
    }
    columns: dict[str, list[float | None]] = {}
    for role, places in groups.items():
        if places:
            rows = [seen.places.index(place) for place in places]
            total = seen.counts[rows].sum(axis=0)[: cut[0]].reshape(quarters, 3).sum(axis=1)
            base = max(float(np.mean(total[: cut[1]])), 1e-9)
            columns[role] = [100 * float(value) / base for value in total]
    return Figure(
        name="course",
        kind="series",
        title=Text(
            "Vondsten per kwartaal (gemiddelde ervoor = 100)", "Finds per quarter (mean before = 100)"
        ),
        description=Text(
            "Lijngrafiek van het aantal vondsten per rol, als index; de stippellijn is de start van de"
            " maatregelen.",
            "Line chart of the number of finds per role, as an index; the dashed line is the start of the"
            " measures.",
        ),
        x=Text("Kwartaal, vanaf maand", "Quarter, from month"),
        y=Text("Index", "Index"),
        labels=[seen.labels[3 * quarter] for quarter in range(quarters)],
        columns=columns,
        names=names,
        breaks=[(seen.first_after / 3, Text(f"start {plan.start}", f"start {plan.start}"))],
    )


def effects(fit: Fit, plan: PanelPlan) -> Figure:
    """Rate ratios with intervals per place."""
    many = [effect(fit, place, plan.level) for place in [*plan.treated, *plan.destinations]]
    return ratios(
        Text("Verandering van het aantal vondsten per plaats", "Change in the number of finds per place"),
        many,
    )
