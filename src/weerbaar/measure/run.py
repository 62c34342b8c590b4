"""Runs one analysis from start to end: freeze the plan, only then read the figures, and stamp the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

import weerbaar
from weerbaar.measure.faults import Faults
from weerbaar.measure.methods import METHODS, Method
from weerbaar.measure.plan import Frozen, Plan, Promise, freeze, frozen_versions, read_toml
from weerbaar.measure.result import Finding, Result, Text
from weerbaar.measure.sketch import sketch
from weerbaar.measure.table import Table, read_table, unread

VERSION = "0.1.0"


@dataclass(frozen=True)
class Answer:
    """The result with what a report needs beside it: figures, the plan as frozen, the plan file."""

    result: Result
    finding: Finding
    method: Method
    question: Text
    frozen: Frozen
    earlier: tuple[Frozen, ...]


def code_version() -> str:
    """Return the version with a hash over the source of this library, so that a change of code shows."""
    digest = hashlib.sha256()
    home = Path(__file__).parent
    for path in sorted(home.rglob("*.py")):
        digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{getattr(weerbaar, '__version__', VERSION)}+measure.{digest.hexdigest()[:12]}"


def read_plan(path: Path, analysis: str | None = None) -> tuple[Plan, Method]:
    """Read a plan and find its method; raises BadInput with every fault."""
    faults = Faults()
    return faults.sure(sketched(path, analysis, faults))


def sketched(path: Path, analysis: str | None, faults: Faults) -> tuple[Plan, Method] | None:
    """Read a plan that may be wrong in places, with its method; None where it does not tell which method it is for."""
    tree = faults.tried(read_toml, path)
    if tree is None:
        return None
    named = tree.get("analysis")
    if str(named) not in METHODS:
        faults.add(f"{path.name}: 'analysis' is {named!r}; choose {', '.join(METHODS)}")
        tree["analysis"] = named = analysis or ""
    elif analysis and named != analysis:
        faults.add(f"{path.name} is a plan for '{named}', not for '{analysis}'")
    methods = METHODS.get(str(named), {})
    asked = tree.setdefault("method", next(iter(methods), ""))
    method = methods.get(str(asked))
    if methods and not method:
        faults.add(f"{path.name}: 'method' is {asked!r}; for {named} choose {', '.join(methods)}")
    if not method:
        every = {field.name for field in msgspec.structs.fields(Plan)}
        known = {key: value for key, value in tree.items() if key in every}
        sketch(known | {"analysis": str(named), "method": str(asked)}, Plan, path.name, faults)
        return None
    return sketch(tree, method.plan, path.name, faults), method


def run(analysis: str, file: Path, plan_path: Path) -> Answer:
    """Answer the question of a plan from a file of figures.

    A sound plan is hashed before the figures are opened. Of a plan with faults the figures are looked at too, for
    their faults only, and nothing is worked out. Raises BadInput with every fault, those of the plan first.
    """
    faults = Faults()

    def look(table: Table | None, plan: Plan, method: Method) -> None:
        if plan.analysis == analysis:
            faults.tried(method.read, table or unread(file), plan, file.parent, faults)

    read = sketched(plan_path, analysis, faults)
    plan, method, frozen, earlier, table = opened(read, file, plan_path, faults, look)
    promise = next((one.power for one in reversed(earlier) if one.plan_hash == frozen.plan_hash), None)
    finding = method.run(table, plan, file.parent, promise)
    finding.caveats += plan_caveats(frozen, earlier)
    question = Text(plan.question_nl or plan.question, plan.question)
    result = stamped(analysis, plan, finding, frozen, table)
    return Answer(result, finding, method, question, frozen, tuple(earlier))


def opened(
    read: tuple[Plan, Method] | None,
    file: Path,
    plan_path: Path,
    faults: Faults,
    look: Callable[[Table | None, Plan, Method], None],
) -> tuple[Plan, Method, Frozen, list[Frozen], Table]:
    """Return a plan frozen before its figures are opened, those frozen earlier, and the figures.

    Where anything is wrong, `look` notes what is wrong with the figures too. Raises BadInput with every fault.
    """
    earlier = faults.tried(frozen_versions, plan_path) or []
    frozen = None if faults.found or read is None else freeze(read[0])
    table = faults.tried(read_table, file)
    if faults.found and read:
        look(table, *read)
    faults.stop()
    assert read is not None
    assert frozen is not None
    assert table is not None
    return *read, frozen, earlier, table


def power(file: Path, plan_path: Path) -> Answer:
    """Say what a plan could find, from the periods before its intervention alone.

    Raises BadInput with every fault, also where the method of the plan has no power to work out.
    """
    faults = Faults()
    read = sketched(plan_path, None, faults)
    if read and not read[1].beforehand:
        refuse_power(read[0], plan_path.name, faults)

    def look(table: Table | None, plan: Plan, method: Method) -> None:
        if table and method.beforehand:
            faults.tried(method.read_before, table, plan, faults)

    plan, method, frozen, earlier, table = opened(read, file, plan_path, faults, look)
    kept, finding = method.power(table, plan)
    question = Text(plan.question_nl or plan.question, plan.question)
    result = stamped("power", plan, finding, frozen, kept)
    return Answer(result, finding, method, question, frozen, tuple(earlier))


def refuse_power(plan: Plan, name: str, faults: Faults) -> None:
    """Note that the power can be worked out for other methods only, and for which."""
    able = ", ".join(
        f"{analysis} {method}"
        for analysis, many in METHODS.items()
        for method, one in many.items()
        if one.beforehand
    )
    faults.add(f"power is worked out for {able}; {name} is a plan for {plan.analysis} {plan.method}")


def promise_of(answer: Answer) -> Promise:
    """Return what is kept of a power with the frozen plan."""
    found = answer.result.diagnostics
    return msgspec.convert(
        {name: found[name] for name in ("wanted", "minimum_effect", "found_at_minimum", "until", "series")}
        | {
            "smallest_effect": answer.result.estimate,
            "data_hash": answer.result.data_hash,
            "code_version": answer.result.code_version,
        },
        Promise,
    )


def stamped(analysis: str, plan: Plan, finding: Finding, frozen: Frozen, table: Table) -> Result:
    """Stamp a finding with the plan, the hash of what was read, the version of this code and the seed."""
    return Result(
        analysis=analysis,
        question=plan.question,
        estimate=finding.main.estimate,
        scale=finding.main.scale,
        ci_low=finding.main.ci_low,
        ci_high=finding.main.ci_high,
        level=plan.level,
        method=finding.method,
        n_pre=finding.n_pre,
        n_post=finding.n_post,
        dispersion=finding.dispersion,
        diagnostics=dict(finding.diagnostics),
        sensitivity=finding.sensitivity,
        verdict=finding.verdict,
        sentence=finding.sentence,
        caveats=finding.caveats,
        source=plan.source,
        data_hash=table.sha256,
        plan_hash=frozen.plan_hash,
        code_version=code_version(),
        seed=plan.seed,
    )


def plan_caveats(frozen: Frozen, earlier: list[Frozen]) -> list[Text]:
    """Say what cannot be shown about the order of plan and figures, and whether the plan changed."""
    if not earlier:
        return [
            Text(
                "Het plan is niet vooraf vastgelegd (weerbaar measure freeze); dat het ouder is dan de"
                " cijfers is niet te tonen.",
                "The plan was not frozen beforehand (weerbaar measure freeze); that it is older than the"
                " figures cannot be shown.",
            )
        ]
    hashes = [version.plan_hash for version in earlier]
    if frozen.plan_hash not in hashes:
        return [
            Text(
                f"Het plan wijkt af van de vastgelegde versie {hashes[-1][:12]}; beide staan in het rapport.",
                f"The plan departs from the frozen version {hashes[-1][:12]}; both are in the report.",
            )
        ]
    if len(hashes) > 1:
        return [
            Text(
                f"Het plan is {len(hashes)} keer vastgelegd; alle versies staan in het rapport.",
                f"The plan was frozen {len(hashes)} times; every version is in the report.",
            )
        ]
    return []
