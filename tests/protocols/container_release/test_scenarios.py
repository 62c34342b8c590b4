"""Every scenario of container release, played on the law alone, over HTTP and from the shell, with equal answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from kernel_door import KernelDoor
from playing import files, play
from scenario_doors import HttpDoor, OpenHarbour, ShellDoor

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.desk.scenario import read_scenario
from weerbaar.protocols.container_release import protocol
from weerbaar.protocols.container_release.protocol import PROTOCOL
from weerbaar.worlds import PORT

FOLDER = Path(protocol.__file__).with_name("scenarios")
FILES = files(FOLDER)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_on_the_law_alone(path: Path) -> None:
    scenario, register = read_scenario(path, PORT)
    clock = StoryClock(scenario.start)
    assert await play(scenario, PROTOCOL, KernelDoor(PROTOCOL, register, clock), clock)


@pytest.mark.parametrize("door", [HttpDoor, ShellDoor], ids=["http", "shell"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_through_a_door(path: Path, door: type[HttpDoor], open_harbour: OpenHarbour) -> None:
    scenario, register = read_scenario(path, PORT)
    alone, clock = StoryClock(scenario.start), StoryClock(scenario.start)
    expected = await play(scenario, PROTOCOL, KernelDoor(PROTOCOL, register, alone), alone)
    async with open_harbour(register, clock) as harbour:
        assert await play(scenario, PROTOCOL, door(PROTOCOL, harbour), clock) == expected
