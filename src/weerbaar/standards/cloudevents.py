"""News for other systems as CloudEvents 1.0 in the NL GOV profile: what happened, to which case, when.

No personal data and no case data stand in the attributes of an event: they travel through every log on the
way. What happened is told by reference (`dataref`) where that will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from weerbaar.standards.identifiers import fault_in_kvk, fault_in_oin
from weerbaar.standards.sentence import Sentence, quoted

MEDIA_TYPE = "application/cloudevents+json"

_ATTRIBUTES = (
    "id",
    "source",
    "type",
    "subject",
    "time",
    "dataschema",
    "dataref",
    "sequence",
    "traceparent",
)
_SOURCE = re.compile(r"urn:nld:(kvknr:[0-9]{8}|oin:[0-9]{20}):systeem:[A-Za-z0-9][A-Za-z0-9\-]{0,63}")
_SOURCE_EXAMPLE = "urn:nld:kvknr:12345678:systeem:weerbaar"
_TYPE = re.compile(r"[a-z]{2,}(?:\.[a-z0-9][a-z0-9\-]*){2,}\.v[0-9]+")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z")


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event. `id` is the ledger's lasting id of it, so that a receiver can tell a repeat from news.

    `time` is in UTC (RFC 3339, with Z). `sequence` orders the events of one case; compare as text.
    """

    id: str
    source: str
    type: str
    subject: str
    time: str
    dataref: str = ""
    data: object = None
    datacontenttype: str = "application/json"
    dataschema: str = ""
    sequence: str = ""
    traceparent: str = ""


def source_urn(kind: Literal["kvknr", "oin"], number: str, system: str) -> str:
    """Make the source of an event from a KvK number or OIN and the name of a system.

    Raises `ValueError` with the fault of a number that is not well formed: this is our own configuration.
    """
    fault = fault_in_kvk(number) if kind == "kvknr" else fault_in_oin(number)
    if fault is not None:
        raise ValueError(fault.en)
    return f"urn:nld:{kind}:{number}:systeem:{system}"


def fault_in_source(source: str) -> Sentence | None:
    """Return the fault of a source as an installation was given it, or `None`."""
    return next(_misshapen(("source", source, _SOURCE, _SOURCE_EXAMPLE)), None)


def _misshapen(*fields: tuple[str, str, re.Pattern[str], str]) -> Iterator[Sentence]:
    for name, value, shape, example in fields:
        if not shape.fullmatch(value):
            yield Sentence(
                f"{name} {quoted(value)} moet de vorm hebben van {example}",
                f"{name} {quoted(value)} must have the form of {example}",
            )


def faults(event: CloudEvent) -> tuple[Sentence, ...]:
    """Return every way in which an event does not keep to the profile."""
    found = list(
        _misshapen(
            ("source", event.source, _SOURCE, _SOURCE_EXAMPLE),
            ("type", event.type, _TYPE, "nl.weerbaar.container-release.transferred.v1"),
            ("time", event.time, _TIME, "2026-10-25T13:05:00Z"),
        )
    )
    found += [
        Sentence(f"{name} ontbreekt", f"{name} is missing")
        for name, value in (("id", event.id), ("subject", event.subject))
        if not value
    ]
    if event.data is not None and event.dataref:
        found.append(
            Sentence(
                "geef data of dataref, niet allebei: twee bronnen kunnen verschillen",
                "give data or dataref, not both: two sources can differ",
            )
        )
    return tuple(found)


def to_json(event: CloudEvent) -> bytes:
    """Render an event in structured mode, attributes before data."""
    fields: dict[str, object] = {"specversion": "1.0"}
    for name in _ATTRIBUTES:
        value = getattr(event, name)
        if value:
            fields[name] = value
    if event.data is not None:
        fields["datacontenttype"] = event.datacontenttype
        fields["data"] = event.data
    return msgspec.json.encode(fields)
