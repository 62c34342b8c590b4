"""Writes the two answers to a file of trade messages: CONTRL on its syntax, APERAK on its content."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
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


def control_reply(received: Interchange, envelope: Envelope, reference: str = "1") -> bytes:
    """Write the CONTRL that answers a received interchange.

    The envelope is answered in UCI with the first of its faults (the message has room for one); each message
    with a fault of syntax gets a UCM with a UCS, and where known a UCD, per fault. Messages that are not
    named are acknowledged. What APERAK answers is not told here.
    """
    header = received.header
    rows: list[Row] = []
    if received.faults:
        first = received.faults[0]
        tag = first.tag if first.tag in ("UNA", "UNB", "UNZ", "UNG", "UNE") else ""
        rows.append(("UCI", header.reference, header.sender, header.recipient, _REJECTED, first.code, tag))
    else:
        rows.append(("UCI", header.reference, header.sender, header.recipient, _ACKNOWLEDGED))
        for message in received.messages:
            if message.syntax_faults:
                rows.extend(_message_response(message))
    return write_interchange(
        envelope, (Draft(reference=reference, identifier=("CONTRL", "D", "3", "UN"), rows=tuple(rows)),)
    )


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
    directory: Literal["95B", "00B"] = "95B",
    language: Literal["en", "nl"] = "en",
    accepted: bool = True,
) -> bytes | None:
    """Write one APERAK for each message whose syntax holds, or return `None` when there is none.

    `issued` is the time of writing as `yyyymmddhhmm`. A message with faults is answered with every one of
    them, its code in ERC and its sentence in FTX; with `accepted` the others are acknowledged, remarks included.
    """
    drafts: list[Draft] = []
    if not received.faults:
        for message in received.messages:
            if not message.syntax_faults and (message.faults or accepted):
                drafts.append(_application(message, str(len(drafts) + 1), issued, directory, language))
    return write_interchange(envelope, drafts) if drafts else None


def refusal_reply(
    message: Message,
    faults: Sequence[Fault],
    envelope: Envelope,
    issued: str,
    *,
    directory: Literal["95B", "00B"] = "95B",
    language: Literal["en", "nl"] = "en",
) -> bytes:
    """Write the APERAK for a message that reads well and was refused all the same, with the given faults."""
    draft = _application(message, "1", issued, directory, language, faults)
    return write_interchange(envelope, (draft,))


def _application(
    message: Message,
    reference: str,
    issued: str,
    directory: str,
    language: str,
    refused: Sequence[Fault] = (),
) -> Draft:
    faults = [*message.faults, *refused]
    rows: list[Row] = [
        (
            "BGM",
            _ERROR if faults else _ACCEPTANCE,
            f"{message.reference}-{reference}",
            "9",
            "RE" if faults else "AP",
        ),
        ("DTM", ("137", issued, "203")),
        ("RFF", ("ACW", message.reference)),
    ]
    if message.document_number:
        rows.append(("RFF", ("DM", message.document_number)))
    if message.release_reference:
        rows.append(("RFF", ("RE", message.release_reference)))
    for fault in faults or message.remarks:
        rows.append(("ERC", (fault.code,)))
        rows.append(
            ("FTX", "AAO", "", "", _lines(fault.nl if language == "nl" else fault.en), language.upper())
        )
    return Draft(reference=reference, identifier=("APERAK", "D", directory, "UN"), rows=tuple(rows))


def _lines(sentence: str) -> tuple[str, ...]:
    """Break a sentence into the lines that FTX has room for."""
    return tuple(textwrap.wrap(fitted(sentence), _LINE, max_lines=_LINES, placeholder=" ..."))
