"""Commands that read, check, draw and try the laws themselves."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from weerbaar.cli.checking import unreadable
from weerbaar.cli.language import either
from weerbaar.cli.options import LANGUAGE
from weerbaar.cli.receipts import JSON, BadInput
from weerbaar.desk.intake import InvalidInput, read_act
from weerbaar.kernel.law.acts import Opening
from weerbaar.kernel.law.decide import Permitted, decide
from weerbaar.kernel.law.explore_world import Finding, NotAWorld
from weerbaar.kernel.law.explore_worlds import Walks, explore_all
from weerbaar.kernel.law.given import facts
from weerbaar.kernel.law.pictures import state_diagram
from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.kernel.law.rules import Rule
from weerbaar.kernel.ledger.format import Fault
from weerbaar.protocols.known import BY_NAME, SmallWorlds, Untried, trial_of


@click.group()
def protocols() -> None:
    """Read, check, draw and try the laws themselves.

    Example: weerbaar protocols show container-release --language nl
    """


def _known(name: str) -> Protocol[Any]:
    if name not in BY_NAME:
        known = ", ".join(BY_NAME)
        en, nl = "there is no such protocol; choose from", "dit protocol is er niet; kies uit"
        raise BadInput([Fault(name, f"{en}: {known}", f"{nl}: {known}")])
    return BY_NAME[name]


@contextmanager
def _tried_in_its_worlds(protocol: Protocol[Any]) -> Generator[SmallWorlds]:
    """Give the worlds of a protocol; raises `BadInput` when it has none, or one in which it cannot be walked."""
    try:
        yield trial_of(protocol)
    except Untried as bare:
        page = "docs/how-to/write-a-protocol.md"
        en = f"nothing says in which small worlds to try it; write `WORLDS` in its file, as {page} does"
        nl = f"nergens staat in welke kleine werelden het te proberen is; schrijf `WORLDS` erin, zoals in {page}"
        raise BadInput([Fault(protocol.name, en, nl)]) from bare
    except NotAWorld as wrong:
        nl = f"in deze wereld is het niet te proberen: {wrong}"
        raise BadInput([Fault(protocol.name, f"it cannot be tried in this world: {wrong}", nl)]) from wrong


@protocols.command("list")
@JSON
def list_protocols(as_json: bool) -> None:
    """List the protocols of this program.

    Example: weerbaar protocols list --json
    """
    if as_json:
        said = [
            {"name": one.name, "version": one.version, "nl": one.nl, "en": one.en} for one in BY_NAME.values()
        ]
        click.echo(msgspec.json.encode(said).decode())
        return
    for one in BY_NAME.values():
        click.echo(f"{one}  {one.nl} / {one.en}")


@protocols.command()
@click.argument("name")
@LANGUAGE
@JSON
def show(name: str, language: str, as_json: bool) -> None:
    """Show every rule of a protocol with its sentence and its basis, and every duty.

    Example: weerbaar protocols show container-release --language nl
    """
    protocol = _known(name)
    if as_json:
        click.echo(msgspec.json.encode(_law(protocol)).decode())
    else:
        click.echo("\n".join(_law_words(protocol, language)))


def _law(protocol: Protocol[Any]) -> dict[str, Any]:
    acts = [
        {
            "act": kebab(kind.__name__),
            "says": (kind.__doc__ or "").strip().split("\n")[0],
            "by_clock": kind.by_clock,
            "rules": [
                {
                    "rule": rule.name,
                    "effect": rule.effect,
                    "told": rule.told,
                    "basis": str(rule.basis),
                    "nl": rule.nl,
                    "en": rule.en,
                }
                for rule, _ in kind.rules
            ],
        }
        for kind in protocol.acts
    ]
    duties = [{"duty": duty.name, "nl": duty.nl, "en": duty.en} for duty in protocol.duties]
    return {"protocol": str(protocol), "basis": protocol.basis.source, "acts": acts, "duties": duties}


def _law_words(protocol: Protocol[Any], language: str) -> Iterator[str]:
    nl = language == "nl"
    # The sentence of a forbid is what the refused reads, so it stands as that.
    permit, forbid = ("mag als", "geweigerd met") if nl else ("may if", "refused with")
    words = {"permit": permit, "forbid": forbid}
    yield f"{protocol}: {protocol.nl if nl else protocol.en} ({protocol.basis.source})"
    for kind in protocol.acts:
        yield f"\n{kebab(kind.__name__)}: {kind.nl if nl else (kind.__doc__ or '').strip().splitlines()[0]}"
        for rule in sorted((one for one, _ in kind.rules), key=lambda one: one.effect == "forbid"):
            told = "" if rule.told else (" (onvermeld)" if nl else " (untold)")
            yield f"  {words[rule.effect]:<13} {rule.nl if nl else rule.en}  [{rule.name}; {rule.basis}]{told}"
    yield "\nplichten" if nl else "\nduties"
    for duty in protocol.duties:
        yield f"  {duty.name}: {duty.nl if nl else duty.en}"


@protocols.command()
@click.argument("name")
@click.option("--world", "only", multiple=True, help="one small world only; may be given more than once")
@LANGUAGE
@JSON
def check(name: str, only: tuple[str, ...], language: str, as_json: bool) -> None:
    """Try a protocol out from end to end in small worlds; exit 1 when something is certainly wrong.

    Each finding is a sentence and the shortest history that leads to it.

    Example: weerbaar protocols check container-release --world chain
    """
    from rich.console import Console

    protocol = _known(name)
    with _tried_in_its_worlds(protocol) as (worlds, late, _):
        if faults := [_no_world(one, worlds) for one in only if one not in worlds]:
            raise BadInput(faults)
        chosen = {one: worlds[one] for one in only} if only else worlds
        with Console(stderr=True).status(either(nl="aan het lopen", en="walking")) as status:
            walks = explore_all(
                protocol, chosen, late=late, progress=lambda *seen: status.update(_walking(*seen))
            )
    findings = _said(walks, partly=bool(only))
    if as_json:
        click.echo(msgspec.json.encode(_outcome(walks, findings)).decode())
    else:
        click.echo("\n".join(_findings(walks, findings, language)))
    sys.exit(1 if any(one.certain for one in findings) else 0)


def _no_world(name: str, worlds: Iterable[str]) -> Fault:
    known = ", ".join(worlds)
    en, nl = (
        f"there is no world {name!r}; choose from: {known}",
        f"er is geen wereld {name!r}; kies uit: {known}",
    )
    return Fault("--world", en, nl)


def _walking(world: str, seen: int, left: int) -> str:
    return either(
        nl=f"{world}: {seen} toestanden gezien, nog {left} te bekijken",
        en=f"{world}: {seen} states seen, {left} to look at",
    )


NEVER = frozenset(
    (
        "unreachable-event",
        "path-never-taken",
        "duty-never-runs",
        "duty-undischargeable",
        "dead-act",
        "dead-rule",
        "act-not-tried",
    )
)


WALKED = {
    "en": {
        "states": "states",
        "acts": "permitted acts",
        "whole": "walked to its end",
        "part": "not walked to its end",
        "well": "nothing is wrong",
        "wrong": "findings",
    },
    "nl": {
        "states": "toestanden",
        "acts": "toegestane handelingen",
        "whole": "tot het einde doorlopen",
        "part": "niet tot het einde doorlopen",
        "well": "er is niets mis",
        "wrong": "bevindingen",
    },
}


def _said(walks: Walks, *, partly: bool) -> tuple[Finding, ...]:
    # In some of the worlds much never happens, and that says nothing of the law.
    return tuple(one for one in walks.findings if not (partly and one.kind in NEVER))


def _outcome(walks: Walks, findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {
        "states": walks.states,
        "transitions": walks.transitions,
        "complete": walks.complete,
        "worlds": [
            {"world": name, "states": walk.states, "transitions": walk.transitions, "complete": walk.complete}
            for name, walk in walks.walks
        ],
        "findings": [
            {
                "kind": one.kind,
                "subject": one.subject,
                "certain": one.certain,
                "nl": one.nl,
                "en": one.en,
                "history": [deed.sentence for deed in one.history],
            }
            for one in findings
        ],
    }


def _findings(walks: Walks, findings: tuple[Finding, ...], language: str) -> Iterator[str]:
    words = WALKED[language]
    for name, walk in walks.walks:
        whole = words["whole"] if walk.complete else words["part"]
        yield f"{name}: {walk.states} {words['states']}, {walk.transitions} {words['acts']}, {whole}"
    yield ""
    for one in findings:
        yield f"{one.nl if language == 'nl' else one.en} ({one.kind})"
        yield from (f"    {deed.sentence}" for deed in one.history)
    yield words["well"] if not findings else f"{len(findings)} {words['wrong']}"


@protocols.command()
@click.argument("name")
def diagram(name: str) -> None:
    """Print a Mermaid state diagram of a case's life.

    Example: weerbaar protocols diagram container-release > life.mmd
    """
    protocol = _known(name)
    with _tried_in_its_worlds(protocol) as trial:
        click.echo(state_diagram(protocol, trial.life), nl=False)


OUTCOMES = {
    "en": {"permitted": "permitted", "refused": "refused"},
    "nl": {"permitted": "toegestaan", "refused": "geweigerd"},
}


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act of a trial: who asks what, when, and with which fields."""

    at: datetime
    actor: str
    act: str
    functionary: str = ""
    fields: dict[str, Any] = {}


