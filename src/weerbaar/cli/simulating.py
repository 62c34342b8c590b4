"""The command that runs a long seeded life of the port and has it checked from outside."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.demo.play import SeededKeys, seeded
from weerbaar.cli.installation import running_desk
from weerbaar.cli.language import either
from weerbaar.cli.receipts import JSON, progress_bar
from weerbaar.cli.sentences import spoken
from weerbaar.cli.simulation.running import Simulation
from weerbaar.cli.simulation.shadow import Violation

DUTCH = {
    "seed": "startgetal",
    "step": "stap",
    "violation": "overtreding",
    "steps": "stappen",
    "hours": "uren",
    "containers": "containers",
    "decisions": "besluiten",
    "refused": "geweigerd",
    "unknown": "onbekend",
    "asked_again": "opnieuw gevraagd",
    "clock_acts": "door de klok",
    "gate_permits": "ja aan de poort",
    "gate_outs": "vertrokken",
    "reperformed": "opnieuw besloten",
    "root": "wortel",
}


@click.command()
@click.option("--seed", default=1, show_default=True, help="the same seed gives the same history")
@click.option("--days", default=3, show_default=True, type=click.IntRange(1, 1000), help="how long it lasts")
@JSON
def simulate(seed: int, days: int, as_json: bool) -> None:
    """Run a long seeded life against a real desk, with losses, repeats, clock jumps and bad faith.

    Checkers that share no code with the law follow the log; exit 3 with seed and step when they find anything.

    Example: weerbaar simulate --seed 7 --days 3
    """
    outcome = asyncio.run(_simulate(seed, days))
    if as_json:
        click.echo(json.dumps(outcome))
    else:
        for name, value in outcome.items():
            shown = spoken(value) if name == "violation" else value
            click.echo(f"{either(nl=DUTCH[name], en=name):<18} {shown}")
    sys.exit(3 if "violation" in outcome else 0)


async def _simulate(seed: int, days: int) -> dict[str, Any]:
    folder = _folder()
    clock = StoryClock()
    try:
        keys = SeededKeys(folder / "keys", seed)
        async with running_desk(folder, now=clock.now, entropy=seeded(seed), keys=keys) as desk:
            simulation = Simulation(desk, clock, seed, days)
            with progress_bar(either(nl="stappen", en="steps")) as progress:
                try:
                    return {"seed": seed, **await simulation.run(progress)}
                except Violation as found:
                    return {"seed": seed, "step": simulation.step, "violation": str(found)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="weerbaar-simulation-"))
    folder.chmod(0o711)  # the database may run under another account
    return folder
