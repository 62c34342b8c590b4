"""Every law that stands in the folder of protocols, walked state by state: all of it is met, and nothing is wrong."""

from typing import Any

import pytest

from weerbaar.kernel.law.explore_worlds import explore_all
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.protocols.known import PROTOCOLS, trial_of


@pytest.mark.parametrize("law", PROTOCOLS, ids=lambda law: law.name)
def test_every_act_rule_and_path_is_met_and_nothing_else_is_found(law: Protocol[Any]) -> None:
    worlds, late, _ = trial_of(law)
    walks = explore_all(law, worlds, late=late)
    assert walks.complete
    assert [(one.kind, one.subject) for one in walks.findings] == []
