"""The act command as a person meets it: a real process, readable reasons, every fault at once, the exit status."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from quay import Quay, number
from scenario_doors import Harbour, OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import registered
from weerbaar.worlds import PORT

BOX = number(1)


async def weerbaar(harbour: Harbour, *line: str, command: str = "act") -> tuple[int, str]:
    """Run the command in a process of its own; return its exit status and all that it printed."""
    where = ("--at", harbour.base, "--folder", str(harbour.folder))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "weerbaar.cli.main", command, *line, *where,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    printed, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode()


async def test_a_person_reads_why(open_harbour: OpenHarbour) -> None:
    clock = StoryClock(datetime(2026, 5, 12, 6, tzinfo=UTC))
    async with open_harbour(registered(PORT), clock) as harbour:
        quay = Quay(harbour)
        await quay.released(BOX, "R1")
        case, offer = quay.case(BOX), ("offer", "to=van-dam-transport", "role=road")

        status, printed = await weerbaar(harbour, case, *offer, "--as", "noordster", "--language", "nl")
        assert status == 1
        assert "offer: geweigerd" in printed
        assert "Dit mag alleen als: U houdt het recht op ophalen. [actor_holds]" in printed
        assert "grondslag: " in printed

        status, printed = await weerbaar(harbour, case, *offer, "--as", "delta-forwarding")
        assert (status, "offer: permitted" in printed, "receipt: " in printed) == (0, True, True)

        status, printed = await weerbaar(harbour, case, *offer, "--as", "zuiderpark-bv")
        assert (status, "does not exist, or not for you" in printed) == (1, True)


async def test_bad_input_names_every_fault(open_harbour: OpenHarbour) -> None:
    clock = StoryClock(datetime(2026, 5, 12, 6, tzinfo=UTC))
    async with open_harbour(registered(PORT), clock) as harbour:
        status, printed = await weerbaar(harbour, "new", "issue", "container", "call=A", "call=B")
        assert status == 2
        assert all(word in printed for word in ("--as PARTY", "`container` is no field", "`call` stands"))

        line = ("new", "issue", "container=X", "terminal=NO", "reference=R", "--as", "noordster")
        status, printed = await weerbaar(harbour, *line)
        assert status == 2
        assert all(f"/{name}: " in printed for name in ("call", "container", "expires_at", "terminal"))
        assert "Traceback" not in printed


async def test_a_spreadsheet_is_done_whole_or_not_at_all(open_harbour: OpenHarbour, tmp_path: Path) -> None:
    clock = StoryClock(datetime(2026, 5, 12, 6, tzinfo=UTC))
    boxes = [number(place) for place in range(3)]
    async with open_harbour(registered(PORT), clock) as harbour:
        quay = Quay(harbour)
        for place, box in enumerate(boxes):
            await quay.released(box, f"R{place}")
        table = tmp_path / "bill.csv"
        rows = [f"{quay.case(box)};van-dam-transport;road" for box in boxes]
        table.write_text("case;to;role\n" + "\n".join(rows), encoding="utf-8-sig")
        line = (str(table), "--act", "offer", "--all-or-nothing", "--as", "delta-forwarding")
        await quay.done("delta-forwarding", "offer", boxes[1], to="maas-expeditie", role="forwarder")
        status, printed = await weerbaar(harbour, *line, "--language", "nl", command="order")
        assert (status, "0 / 3" in printed) == (1, True)
        assert printed.count("niet gedaan") == 2
        assert "Er staat al een aanbod open." in printed
        await quay.done("delta-forwarding", "recall", boxes[1])
        status, printed = await weerbaar(harbour, *line, command="order")
        assert (status, "3 / 3" in printed) == (0, True)

        table.write_text("case;to\nx;van-dam-transport\n")
        status, printed = await weerbaar(harbour, *line, command="order")
        assert (status, "/acts/0/role: `role` is missing" in printed) == (2, True)
