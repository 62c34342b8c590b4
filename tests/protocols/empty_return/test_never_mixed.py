"""An empty box in a trade message is never taken for an import, nor an import for an empty box."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from scenario_doors import Harbour, OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import registered
from weerbaar.desk.members import Members
from weerbaar.edi.interchange import meant_by
from weerbaar.kernel.law.messages import Unfit
from weerbaar.protocols.known import BY_NAME, PROTOCOLS
from weerbaar.standards.edifact import read_interchange
from weerbaar.worlds import PORT

BOX, OTHER = "CSQU3054383", "NOSU1000012"
TERMINAL, DEPOT = "LOC+11+NLRTM:139:6+MVT:TER:ZZZ", "LOC+99+NLRTM:139:6+WHD:TER:ZZZ"
FULL, EMPTY, UNSAID = "+45G1:102:5+++5", "+45G1:102:5+++4", ""
RELEASE, RETURN = ("container-release", "live"), ("empty-return", "assigned")


def message(kind: str, directory: str, *body: str) -> str:
    """Return an interchange of one message."""
    rows = [
        "UNB+UNOA:2+NOST+WEERBAAR+260512:0800+X1",
        f"UNH+1+{kind}:D:{directory}:UN:SMDG20",
        *body,
        f"UNT+{len(body) + 2}+1",
        "UNZ+1+X1",
    ]
    return "".join(f"{row}'\n" for row in rows)


def coreor(*boxes: str, places: tuple[str, ...] = (), function: str = "9", bill: str = "") -> str:
    """Return a release order for boxes, each its number with what stands behind it."""
    equipment = [f"EQD+CN+{box}" for box in boxes]
    return message(
        "COREOR",
        "00B",
        f"BGM+129+DO{function}+{function}",
        "RFF+RE:REL1",
        *([f"RFF+BM:{bill}"] if bill else []),
        "DTM+36:20260514:102",
        "TDT+20+NOORD-2026-118+1++NOST:172:20+++PHAB:103::NOORDSTER",
        *places,
        "NAD+CA+NOST:172:20",
        "NAD+FW+8712345001025:160:9",
        *equipment,
        f"CNT+16:{len(equipment)}",
    )


def codeco(direction: str, box: str) -> str:
    """Return a report of the gate; 34 is in and 36 is out."""
    return message(
        "CODECO",
        "95B",
        f"BGM+{direction}+G{direction}+9",
        "NAD+MS+MVT",
        f"EQD+CN+{box}",
        "DTM+7:202605121000:203",
        "TDT+1++3++8712345001056:160:9+++BX-DH12:146",
        "CNT+16:1",
    )


class Port:
    """A running port, the files sent to it, and what became of each."""

    def __init__(self, harbour: Harbour) -> None:
        self.harbour = harbour

    async def send(self, party: str, text: str) -> list[str]:
        """Send a file and return the codes of its refusals."""
        headers = {"Accept": "application/json", **self.harbour.bearer(party)}
        got = await self.harbour.client.post("/v1/edi-interchanges", content=text.encode(), headers=headers)
        body: dict[str, Any] = got.json()
        assert got.status_code == 200, body
        return [one["code"] for one in body["faults"]]

    @property
    def rights(self) -> list[tuple[str, str]]:
        """Every right in the port: its law and its state."""
        cases: list[Any] = list(self.harbour.desk.deciding.cases)
        return sorted((one.protocol.name, one.case.state) for one in cases)

    @property
    def decisions(self) -> int:
        """How many decisions the ledger has."""
        return self.harbour.desk.tree.size


@asynccontextmanager
async def a_port(open_harbour: OpenHarbour) -> AsyncGenerator[Port]:
    clock = StoryClock(datetime(2026, 5, 12, 6, tzinfo=UTC))
    async with open_harbour(registered(PORT), clock) as harbour:
        yield Port(harbour)


async def test_each_right_comes_from_its_own_message(open_harbour: OpenHarbour) -> None:
    async with a_port(open_harbour) as port:
        assert await port.send("noordster", coreor(BOX + EMPTY, places=(DEPOT,))) == []
        assert port.rights == [RETURN]
        # A full box may come with the depot to which it goes later: that is a release, and nothing else.
        assert await port.send("noordster", coreor(OTHER + FULL, places=(TERMINAL, DEPOT))) == []
        assert port.rights == [RELEASE, RETURN]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (coreor(BOX + EMPTY, places=(TERMINAL,)), ["EMPTY"]),
        (coreor(BOX + FULL, OTHER + EMPTY, places=(TERMINAL, DEPOT)), ["EMPTY"]),
        (coreor(BOX + EMPTY, places=(DEPOT,), bill="BL1"), ["EMPTY_WITH_CARGO"]),
        (coreor(BOX + FULL, places=(DEPOT,)), ["MEMBER"]),
        (coreor(function="1"), ["CONTAINERS_NOT_NAMED"]),
    ],
    ids=["no depot", "full and empty", "empty under a bill", "full to a depot only", "nothing named"],
)
async def test_what_could_be_either_gives_nothing(
    open_harbour: OpenHarbour, text: str, codes: list[str]
) -> None:
    async with a_port(open_harbour) as port:
        assert await port.send("noordster", text) == codes
        assert (port.rights, port.decisions) == ([], 0)


@pytest.mark.parametrize(
    ("filling", "left"),
    [
        (EMPTY, [RELEASE, ("empty-return", "withdrawn")]),
        (FULL, [("container-release", "revoked"), RETURN]),
        (UNSAID, [RELEASE, RETURN]),
    ],
    ids=["empty", "full", "unsaid"],
)
async def test_a_cancellation_ends_the_right_that_it_names(
    open_harbour: OpenHarbour, filling: str, left: list[tuple[str, str]]
) -> None:
    async with a_port(open_harbour) as port:
        for order in (coreor(BOX + FULL, places=(TERMINAL,)), coreor(BOX + EMPTY, places=(DEPOT,))):
            assert await port.send("noordster", order) == []
        told = await port.send("noordster", coreor(BOX + filling, function="1"))
        assert told == ([] if filling else ["WHICH_RIGHT"])
        assert port.rights == left


async def test_a_cancellation_under_another_reference_ends_nothing(open_harbour: OpenHarbour) -> None:
    async with a_port(open_harbour) as port:
        assert await port.send("noordster", coreor(BOX + FULL, places=(TERMINAL,))) == []
        other = coreor(BOX + UNSAID, function="1").replace("RE:REL1", "RE:REL2")
        assert await port.send("noordster", other) == ["NO_RIGHT"]
        assert port.rights == [RELEASE]


async def test_the_gate_reports_an_empty_box_under_no_import(open_harbour: OpenHarbour) -> None:
    async with a_port(open_harbour) as port:
        assert await port.send("noordster", coreor(BOX + FULL, places=(TERMINAL,))) == []
        size = port.decisions
        assert await port.send("maasvlakte-terminal", codeco("36", BOX + EMPTY)) == ["EMPTY"]
        assert await port.send("maasvlakte-terminal", codeco("34", BOX + EMPTY)) == ["NO_RIGHT"]
        assert await port.send("maasvlakte-terminal", codeco("34", BOX + FULL)) == []
        assert (port.rights, port.decisions) == ([RELEASE], size)


async def test_a_haulier_announces_an_empty_box_under_no_import(open_harbour: OpenHarbour) -> None:
    async with a_port(open_harbour) as port:
        coming = message(
            "COPINO",
            "95B",
            "BGM+661+P1+9",
            "TDT+1++3++8712345001056:160:9+++BX-DH12:146",
            "DTM+132:202605121000:203",
            "NAD+CA+8712345001056:160:9",
            f"EQD+CN+{BOX}{EMPTY}",
            "CNT+16:1",
        )
        assert await port.send("van-dam-transport", coming) == ["EMPTY"]


async def test_a_full_box_that_comes_in_ends_no_empty_return(open_harbour: OpenHarbour) -> None:
    async with a_port(open_harbour) as port:
        there = DEPOT.replace("WHD", "MVT")
        assert await port.send("noordster", coreor(BOX + EMPTY, places=(there,))) == []
        assert await port.send("maasvlakte-terminal", codeco("34", BOX + FULL)) == []
        assert port.rights == [RETURN]


def test_what_no_law_takes_is_refused() -> None:
    [read] = read_interchange(coreor(BOX + EMPTY, places=(DEPOT,)).encode()).messages
    names = Members(registered(PORT), PROTOCOLS)
    with pytest.raises(Unfit) as refused:
        meant_by(read.record, "noordster", names, (BY_NAME["emergency-freeze"],), lambda law, wish: None)
    assert refused.value.code == "NO_LAW"
