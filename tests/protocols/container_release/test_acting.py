"""The act command as a person meets it: a real process, readable reasons, every fault at once, the exit status."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from quay import Quay, number
from scenario_doors import Harbour, OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.desk.members import read_register
from weerbaar.worlds import PORT

BOX = number(1)


async def weerbaar(harbour: Harbour, *line: str) -> tuple[int, str]:
    """Run the command in a process of its own; return its exit status and all that it printed."""
    where = ("--at", harbour.base, "--folder", str(harbour.folder))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "weerbaar.cli.main", "act", *line, *where,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    printed, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode()


async def test_a_person_reads_why(open_harbour: OpenHarbour) -> None:
    clock = StoryClock(datetime(2026, 5, 12, 6, tzinfo=UTC))
    async with open_harbour(read_register(PORT), clock) as harbour:
        quay = Quay(harbour)
        await quay.released(BOX, "R1")
        case, offer = quay.case(BOX), ("offer", "to=van-dam-transport", "role=road")

        status, printed = await weerbaar(harbour, case, *offer, "--as", "noordster", "--language", "nl")
        assert status == 1
        assert "offer: geweigerd" in printed
        assert "hieraan is niet voldaan: U houdt het recht op ophalen. [actor_holds]" in printed
        assert "grondslag: " in printed

        status, printed = await weerbaar(harbour, case, *offer, "--as", "delta-forwarding")
        assert (status, "offer: permitted" in printed, "receipt: " in printed) == (0, True, True)

        status, printed = await weerbaar(harbour, case, *offer, "--as", "zuiderpark-bv")
        assert (status, "does not exist, or not for you" in printed) == (1, True)


async def test_bad_input_names_every_fault(open_harbour: OpenHarbour) -> None:
    clock = StoryClock(datetime(2026, 5, 12, 6, tzinfo=UTC))
    async with open_harbour(read_register(PORT), clock) as harbour:
        status, printed = await weerbaar(harbour, "new", "issue", "container", "call=A", "call=B")
        assert status == 2
        assert all(word in printed for word in ("--as PARTY", "`container` is no field", "`call` stands"))

        line = ("new", "issue", "container=X", "terminal=NO", "reference=R", "--as", "noordster")
        status, printed = await weerbaar(harbour, *line)
        assert status == 2
        assert all(f"/{name}: " in printed for name in ("call", "container", "expires_at", "terminal"))
        assert "Traceback" not in printed
