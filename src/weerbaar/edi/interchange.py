"""Interchange: takes a file of trade messages to acts and brings the decisions back as CONTRL and APERAK."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from weerbaar.desk.asking import Answer, Asking, KeyReused
from weerbaar.desk.desk import Desk
from weerbaar.desk.intake import InvalidInput, read_act
from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.messages import Names, Unfit, Wanted
from weerbaar.kernel.law.moments import AMSTERDAM
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.standards.edifact import (
    Envelope,
    Fault,
    Interchange,
    Message,
    application_reply,
    control_reply,
    read_interchange,
)

NO_RIGHT = Fault(code="NO_RIGHT", nl="er is geen geldig recht", en="there is no valid right")
KEY_REUSED = Fault(
    code="REFERENCE_USED",
    nl="deze referentie is al voor iets anders gebruikt; kies een nieuwe of stuur functie 5",
    en="this reference was used for something else; choose a new one or send function 5",
)


class Meant(NamedTuple):
    """One act that a message asks for, with the protocol under which it is asked."""

    protocol: Protocol[Any]
    wish: Wanted


Finds = Callable[[Protocol[Any], Wanted], str | None]  # gives the case of the sender that a wish is about


def meant_by(
    record: object, sender: str, names: Names, protocols: Iterable[Protocol[Any]], finds: Finds
) -> tuple[Meant, ...]:
    """Return what a message asks for; raises `Unfit` when no protocol takes it, or one that does cannot.

    Where more than one protocol takes it, the one is meant under which the sender has every case that it names.
    """
    taken = [
        (law, tuple(read)) for law in protocols if (read := law.reads(record, sender, names)) is not None
    ]
    if not taken:
        nl, en = "niemand hier neemt dit bericht in behandeling", "nobody here deals with this message"
        raise Unfit("NO_LAW", nl=nl, en=en)
    asked = [one for one in taken if one[1]]
    if len(asked) > 1:
        asked = [(law, wishes) for law, wishes in asked if all(finds(law, wish) for wish in wishes)]
        if not asked:
            raise Unfit(NO_RIGHT.code, nl=NO_RIGHT.nl, en=NO_RIGHT.en)
        if len(asked) > 1:
            nl = "dit bericht past bij meer dan één recht; zeg of de containers vol (5) of leeg (4) zijn"
            en = "this message fits more than one right; say whether the containers are full (5) or empty (4)"
            raise Unfit("WHICH_RIGHT", nl=nl, en=en)
    return tuple(Meant(law, wish) for law, wishes in asked for wish in wishes)


class Handled(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file: its two answers, how many acts it led to, and every fault that was told."""

    accepted: bool
    control: bytes
    application: bytes | None
    acts: int
    permitted: int
    refused: int
    faults: tuple[Fault, ...] = ()


async def handle(desk: Desk, party: str, functionary: str, data: bytes) -> Handled:
    """Read a file, have every act in it decided, and write the answers. Nothing of a bad message is done."""
    received = read_interchange(data)
    asked = [await _message(desk, party, functionary, one) for one in received.messages if received.accepted]
    now = desk.now().astimezone(AMSTERDAM)
    envelope = _envelope(received, now)
    faults = {
        message.reference: outcome.faults for message, outcome in zip(received.messages, asked, strict=False)
    }
    return Handled(
        accepted=received.accepted,
        control=control_reply(received, envelope),
        application=application_reply(received, envelope, f"{now:%Y%m%d%H%M}", refused=faults),
        acts=sum(outcome.acts for outcome in asked),
        permitted=sum(outcome.permitted for outcome in asked),
        refused=sum(len(outcome.faults) for outcome in asked),
        faults=(*_unread(received), *(fault for outcome in asked for fault in outcome.faults)),
    )


def _unread(received: Interchange) -> tuple[Fault, ...]:
    inside = (fault for one in received.messages for fault in (*one.syntax_faults, *one.faults))
    return (*received.faults, *inside)


def _envelope(received: Interchange, now: datetime) -> Envelope:
    header = received.header
    reference = f"R{header.reference}"[:14] if header.reference else "R1"
    return Envelope(
        sender=header.recipient or ("WEERBAAR",),
        recipient=header.sender or ("UNKNOWN",),
        reference=reference,
        prepared=(f"{now:%y%m%d}", f"{now:%H%M}"),
    )


class _Outcome(msgspec.Struct, frozen=True, kw_only=True):
    faults: tuple[Fault, ...] = ()
    acts: int = 0
    permitted: int = 0


async def _message(desk: Desk, party: str, functionary: str, message: Message) -> _Outcome:
    if message.record is None:
        return _Outcome()
    finds = _finder(desk, party)
    try:
        wishes = meant_by(message.record, party, desk.members, desk.protocols.all, finds)
        read = [
            (one, read_act(one.protocol, one.wish.act, party, functionary, one.wish.fields)) for one in wishes
        ]
    except Unfit as unfit:
        return _Outcome(faults=(Fault(code=unfit.code, nl=unfit.nl, en=unfit.en),))
    except InvalidInput as wrong:
        return _Outcome(faults=tuple(Fault(code="FIELD", nl=one.nl, en=one.en) for one in wrong.faults))
    answers = await _ask_all(desk, [_asking(finds, one, act) for one, act in read])
    faults = tuple(
        fault for (one, _), answer in zip(read, answers, strict=True) for fault in _told(one.wish, answer)
    )
    permitted = sum(isinstance(answer, Answer) and answer.outcome == "permitted" for answer in answers)
    return _Outcome(faults=faults, acts=len(read), permitted=permitted)


def _finder(desk: Desk, party: str) -> Finds:
    viewer = desk.members.viewer(party)
    return lambda law, wish: desk.reading.found(viewer, law.name, wish.find or "", wish.known)


async def _ask_all(desk: Desk, askings: list[Asking | None]) -> list[Answer | Fault]:
    decided = iter(await desk.ask_all([one for one in askings if one is not None]))
    answers: list[Answer | Fault] = []
    for asking in askings:
        answer = NO_RIGHT if asking is None else next(decided)
        answers.append(KEY_REUSED if isinstance(answer, KeyReused) else answer)
    return answers


def _asking(finds: Finds, meant: Meant, act: Act[Any]) -> Asking | None:
    wish = meant.wish
    case = None if wish.find is None else finds(meant.protocol, wish)
    if wish.find is not None and case is None:
        return None
    return Asking(
        protocol=meant.protocol,
        act=act,
        case=case,
        idempotency_key=wish.key or None,
        request=(msgspec.json.encode((wish.act, wish.fields)),),
    )


def _told(wish: Wanted, answer: Answer | Fault) -> tuple[Fault, ...]:
    box = wish.find or str(wish.fields.get("container", ""))
    if isinstance(answer, Fault):
        return (Fault(code=answer.code, nl=f"{box}: {answer.nl}", en=f"{box}: {answer.en}"),)
    if answer.outcome == "permitted":
        return ()
    if answer.outcome == "unknown":
        return _told(wish, NO_RIGHT)
    return tuple(
        Fault(code=one.rule.upper(), nl=f"{box}: {one.nl}", en=f"{box}: {one.en}") for one in answer.reasons
    )
