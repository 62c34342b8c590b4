"""Wording: says in one event of the CloudEvents standard what happened on a case, and where to read it."""

from __future__ import annotations

import hashlib
from datetime import UTC

import msgspec

from weerbaar.desk.loading import Protocols
from weerbaar.desk.references import References
from weerbaar.desk.showing import event_name
from weerbaar.kernel.ledger.rows import EntryRow
from weerbaar.standards import cloudevents
from weerbaar.standards.cloudevents import CloudEvent
from weerbaar.standards.trace_context import TraceContext, format_traceparent


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """Who speaks, and from which public address what happened can be read.

    An event carries no data, only the address of its receipt: who reads there is asked who it is, what it may
    know now is judged again, and what has been erased cannot be read any more.
    """

    source: str
    base: str
    protocols: Protocols
    references: References

    def event(self, entry: EntryRow, number: int) -> CloudEvent:
        """Return one event of an entry. Its id is the one that the time line of the case gives it."""
        protocol = self.protocols.version(entry.protocol)
        word = self.references.hide_event(entry.position, number)
        receipt = self.references.hide(entry.position)
        at = entry.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return CloudEvent(
            id=word,
            source=self.source,
            type=f"nl.weerbaar.{protocol.name}.{event_name(entry, number)}.v{protocol.version}",
            subject=entry.case_id,
            time=at,
            dataref=f"{self.base}/v1/{protocol.collection}/{entry.case_id}/receipts/{receipt}",
            traceparent=traceparent(entry, word),
        )


def traceparent(entry: EntryRow, word: str) -> str:
    """Return the trace in which the entry was decided; one that had none gets the same one at each attempt."""
    made = hashlib.sha256(word.encode()).digest()
    trace, span = entry.trace_id or made[:16], entry.span_id or made[16:24]
    return format_traceparent(TraceContext(trace_id=trace.hex(), span_id=span.hex()))


def to_body(event: CloudEvent) -> bytes:
    """Return an event as it is sent; our own words always keep to the profile."""
    wrong = cloudevents.faults(event)
    assert not wrong, wrong[0].en
    return cloudevents.to_json(event)
