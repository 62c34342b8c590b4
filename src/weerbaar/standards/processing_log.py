"""One record for each processing of one person's data, as the Logboek Dataverwerkingen asks.

The person is named only by an encrypted identifier, so that the log itself gives nobody away.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from weerbaar.standards.sentence import Sentence, quoted

StatusCode = Literal["unknown", "ok", "error"]


class ForeignOperation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The operation at another organisation that asked for ours."""

    operation_id: str
    processor: str = ""


class Attributes(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Which activity of the register this was (a URI), and whose data (encrypted)."""

    processing_activity_id: str = msgspec.field(name="dpl.core.processing_activity_id")
    data_subject_id: str = msgspec.field(name="dpl.core.data_subject_id")


class ProcessingRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One processing of one person's data; times in milliseconds since 1970, ids in small hexadecimal."""

    trace_id: str
    operation_id: str
    name: str
    start_time: int
    end_time: int
    resource: str
    attributes: Attributes
    status_code: StatusCode = "unknown"
    parent_operation_id: str = ""
    foreign_operation: ForeignOperation | None = None


def faults(record: ProcessingRecord) -> tuple[Sentence, ...]:
    """Return everything that would make a log refuse this record."""
    found = [
        Sentence(
            f"{name} {quoted(value)} moet {size} kleine hexadecimale tekens zijn, niet alleen nullen",
            f"{name} {quoted(value)} must be {size} small hexadecimal digits, not all zeros",
        )
        for name, value, size in (
            ("trace_id", record.trace_id, 32),
            ("operation_id", record.operation_id, 16),
            ("parent_operation_id", record.parent_operation_id or "1" * 16, 16),
        )
        if not re.fullmatch(rf"[0-9a-f]{{{size}}}", value) or not int(value, 16)
    ]
    found += [
        Sentence(f"{name} ontbreekt", f"{name} is missing")
        for name, value in (
            ("name", record.name),
            ("resource", record.resource),
            ("dpl.core.data_subject_id", record.attributes.data_subject_id),
        )
        if not value
    ]
    if ":" not in record.attributes.processing_activity_id:
        found.append(
            Sentence(
                "dpl.core.processing_activity_id moet een URI in het verwerkingenregister zijn",
                "dpl.core.processing_activity_id must be a URI in the register of processing activities",
            )
        )
    if not 0 < record.start_time <= record.end_time:
        found.append(
            Sentence(
                "end_time mag niet voor start_time liggen, en beide tellen milliseconden sinds 1970",
                "end_time may not be before start_time, and both count milliseconds since 1970",
            )
        )
    return tuple(found)


def to_json(record: ProcessingRecord) -> bytes:
    """Render a record, its status always written."""
    fields: dict[str, object] = {"status_code": record.status_code}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if value:
            fields[name] = value
    return msgspec.json.encode(fields)
