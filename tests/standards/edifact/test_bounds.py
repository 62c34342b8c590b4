"""Large files: those that ports send are read whole, those made to break us are refused in time."""

import time

import pytest

from weerbaar.standards import iso6346
from weerbaar.standards.edifact import ReleaseOrder, read_interchange, tokens

HEAD = "UNB+UNOA:2+CARR+NLRTMTST+261025:1305+X1'"
RELEASE = (
    "BGM+129+DO1+9'RFF+RE:REL1'DTM+36:20261101:102'TDT+20+V1+1++CARR:172:20+++9074729:146::NOORDSTER'"
    "LOC+11+NLRTM:139:6+RWG:TER:ZZZ'NAD+CA+CARR:172:20'"
)


def container(number: int) -> str:
    body = f"CSQU{number:06}"
    return f"{body}{iso6346.check_digit(body)}"


def test_one_message_of_5000_containers() -> None:
    boxes = "".join(f"EQD+CN+{container(n)}+45G1:102:5+++5'RFF+BM:B{n}'" for n in range(5000))
    data = f"{HEAD}UNH+1+COREOR:D:00B:UN:SMDG20'{RELEASE}{boxes}CNT+16:5000'UNT+10009+1'UNZ+1+X1'"
    received = read_interchange(data.encode())
    assert received.faults == ()
    record = received.messages[0].record
    assert isinstance(record, ReleaseOrder)
    assert [box.number for box in record.containers] == [container(n) for n in range(5000)]
    assert record.containers[4999].bills_of_lading == ("B4999",)


@pytest.mark.parametrize(
    "data",
    [
        b"x" * (tokens.MOST_BYTES + 1),
        HEAD.encode() + b"'" * (tokens.MOST_SEGMENTS + 1),
        HEAD.encode() + b"+" * 5_000_000,
        HEAD.encode() + b"UNH+1+COREOR:D:00B:UN'" + b"A" * (tokens.LONGEST_SEGMENT + 1) + b"'",
        HEAD.encode() + b"?" * 5_000_000,
    ],
)
def test_a_file_out_of_bounds_is_refused(data: bytes) -> None:
    begun = time.process_time()
    received = read_interchange(data)
    assert len(received.faults) == 1
    assert received.messages == ()
    assert time.process_time() - begun < 5


def test_a_flood_of_faults_is_told_in_part() -> None:
    received = read_interchange(HEAD.encode() + b"XXX'" * 50_000 + b"UNZ+0+X1'")
    assert len(received.faults) == 1_001
    assert received.faults[-1].en.startswith("and ")
