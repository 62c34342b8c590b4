"""The quick indices of displacement: what fell here and rose there, against places that had no part in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from weerbaar.measure.displacement.plans import IndicesPlan
from weerbaar.measure.draws import quantiles
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.rates import z_of
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table, attempted
from weerbaar.measure.verdict import decide, say

TWO_PERIODS = Text(
    "Twee perioden: een trend die al liep is hiervan niet te scheiden; onderzoeksinzet telt niet mee.",
    "Two periods: a trend that ran already cannot be told apart; inspection effort is not in it.",
)
ROLES = ("treated", "control", "displacement", "displacement_control")


@dataclass(frozen=True)
class Cells:
    """Counts before and after for one role, with the weights they are divided by (length times area)."""

    before: float
    after: float
    weight_before: float = 1.0
    weight_after: float = 1.0

    @property
    def change(self) -> float:
        """After minus before, per unit of weight."""
        return self.after / self.weight_after - self.before / self.weight_before

    @property
    def variance(self) -> float:
        """Poisson variance of the change: each count over its squared weight."""
        return self.after / self.weight_after**2 + self.before / self.weight_before**2


def weighted_displacement_difference(
    cells: dict[str, Cells], dispersion: float = 1.0, level: float = 0.95
) -> dict[str, Estimate]:
    """WDD (Wheeler and Ratcliffe 2018): local, displaced and total change with Poisson intervals.

    Negative means fewer. `displacement` and `displacement_control` may be absent together.
    """
    pairs = {"local": ("treated", "control"), "displaced": ("displacement", "displacement_control")}
    found: dict[str, Estimate] = {}
    total, variance = 0.0, 0.0
    for name, (own, other) in pairs.items():
        if own not in cells:
            continue
        change = cells[own].change - (cells[other].change if other in cells else 0.0)
        spread = dispersion * (cells[own].variance + (cells[other].variance if other in cells else 0.0))
        found[name] = interval(f"weighted displacement difference, {name}", change, spread, level)
        total, variance = total + change, variance + spread
    found["total"] = interval("weighted displacement difference, total", total, variance, level)
    return found


def interval(name: str, value: float, variance: float, level: float) -> Estimate:
    """Return A difference with its normal interval."""
    half = z_of(level) * math.sqrt(variance)
    note = f"se {math.sqrt(variance):.4f}"
    return Estimate(
        name=name, estimate=value, ci_low=value - half, ci_high=value + half, scale="difference", note=note
    )


def quotient(cells: dict[str, Cells]) -> dict[str, Json]:
    """WDQ and its companions from the counts; the quotient is None where it is undefined."""
    treated, control = cells["treated"], cells["control"]
    near = cells.get("displacement")
    if min(treated.before, treated.after, control.before, control.after) <= 0:
        return {"wdq": None, "reason": "a cell is zero"}
    success = treated.after / control.after - treated.before / control.before
    found: dict[str, Json] = {
        "gross_effect": treated.before - treated.after,
        "net_effect": -success,
        "success": success,
    }
    if near is None or min(near.before, near.after) <= 0:
        return found | {"wdq": None, "reason": "there is no displacement area, or it holds a zero"}
    buffer = near.after / control.after - near.before / control.before
    growth = control.after / control.before
    found["buffer"] = buffer
    found["total_net_effect"] = treated.before * growth - treated.after + near.before * growth - near.after
    found["wdq"] = buffer / success if success < 0 else None
    if success >= 0:
        found["reason"] = "success is not negative: nothing fell, so nothing can have moved"
    return found


def quotient_interval(cells: dict[str, Cells], *, seed: int, draws: int, level: float) -> dict[str, Json]:
    """Parametric bootstrap of the WDQ with Poisson cells: median, range, share of draws without success."""
    rng = np.random.default_rng(seed)

    def drawn(role: str) -> tuple[Floats, Floats]:
        one = cells[role]
        return rng.poisson(one.before, draws).astype(float), rng.poisson(one.after, draws).astype(float)

    (rb, ra), (cb, ca), (db, da) = drawn("treated"), drawn("control"), drawn("displacement")
    sound = (cb > 0) & (ca > 0)
    rb, ra, cb, ca, db, da = (values[sound] for values in (rb, ra, cb, ca, db, da))
    success, buffer = ra / ca - rb / cb, da / ca - db / cb
    defined = success < 0
    if not defined.any():
        return {"median": None, "share_without_success": 1.0}
    values = buffer[defined] / success[defined]
    low, high = quantiles(values, level)
    return {
        "median": float(np.median(values)),
        "low": low,
        "high": high,
        "share_without_success": float(1 - defined.mean()),
        "draws": draws,
    }


def read_cells(table: Table, plan: IndicesPlan, _folder: Path, faults: Faults) -> dict[str, Cells] | None:
    """Read one row per role, noting every fault."""
    table.asked(plan, faults, "role", "before", "after", "area")
    rows = len(table.rows)
    before = attempted(faults, rows, lambda: table.counts(plan.before, faults))
    after = attempted(faults, rows, lambda: table.counts(plan.after, faults))
    area = attempted(faults, rows, lambda: table.positive(plan.area, faults) if plan.area else np.ones(rows))
    roles = faults.tried(lambda: table.text(plan.role))
    if roles is None:
        return None
    for role, line in zip(roles, table.lines, strict=True):
        if role not in ROLES:
            faults.add(f"{table.name} line {line}: role '{role}'; choose {', '.join(ROLES)}")
        elif roles.count(role) > 1:
            faults.add(f"{table.name}: the role '{role}' occurs {roles.count(role)} times")
    for role in ("treated", "control"):
        if role not in roles:
            faults.add(f"{table.name}: there is no row for '{role}'")
    lengths = faults.tried(lambda: (plan.length_before, plan.length_after))
    if lengths is None:
        return None
    return {
        role: Cells(float(b), float(a), lengths[0] * float(size), lengths[1] * float(size))
        for role, b, a, size in zip(roles, before, after, area, strict=True)
    }


def indices(table: Table, plan: IndicesPlan) -> Finding:
    """Weighted displacement difference as the estimate, the quotient and its range beside it."""
    faults = Faults()
    cells = faults.sure(read_cells(table, plan, Path(), faults))
    found = weighted_displacement_difference(cells, plan.dispersion, plan.level)
    total = found["total"]
    se = {name: standard_error(one, plan.level) for name, one in found.items()}
    diagnostics: dict[str, Json] = {
        "variance": se["total"] ** 2,
        "se": se["total"],
        "z": (total.estimate or 0.0) / se["total"] if se["total"] else None,
        **{f"se_{name}": value for name, value in se.items() if name != "total"},
        "weighted_displacement_quotient": quotient(cells),
    }
    if "displacement" in cells:
        diagnostics["quotient_bootstrap"] = quotient_interval(
            cells, seed=plan.seed, draws=plan.draws, level=plan.level
        )
    sensitivity = [
        msgspec.structs.replace(one, name=name, weighs=name == "local")
        for name, one in found.items()
        if name != "total"
    ]
    verdict = decide(total, sensitivity, barred=False)
    return Finding(
        method="weighted displacement difference, Poisson variance",
        main=total,
        verdict=verdict,
        sentence=sentence(plan, total, found["local"], verdict),
        n_pre=1,
        n_post=1,
        dispersion=plan.dispersion,
        diagnostics=diagnostics,
        sensitivity=sensitivity,
        caveats=[TWO_PERIODS],
        figures=[bars(cells)],
    )


def sentence(plan: IndicesPlan, total: Estimate, local: Estimate, verdict: Verdict) -> Text:
    """Word the balance and the local change."""
    percent = f"{plan.level * 100:g}"
    fact = Text(
        f"Per saldo veranderde het aantal met {dutch(total.estimate, 0)} ({dutch(total.ci_low, 0)} tot"
        f" {dutch(total.ci_high, 0)}, {percent} %); ter plaatse met {dutch(local.estimate, 0)}.",
        f"On balance the number changed by {english(total.estimate, 0)} ({english(total.ci_low, 0)} to"
        f" {english(total.ci_high, 0)}, {percent} %); in the treated place by {english(local.estimate, 0)}.",
    )
    return say(fact, verdict)


def standard_error(one: Estimate, level: float) -> float:
    """Return the standard error behind a normal interval."""
    return ((one.ci_high or 0.0) - (one.ci_low or 0.0)) / 2 / z_of(level)


def bars(cells: dict[str, Cells]) -> Figure:
    """Before and after per role."""
    names = {
        "treated": Text("aangepakt", "treated"),
        "control": Text("vergelijking", "control"),
        "displacement": Text("mogelijke bestemming", "possible destination"),
        "displacement_control": Text("vergelijking bij bestemming", "control of the destination"),
    }
    return Figure(
        name="roles",
        kind="series",
        title=Text("Aantallen voor en na, per rol", "Numbers before and after, per role"),
        description=Text(
            "Lijngrafiek met twee punten per rol: 1 is voor, 2 is na.",
            "Line chart with two points per role: 1 is before, 2 is after.",
        ),
        x=Text("1: voor, 2: na", "1: before, 2: after"),
        y=Text("Aantal", "Number"),
        labels=["1", "2"],
        columns={
            role: [one.before / one.weight_before, one.after / one.weight_after]
            for role, one in cells.items()
        },
        names=names,
    )
