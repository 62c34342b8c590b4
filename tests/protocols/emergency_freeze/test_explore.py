"""The law of the freeze walked state by state: what may never happen does not, and nothing gets stuck."""

import pytest

from weerbaar.kernel.law.explore import Finding, explore
from weerbaar.kernel.law.records import replace
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL
from weerbaar.protocols.emergency_freeze.world import Alphabet, changes, life, world

# What a walk did not reach is no mistake of the law: the two worlds are small, and the rules about badly filled
# drafts have scenarios of their own.
NOT_REACHED = {
    "dead-rule",
    "dead-act",
    "act-not-tried",
    "unreachable-event",
    "duty-never-runs",
    "duty-undischargeable",
}


def mistakes(alphabet: Alphabet, table: str, states: int) -> list[Finding]:
    small = replace(world(alphabet, **{"freeze-rules": table}), most_states=states)
    walk = explore(PROTOCOL, small)
    assert walk.states == states
    return [one for one in walk.findings if one.kind not in NOT_REACHED]


@pytest.mark.parametrize(("alphabet", "table"), [(life, "in-force@1"), (changes, "second-period@1")])
def test_walk(alphabet: Alphabet, table: str) -> None:
    assert not mistakes(alphabet, table, 1_200)


@pytest.mark.long
@pytest.mark.parametrize(("alphabet", "table"), [(life, "in-force@1"), (changes, "second-period@1")])
def test_long_walk(alphabet: Alphabet, table: str) -> None:
    assert not mistakes(alphabet, table, 20_000)
