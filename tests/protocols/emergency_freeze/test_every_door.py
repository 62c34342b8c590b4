"""The scenarios of the emergency freeze on the law alone and from the shell, with equal answers."""

from pathlib import Path

import msgspec
import pytest
from kernel_door import KernelDoor
from playing import play
from scenario_doors import OpenHarbour, ShellDoor
from tests.protocols.emergency_freeze.test_scenarios import FILES
from tests.protocols.scenarios import See, Step, read_scenario

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.desk import scenario as told
from weerbaar.kernel.law.protocol import kebab
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL


def in_doors(path: Path) -> told.Scenario:
    """Return a scenario as the doors play it: what can only be asked of the ledger is left out."""
    scenario, _ = read_scenario(path)
    steps = [step for step in scenario.step if step.see is None or step.see.as_of is None]
    return told.Scenario(
        title_nl=scenario.title_nl,
        title_en=scenario.title_en,
        start=scenario.start,
        step=tuple(_step(step) for step in steps),
    )


def _step(step: Step) -> told.Step:
    return told.Step(
        at=step.clock or step.at,
        actor=step.actor,
        functionary=step.functionary,
        act=step.act,
        case=step.case,
        fields=step.fields,
        expect=step.expect,
        because=step.because or tuple(sorted(step.faults)),
        see=_see(step.see) if step.see else None,
    )


def _see(see: See) -> told.See:
    learned = None if see.learned is None else tuple(kebab(name) for name in see.learned)
    return told.See(
        party=see.party,
        case=see.case,
        has=see.has,
        lacks=see.lacks,
        absent=see.absent,
        learned=learned,
        duties=see.duties,
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_equal_answers(path: Path, open_harbour: OpenHarbour) -> None:
    scenario, (_, register) = in_doors(path), read_scenario(path)
    register = msgspec.structs.replace(register, scheme=path.stem)
    alone, clock = StoryClock(scenario.start), StoryClock(scenario.start)
    expected = await play(scenario, PROTOCOL, KernelDoor(PROTOCOL, register, alone), alone)
    async with open_harbour(register, clock) as harbour:
        assert await play(scenario, PROTOCOL, ShellDoor(PROTOCOL, harbour), clock) == expected
