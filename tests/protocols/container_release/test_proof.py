"""Scenarios 5, 18 and 20: the terminal knows at once, a stolen token is no token, and receipts prove a chain alone."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

from quay import TERMINAL, Quay, number
from scenario_doors import Harbour, OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import registered
from weerbaar.kernel.ledger.format import verify_receipt
from weerbaar.web.tokens import TokenKeys
from weerbaar.worlds import PORT

MORNING = datetime(2026, 5, 12, 6, tzinfo=UTC)
BOX = number(1)
CHAIN = ("noordster", "delta-forwarding", "maas-expeditie", "van-dam-transport", TERMINAL, "douane")


async def test_the_terminal_knows_as_soon_as_the_carrier_does(open_harbour: OpenHarbour) -> None:
    boxes = [number(n) for n in range(20)]
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        quay = Quay(harbour)
        for place, box in enumerate(boxes):
            await quay.released(box, f"R{place}")
            await quay.passed("delta-forwarding", "van-dam-transport", "road", box)
            await quay.announced("van-dam-transport", "road", box, f"TAR-{place}")

        async def told(box: str) -> list[str]:
            await quay.done("noordster", "withdraw", box, reason="verkeerde ontvanger")
            events = (await quay.see(TERMINAL, box, "/events")).json()["items"]
            return [one["event"] for one in events[-2:]]

        # The scenario allows two seconds. Nothing is waited for: the first look after the answer shows it.
        for last in await asyncio.gather(*(told(box) for box in boxes)):
            assert last == ["visit-ended", "right-ended"]


async def test_a_token_under_another_key_opens_nothing(open_harbour: OpenHarbour, tmp_path: Path) -> None:
    stolen = TokenKeys.kept_in(tmp_path).mint("delta-forwarding")
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        quay = Quay(harbour)
        await quay.released(BOX, "R1")
        size = harbour.desk.tree.size
        own = harbour.bearer("delta-forwarding")["Authorization"]
        head, body, sign = own.split(".")
        forged = f"{head}.{body}.{'A' * len(sign)}"
        where = f"/v1/container-releases/{quay.case(BOX)}/acts"
        act = {"act": "offer", "to": "van-dam-transport", "role": "road"}
        for header in (f"Bearer {stolen}", forged, "Bearer x", "Basic ZGVsdGE6", ""):
            got = await harbour.client.post(where, json=act, headers={"Authorization": header})
            assert got.status_code == 401, header
            assert got.headers["www-authenticate"].startswith("Bearer")
        assert harbour.desk.tree.size == size


async def exported(harbour: Harbour) -> list[bytes]:
    """Return the receipts that the parties of one container took home, each its own."""
    quay, kept = Quay(harbour), list[bytes]()
    for party in CHAIN:
        events = (await quay.see(party, BOX, "/events")).json()["items"]
        for reference in dict.fromkeys(one["receipt"] for one in events):
            got = await quay.see(party, BOX, f"/receipts/{reference}")
            assert got.status_code == 200, got.text
            kept.append(got.content)
    return kept


def hands(receipts: list[bytes]) -> list[tuple[str, str]]:
    """Return who passed the right to whom, in order, from what receipts show."""
    found: dict[tuple[int, str], tuple[str, str]] = {}
    for one in map(json.loads, receipts):
        for name, section in one["sections"].items():
            if name.startswith("event.") and section["value"]["event"] == "passed":
                fields = section["value"]["fields"]
                found[one["position"], name] = (fields["giver"], fields["taker"])
    return [found[place] for place in sorted(found)]


async def test_receipts_alone_prove_the_chain(open_harbour: OpenHarbour) -> None:
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        quay = Quay(harbour)
        await quay.released(BOX, "R1")
        await quay.ready(BOX)
        await quay.passed("delta-forwarding", "maas-expeditie", "forwarder", BOX)
        await quay.passed("maas-expeditie", "van-dam-transport", "road", BOX)
        await quay.announced("van-dam-transport", "road", BOX, "TAR-1")
        assert await quay.gate(BOX, "TAR-1", "8712345001056")
        await quay.done(TERMINAL, "gate-out", BOX, number_read=BOX)
        receipts = await exported(harbour)
        key = (await harbour.client.get("/log/key")).text.strip()
    # From here on there is no server: only the receipts and the public key.
    assert len(receipts) > 15
    assert all(verify_receipt(one, [key]).holds for one in receipts)
    passed = hands(receipts)
    assert passed == [
        ("noordster", "delta-forwarding"),
        ("delta-forwarding", "maas-expeditie"),
        ("maas-expeditie", "van-dam-transport"),
    ]
    own = next(one for one in receipts if hands([one]) == [("delta-forwarding", "maas-expeditie")])
    where = next(name for name, part in json.loads(own)["sections"].items() if _is_passed(part["value"]))
    at = own.index(b"maas-expeditie", own.index(b'"passed"'))
    altered = own[:at] + b"n" + own[at + 1 :]
    assert [fault.where for fault in verify_receipt(altered, [key]).faults] == [f"section {where}"]


def _is_passed(value: object) -> bool:
    return isinstance(value, dict) and value.get("event") == "passed"
