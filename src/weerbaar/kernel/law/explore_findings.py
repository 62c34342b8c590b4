"""Findings: what a walk remembers while it runs, and the sentences in which it says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic

from weerbaar.kernel.law.acts import Act, C
from weerbaar.kernel.law.decide import Weighed
from weerbaar.kernel.law.explore_world import Deed, Finding, Kind
from weerbaar.kernel.law.protocol import Protocol

SENTENCES: dict[Kind, tuple[str, str]] = {
    "broken-invariant": (
        "De belofte `{0}` wordt gebroken.",
        "The invariant `{0}` is broken.",
    ),
    "undeclared-path": (
        "`{1}` maakt de overgang `{0}`, maar die staat niet in het protocol.",
        "`{1}` takes the path `{0}`, which the protocol does not declare.",
    ),
    "rule-raised": (
        "Regel `{0}` kan niet worden beoordeeld: {1}.",
        "Rule `{0}` cannot be evaluated: {1}.",
    ),
    "law-raised": (
        "`{0}` loopt vast: {1}.",
        "`{0}` fails: {1}.",
    ),
    "dead-end": (
        "De zaak loopt nog, maar niemand kan iets doen en er loopt geen plicht (na `{0}`; {1} keer).",
        "The case is open, but nobody can act and no duty runs (after `{0}`; {1} times).",
    ),
    "duty-without-holder": (
        "Plicht `{0}` loopt, maar rust op niemand.",
        "Duty `{0}` runs, but nobody holds it.",
    ),
    "duty-undischargeable": (
        "Niemand kan plicht `{0}` op tijd nakomen: geen toegelaten handeling beëindigt haar.",
        "Nobody can discharge duty `{0}` in time: no permitted act ends it.",
    ),
    "breach-refused": (
        "De klok mag plicht `{0}` niet afdoen: haar handeling wordt geweigerd ({1}).",
        "The clock may not breach duty `{0}`: its act is refused ({1}).",
    ),
    "breach-without-end": (
        "Na de handeling van de klok is plicht `{0}` nog steeds vervallen.",
        "After the act of the clock, duty `{0}` is still past due.",
    ),
    "replay-differs": (
        "Wie de gebeurtenissen van `{0}` naspeelt, krijgt een andere zaak: {1}.",
        "Whoever replays the events of `{0}` gets another case: {1}.",
    ),
    "unlisted-event": (
        "Gebeurtenis `{0}` staat niet in het protocol.",
        "Event `{0}` is not listed in the protocol.",
    ),
    "silent-change": (
        "{1} ziet `{2}` veranderen, maar mag van geen gebeurtenis van `{0}` weten.",
        "{1} sees `{2}` change, but may know of no event of `{0}`.",
    ),
    "event-tells-more": (
        "{1} leest in `{0}` wat de zaak voor die partij verbergt.",
        "{1} reads in `{0}` what the case hides from that party.",
    ),
    "unreachable-event": (
        "Gebeurtenis `{0}` komt nergens voor.",
        "Event `{0}` never happens.",
    ),
    "path-never-taken": (
        "De overgang `{0}` staat in het protocol, maar geen zaak maakt haar.",
        "The protocol declares the path `{0}`, but no case ever takes it.",
    ),
    "duty-never-runs": (
        "Plicht `{0}` loopt nooit.",
        "Duty `{0}` never runs.",
    ),
    "dead-act": (
        "Handeling `{0}` wordt nergens toegelaten.",
        "Act `{0}` is permitted nowhere.",
    ),
    "dead-rule": (
        "Regel `{0}` geldt nergens.",
        "Rule `{0}` never holds.",
    ),
    "act-not-tried": (
        "Handeling `{0}` is nooit gevraagd; de proefwereld is te klein.",
        "Act `{0}` was never asked; the trial world is too small.",
    ),
    "act-malformed": (
        "De proefwereld vraagt handeling `{0}` met velden die geen deur doorlaat: {1}.",
        "The trial world asks act `{0}` with fields that no door lets through: {1}.",
    ),
}
PART = (" Dit geldt voor het deel dat is doorlopen.", " This holds for the part that was walked.")


def finding(
    kind: Kind, subject: str, *words: object, history: tuple[Deed, ...] = (), certain: bool = True
) -> Finding:
    """Return a finding with its sentences; the words fill the places after the subject."""
    nl, en = SENTENCES[kind]
    nl, en = nl.format(subject, *words), en.format(subject, *words)
    if not certain:
        nl, en = nl + PART[0], en + PART[1]
    return Finding(kind=kind, subject=subject, nl=nl, en=en, history=history, certain=certain)


class Reached(Generic[C]):
    """What a walk has reached so far: acts asked and permitted, rules that held, events, duties."""

    def __init__(self, protocol: Protocol[C]) -> None:
        self.protocol = protocol
        self.held: dict[type[Act[Any]], set[str]] = {}
        self.permitted: set[type[Act[Any]]] = set()
        self.events: set[type] = set()
        self.steps: set[tuple[str, str]] = set()
        self.ran: set[str] = set()
        self.discharged: set[str] = set()

    def weighed(self, act: type[Act[C]], weighed: Weighed) -> None:
        """Remember which rules of an act held."""
        held = self.held.get(act)
        if held is None:
            held = self.held[act] = set()
        because, _, against = weighed
        for reason in because:
            held.add(reason.rule.name)
        for reason in against:
            if not reason.failed:
                held.add(reason.rule.name)

    def missing(self, runs: dict[str, tuple[Deed, ...]], *, complete: bool) -> list[Finding]:
        """Return what the walk never reached; `runs` gives the first history to each duty that ran."""
        return [
            finding(kind, subject, history=runs.get(subject, ()), certain=complete)
            for kind, subject in (*self._acts(), *self._events(), *self._duties())
        ]

    def _acts(self) -> Iterator[tuple[Kind, str]]:
        for act in self.protocol.acts:
            if act not in self.held:
                yield "act-not-tried", act.__name__
                continue
            for rule, _ in act.rules:
                if rule.name not in self.held[act]:
                    yield "dead-rule", f"{act.__name__}.{rule.name}"
            if act not in self.permitted:
                yield "dead-act", act.__name__

    def _events(self) -> Iterator[tuple[Kind, str]]:
        for event in self.protocol.events:
            if event not in self.events:
                yield "unreachable-event", event.__name__
        for come, follows in self.protocol.paths.items():
            for gone in follows:
                if (come, gone) not in self.steps:
                    yield "path-never-taken", f"{come} -> {gone}"

    def _duties(self) -> Iterator[tuple[Kind, str]]:
        for duty in self.protocol.duties:
            if duty.name not in self.ran:
                yield "duty-never-runs", duty.name
            elif duty.discharged_by and duty.name not in self.discharged:
                yield "duty-undischargeable", duty.name
