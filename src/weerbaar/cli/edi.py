"""Commands that read a file of trade messages and show what each says, what is wrong, and what would be answered."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from weerbaar.cli.checking import read_files
from weerbaar.cli.options import LANGUAGE
from weerbaar.cli.receipts import JSON, BadInput
from weerbaar.standards.edifact import (
    Envelope,
    Fault,
    Interchange,
    Message,
    application_reply,
    control_reply,
    read_interchange,
)

WORDS = {
    "nl": {
        "interchange": "uitwisseling {reference} van {sender} aan {recipient}",
        "message": "bericht",
        "fault": "fout",
        "remark": "opmerking",
        "segment": "segment",
        "element": "element",
        "whole": "het geheel",
        "read": "gelezen",
        "quarantined": "apart gehouden",
        "rejected": "afgewezen",
    },
    "en": {
        "interchange": "interchange {reference} from {sender} to {recipient}",
        "message": "message",
        "fault": "fault",
        "remark": "remark",
        "segment": "segment",
        "element": "element",
        "whole": "the whole",
        "read": "read",
        "quarantined": "quarantined",
        "rejected": "rejected",
    },
}


@click.group()
def edi() -> None:
    """Read UN/EDIFACT files: COREOR, COPINO, CODECO and COARRI.

    Example: weerbaar edi read release.edi
    """


@edi.command()
@click.argument("file", type=click.Path(path_type=Path))
@LANGUAGE
@JSON
def read(file: Path, language: str, as_json: bool) -> None:
    """Show what each message says, what is wrong with it and the CONTRL and APERAK that answer it.

    Nothing is sent and nothing is done; exit 1 when anything would be rejected.

    Example: weerbaar edi read release.edi --json
    """
    content, faults = read_files((file,))
    if faults:
        raise BadInput(faults)
    received = read_interchange(content[0][1])
    control, application = answers(received)
    rejected = not received.accepted or any(message.outcome != "read" for message in received.messages)
    if as_json:
        outcomes = [message.outcome for message in received.messages]
        said = {"rejected": rejected, "outcomes": outcomes, "read": received}
        said |= {"contrl": control, "aperak": application}
        click.echo(msgspec.json.encode(said).decode())
    else:
        click.echo("\n".join(_words(received, language, control, application)))
    sys.exit(1 if rejected else 0)


def answers(received: Interchange) -> tuple[str, str | None]:
    """Return the CONTRL and, where one is due, the APERAK that the form of a file alone leads to."""
    now = datetime.now(UTC)
    header = received.header
    envelope = Envelope(
        sender=header.recipient or ("WEERBAAR",),
        recipient=header.sender or ("UNKNOWN",),
        reference=(f"R{header.reference}" if header.reference else "R1")[:14],
        prepared=(f"{now:%y%m%d}", f"{now:%H%M}"),
    )
    control = control_reply(received, envelope)
    application = application_reply(received, envelope, f"{now:%Y%m%d%H%M}")
    return control.decode("latin-1"), None if application is None else application.decode("latin-1")


def _words(received: Interchange, language: str, control: str, application: str | None) -> Iterator[str]:
    header = received.header
    sender = ":".join(header.sender) or "?"
    recipient = ":".join(header.recipient) or "?"
    reference = header.reference or "?"
    yield WORDS[language]["interchange"].format(reference=reference, sender=sender, recipient=recipient)
    yield from _faults(received.faults, language, "  ")
    for message in received.messages:
        yield from _message(message, language)
    yield "\nCONTRL"
    yield from (f"  {line}" for line in control.replace("'", "'\n").splitlines() if line.strip())
    if application is not None:
        yield "APERAK"
        yield from (f"  {line}" for line in application.replace("'", "'\n").splitlines() if line.strip())


def _message(message: Message, language: str) -> Iterator[str]:
    words = WORDS[language]
    named = f"{message.reference or '?'} {message.type or '?'}"
    yield f"\n{words['message']} {named}: {words[message.outcome]}"
    if message.record is not None:
        told: dict[str, Any] = msgspec.to_builtins(message.record)
        yield from (
            f"  {name}: {_value(value)}" for name, value in told.items() if value not in (None, "", [])
        )
    yield from _faults((*message.syntax_faults, *message.faults), language, f"  {words['fault']} ")
    yield from _faults(message.remarks, language, f"  {words['remark']} ")


def _value(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _faults(faults: tuple[Fault, ...], language: str, before: str) -> Iterator[str]:
    words = WORDS[language]
    for fault in faults:
        place = f"{words['segment']} {fault.position} {fault.tag}" if fault.position else words["whole"]
        if fault.element:
            place += f", {words['element']} {fault.element}" + (
                f".{fault.component}" if fault.component else ""
            )
        yield f"{before}[{fault.code}] {place}: {fault.nl if language == 'nl' else fault.en}"
