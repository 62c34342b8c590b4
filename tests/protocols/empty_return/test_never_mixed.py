"""An empty box under COREOR or CODECO is never taken for an import, nor an import for an empty box."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from scenario_doors import Harbour, OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.desk.members import read_register
from weerbaar.worlds import PORT

START = datetime(2026, 5, 12, 6, tzinfo=UTC)
BOX = "CSQU3054383"


def coreor(
    filling: str, *more: str, function: str = "9", terminal: str = "LOC+11+NLRTM:139:6+MVT:TER:ZZZ"
) -> str:
    """Return a release order for one box, full (5) or empty (4)."""
    body = [
        "UNH+1+COREOR:D:00B:UN:SMDG20",
        f"BGM+129+DO1+{function}",
        "RFF+RE:REL1",
        "DTM+36:20260514:102",
        "TDT+20+NOORD-2026-118+1++NOST:172:20+++PHAB:103::NOORDSTER",
        terminal,
        "NAD+CA+NOST:172:20",
        "NAD+FW+8712345001025:160:9",
        f"EQD+CN+{BOX}+45G1:102:5+++{filling}",
        *more,
    ]
    rows = ["UNB+UNOA:2+NOST+WEERBAAR+260512:0800+X1", *body, f"UNT+{len(body) + 1}+1", "UNZ+1+X1"]
    return "".join(f"{row}'\n" for row in rows)


async def sent(harbour: Harbour, party: str, text: str) -> dict[str, Any]:
    headers = {"Accept": "application/json", **harbour.bearer(party)}
    got = await harbour.client.post("/v1/edi-interchanges", content=text.encode(), headers=headers)
    assert got.status_code == 200, got.text
    return dict(got.json())


def laws_of(harbour: Harbour) -> list[str]:
    """Return under which law each case runs."""
    return [one.protocol.name for one in harbour.desk.deciding.cases]


@pytest.mark.parametrize(
    "terminal",
    ["LOC+11+NLRTM:139:6+MVT:TER:ZZZ", "LOC+99+NLRTM:139:6+MVT:TER:ZZZ"],
    ids=["no depot", "depot"],
)
async def test_an_empty_box_gives_no_right_to_collect(open_harbour: OpenHarbour, terminal: str) -> None:
    async with open_harbour(read_register(PORT), StoryClock(START)) as harbour:
        done = await sent(harbour, "noordster", coreor("4", terminal=terminal))
        assert done["refusals"] == 1
        assert laws_of(harbour) == []
