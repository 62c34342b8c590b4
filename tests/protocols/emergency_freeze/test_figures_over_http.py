"""The figures of a year on a real ledger: who may read them does, others meet nothing, and nobody a small number."""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import msgspec
import pytest
from click.testing import CliRunner, Result
from tests.protocols.emergency_freeze.strangers import DRAFT, REGISTER, SCENARIO, STRANGERS, plain
from tests.protocols.over_http import OverHttp, opened

from weerbaar.cli.main import weerbaar
from weerbaar.cli.serving import free_port, open_door
from weerbaar.desk.scenario import Step
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL
from weerbaar.web.drawing import LONGEST

BASE = "/v1/emergency-freezes/figures"
AFTER = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
OUTCOMES = ("expired",) * 9 + ("lifted",) * 7 + ("converted",) * 6 + ("annulled",) * 2
SVG = "{http://www.w3.org/2000/svg}"


class Year:
    """A year of freezes, each with the outcome that it came to."""

    def __init__(self, door: OverHttp) -> None:
        self.door = door

    async def act(self, case: str, actor: str, act: str, **fields: Any) -> None:
        step = Step(
            case=case, actor=actor, functionary="b.jansen" if act != "draft" else "a", act=act, fields=fields
        )
        got = await self.door.act(step)
        assert got.status_code == 201, got.text

    async def freeze(self, number: int, outcome: str) -> None:
        """Have one payment held, and ended in a way."""
        case, now = f"FZ-2026-{number:04}", SCENARIO.start.isoformat()
        bank = ("polderbank-loket", "duinbank-loket")[number % 2]
        own = {"freeze_id": case, "institution": bank, "uetr": None, "account": None}
        payment = {"end_to_end_id": f"E2E-{number}", "amount": "1000.00", "frozen_amount": "1000.00"}
        drawn = {name: value for name, value in DRAFT.items() if name != "act"}
        await self.act(case, "fiu", "draft", **{**drawn, **own, **payment})
        await self.act(case, "fiu", "approve")
        await self.act(case, "fiu", "serve", delivered_at=now, channel="post", proof="0" * 64)
        done: dict[str, Any] = {"frozen": "1000.00", "how": "not_sent"}
        if outcome == "expired":
            recall = {"message": "camt.056", "id": f"RCL-{number}"}
            done = {
                "frozen": "400.00",
                "how": "recalled",
                "because": "already_settled",
                "references": [recall],
            }
        await self.act(case, bank, "report-execution", executed_at=now, **done)
        if outcome == "lifted":
            await self.act(case, "fiu", "lift", reason="genoeg")
            await self.act(case, bank, "confirm-lift", released_at=now)
        elif outcome == "converted":
            await self.act(case, "fiu", "tell-prosecutor", prosecutor="officier")
            await self.act(case, "officier", "convert", reference=f"B-{number}", seized_at=now)
        elif outcome == "annulled":
            await self.act(case, "fiu", "annul", decided_by="court", reference="R-1")


@pytest.fixture
async def year(database: str, tmp_path: Path) -> AsyncGenerator[OverHttp, None]:
    own = msgspec.structs.replace(REGISTER, scheme=f"figures-{tmp_path.name}")
    async with opened(database, tmp_path, own, PROTOCOL, SCENARIO.start) as door:
        story = Year(door)
        await asyncio.gather(*(story.freeze(number, one) for number, one in enumerate(OUTCOMES)))
        yield door


async def got(door: OverHttp, party: str | None, path: str, **headers: str) -> httpx.Response:
    return await door.client.get(
        f"{BASE}/{path}", headers={**(door.as_party(party) if party else {}), **headers}
    )


def values(told: dict[str, Any]) -> dict[str, int | None]:
    return {
        one["name"]: one["value"] for table in told["tables"] for one in (table["total"], *table["parts"])
    }


async def test_figures_of_a_year(year: OverHttp) -> None:
    early = await got(year, "fiu", "2026")
    assert early.status_code == 400
    assert [one["pointer"] for one in early.json()["faults"]] == ["year"]
    await year.wait(AFTER)
    told = await got(year, "fiu", "2026")
    assert told.status_code == 200, told.text
    assert (await got(year, "rekenkamer", "2026")).content == told.content
    found = values(told.json())
    # Two were annulled: neither they nor what would tell of them by subtraction may be seen.
    assert found["served"] == 24
    assert (found["expired"], found["lifted"], found["converted"]) == (9, 7, None)
    assert found["annulled"] is None
    assert found["bank"] is None  # there are two: they could be named
    assert found["euros_requested"] == 24_000
    assert (found["euros_frozen"], found["euros_never_frozen"]) == (18_600, 5_400)
    assert all(one is None or one >= 5 for one in found.values())
    await year.wait(AFTER + timedelta(days=200))
    assert (await got(year, "fiu", "2026")).content == told.content
    for path in ("26", "20266", "2026/plots", "x"):
        assert (await got(year, "fiu", path)).status_code in (400, 404)


