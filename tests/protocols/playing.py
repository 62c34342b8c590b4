"""Playing: goes through a scenario at one door, and says everything that went otherwise than the file says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenario_doors import Door, Got, opens

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.desk.intake import InvalidInput, read_act
from weerbaar.desk.scenario import Scenario, See, Step, differences, timed
from weerbaar.kernel.law.acts import Opening
from weerbaar.kernel.law.protocol import Protocol


async def play(scenario: Scenario, law: Protocol[Any], door: Door, clock: StoryClock) -> list[Got]:
    """Play a scenario and return every answer; raises `AssertionError` with every difference at once."""
    keys = dict(scenario.cases)
    answers: list[Got] = []
    wrong: list[str] = []
    for number, now, step in timed(scenario):
        clock.jump_to(now)
        await door.pass_time()
        if step.suspend:
            await door.suspend(step.suspend)
        if step.act or step.edi:
            for _ in range(step.repeat):
                got = await _asked(law, door, step, keys)
                answers.append(got)
                wrong += [f"step {number} ({step.act or 'edi'}): {one}" for one in _judged(step, got)]
        if step.see is not None:
            wrong += [f"step {number} (see): {one}" for one in await _looked(door, step.see, keys)]
    wrong += await door.unlike_the_ledger()
    assert not wrong, f"{scenario.title_en}\n" + "\n".join(wrong)
    return answers


async def _asked(law: Protocol[Any], door: Door, step: Step, keys: dict[str, str]) -> Got:
    if step.edi:
        return await door.send(step)
    if opens(law, step.act):
        try:
            act = read_act(law, step.act, step.actor, step.functionary, step.fields)
            assert isinstance(act, Opening)
            keys.setdefault(step.case, law.key(act.blank()))
        except InvalidInput:
            pass
    key = keys.get(step.case, "")
    return await (door.access(step, key) if step.access else door.act(step, key))


def _judged(step: Step, got: Got) -> Iterator[str]:
    if got.outcome != step.expect:
        yield f"was {got.outcome}, not {step.expect} ({', '.join(got.reasons)})"
    elif sorted(got.reasons) != sorted(step.because):
        yield f"was {got.outcome} because of {', '.join(got.reasons)}, not {', '.join(step.because)}"


async def _looked(door: Door, see: See, keys: dict[str, str]) -> list[str]:
    key = keys[see.case]
    shown = await (
        door.see(see.party, key) if see.as_of is None else door.seen_then(see.party, key, see.as_of)
    )
    if shown is None or see.absent:
        if see.absent == (shown is None):
            return []
        return [f"{see.party} {'sees nothing' if shown is None else 'can tell that it is there'}"]
    wrong = [*differences(see.has, shown), *(f"`{name}` can be seen" for name in see.lacks if name in shown)]
    wrong += [
        f"`{name}` does not say `{words}`"
        for name, words in see.says.items()
        if words not in str(shown.get(name))
    ]
    if see.learned is not None:
        wrong += differences(list(see.learned), await door.learned(see.party, key), "learned")
    if see.duties is not None:
        wrong += differences(sorted(see.duties), sorted(await door.duties(see.party, key)), "duties")
    return wrong
