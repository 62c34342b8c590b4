"""One record for each processing of one person's data, as the Logboek Dataverwerkingen asks.

The person is named only by an encrypted identifier, so that the log itself gives nobody away. Field names are
those of the published standard 1.0 (`span_id`, `status`); drafts had `operation_id`, `status_code`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from weerbaar.standards.decision_log import identifier_faults
from weerbaar.standards.sentence import Sentence

Status = Literal["Unset", "Ok", "Error"]
_NONE: Mapping[str, str] = {}


class Attributes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which activity of the register this was (a URI), and whose data: an encrypted number, and its kind.

    The foreign operation is the step at another organisation that called us or that we called, and its
    address.
    """

    processing_activity_id: str = msgspec.field(name="dpl.core.processing_activity_id")
    data_subject_id: str = msgspec.field(name="dpl.core.data_subject_id")
    data_subject_id_type: str = msgspec.field(name="dpl.core.data_subject_id_type")
    foreign_span_id: str = msgspec.field(name="dpl.core.foreign_operation.span_id", default="")
    foreign_processor: str = msgspec.field(name="dpl.core.foreign_operation.processor", default="")


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """Which system this was, in one's own words (`service.name`, `service.version`)."""

    attributes: Mapping[str, str] = _NONE


class ProcessingRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One processing of one person's data; times in milliseconds since 1970, ids in small hexadecimal.

    `Unset` says that it ended without a failure of ours, also when nothing was found.
    """

    trace_id: str
    span_id: str
    name: str
    start_time: int
    end_time: int
    attributes: Attributes
    status: Status = "Unset"
    parent_span_id: str = ""
    resource: Resource | None = None


def faults(record: ProcessingRecord) -> tuple[Sentence, ...]:
    """Return everything that would make a log refuse this record."""
    found = identifier_faults(record.trace_id, record.span_id, record.parent_span_id)
    found += [
        Sentence(f"{name} ontbreekt", f"{name} is missing")
        for name, value in (
            ("name", record.name),
            ("dpl.core.data_subject_id", record.attributes.data_subject_id),
            ("dpl.core.data_subject_id_type", record.attributes.data_subject_id_type),
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
    return msgspec.json.encode({"status": record.status, **msgspec.to_builtins(record)})
