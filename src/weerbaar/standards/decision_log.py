"""One record for each decision on access, as the Authorization Decision Log asks: complete and replayable.

A field stands in the body or in the attributes, never in both: the body holds the question and the answer,
the attributes say from which law, information and settings the answer came.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from weerbaar.standards.authzen import Decision, Evaluation
from weerbaar.standards.sentence import Sentence, quoted

Status = Literal["Unset", "Ok", "Error"]
_MOST_MILLISECONDS = 2**64


class Sources(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """From what the answer came; each is a reference, not a copy."""

    policies: str = msgspec.field(name="adl.core.policies")
    information: str = msgspec.field(name="adl.core.information")
    configuration: str = msgspec.field(name="adl.core.configuration")


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """The question and the answer, in AuthZEN's shape."""

    request: Evaluation
    response: Decision


class DecisionRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One decision. `timestamp` is in milliseconds since 1970; a denial is `Ok`, only a failure is `Error`.

    A record is written once: (trace_id, span_id) names it.
    """

    trace_id: str
    span_id: str
    timestamp: int
    attributes: Sources
    body: Body
    status: Status = msgspec.field(default="Ok")
    event_name: str = "adl.access_evaluation"
    parent_span_id: str = ""


def faults(record: DecisionRecord) -> tuple[Sentence, ...]:
    """Return everything that would make a log refuse this record."""
    found = [
        Sentence(
            f"{name} {quoted(value)} moet {size} kleine hexadecimale tekens zijn, niet alleen nullen",
            f"{name} {quoted(value)} must be {size} small hexadecimal digits, not all zeros",
        )
        for name, value, size in (
            ("trace_id", record.trace_id, 32),
            ("span_id", record.span_id, 16),
            ("parent_span_id", record.parent_span_id or "1" * 16, 16),
        )
        if not re.fullmatch(rf"[0-9a-f]{{{size}}}", value) or not int(value, 16)
    ]
    if not 0 < record.timestamp < _MOST_MILLISECONDS:
        found.append(
            Sentence(
                "timestamp moet een aantal milliseconden sinds 1970 zijn",
                "timestamp must be a number of milliseconds since 1970",
            )
        )
    return tuple(found)


def to_json(record: DecisionRecord) -> bytes:
    """Render a record; every field that the standard names is written, whatever its value."""
    fields: dict[str, object] = {
        "trace_id": record.trace_id,
        "span_id": record.span_id,
        "event_name": record.event_name,
        "timestamp": record.timestamp,
        "status": record.status,
        "attributes": record.attributes,
        "body": record.body,
    }
    if record.parent_span_id:
        fields["parent_span_id"] = record.parent_span_id
    return msgspec.json.encode(fields)