class Trial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A trial of a law: the facts that hold (all others do not) and the acts in order."""

    protocol: str
    step: tuple[Step, ...]
    facts: tuple[tuple[str, ...], ...] = ()


@protocols.command("try")
@click.argument("file", type=click.Path(path_type=Path))
@LANGUAGE
@JSON
def try_law(file: Path, language: str, as_json: bool) -> None:
    """Try acts on a case without a ledger: a TOML file of facts and steps; exit 1 when the last is refused.

    The file: `protocol = "container-release"`, `facts = [["is_admitted", "noordster"], ...]`, and per act a
    `[[step]]` with `at`, `actor`, `act` and `[step.fields]`.

    Example: weerbaar protocols try story.toml
    """
    trial = _read_trial(file)
    told = list(_tried(trial, _known(trial.protocol), file))
    if as_json:
        click.echo(msgspec.json.encode(told).decode())
    for one in () if as_json else told:
        outcome = OUTCOMES[language][one["outcome"]]
        click.echo(f"{one['at']}  {one['actor']}: {one['act']}: {outcome}")
        for reason in one["reasons"]:
            click.echo(f"    {reason[language]}  [{reason['rule']}; {reason['basis']}]")
    sys.exit(0 if not told or told[-1]["outcome"] == "permitted" else 1)


def _read_trial(file: Path) -> Trial:
    try:
        trial = msgspec.convert(tomllib.loads(file.read_text("utf-8")), Trial)
    except OSError as trouble:
        raise BadInput([unreadable(file, trouble)]) from trouble
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as trouble:
        raise BadInput([Fault(str(file), str(trouble))]) from trouble
    faults = [
        Fault(
            _place(file, number),
            "`at` needs a time zone, for instance 2026-05-12T06:00:00Z",
            "bij `at` hoort een tijdzone, bijvoorbeeld 2026-05-12T06:00:00Z",
        )
        for number, step in enumerate(trial.step, 1)
        if step.at.tzinfo is None
    ]
    if faults:
        raise BadInput(faults)
    return trial


def _place(file: Path, step: int) -> str:
    return either(nl=f"{file}, stap {step}", en=f"{file}, step {step}")


def _tried(trial: Trial, protocol: Protocol[Any], file: Path) -> Iterator[dict[str, Any]]:
    acts = []
    faults: list[Fault] = []
    for number, step in enumerate(trial.step, 1):
        try:
            acts.append(read_act(protocol, step.act, step.actor, step.functionary, step.fields))
        except InvalidInput as wrong:
            faults += [Fault(f"{_place(file, number)} {one.pointer}", one.en, one.nl) for one in wrong.faults]
    if not faults and acts and not isinstance(acts[0], Opening):
        first = trial.step[0].act
        faults.append(Fault(_place(file, 1), f"`{first}` begins no case", f"met `{first}` begint geen zaak"))
    if faults:
        raise BadInput(faults)
    table = dict.fromkeys(trial.facts, True)
    case: Any = None
    for step, act in zip(trial.step, acts, strict=True):
        if case is None:
            assert isinstance(act, Opening)
            case = act.blank()
        decision = decide(case, act, facts(step.at, table))
        permitted = isinstance(decision, Permitted)
        reasons = decision.because if isinstance(decision, Permitted) else decision.reasons
        case = decision.case if isinstance(decision, Permitted) else case
        yield {
            "at": step.at.isoformat(),
            "actor": step.actor,
            "act": step.act,
            "outcome": "permitted" if permitted else "refused",
            "reasons": [_ground(one.rule, permitted) for one in reasons],
        }


def _ground(rule: Rule, permitted: bool) -> dict[str, str]:
    nl, en = (rule.nl, rule.en) if permitted else rule.refusing
    return {"rule": rule.name, "basis": str(rule.basis), "nl": nl, "en": en}
