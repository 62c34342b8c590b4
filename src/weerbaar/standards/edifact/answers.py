"""Writes the two answers to a file of trade messages: CONTRL on its syntax, APERAK on its content."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Literal

from weerbaar.standards.edifact.fault import Fault
from weerbaar.standards.edifact.records import Interchange, Message
from weerbaar.standards.edifact.writer import Draft, Envelope, Row, fitted, write_interchange

# Data element 0083: 4 rejects this level and all below, 7 acknowledges it.
_REJECTED, _ACKNOWLEDGED = "4", "7"
# Data element 1001 for APERAK, and 4343: known from the code lists, to be agreed with each partner.
_ACCEPTANCE, _ERROR = "312", "313"
# A sentence goes into five components of 70 characters at most (C108 in D.95B).
_LINE, _LINES = 70, 5
_MOST_SEGMENTS_TOLD = 999
_UNKNOWN = "UNKNOWN"

# ERC has room for eight characters, so our words go out as numbers. 1xx keeps a message from having effect,
# 2xx quarantines it, 3xx is a remark on something accepted. A number is never given another meaning.
ERROR_NUMBERS = {
    "DOCUMENT_UNKNOWN": "W101",
    "FUNCTION_UNKNOWN": "W102",
    "REFERENCE_MISSING": "W103",
    "CARRIER_MISSING": "W104",
    "TERMINAL_MISSING": "W105",
    "VOYAGE_MISSING": "W106",
    "PARTY_MISSING": "W107",
    "PLACE_INVALID": "W108",
    "PLACE_CONTRADICTS": "W109",
    "DATE_INVALID": "W110",
    "DATE_AMBIGUOUS": "W111",
    "DATE_CONTRADICTS": "W112",
    "EXPIRY_INVALID": "W113",
    "CONTAINER_MISSING": "W114",
    "CONTAINER_INVALID": "W115",
    "CONTAINER_TWICE": "W116",
    "SIZE_TYPE_INVALID": "W117",
    "FILLING_UNKNOWN": "W118",
    "COUNT_DIFFERS": "W119",
    "TRANSPORT_MISSING": "W120",
    "MODALITY_UNKNOWN": "W121",
    "OPERATOR_MISSING": "W122",
    "TIME_MISSING": "W123",
    "REFERENCE_CONTRADICTS": "W124",
    "PARTY_CONTRADICTS": "W125",
    "EXPIRY_AMBIGUOUS": "W201",
    "EMPTY_WITH_CARGO": "W202",
    "CHECK_DIGIT": "W301",
    "SIZE_TYPE_NUMERIC": "W302",
    "CALL_SIGN_AS_NUMBER": "W303",
    "PARTY_EMPTY": "W304",
    "NOT_IN_DIRECTORY": "W305",
    "EQUIPMENT_SKIPPED": "W306",
    "DATE_NOT_READ": "W307",
}
# A refusal by the rules of a protocol, whose own words stand in the sentence.
REFUSED = "W199"


def control_reply(received: Interchange, envelope: Envelope, reference: str = "1") -> bytes:
    """Write the CONTRL that answers a received interchange.

    The envelope is answered in UCI with the first of its faults (the message has room for one); each message
    with a fault of syntax gets a UCM with a UCS, and where known a UCD, per fault. Messages that are not
    named are acknowledged. What APERAK answers is not told here. Where UNB gives no reference, sender or
    recipient, UCI says UNKNOWN, since it may not leave them out.
    """
    header = received.header
    answered = (
        "UCI",
        header.reference or _UNKNOWN,
        header.sender if header.sender[0] else _UNKNOWN,
        header.recipient if header.recipient[0] else _UNKNOWN,
    )
    rows: list[Row] = []
    if received.faults:
        first = received.faults[0]
        tag = first.tag if first.tag in ("UNA", "UNB", "UNZ", "UNG", "UNE") else ""
        rows.append((*answered, _REJECTED, first.code, tag))
    else:
        rows.append((*answered, _ACKNOWLEDGED))
        for message in received.messages:
            if message.syntax_faults:
                rows.extend(_message_response(message))
    draft = Draft(reference=reference, identifier=("CONTRL", "D", "3", "UN"), rows=tuple(rows))
    return write_interchange(envelope, (draft,))


def _message_response(message: Message) -> list[Row]:
    """Return the UCM of one rejected message, with its segments and elements."""
    rows: list[Row] = [("UCM", message.reference, message.identifier[:5], _REJECTED)]
    for fault in message.syntax_faults[:_MOST_SEGMENTS_TOLD]:
        rows.append(("UCS", str(fault.position), "" if fault.element else fault.code))
        if fault.element:
            # The count of data elements begins at the tag, which is 1.
            place = (str(fault.element + 1), str(fault.component) if fault.component else "")
            rows.append(("UCD", fault.code, place))
    return rows


def application_reply(
    received: Interchange,
    envelope: Envelope,
    issued: str,
    *,
    refused: Mapping[str, Sequence[Fault]] | None = None,
    directory: Literal["95B", "00B"] = "95B",
    language: Literal["en", "nl"] = "en",
) -> bytes | None:
    """Write one APERAK for each message whose syntax holds, or return `None` when there is none.

    `issued` is the time of writing as `yyyymmddhhmm`. A message with faults is answered with every one of
    them, its number in ERC and its sentence in FTX; `refused` adds, by message reference, why a message that
    reads well was not carried out. Every other message is accepted, with its remarks.
    """
    drafts: list[Draft] = []
    for message in () if received.faults else received.messages:
        if not message.syntax_faults:
            faults = (*message.faults, *(refused or {}).get(message.reference, ()))
            rows = _application_rows(
                message, faults, f"{message.reference}-{len(drafts) + 1}", issued, language
            )
            reference = str(len(drafts) + 1)
            identifier = ("APERAK", "D", directory, "UN")
            drafts.append(Draft(reference=reference, identifier=identifier, rows=tuple(rows)))
    return write_interchange(envelope, drafts) if drafts else None


def _application_rows(
    message: Message, faults: Sequence[Fault], number: str, issued: str, language: str
) -> list[Row]:
    kind, response = (_ERROR, "RE") if faults else (_ACCEPTANCE, "AP")
    rows: list[Row] = [
        ("BGM", kind, number, "9", response),
        ("DTM", ("137", issued, "203")),
        ("RFF", ("ACW", message.reference)),
    ]
    if message.document_number:
        rows.append(("RFF", ("DM", message.document_number)))
    if message.release_reference:
        rows.append(("RFF", ("RE", message.release_reference)))
    for fault in faults or message.remarks:
        sentence = fault.nl if language == "nl" else fault.en
        rows.append(("ERC", (ERROR_NUMBERS.get(fault.code, REFUSED), "ZZZ", "ZZZ")))
        rows.append(("FTX", "AAO", "", "", _lines(sentence), language.upper()))
    return rows


def _lines(sentence: str) -> tuple[str, ...]:
    """Break a sentence into the lines that FTX has room for."""
    return tuple(textwrap.wrap(fitted(sentence), _LINE, max_lines=_LINES, placeholder=" ..."))
