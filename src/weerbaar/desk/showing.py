"""Showing: the time line of a case and the proof of each decision, as far as the viewer may know."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from weerbaar.desk.references import References
from weerbaar.kernel.law.disclosure import in_audience
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.register import AUDITOR
from weerbaar.kernel.ledger.rows import EntryRow
from weerbaar.kernel.ledger.seal import sections_of
from weerbaar.standards import decision_log, processing_log
from weerbaar.standards.authzen import Action, Decision, Evaluation, Subject
from weerbaar.standards.decision_log import DecisionRecord, Sources, body_of
from weerbaar.standards.processing_log import Attributes, ProcessingRecord, Resource


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a time line: `id` names it here and in webhooks alike; `receipt` finds its proof."""

    id: str
    at: str
    event: str
    receipt: str
    fields: msgspec.Raw


class _Event(msgspec.Struct):
    event: str
    fields: msgspec.Raw


class _Known(msgspec.Struct, gc=False):
    audience: tuple[frozenset[str], ...] = ()


_known = msgspec.json.Decoder(_Known).decode  # skips every other section: most entries concern no subscriber


def audiences_of(entry: EntryRow) -> tuple[frozenset[str], ...]:
    """Return who may know of each event of an entry; a refusal has none."""
    return _known(entry.body).audience if entry.permitted else ()


def known_events(entry: EntryRow, viewer: Viewer) -> list[int]:
    """Return the numbers of the events of an entry that the viewer may know."""
    return known_among(audiences_of(entry), viewer)


def known_among(audiences: tuple[frozenset[str], ...], viewer: Viewer) -> list[int]:
    """Return the numbers of the events that the viewer may know, given who may know of each."""
    return [number for number, names in enumerate(audiences) if in_audience(viewer, names)]


def event_name(entry: EntryRow, number: int) -> str:
    """Return the name of one event of an entry, such as `offered`."""
    return msgspec.json.decode(sections_of(entry)[f"event.{number}"], type=_Event).event


def effective_at(body: dict[str, Any], at: datetime) -> datetime | None:
    """Return from when a permitted act is known everywhere, when that lies after the act; from its own account."""
    told = [part["fields"].get("effective_at") for name, part in body.items() if name.startswith("event.")]
    moments = [datetime.fromisoformat(one) for one in told if one is not None]
    return max(moments) if moments and max(moments) > at else None


def happened(entry: EntryRow, viewer: Viewer, references: References) -> list[Happened]:
    """Return what the viewer may know of one entry, as lines of a time line."""
    sections = sections_of(entry)
    lines: list[Happened] = []
    for number in known_events(entry, viewer):
        written = msgspec.json.decode(sections[f"event.{number}"], type=_Event)
        lines.append(
            Happened(
                id=references.hide_event(entry.position, number),
                at=entry.at.isoformat(),
                event=written.event,
                receipt=references.hide(entry.position),
                fields=written.fields,
            )
        )
    return lines


def disclosed(entry: EntryRow, viewer: Viewer) -> frozenset[str]:
    """Return the sections of an entry that may stand in a receipt for this viewer.

    The actor gets its own act and the reasons told; others what happened to them; an auditor everything.
    Facts that were asked and who else may know stay with the auditor: they speak of other parties.
    """
    everything = frozenset(sections_of(entry))
    if AUDITOR.name in viewer.roles:
        return everything
    own = (
        frozenset({"act", "actor", "because", "entry", "told"})
        if entry.actor == viewer.party
        else frozenset[str]()
    )
    known = frozenset(f"event.{number}" for number in known_events(entry, viewer))
    return (own | known) & everything


def question_record(
    party: str, trace: bytes, span: bytes, at_ms: int, asked: Evaluation, answered: Decision
) -> bytes:
    """Return the Authorization Decision Log record of a question that was no act on any case.

    Who stood there is left out: the answer came from the action and the resource alone, and a log that only grows
    could never forget a pass, a number plate or a code. Of an act on a case these are sealed and can be erased.
    """
    kept = Evaluation(
        subject=Subject(type=asked.subject.type, id="-"),
        action=Action(name=asked.action.name),
        resource=asked.resource,
    )
    record = DecisionRecord(
        trace_id=trace.hex(),
        span_id=span.hex(),
        timestamp=at_ms,
        attributes=Sources(configuration={"requester": party}),
        body=body_of(kept, answered),
    )
    return decision_log.to_json(record)


def reading_record(
    party: str, case: str, kind: str, scheme: str, subject: str, at_ms: int, trace: bytes, span: bytes
) -> bytes:
    """Return the Logboek Dataverwerkingen record of one reading of the data of one `subject`, of this `kind`."""
    record = ProcessingRecord(
        trace_id=trace.hex(),
        span_id=span.hex(),
        name="read-case",
        start_time=at_ms,
        end_time=at_ms,
        attributes=Attributes(
            processing_activity_id=f"urn:weerbaar:{scheme}:read-case",
            data_subject_id=subject,
            data_subject_id_type=kind,
        ),
        resource=Resource(attributes={"service.name": "weerbaar", "case": case, "reader": party}),
    )
    return processing_log.to_json(record)
