"""Every scenario of every protocol, played on the law alone, over HTTP and from the shell, with equal answers."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from kernel_door import KernelDoor
from playing import play
from scenario_doors import Got, HttpDoor, OpenHarbour, ShellDoor

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import ALL
from weerbaar.desk.register import Register
from weerbaar.desk.scenario import Scenario, read_scenario
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.protocols import container_release, emergency_freeze
from weerbaar.worlds import FREEZES, PORT


class Told(NamedTuple):
    """Where the stories of a protocol stand, in which world they play, and which numbers there must be."""

    package: str
    world: Path
    numbers: set[int]


STORIES = {
    "container-release": Told(container_release.__name__, PORT, {*range(1, 19), 21, 22, 23}),
    "emergency-freeze": Told(emergency_freeze.__name__, FREEZES, {*range(1, 16)}),
}


def of(law: Protocol[Any]) -> list[Path]:
    """Return the scenario files of a protocol in order."""
    folder = Path(str(files(STORIES[law.name].package))) / "scenarios"
    return sorted(folder.glob("[0-9]*.toml"))


STORY = pytest.mark.parametrize(
    ("law", "path"),
    [pytest.param(law, path, id=f"{law.name}-{path.stem}") for law in ALL for path in of(law)],
)


@pytest.mark.parametrize("law", ALL, ids=lambda law: law.name)
def test_all_are_there(law: Protocol[Any]) -> None:
    assert {int(path.name[:2]) for path in of(law)} == STORIES[law.name].numbers


async def on_the_law_alone(law: Protocol[Any], scenario: Scenario, register: Register) -> list[Got]:
    clock = StoryClock(scenario.start)
    return await play(scenario, law, KernelDoor(law, register, clock), clock)


@STORY
async def test_on_the_law_alone(law: Protocol[Any], path: Path) -> None:
    assert await on_the_law_alone(law, *read_scenario(path, STORIES[law.name].world, ALL))


@pytest.mark.parametrize("door", [HttpDoor, ShellDoor], ids=["http", "shell"])
@STORY
async def test_through_a_door(
    law: Protocol[Any], path: Path, door: type[HttpDoor], open_harbour: OpenHarbour
) -> None:
    scenario, register = read_scenario(path, STORIES[law.name].world, ALL)
    expected = await on_the_law_alone(law, scenario, register)
    clock = StoryClock(scenario.start)
    async with open_harbour(register, clock) as harbour:
        assert await play(scenario, law, door(law, harbour), clock) == expected
