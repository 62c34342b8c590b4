"""An officer who is forced tells it by the code: police and security learn of it, nobody else sees a difference."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from quay import EANS, TERMINAL, Quay, number
from scenario_doors import Harbour, OpenHarbour

from weerbaar.cli.acting import act as act_command
from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import code_secret, keys_in, registered
from weerbaar.cli.main import weerbaar
from weerbaar.desk.codes import Codes, digest, keep_codes, read_codes, sign_of
from weerbaar.desk.reperformance import Reperformance
from weerbaar.worlds import PORT

MORNING = datetime(2026, 5, 12, 6, tzinfo=UTC)
BOX = number(1)
POLICE, SECURITY = "havenpolitie", "maasvlakte-beveiliging"
FIRST, SECOND = "p.vis", "t.bos"
CODES = {FIRST: ("2468", "1357"), SECOND: ("8642", "7531")}
EVERYBODY_ELSE = (
    TERMINAL,
    "noordster",
    "delta-forwarding",
    "van-dam-transport",
    "douane",
    "zuiderpark-bv",
    "jansen-charter",
)
WORLDS = {"nobody": (0, 0), "who proposes": (1, 0), "who overrides": (0, 1), "both": (1, 1)}
Ask = Callable[..., Awaitable[Any]]


@asynccontextmanager
async def at_the_gate(open_harbour: OpenHarbour) -> AsyncGenerator[Quay]:
    """Open a port in which a truck waits for a container that the terminal holds; two officers have codes."""
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        secret = bytes(32)  # that of these harbours
        harbour.desk.members.officers = {
            TERMINAL: {
                officer: Codes(
                    normal=digest(secret, TERMINAL, officer, normal),
                    forced=digest(secret, TERMINAL, officer, forced),
                )
                for officer, (normal, forced) in CODES.items()
            }
        }
        quay = Quay(harbour)
        await quay.released(BOX, "R1")
        await quay.ready(BOX)
        await quay.passed("delta-forwarding", "van-dam-transport", "road", BOX)
        await quay.announced("van-dam-transport", "road", BOX, "TAR-1")
        assert (await quay.open(TERMINAL, "block", BOX, reason="kraan bezet")).status_code == 201
        yield quay


async def overridden(quay: Quay, which: tuple[int, int], ask: Ask | None = None) -> list[Any]:
    """Have the hold overridden, each officer giving one code or the other; return what was answered."""
    ask = ask or quay.ask
    one, other = CODES[FIRST][which[0]], CODES[SECOND][which[1]]
    proposed = await ask(TERMINAL, "propose", BOX, FIRST, what="override", reason="koel", code=one)
    passed = await ask(TERMINAL, "override", BOX, SECOND, reason="koel", lane="2", code=other)
    return [proposed, passed]


async def seen_by(harbour: Harbour, party: str, officer: str = "") -> dict[str, Any]:
    """Return every answer that a party gets by looking, receipts by their parts and what they show."""
    case = Quay(harbour).case(BOX)
    base = "/v1/container-releases"
    looks = (base, f"{base}?find={BOX}", f"{base}/{case}", f"{base}/{case}/acts", f"{base}/{case}/events")
    found: dict[str, Any] = {}
    headers = harbour.bearer(party, officer)
    for path in (*looks, "/v1/inbox", "/metrics", f"{base}/figures/2026-05"):
        got = await harbour.client.get(path, headers=headers)
        kept = {name: value for name, value in got.headers.items() if name != "date"}
        found[path] = (got.status_code, kept, b"" if path == "/metrics" else got.content)
    for position in range(harbour.desk.published):
        reference = harbour.desk.references.hide(position)
        got = await harbour.client.get(f"{base}/{case}/receipts/{reference}", headers=headers)
        found[f"receipt {position}"] = (got.status_code, _receipt(got.json()))
    found["log"] = harbour.desk.published
    return found


def _receipt(body: dict[str, Any]) -> Any:
    if "sections" not in body:
        return body
    shown = {name: one["value"] for name, one in body["sections"].items()}
    if isinstance(shown.get("act"), dict) and isinstance(shown["act"].get("code"), dict):
        # A commitment, under a salt of its own in every receipt: one says nothing of another.
        shown["act"]["code"] = {name: len(value) for name, value in shown["act"]["code"].items()}
    return list(body["digests"]), shown


async def world(open_harbour: OpenHarbour, which: tuple[int, int]) -> dict[str, Any]:
    async with at_the_gate(open_harbour) as quay:
        answers = await overridden(quay, which)
        told: dict[str, Any] = {
            "answers": [
                (one.status_code, {**one.headers, "date": ""}, one.content)  # to the very receipt
                for one in answers
            ]
        }
        for party in EVERYBODY_ELSE:
            told[party] = await seen_by(quay.harbour, party)
        told["officer"] = await seen_by(quay.harbour, TERMINAL, FIRST)
        await quay.done(TERMINAL, "unblock", BOX)
        await quay.done(TERMINAL, "gate-out", BOX, number_read=BOX)
        for party in EVERYBODY_ELSE:
            told[f"{party}, after"] = await seen_by(quay.harbour, party)
        return told


@pytest.mark.parametrize("forced", ["who proposes", "who overrides", "both"])
async def test_everybody_else_sees_the_same(forced: str, open_harbour: OpenHarbour) -> None:
    calm, other = await world(open_harbour, WORLDS["nobody"]), await world(open_harbour, WORLDS[forced])
    receipts = [seen for what, seen in calm[TERMINAL].items() if what.startswith("receipt")]
    assert max(len(shown[0]) for status, shown in receipts if status == 200) > 8, (
        "all that happened is counted"
    )
    for who, seen in calm.items():
        if isinstance(seen, dict):
            unlike = [what for what in seen if seen[what] != other[who][what]]
            assert not unlike, f"{who} sees a difference: {[(seen[one], other[who][one]) for one in unlike]}"
        assert seen == other[who]


@pytest.mark.parametrize("forced", WORLDS)
async def test_police_and_security_are_told_and_only_then(forced: str, open_harbour: OpenHarbour) -> None:
    which = WORLDS[forced]
    async with at_the_gate(open_harbour) as quay:
        for answer in await overridden(quay, which):
            assert answer.status_code == 201, answer.text
        for party in (POLICE, SECURITY):
            seen = await quay.see(party, BOX)
            if not any(which):
                assert seen.status_code == 404
                continue
            alarms = [(one["act"], one["officer"]) for one in seen.json()["alarms"]]
            expected = [("propose", FIRST)] * which[0] + [("override", SECOND)] * which[1]
            assert alarms == expected
            # Enough to act on: where, which truck, and that it is in.
            assert seen.json()["terminal"] == TERMINAL
            assert seen.json()["visit"]["ean"] == EANS["van-dam-transport"]
            assert (seen.json()["state"], seen.json()["overridden"]) == ("committed", True)
            assert "links" not in seen.json() or seen.json()["links"] == []
            events = (await quay.see(party, BOX, "/events")).json()["items"]
            assert [one["event"] for one in events].count("code-read") == len(expected)


async def test_security_may_still_stop_the_truck_at_the_exit(open_harbour: OpenHarbour) -> None:
    async with at_the_gate(open_harbour) as quay:

        async def block() -> int:
            return (await quay.open(SECURITY, "block", BOX, reason="gedwongen")).status_code

        assert await block() == 403, "nobody was forced as yet"
        await overridden(quay, WORLDS["who overrides"])
        quay.harbour.clock.pass_seconds(60)
        assert await block() == 201
        out = await quay.ask(TERMINAL, "gate-out", BOX, number_read=BOX)
        assert [one["rule"] for one in out.json()["reasons"]] == ["hold_since_gate"]
        held = (await quay.see(TERMINAL, BOX)).json()["holds"]
        assert all("reason" not in one for one in held if one["owner"] == SECURITY)
        assert (await quay.open(POLICE, "block", BOX, reason="x")).status_code == 403
        assert (await quay.ask(SECURITY, "unblock", BOX)).status_code == 201


@pytest.mark.parametrize("code", [None, "0000", "7531"], ids=["none", "wrong", "that of another"])
async def test_an_officer_with_codes_gives_one_of_them(code: str | None, open_harbour: OpenHarbour) -> None:
    async with at_the_gate(open_harbour) as quay:
        fields = {"code": code} if code else {}
        got = await quay.ask(TERMINAL, "propose", BOX, FIRST, what="override", reason="koel", **fields)
        assert got.status_code == 403
        assert [one["rule"] for one in got.json()["reasons"]] == ["code_wrong"]
        # An officer who has none gives none.
        await quay.done(TERMINAL, "propose", BOX, "a.mol", what="override", reason="koel")
        with_one = await quay.ask(TERMINAL, "propose", BOX, "a.mol", what="override", reason="k", code="1234")
        assert with_one.status_code == 403


async def test_no_code_is_in_the_ledger_and_every_decision_is_reached_again(
    open_harbour: OpenHarbour,
) -> None:
    async with at_the_gate(open_harbour) as quay:
        await overridden(quay, WORLDS["both"])
        desk = quay.harbour.desk
        again = Reperformance(desk.protocols)
        async for entry in desk.store.entries(desk.scheme):
            asked = json.loads(entry.body)["act"]
            assert asked.get("code") is None or set(asked["code"]) == {"personal"}
            for codes in CODES.values():
                assert not any(f'"{code}"'.encode() in entry.body for code in codes)
            again.take(entry, await desk.vault.reveal(desk.scheme, entry.position))
        assert again.outcome().holds, again.outcome().difference


async def test_the_shell_answers_alike(open_harbour: OpenHarbour) -> None:
    said = []
    for which in (WORLDS["nobody"], WORLDS["both"]):
        async with at_the_gate(open_harbour) as quay:
            harbour = quay.harbour

            async def ask(
                party: str,
                act: str,
                container: str,
                officer: str,
                quay: Quay = quay,
                harbour: Harbour = harbour,
                **fields: str,
            ) -> Result:
                words = [f"{name}={value}" for name, value in fields.items()]
                line = [quay.case(container), act, *words, "--as", party, "--functionary", officer]
                line += ["--at", harbour.base, "--folder", str(harbour.folder)]
                return await asyncio.to_thread(CliRunner().invoke, act_command, line)

            answered = await overridden(quay, which, ask)
            assert [one.exit_code for one in answered] == [0, 0]
            said.append([one.output.replace(harbour.base, "") for one in answered])
    assert said[0] == said[1]


def typed(folder: Path, party: str, *words: str, officer: str = SECOND, forget: bool = False) -> Result:
    line = ["codes", party, officer, "--folder", str(folder), *(["--forget"] if forget else [])]
    return CliRunner().invoke(weerbaar, line, input="".join(f"{word}\n" for word in words))


def test_an_officer_chooses_two_codes(tmp_path: Path) -> None:
    done = typed(tmp_path, TERMINAL, "8642", "8642", "7531", "7531")
    assert done.exit_code == 0, done.output
    assert not any(code in done.output for code in ("8642", "7531")), "typed unseen"
    kept, secret = read_codes(keys_in(tmp_path).folder), code_secret(keys_in(tmp_path))
    file = keys_in(tmp_path).folder / "officer-codes.json"
    assert file.stat().st_mode & 0o077 == 0
    assert "8642" not in file.read_text("utf-8")

    def sign(word: str, officer: str = SECOND) -> str:
        return sign_of(kept, TERMINAL, officer, digest(secret, TERMINAL, officer, word))

    assert (sign("8642"), sign("7531"), sign("0000")) == ("normal", "forced", "wrong")
    assert (sign_of(kept, TERMINAL, SECOND, ""), sign_of(kept, TERMINAL, FIRST, "")) == ("wrong", "none")
    assert typed(tmp_path, TERMINAL, forget=True).exit_code == 0
    assert sign_of(read_codes(keys_in(tmp_path).folder), TERMINAL, SECOND, "") == "none"


@pytest.mark.parametrize(
    ("party", "words", "why"),
    [
        (TERMINAL, ("8642", "8642", "8642", "8642"), "the two codes must differ"),
        (TERMINAL, ("8642", "8642", "75310", "75310"), "must be of equal length"),
        (TERMINAL, ("86", "86", "75", "75"), "4 to 64 digits or small letters"),
        ("nobody", (), "is no member of this world"),
        ("noordster", (), "nobody is to be told"),
    ],
)
def test_what_cannot_be_a_pair_of_codes(tmp_path: Path, party: str, words: tuple[str, ...], why: str) -> None:
    done = typed(tmp_path, party, *words)
    assert done.exit_code == 2
    assert why in done.output
    assert read_codes(keys_in(tmp_path).folder) == {}


def test_codes_can_be_forgotten_also_when_there_is_nobody_left_to_tell(tmp_path: Path) -> None:
    folder = keys_in(tmp_path).folder
    codes = Codes(normal="a", forced="b")
    keep_codes(folder, {"noordster": {SECOND: codes, FIRST: codes}})
    done = typed(tmp_path, "noordster", forget=True)
    assert done.exit_code == 0, done.output
    assert read_codes(folder) == {"noordster": {FIRST: codes}}
