"""The main campaign analysis: what happened to the reports after each flight, and what else explains it."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec

from weerbaar.measure.campaign.beforehand import aim, only_before
from weerbaar.measure.campaign.comparison import parallel_before, synthetic_level
from weerbaar.measure.campaign.courses import courses
from weerbaar.measure.campaign.effect import extra_reports, persistence
from weerbaar.measure.campaign.observed import Observed, read_observed
from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.campaign.power import SERIES, look_ahead, shares_found
from weerbaar.measure.campaign.segments import Windows, shock_terms, terms, too_short, windows
from weerbaar.measure.campaign.variants import slope_test, variants
from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.glm import Fit, autocorrelation, fit_counts
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.plan import Promise
from weerbaar.measure.rates import detectable_ratio
from weerbaar.measure.result import Estimate, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table
from weerbaar.measure.verdict import decide, excludes, say


def segmented(table: Table, plan: SegmentedPlan, promise: Promise | None = None) -> Finding:
    """Fit the campaign model with its diagnostics and sensitivity set; raises BadInput on faults.

    `promise` is the power that was frozen with the plan; where it fell short, nothing found is no conclusion.
    """
    faults = Faults()
    seen, spots, shocks = faults.sure(read(table, plan, Path(), faults))
    columns = terms(seen.periods, spots, harmonics=plan.harmonics, slope=plan.slope, extra=shocks)
    fit = fit_counts(seen.counts, columns, seen.offset, errors=plan.errors)
    main = fit.ratio("L", plan.level, "main model")
    sensitivity = variants(plan, seen, spots, fit, columns)
    power = power_before(plan, seen, spots, fit)
    barred = reasons_against(plan, seen, spots, main, power, promise)
    verdict = decide(main, sensitivity, barred=bool(barred))
    diagnostics: dict[str, Json] = {
        **diagnose(plan, seen, spots, fit, columns),
        "power": power | ({"frozen_with_the_plan": msgspec.to_builtins(promise)} if promise else {}),
        "periods_in_level": int(spots.level_mask(len(seen.periods)).sum()),
    }
    return Finding(
        method=method_words(plan),
        main=main,
        verdict=verdict,
        sentence=sentence(plan, seen, spots, main, verdict, diagnostics),
        n_pre=spots.first,
        n_post=len(seen.periods) - spots.first,
        dispersion=fit.dispersion,
        diagnostics=diagnostics,
        sensitivity=sensitivity,
        caveats=[*barred, *seen.caveats, *cited(table, plan, promise), *standing_caveats(plan)],
        figures=courses(plan, seen, spots, fit, columns),
    )


def read(
    table: Table, plan: SegmentedPlan, _folder: Path, faults: Faults
) -> tuple[Observed, Windows, dict[str, Floats]] | None:
    """Read the series, the windows of the flights and the terms of the shocks, noting every fault."""
    seen = read_observed(table, plan, faults)
    if seen is None:
        return None
    spots = faults.tried(windows, plan, seen.periods, faults)
    shocks = faults.tried(shock_terms, plan, seen.periods, faults) or {}
    if spots and not spots.levels:
        faults.add("no period lies after the pulse of a flight; shorten the pulse or wait for more data")
    return None if spots is None else (seen, spots, shocks)


def method_words(plan: SegmentedPlan) -> str:
    """Name the main model in one line."""
    errors = {"quasi": "quasi-Poisson", "poisson": "Poisson", "hac": "Poisson, Newey-West errors"}
    pulse = f", pulse of {plan.pulse} periods per flight" if plan.pulse else ""
    return (
        f"segmented regression, log link, {errors.get(plan.errors, 'negative binomial')},"
        f" {plan.harmonics} harmonics{pulse}, level after the first pulse"
    )


def power_before(plan: SegmentedPlan, seen: Observed, spots: Windows, fit: Fit) -> dict[str, Json]:
    """Say what the design can detect: the two-period Poisson formula, and made series like those before."""
    mean = float(seen.counts[: spots.first].mean())
    after = int(spots.level_mask(len(seen.periods)).sum())
    found: dict[str, Json] = {
        "mean_per_period_before": mean,
        "minimum_detectable_ratio": detectable_ratio(mean, spots.first, after, max(1.0, fit.dispersion)),
        "minimum_effect": aim(plan),
        "found_at_minimum": None,
    }
    try:
        ahead = look_ahead(plan, seen.periods, spots, seen.counts[: spots.first], seen.offset)
    except BadInput as trouble:
        return found | {"reason": trouble.faults[0]}
    shares = shares_found(plan, seen.periods, spots, ahead, aim(plan))
    return found | {
        "found_at_minimum": shares.shown,
        "found_at_minimum_by_main_model": shares.main,
        "made_series": SERIES,
        "dispersion_before": ahead.dispersion,
        "autocorrelation_before": ahead.rho,
    }


def reasons_against(
    plan: SegmentedPlan,
    seen: Observed,
    spots: Windows,
    main: Estimate,
    power: dict[str, Json],
    promise: Promise | None,
) -> list[Text]:
    """Say why no conclusion may be drawn; empty when one may.

    What was promised beforehand counts; without a promise, what series like those before let be seen; where
    these are too short to make series of, the formula.
    """
    found = too_short(plan, seen.periods, spots)
    if excludes(main.ci_low, main.ci_high, 1.0):
        return found
    share = promise.found_at_minimum if promise else power["found_at_minimum"]
    detectable = power["minimum_detectable_ratio"]
    assert isinstance(detectable, float)
    if isinstance(share, float) and share < plan.power:
        how = Text("Zo was vooraf berekend", "So it was worked out beforehand") if promise else AS_BEFORE
        found.append(
            Text(
                f"Het onderscheidend vermogen is te klein: een verhouding van {dutch(aim(plan))} zou in"
                f" {dutch(100 * share, 0)} % van de gevallen zijn aangetoond, gevraagd was"
                f" {dutch(100 * plan.power, 0)} %. {how.nl}.",
                f"The power is too small: a ratio of {english(aim(plan))} would have been shown in"
                f" {english(100 * share, 0)} % of cases, where {english(100 * plan.power, 0)} % was asked. {how.en}.",
            )
        )
    elif share is None and detectable > plan.minimum_effect:
        found.append(
            Text(
                f"De gegevens zijn te grof: pas een verhouding van {dutch(detectable)} zou opvallen,"
                f" terwijl {dutch(plan.minimum_effect)} al van belang is.",
                f"The data are too coarse: only a ratio of {english(detectable)} would stand out,"
                f" while {english(plan.minimum_effect)} would matter.",
            )
        )
    return found


AS_BEFORE = Text(
    "Zo blijkt uit reeksen die lijken op de tijd ervoor", "So say series made like the time before"
)


def cited(table: Table, plan: SegmentedPlan, promise: Promise | None) -> list[Text]:
    """Cite the power that was frozen with the plan, and say so where it rested on other figures."""
    if promise is None:
        return []
    smallest = promise.smallest_effect
    size = (
        Text("geen van de beproefde verhoudingen", "none of the ratios tried")
        if smallest is None
        else Text(f"een verhouding van {dutch(smallest)}", f"a ratio of {english(smallest)}")
    )
    share = 100 * promise.wanted
    found = [
        Text(
            f"Vooraf vastgelegd: {size.nl} zou in {dutch(share, 0)} % van de gevallen zijn aangetoond; een"
            f" verhouding van {dutch(promise.minimum_effect)} in {dutch(100 * promise.found_at_minimum, 0)} %.",
            f"Fixed beforehand: {size.en} would be shown in {english(share, 0)} % of cases; a ratio of"
            f" {english(promise.minimum_effect)} in {english(100 * promise.found_at_minimum, 0)} %.",
        )
    ]
    if only_before(table, plan).sha256 != promise.data_hash:
        found.append(
            Text(
                "De cijfers van vóór de campagne zijn andere dan die waarop dit vermogen is berekend.",
                "The figures from before the campaign are not those from which this power was worked out.",
            )
        )
    return found


def diagnose(
    plan: SegmentedPlan, seen: Observed, spots: Windows, fit: Fit, columns: dict[str, Floats]
) -> dict[str, Json]:
    """Everything a reviewer wants to see beside the estimate."""
    correlation, bound = autocorrelation(fit.residuals), 2 / math.sqrt(len(seen.periods))
    shocks = shock_terms(plan, seen.periods, Faults())
    split = fit_counts(
        seen.counts,
        terms(seen.periods, spots, harmonics=plan.harmonics, split=True, extra=shocks),
        seen.offset,
    )
    found: dict[str, Json] = {
        "trend_per_year": math.exp(fit.log_effect("trend")[0]),
        "pulses": {
            name: {"estimate": one.estimate, "ci_low": one.ci_low, "ci_high": one.ci_high}
            for name in fit.names
            if name[:1] == "P"
            for one in [fit.ratio(name, plan.level)]
        },
        "persistence": persistence(split, spots, plan.level),
        "extra_reports": extra_reports(
            fit, columns, seen.offset, spots.first, level=plan.level, seed=plan.seed, draws=plan.draws
        ),
        "residual_autocorrelation_lag_1_to_3": list(correlation),
        "residual_autocorrelation_bound": bound,
        "residuals_autocorrelated": max(abs(one) for one in correlation) > bound,
        "slope_change": slope_test(plan, seen, spots),
        "mapping_versions": [f"{item.at}: {item.what}: {item.mapping}" for item in plan.breaks],
    }
    if seen.others:
        found["parallel_trends_before"] = parallel_before(seen, spots, plan.harmonics)
        found["synthetic_control"] = synthetic_level(seen, spots)[1]
    return found


LASTING = {
    "sustained": Text("De stijging hield aan.", "The rise lasted."),
    "peak_then_back": Text("Het was een piek die terugging.", "It was a peak that went back."),
    "undecided": Text("Of het aanhield is niet vast te stellen.", "Whether it lasted cannot be told."),
}


def sentence(
    plan: SegmentedPlan,
    seen: Observed,
    spots: Windows,
    main: Estimate,
    verdict: Verdict,
    found: dict[str, Json],
) -> Text:
    """Word the result in both languages, claiming no more than the verdict."""
    labels = seen.periods.labels
    start, end = labels[spots.levels[0][0]], labels[-1]
    series = f" ({plan.series.replace('_', ' ')})" if plan.series else ""
    outside = Text(" buiten de piekperioden", " outside the pulses") if plan.pulse else Text("", "")
    total = int(seen.counts[spots.level_mask(len(labels)).astype(bool)].sum())
    lasting = found["persistence"]
    word = str(lasting["judgement"]) if isinstance(lasting, dict) else "undecided"
    judged = (
        LASTING[word]
        if verdict in (Verdict.SHOWN, Verdict.PLAUSIBLE) and (main.estimate or 0) > 1
        else Text("", "")
    )
    percent = f"{plan.level * 100:g}"
    nl = (
        f"Van {start} tot en met {end} waren er{outside.nl} {dutch(total, 0)} {plan.outcome.nl}{series},"
        f" {dutch(main.estimate)} keer ({dutch(main.ci_low)}–{dutch(main.ci_high)}, {percent} %) wat trend en"
        f" seizoen voorspellen. {judged.nl}"
    )
    en = (
        f"From {start} to {end} there were{outside.en} {english(total, 0)} {plan.outcome.en}{series},"
        f" {english(main.estimate)} times ({english(main.ci_low)}–{english(main.ci_high)}, {percent} %)"
        " what trend"
        f" and season predict. {judged.en}"
    )
    return say(Text(nl.strip(), en.strip()), verdict)


def standing_caveats(plan: SegmentedPlan) -> list[Text]:
    """Say what the method can never rule out."""
    found = [
        Text(
            "Niet te toetsen aanname: verder veranderde er niets op het moment dat de campagne begon.",
            "Assumption that cannot be tested: nothing else changed when the campaign began.",
        )
    ]
    if not plan.comparison:
        found.append(
            Text(
                "Er is geen vergelijkingsreeks; een oorzaak die alles deed stijgen blijft onzichtbaar.",
                "There is no comparison series; a cause that raised everything stays unseen.",
            )
        )
    found += [
        Text(
            f"Breuk in de definitie op {item.at} ({item.what}); omgezet met versie {item.mapping}.",
            f"Break in definition at {item.at} ({item.what}); converted with mapping version {item.mapping}.",
        )
        for item in plan.breaks
    ]
    return found
