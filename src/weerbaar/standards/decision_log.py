"""One record for each decision on access, as the Authorization Decision Log asks: complete and replayable.

The body holds the question and the answer, the attributes refer to the law, information and settings that the
answer came from. A field stands in one of the two, never in both. A call with many questions is one record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from weerbaar.standards.authzen import Decision, Evaluation
from weerbaar.standards.sentence import Sentence, quoted

Status = Literal["Unset", "Ok", "Error"]
EventName = Literal[
    "adl.access_evaluation",
    "adl.access_evaluations",
    "adl.search_subject",
    "adl.search_action",
    "adl.search_resource",
]
_MOST_MILLISECONDS = 2**64
_NONE: Mapping[str, str] = {}


class Sources(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """References to what the answer came from: per kind, the name of each source and its version.

    `{"container-release": "container-release@3"}` for policies, `{"rotterdam": "4711"}` (a ledger and the
    position read) for information. Each must be enough to find the thing again.
    """

    policies: Mapping[str, str] = msgspec.field(name="adl.core.policies", default_factory=dict)
    information: Mapping[str, str] = msgspec.field(name="adl.core.information", default_factory=dict)
    configuration: Mapping[str, str] = msgspec.field(name="adl.core.configuration", default_factory=dict)
    fsc_transaction_id: str = msgspec.field(name="adl.fsc.transaction_id", default="")


class Body(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The question and the answer in AuthZEN's shape; no answer only when the decision could not be made."""

    request: Mapping[str, object] = msgspec.field(name="adl.core.request")
    response: Mapping[str, object] | None = msgspec.field(name="adl.core.response", default=None)


def body_of(request: Evaluation, response: Decision) -> Body:
    """Make the body for one question and its answer."""
    return Body(request=msgspec.to_builtins(request), response=msgspec.to_builtins(response))


class DecisionRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One decision. `timestamp` is in milliseconds since 1970; a denial is `Unset`, a failure is `Error`.

    A record is written once: (trace_id, span_id) names it. `resource` says who made it, in one's own words.
    """

    trace_id: str
    span_id: str
    timestamp: int
    attributes: Sources
    body: Body
    status: Status = "Unset"
    event_name: EventName = "adl.access_evaluation"
    parent_span_id: str = ""
    resource: Mapping[str, str] = _NONE


def identifier_faults(trace_id: str, span_id: str, parent_span_id: str) -> list[Sentence]:
    """Return the faults of the three identifiers of a step in a trace; the parent may be empty."""
    return [
        Sentence(
            f"{name} {quoted(value)} moet {size} kleine hexadecimale tekens zijn, niet alleen nullen",
            f"{name} {quoted(value)} must be {size} small hexadecimal digits, not all zeros",
        )
        for name, value, size in (
            ("trace_id", trace_id, 32),
            ("span_id", span_id, 16),
            ("parent_span_id", parent_span_id or "1" * 16, 16),
        )
        if not re.fullmatch(rf"[0-9a-f]{{{size}}}", value) or not int(value, 16)
    ]


def faults(record: DecisionRecord) -> tuple[Sentence, ...]:
    """Return everything that would make a log refuse this record."""
    found = identifier_faults(record.trace_id, record.span_id, record.parent_span_id)
    if not 0 < record.timestamp < _MOST_MILLISECONDS:
        found.append(
            Sentence(
                "timestamp moet een aantal milliseconden sinds 1970 zijn",
                "timestamp must be a number of milliseconds since 1970",
            )
        )
    if record.status != "Error" and record.body.response is None:
        found.append(
            Sentence(
                "adl.core.response ontbreekt: alleen bij status Error mag het antwoord weg",
                "adl.core.response is missing: only under status Error may the answer be left out",
            )
        )
    return tuple(found)


def to_json(record: DecisionRecord) -> bytes:
    """Render a record; every field that the standard makes mandatory is written, whatever its value."""
    mandatory: dict[str, object] = {
        "trace_id": record.trace_id,
        "span_id": record.span_id,
        "event_name": record.event_name,
        "timestamp": record.timestamp,
        "status": record.status,
    }
    told = msgspec.to_builtins(record)
    return msgspec.json.encode({**mandatory, **told})


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Who asked for which action on what kind of thing, as a record of one question tells."""

    requester: str
    action: str
    resource_type: str


class _Named(msgspec.Struct):
    name: str


class _Typed(msgspec.Struct):
    type: str


class _Question(msgspec.Struct):
    action: _Named
    resource: _Typed


class _Asker(msgspec.Struct):
    requester: str


class _Configured(msgspec.Struct):
    configuration: _Asker = msgspec.field(name="adl.core.configuration")


class _Requested(msgspec.Struct):
    request: _Question = msgspec.field(name="adl.core.request")


class _Record(msgspec.Struct):
    attributes: _Configured
    body: _Requested


_record = msgspec.json.Decoder(_Record)


def asked_in(record: bytes) -> Asked:
    """Read back who asked what, from a record of one question that named its requester."""
    read = _record.decode(record)
    question = read.body.request
    return Asked(
        requester=read.attributes.configuration.requester,
        action=question.action.name,
        resource_type=question.resource.type,
    )
