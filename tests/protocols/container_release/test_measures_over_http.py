"""The measures of a month on a real ledger: who watches over the chain reads them, through every door alike."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from click.testing import CliRunner, Result
from quay import EANS, TERMINAL, Quay, number
from scenario_doors import Harbour, OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import registered
from weerbaar.cli.main import weerbaar
from weerbaar.worlds import PORT

BASE = "/v1/container-releases/figures"
MORNING = datetime(2026, 5, 12, 6, tzinfo=UTC)
OVER = datetime(2026, 6, 1, 22, tzinfo=UTC)  # the second of June has begun in Rotterdam
OWN = EANS["van-dam-transport"]
OTHERS = ("8712345001063", "8712345001070", "8712345001100")
COLLECTED = 5
SVG = "{http://www.w3.org/2000/svg}"


async def announced(quay: Quay, place: int) -> str:
    """Bring one container to the gate."""
    box = number(place)
    await quay.released(box, f"R{place}")
    await quay.ready(box)
    await quay.passed("delta-forwarding", "van-dam-transport", "road", box)
    await quay.announced("van-dam-transport", "road", box, f"TAR-{place}")
    return box


async def lived(quay: Quay) -> None:
    """Let a month happen: collections, denials for several reasons, an override, rights taken back."""
    for place in range(COLLECTED):
        box = await announced(quay, place)
        quay.harbour.clock.pass_seconds(3600 * (place == 0))
        for ean in OTHERS[: 3 if place < 2 else 1]:
            assert not await quay.gate(box, f"TAR-{place}", ean)
        assert await quay.gate(box, f"TAR-{place}", OWN)
        await quay.done(TERMINAL, "gate-out", box, number_read=box)
    for place in range(COLLECTED):  # twice too late
        assert not await quay.gate(number(place), f"TAR-{place}", OWN)
    held = await announced(quay, 90)
    assert not await quay.gate(held, "TAR-1", OWN)
    assert (await quay.open(TERMINAL, "block", held, reason="schade")).status_code == 201
    await quay.done(TERMINAL, "propose", held, "p.vis", what="override", reason="hersteld")
    await quay.done(TERMINAL, "override", held, "t.bos", reason="hersteld", lane="2")
    taken = await announced(quay, 91)
    await quay.done("delta-forwarding", "revoke", taken, reason="verkocht")
    await quay.done("noordster", "withdraw", taken, reason="niet betaald")
    assert not await quay.gate(number(77), "TAR-1", OWN)


@pytest.fixture
async def quay(open_harbour: OpenHarbour) -> AsyncGenerator[Quay, None]:
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        quay = Quay(harbour)
        await lived(quay)
        yield quay


async def got(harbour: Harbour, party: str | None, path: str, **headers: str) -> httpx.Response:
    bearer = harbour.bearer(party) if party else {}
    return await harbour.client.get(f"{BASE}/{path}", headers={**bearer, **headers})


def values(told: dict[str, Any]) -> dict[str, Any]:
    cells = [one for table in told["tables"] for one in (table["total"], *table["parts"])]
    return {one["name"]: one["value"] for one in (*cells, *told["alone"])}


async def test_a_month_is_counted_from_the_log(quay: Quay) -> None:
    harbour = quay.harbour
    early = await got(harbour, "havenpolitie", "2026-05")
    assert early.status_code == 400
    assert [one["pointer"] for one in early.json()["faults"]] == ["month"]
    assert "2026-06-02" in early.json()["faults"][0]["en"]
    harbour.clock.jump_to(OVER)
    told = await got(harbour, "havenpolitie", "2026-05")
    assert told.status_code == 200, told.text
    found = values(told.json())
    assert (found["left"], found["by_line"], found["by_list"]) == (COLLECTED, COLLECTED, 0)
    assert found["denied"] == 9 + COLLECTED + 1
    assert found["ean_mismatch"] == 9
    # Each of those five was refused for two reasons, but by the card of one firm: they are left out.
    assert (found["already_out"], found["no_right"]) == (None, None)
    assert found["appointment_mismatch"] is None
    assert (found["overridden"], found["unknown"]) == (1, 1)
    assert (found["taken_back"], found["by_carrier"], found["by_giver"]) == (2, 1, 1)
    assert found["median_minutes"] == 0
    assert found["nine_tenths_minutes"] is None
    assert (told.json()["year"], told.json()["month"]) == (2026, 5)


async def test_a_month_that_is_over_never_changes(quay: Quay) -> None:
    harbour = quay.harbour
    harbour.clock.jump_to(OVER)
    told = await got(harbour, "havenpolitie", "2026-05")
    await quay.done("noordster", "reissue", number(91), reference="R-91b", expires_at="2026-07-01T00:00:00Z")
    await quay.done("noordster", "withdraw", number(91), reason="toch niet")
    assert not await quay.gate(number(90), "TAR-90", OTHERS[0])
    again = await got(harbour, "douane", "2026-05")
    assert again.content == told.content
    # Nor when everything is read again, as after a start.
    harbour.desk.figures._noted.clear()
    assert (await got(harbour, "douane", "2026-05")).content == told.content
    harbour.clock.jump_to(datetime(2026, 7, 2, tzinfo=UTC))
    june = values((await got(harbour, "douane", "2026-06")).json())
    assert (june["left"], june["denied"], june["by_carrier"], june["by_giver"]) == (0, 1, 1, 0)
    april = values((await got(harbour, "douane", "2026-04")).json())
    assert {value for value in april.values() if value is not None} == {0}


async def test_who_competes_sees_no_figures(quay: Quay) -> None:
    harbour = quay.harbour
    harbour.clock.jump_to(OVER)
    nowhere = f"/v1/container-releases/{'0' * 32}"
    for party in (TERMINAL, "noordster", "delta-forwarding", "van-dam-transport", "zuiderpark-bv"):
        absent = await harbour.client.get(nowhere, headers=harbour.bearer(party))
        for path in ("2026-05", "2026-05/plot", "2026-05/page", "2026-06", "2026", "never"):
            hidden = await got(harbour, party, path)
            assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert (await got(harbour, None, "2026-05")).status_code == 401


@pytest.mark.parametrize("month", ["2026", "2026-5", "2026-13", "mei", "9999-12", "0000-01", "2026-05%0A"])
async def test_what_is_no_month_is_said(quay: Quay, month: str) -> None:
    answer = await got(quay.harbour, "havenpolitie", month)
    assert answer.status_code == 400
    [fault] = answer.json()["faults"]
    assert fault["pointer"] == "month"
    assert fault["nl"] == "een maand is een jaar, een streepje en twee cijfers"


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_page_has_the_picture_and_every_number(quay: Quay, language: str) -> None:
    harbour = quay.harbour
    harbour.clock.jump_to(OVER)
    drawn = await got(harbour, "havenpolitie", f"2026-05/plot?lang={language}")
    root = ElementTree.fromstring(drawn.text)
    told = str(next(one.text for one in root if one.tag == f"{SVG}desc"))
    said = {"nl": "De pas is van een andere firma: 9.", "en": "The card belongs to another firm: 9."}
    assert said[language] in told
    page = await got(harbour, "havenpolitie", "2026-05/page", **{"Accept-Language": language})
    assert page.status_code == 200
    assert page.text.count("<table>") == 3
    heading = {"nl": "Vrijgave van containers in mei 2026", "en": "Container release in May 2026"}
    assert f"<h1>{heading[language]}</h1>" in page.text
    fraud = {"nl": "Bevestigde fraude staat hier niet", "en": "Confirmed fraud is not here"}
    assert fraud[language] in page.text


async def test_measures_from_the_shell(quay: Quay, tmp_path: Path) -> None:
    harbour = quay.harbour
    harbour.clock.jump_to(OVER)

    async def run(party: str, *words: str) -> Result:
        command = ["figures", "container-release", *words, "--at", harbour.base]
        command += ["--token", harbour.tokens.mint(party)]
        return await asyncio.to_thread(CliRunner().invoke, weerbaar, command)

    page, plot = tmp_path / "month.html", tmp_path / "month.svg"
    kept = await run("havenpolitie", "2026-05", "--language", "nl", "--page", str(page), "--plot", str(plot))
    assert kept.exit_code == 0, kept.output
    assert "Vrijgave van containers in mei 2026" in kept.output
    assert "Weigeringen aan de poort: 15\n" in kept.output
    assert plot.read_text("utf-8") in page.read_text("utf-8")
    as_json = await run("douane", "2026-05", "--json")
    assert json.loads(as_json.output) == (await got(harbour, "douane", "2026-05")).json()
    hidden = await run("noordster", "2026-05")
    assert (hidden.exit_code, hidden.output) == (1, "this does not exist, or not for you\n")
    for wrong in ("2026", "mei/../2026-05"):
        refused = await run("havenpolitie", wrong)
        assert (refused.exit_code, refused.output) == (2, "a month is a year, a hyphen and two digits\n")