async def test_who_may_not_see_figures_meets_nothing(year: OverHttp, database: str, tmp_path: Path) -> None:
    await year.wait(AFTER)
    empty = msgspec.structs.replace(REGISTER, scheme=f"nothing-{tmp_path.name}")
    async with opened(database, tmp_path / "empty", empty, PROTOCOL, AFTER) as other:
        for party in (*STRANGERS, "polderbank-loket", None):
            for path in ("2026", "2026/plot", "2026/page", "2027", "nergens"):
                one, none = await got(year, party, path), await got(other, party, path)
                assert plain(one) == plain(none)
                assert one.status_code == (404 if party else 401)
        nothing = values((await got(other, "fiu", "2026")).json())
        assert set(nothing.values()) == {None}


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_picture_says_what_it_shows(year: OverHttp, language: str) -> None:
    await year.wait(AFTER)
    drawn = await got(year, "fiu", f"2026/plot?lang={language}")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    root = ElementTree.fromstring(drawn.text)
    assert root.get("role") == "img"
    assert root.get("lang") == language
    labelled = str(root.get("aria-labelledby")).split()
    words = {one.get("id"): one.text for one in root if one.tag in (f"{SVG}title", f"{SVG}desc")}
    assert labelled == list(words)
    left_out = {"nl": "weggelaten", "en": "left out"}[language]
    assert left_out in str(words["plot-desc"])
    expired = {"nl": "Verlopen: 9.", "en": "Expired: 9."}[language]
    assert expired in str(words["plot-desc"])
    # A bar for every number shown, the longest for the largest, and none for what is left out.
    widths = [float(str(bar.get("width"))) for bar in root.iter(f"{SVG}rect")]
    assert widths == [pytest.approx(LONGEST * 7 / 9, abs=0.1), LONGEST]
    assert not {one.tag.removeprefix(SVG) for one in root.iter()} & {
        "script",
        "style",
        "image",
        "foreignObject",
    }
    assert " style=" not in drawn.text


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_page_has_the_picture_and_its_numbers(year: OverHttp, language: str) -> None:
    await year.wait(AFTER)
    page = await got(year, "fiu", "2026/page", **{"Accept-Language": language})
    assert page.headers["content-language"] == language
    assert page.text.count("<svg") == 1
    assert page.text.count("<table>") == 7
    assert "<script" not in page.text
    assert not re.search(r'(src|href)="(?!#)', page.text), "the page can be kept: it fetches nothing"
    [style] = re.findall("<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in page.headers["content-security-policy"]


async def test_figures_from_the_shell(year: OverHttp, tmp_path: Path) -> None:
    async with open_door(year.desk, year.tokens, "127.0.0.1", free_port(0)) as base:

        async def run(party: str, *words: str) -> Result:
            command = [
                "figures",
                "emergency-freeze",
                *words,
                "--at",
                base,
                "--token",
                year.tokens.mint(party),
            ]
            return await asyncio.to_thread(CliRunner().invoke, weerbaar, command)

        early = await run("fiu", "2026", "--language", "nl")
        assert (early.exit_code, early.output) == (
            2,
            "De cijfers over 2026 komen er één keer, vanaf 2027-02-01.\n",
        )
        await year.wait(AFTER)
        page, plot = tmp_path / "figures.html", tmp_path / "figures.svg"
        kept = await run("rekenkamer", "2026", "--page", str(page), "--plot", str(plot), "--language", "nl")
        assert kept.exit_code == 0, kept.output
        assert re.search(r" +9  Verlopen\n", kept.output)
        assert re.search(r" +weggelaten  Vernietigd\n", kept.output)
        assert re.search(r" +24\.000  Gevraagd\n", kept.output)
        assert '<html lang="nl">' in page.read_text("utf-8")
        assert plot.read_text("utf-8") in page.read_text("utf-8")
        as_json = await run("fiu", "2026", "--json")
        assert json.loads(as_json.output) == (await got(year, "fiu", "2026")).json()
        hidden, absent = await run("polderbank-loket", "2026"), await run("polderbank-loket", "1999")
        assert (hidden.exit_code, hidden.output) == (absent.exit_code, absent.output)
        assert hidden.exit_code == 1
