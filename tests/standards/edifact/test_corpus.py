"""The corpus: each file in it gets exactly the faults, CONTRL and APERAK that stand beside it."""

from pathlib import Path

import msgspec
import pytest

from weerbaar.standards.edifact import (
    Envelope,
    Fault,
    Interchange,
    application_reply,
    control_reply,
    read_interchange,
)
from weerbaar.standards.edifact.answers import ERROR_NUMBERS

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.edi"))
REPLY = Envelope(sender=("NLRTMTST",), recipient=("CARR",), reference="A1", prepared=("261025", "1306"))


class ExpectedMessage(msgspec.Struct, forbid_unknown_fields=True):
    """What must become of one message; a fault is written `CODE TAG position`."""

    reference: str
    outcome: str
    syntax: list[str]
    content: list[str]
    remarks: list[str]


class Expected(msgspec.Struct, forbid_unknown_fields=True):
    """What must become of a file; `aperak` is BGM's code and response, then the error numbers."""

    why: str
    interchange_faults: list[str]
    messages: list[ExpectedMessage]
    contrl: list[str]
    aperak: list[str]


def short(faults: tuple[Fault, ...]) -> list[str]:
    return [f"{fault.code} {fault.tag} {fault.position}" for fault in faults]


def lines(written: bytes) -> list[str]:
    return [line.rstrip("'") for line in written.decode("latin-1").split("\n")]


def told(written: bytes) -> list[str]:
    found: list[str] = []
    for line in lines(written):
        if line.startswith("BGM"):
            parts = line.split("+")
            found.append(f"{parts[1]} {parts[4]}")
        elif line.startswith("ERC"):
            found[-1] += f" {line[4:8]}"
    return found


def check_messages(received: Interchange, expected: Expected) -> None:
    got = [
        ExpectedMessage(
            message.reference,
            message.outcome,
            short(message.syntax_faults),
            short(message.faults),
            short(message.remarks),
        )
        for message in received.messages
    ]
    assert got == expected.messages


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_file_gets_its_answer(path: Path) -> None:
    expected = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=Expected)
    received = read_interchange(path.read_bytes())
    assert short(received.faults) == expected.interchange_faults
    check_messages(received, expected)
    control = lines(control_reply(received, REPLY))
    assert control[2:-2] == expected.contrl
    answer = application_reply(received, REPLY, "202610251306")
    assert (told(answer) if answer else []) == expected.aperak


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_nothing_bad_has_a_record(path: Path) -> None:
    received = read_interchange(path.read_bytes())
    for message in received.messages:
        clean = not (received.faults or message.syntax_faults or message.faults)
        assert (message.record is not None) == clean
        assert (message.outcome == "read") == clean


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_our_answers_count_themselves(path: Path) -> None:
    received = read_interchange(path.read_bytes())
    answers = (control_reply(received, REPLY), application_reply(received, REPLY, "202610251306"))
    for answer in answers:
        if answer is None:
            continue
        again = read_interchange(answer)
        assert again.faults == ()
        assert {f.code for m in again.messages for f in m.syntax_faults} == {"14"}
        assert all(len(f.en) > 20 and f.nl != f.en for m in received.messages for f in m.faults)


def test_the_corpus_is_whole() -> None:
    assert len(CORPUS) > 45
    assert {path.stem for path in CORPUS} == {path.stem for path in CORPUS[0].parent.glob("*.json")}


def test_every_error_number_is_explained_once() -> None:
    reference = (Path(__file__).parents[3] / "docs/reference/edifact.md").read_text("utf-8")
    rows = [line.split(" | ") for line in reference.splitlines() if line.startswith("| W")]
    assert {row[1]: row[0].removeprefix("| ") for row in rows[:-1]} == ERROR_NUMBERS
    assert len(set(ERROR_NUMBERS.values())) == len(ERROR_NUMBERS)
