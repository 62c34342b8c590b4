"""Play: runs the day on an embedded database behind the real server, counts it from the ledger, keeps serving."""

from __future__ import annotations

import asyncio
import hashlib
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec
from rich.console import Console

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.demo.freezes import play_freezes
from weerbaar.cli.demo.players import Players
from weerbaar.cli.demo.receiver import listening, tell_what_arrived
from weerbaar.cli.demo.scenes import SCENES
from weerbaar.cli.demo.story import Day
from weerbaar.cli.demo.telling import Telling, Words, words_of
from weerbaar.cli.installation import running_desk, tokens_in
from weerbaar.cli.language import either
from weerbaar.cli.serving import delivering, free_port, let_the_clock_run, open_door, until_stopped
from weerbaar.desk.desk import Desk
from weerbaar.kernel.law.parties import CLOCK
from weerbaar.kernel.ledger.audit import verify_scheme
from weerbaar.kernel.ledger.keys import KeyFolder
from weerbaar.webhooks.addresses import Reach

DUTCH = {
    "acts": "handelingen",
    "permitted": "toegestaan",
    "refused": "geweigerd",
    "gate_permits": "ja aan de poort",
    "gate_denials": "nee aan de poort",
    "gate_outs": "vertrokken",
    "duties_breached": "plichten verlopen",
    "ledger_size": "regels in het boek",
    "root": "wortel",
    "verified": "klopt",
    "freezes": "bevriezingen",
    "freezes_converted": "in beslag omgezet",
    "freezes_expired": "vervallen",
    "seconds": "seconden",
}


class SeededKeys(KeyFolder):
    """Keys of which the one that names cases follows from the seed, so that the same seed gives the same log."""

    def __init__(self, folder: Path, seed: int) -> None:
        super().__init__(folder)
        self._seed = seed

    def personal_key(self) -> bytes:
        """Return a key that follows from the seed. Only a demonstration may do this."""
        return hashlib.sha256(f"demonstration {self._seed}".encode()).digest()


def seeded(seed: int) -> Callable[[int], bytes]:
    """Return a source of bytes that follows from a seed. Only a demonstration may use it."""
    return random.Random(f"salt {seed}").randbytes  # noqa: S311 - a story, not a secret


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How the demonstration was asked for."""

    seed: int
    once: bool
    as_json: bool
    port: int
    language: str
    days: int = 1


async def play(plan: Plan, console: Console) -> dict[str, Any]:
    """Play the day; unless it was asked for once only, keep serving until stopped."""
    started = time.monotonic()
    folder = _folder()
    clock, words = StoryClock(), words_of(plan.language)
    try:
        console.print(f"[dim]{words['database']}[/dim]")
        keys = SeededKeys(folder / "keys", plan.seed)
        tokens, port = tokens_in(folder), free_port(plan.port)
        own = f"http://127.0.0.1:{port}"
        async with (
            running_desk(folder, now=clock.now, entropy=seeded(plan.seed), keys=keys) as desk,
            delivering(desk, keys, own, Reach(loopback=True)) as subscriptions,
            open_door(desk, tokens, "127.0.0.1", port, subscriptions) as base,
            listening(base, tokens) as inbox,
        ):
            players = Players(httpx.AsyncClient(base_url=base), tokens, clock)
            await _scenes(plan, desk, clock, players, console)
            assert subscriptions is not None
            await tell_what_arrived(subscriptions, inbox, Telling(console, clock, plan.language))
            counted = await count(desk)
            beside = await play_freezes(desk, tokens, keys, seeded(plan.seed + 1), console, plan.language)
            verified = counted["verified"] and beside.pop("freezes_verified")
            counted |= {**beside, "verified": verified}
            counted["seconds"] = round(time.monotonic() - started, 1)
            _what_was_counted(console, counted, words)
            if not plan.once:
                _where_to_look(console, base, folder, words)
                console.print(f"\n{words['serving']}")
                await _keep_serving(desk, clock)
            return counted
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="weerbaar-demo-"))
    folder.chmod(0o711)  # the database may run under another account
    return folder


async def _scenes(plan: Plan, desk: Desk, clock: StoryClock, players: Players, console: Console) -> None:
    telling = Telling(console, clock, plan.language)

    async def tick() -> int:
        return len(await desk.tick())

    try:
        for number in range(plan.days):
            day = Day(players, clock, tick, telling, plan.seed + number)
            for nl, en, scene in SCENES:
                telling.scene(nl, en)
                await scene(day)
    finally:
        await players.close()


async def _keep_serving(desk: Desk, clock: StoryClock) -> None:
    clock.run()
    ticking = asyncio.create_task(let_the_clock_run(desk))
    await until_stopped()
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)


async def count(desk: Desk) -> dict[str, Any]:
    """Return what happened, counted from the ledger alone, and whether the whole tree verifies."""
    await desk.keep_states()
    found = dict.fromkeys(
        ("acts", "permitted", "refused", "gate_permits", "gate_denials", "gate_outs", "duties_breached"), 0
    )
    async for entry in desk.store.entries(desk.scheme):
        found["acts"] += 1
        found["permitted" if entry.permitted else "refused"] += 1
        if entry.act == "collect":
            found["gate_permits" if entry.permitted else "gate_denials"] += 1
        found["gate_outs"] += entry.act == "gate-out" and entry.permitted
        found["duties_breached"] += entry.actor == CLOCK and entry.permitted
    verdict = await verify_scheme(desk.store, desk.scheme, [str(desk.signer.verifier)])
    return {**found, "ledger_size": verdict.size, "root": verdict.root.hex(), "verified": verdict.holds}


def _what_was_counted(console: Console, counted: dict[str, Any], words: Words) -> None:
    console.print(f"\n[bold]{words['counted']}[/bold]")
    for name, value in counted.items():
        shown = either(nl="ja" if value else "nee", en=str(value)) if isinstance(value, bool) else value
        console.print(f"  {either(nl=DUTCH[name], en=name):<18} {shown}", highlight=False)


def _where_to_look(console: Console, base: str, folder: Path, words: Words) -> None:
    console.print(f"\n[bold]{words['look']}[/bold]")
    for what, where in (
        ("browser", f"{base}/"),
        ("law", f"{base}/law/container-release"),
        ("api", f"{base}/v1/openapi.json"),
        ("log", f"{base}/log/checkpoint"),
        ("token", f"weerbaar token delta-forwarding --folder {folder}"),
    ):
        console.print(f"  {words[what]:<18} {where}", highlight=False, soft_wrap=True)
