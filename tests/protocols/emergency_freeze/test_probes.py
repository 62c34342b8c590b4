"""Thousands of questions by clients and employees, in a world with a freeze and in one without: no answer differs.

What is compared is what was told, in what words, how much, how many, and how long it took.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from tests.protocols.emergency_freeze.strangers import (
    DRAFT,
    PUBLIC,
    SCENARIO,
    STRANGERS,
    plain,
    two_worlds,
)
from tests.protocols.over_http import NOBODYS, OverHttp
from times_alike import assert_alike

from weerbaar.protocols.emergency_freeze import world_acts
from weerbaar.protocols.emergency_freeze.freeze import Freeze
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL

SEED = 8
BASE = f"/v1/{PROTOCOL.collection}"
# Long enough for the freeze to end by the clock while the strangers go on asking.
DAYS = 9
WORDS = (
    *(str(DRAFT[name]) for name in ("freeze_id", "case_ref", "account", "uetr", "end_to_end_id", "kvk")),
    "NL91 PLDR 0123 4567 89",
    "FZ-2026",
    "polderbank-loket",
    "bevriezing",
    "%",
    "",
    "x" * 201,
)
ACTS = sorted(name for name, kind in PROTOCOL.act_named.items() if not kind.by_clock)
FIELDS: dict[str, Any] = {
    field: msgspec.to_builtins(value)
    for act in world_acts.everything(None)
    for field, value in msgspec.structs.asdict(act).items()
    if field not in ("actor", "functionary")
}


class Probe(NamedTuple):
    """One question: by whom (nobody without a token), how, where and with what."""

    party: str | None
    functionary: str
    method: str
    path: str
    body: bytes = b""
    key: str = ""


class Prober:
    """Thinks up questions, the same ones for the same seed."""

    def __init__(self, case: str) -> None:
        self.chance = random.Random(SEED)
        self.case = case
        self.kinds: tuple[Callable[[], tuple[str, str, bytes]], ...] = (
            self.look,
            self.look,
            self.find,
            self.find,
            self.public,
            self.act,
            self.act,
            self.draft,
            self.order,
            self.access,
        )

    def probes(self, count: int) -> Iterator[Probe]:
        """Yield so many questions, most by members and some by nobody."""
        chance = self.chance
        for _ in range(count):
            method, path, body = chance.choice(self.kinds)()
            yield Probe(
                chance.choice([*STRANGERS, *STRANGERS, None]),
                chance.choice(["", "analyst", "b.jansen"]),
                method,
                path,
                body,
                chance.choice(["", "", f"key-{chance.randrange(50)}"]) if method == "POST" else "",
            )

    def one_case(self) -> str:
        """Return the held case most of the time, and else one that there is not."""
        other = f"{self.chance.getrandbits(128):032x}"
        near = self.case[:-1] + ("0" if self.case[-1] != "0" else "1")
        return self.chance.choice([self.case, self.case, self.case, near, other, NOBODYS, "geen"])

    def look(self) -> tuple[str, str, bytes]:
        """Look at a case, or at what may be asked of it."""
        case = self.one_case()
        parts = ("", "/acts", "/events", f"/receipts/{NOBODYS}", f"/receipts/{case}", "/anders")
        return self.chance.choice(["GET", "GET", "HEAD", "OPTIONS"]), f"{BASE}/{case}{self.any(parts)}", b""

    def find(self) -> tuple[str, str, bytes]:
        """Search by a word that the client may know, page by page."""
        asked = [
            f"find={self.any(WORDS)}",
            f"pageSize={self.any(('0', '1', '2', '500', '501', 'x'))}",
            f"after={self.one_case()}",
        ]
        query = "&".join(self.chance.sample(asked, self.chance.randint(0, 3)))
        return "GET", self.any((f"{BASE}?{query}", f"{BASE}?{query}", BASE, "/v1/inbox")), b""

    def public(self) -> tuple[str, str, bytes]:
        """Ask what anybody may."""
        where = (
            *PUBLIC,
            "/log/tile/0/000.p/1",
            "/readyz",
            "/v1/subscriptions",
            "/v1/protocols",
            "/v1/nergens",
        )
        return "GET", self.any(where), b""

    def act(self) -> tuple[str, str, bytes]:
        """Ask for an act on a case, with fields that fit or not."""
        wanted = self._act()
        return "POST", f"{BASE}/{self.one_case()}/acts", msgspec.json.encode(wanted)

    def _act(self) -> dict[str, Any]:
        name = self.any(ACTS)
        known = PROTOCOL.act_named[name].__struct_fields__
        fields = {field: value for field, value in FIELDS.items() if field in known}
        for field in self.chance.sample(sorted(fields), min(len(fields), self.chance.randint(0, 1))):
            del fields[field]
        return {"act": name, **fields}

    def draft(self) -> tuple[str, str, bytes]:
        """Ask to freeze the very payment that is frozen, or another."""
        wanted = dict(DRAFT)
        changes = {
            "freeze_id": self.any(("FZ-2026-0008", "FZ-2026-0009")),
            "uetr": "9f1c0f2a-5a7e-4d0b-9c3e-1f2a3b4c5d6e",
            "account": "NL00PLDR0123456789",
            "repeat_of": DRAFT["freeze_id"],
            "institution": self.any(STRANGERS),
            "amount": "1.00",
        }
        for field in self.chance.sample(sorted(changes), self.chance.randint(0, 3)):
            wanted[field] = changes[field]
        return "POST", BASE, msgspec.json.encode(wanted)

    def order(self) -> tuple[str, str, bytes]:
        """Ask for a few acts at once."""
        acts = [{**self._act(), "case": self.one_case()} for _ in range(self.chance.randint(1, 3))]
        body = {"acts": acts, "all_or_nothing": self.chance.random() < 0.3}
        return "POST", f"{BASE}/orders", msgspec.json.encode(body)

    def access(self) -> tuple[str, str, bytes]:
        """Ask as a machine at a counter asks: may this be done?"""
        asked = {
            "subject": {"type": "party", "id": self.any(STRANGERS)},
            "action": {"name": self.any(ACTS)},
            "resource": {"type": self.any((PROTOCOL.name, "container", "")), "id": self.one_case()},
        }
        return "POST", "/access/v1/evaluation", msgspec.json.encode(asked)

    def any(self, among: tuple[str, ...] | list[str]) -> str:
        """Return one of them."""
        return self.chance.choice(among)


async def ask(door: OverHttp, probe: Probe) -> tuple[Any, ...]:
    headers = {} if probe.party is None else door.as_party(probe.party, probe.functionary)
    if probe.key:
        headers["Idempotency-Key"] = probe.key
    return plain(
        await door.client.request(probe.method, probe.path, content=probe.body or None, headers=headers)
    )


async def compare(database: str, folder: Path, count: int) -> Counter[int]:
    """Ask so many questions in both worlds while days go by, and return how often each status was the answer."""
    statuses = Counter[int]()
    async with two_worlds(f"probes-{count}", database, folder) as (held, empty, case):
        for number, probe in enumerate(Prober(case).probes(count)):
            if number % max(1, count // (4 * DAYS)) == 0:
                now = SCENARIO.start + timedelta(days=DAYS) * number / count
                for door in (held, empty):
                    await door.wait(now)
            one, other = await ask(held, probe), await ask(empty, probe)
            assert one == other, (f"seed {SEED}, question {number}", probe)
            statuses[one[0]] += 1
        [standing] = held.desk.deciding.cases.of_party("fiu")
        assert isinstance(standing.case, Freeze)
        assert standing.case.state == "expired"
    return statuses


async def test_three_hundred_questions_find_nothing(database: str, tmp_path: Path) -> None:
    statuses = await compare(database, tmp_path, 300)
    # The questions reach what they must: shown, refused by a rule, not there, not understood, nobody asking.
    assert {200, 400, 401, 403, 404} <= set(statuses), statuses


@pytest.mark.long
@pytest.mark.timeout(1500)
async def test_ten_thousand_questions_find_nothing(database: str, tmp_path: Path) -> None:
    statuses = await compare(database, tmp_path, 10_000)
    assert sum(statuses.values()) == 10_000


@pytest.mark.long
@pytest.mark.timeout(1500)
async def test_no_answer_takes_longer_where_there_is_a_freeze(database: str, tmp_path: Path) -> None:
    took: list[float] = []
    with_freeze: list[bool] = []
    async with two_worlds("times", database, tmp_path) as (held, empty, case):
        for number, probe in enumerate(Prober(case).probes(4_000)):
            # In turns, each as often before the other as after it.
            for door in (held, empty) if number % 2 else (empty, held):
                started = time.perf_counter()
                await ask(door, probe)
                took.append(time.perf_counter() - started)
                with_freeze.append(door is held)
    assert_alike(took, with_freeze)
