"""Every scenario of every protocol, played on the law alone, over HTTP and from the shell, with equal answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kernel_door import KernelDoor
from playing import play
from scenario_doors import Got, HttpDoor, OpenHarbour, ShellDoor

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import ALL
from weerbaar.desk.register import Register
from weerbaar.desk.scenario import Scenario, read_scenario
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.protocols.known import stories_of
from weerbaar.worlds import world_named

# Numbers that the list of stories asks for and that no file of ours tells: a file of bad messages, and a proof.
TOLD_ELSEWHERE = {"container-release": {19, 20}}


def of(law: Protocol[Any]) -> list[Path]:
    """Return the scenario files of a protocol in order."""
    return sorted(stories_of(law).folder.glob("[0-9]*.toml"))


def read(law: Protocol[Any], path: Path) -> tuple[Scenario, Register]:
    """Read a scenario, and the register of the world in which it plays."""
    return read_scenario(path, world_named(stories_of(law).played_in), ALL)


STORY = pytest.mark.parametrize(
    ("law", "path"),
    [pytest.param(law, path, id=f"{law.name}-{path.stem}") for law in ALL for path in of(law)],
)


@pytest.mark.parametrize("law", ALL, ids=lambda law: law.name)
def test_all_are_there(law: Protocol[Any]) -> None:
    told = {int(path.name[:2]) for path in of(law)} | TOLD_ELSEWHERE.get(law.name, set())
    assert told, "a law without a story"
    assert told == set(range(1, max(told) + 1))


async def on_the_law_alone(law: Protocol[Any], scenario: Scenario, register: Register) -> list[Got]:
    clock = StoryClock(scenario.start)
    return await play(scenario, law, KernelDoor(law, register, clock), clock)


@STORY
async def test_on_the_law_alone(law: Protocol[Any], path: Path) -> None:
    assert await on_the_law_alone(law, *read(law, path))


@pytest.mark.parametrize("door", [HttpDoor, ShellDoor], ids=["http", "shell"])
@STORY
async def test_through_a_door(
    law: Protocol[Any], path: Path, door: type[HttpDoor], open_harbour: OpenHarbour
) -> None:
    scenario, register = read(law, path)
    expected = await on_the_law_alone(law, scenario, register)
    clock = StoryClock(scenario.start)
    async with open_harbour(register, clock) as harbour:
        assert await play(scenario, law, door(law, harbour), clock) == expected
