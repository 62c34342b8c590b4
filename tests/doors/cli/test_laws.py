"""The laws from the shell: read, checked in small worlds, drawn, and tried on a case without a ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from weerbaar.kernel.law.explore_worlds import explore_all
from weerbaar.protocols.container_release.protocol import PROTOCOL
from weerbaar.protocols.container_release.world import WORLDS

from .conftest import Ran

Type = Callable[..., Ran]
STORY = """
protocol = "container-release"
facts = [["is_admitted", "noordster"], ["has_role", "noordster", "carrier"], ["has_role", "quay", "terminal"]]
[[step]]
at = 2026-05-12T06:00:00Z
actor = "noordster"
act = "issue"
[step.fields]
container = "CSQU3054383"
call = "V1"
terminal = "quay"
reference = "R1"
expires_at = "2026-05-13T06:00:00Z"
[[step]]
at = 2026-05-12T07:00:00Z
actor = "zuiderpark-bv"
act = "clear-terminal"
"""


def test_a_dead_rule_is_dead_only_where_it_is_dead_in_every_world() -> None:
    alone = explore_all(PROTOCOL, {"many hands": WORLDS["many hands"]})
    dead = {one.subject for one in alone.findings if one.kind == "dead-rule"}
    assert "Offer.chain_too_long" not in dead
    assert "Accept.offer_gone" in dead
    both = explore_all(PROTOCOL, {name: WORLDS[name] for name in ("many hands", "chain")})
    dead = {one.subject for one in both.findings if one.kind == "dead-rule"}
    assert not dead & {"Offer.chain_too_long", "Accept.offer_gone"}
    assert "Offer.widens_modality" in dead


def test_checking_answers_with_its_status(weerbaar: Type) -> None:
    ran = weerbaar("protocols", "check", "container-release", "--world", "many hands", "--json")
    assert ran.status == 0, ran.out
    assert json.loads(ran.out)["findings"] == []
    for words in (("check", "moon"), ("check", "container-release", "--world", "moon"), ("show", "moon")):
        ran = weerbaar("protocols", *words)
        assert (ran.status, ran.out) == (2, "")
        assert "choose from" in ran.err


def test_a_law_is_listed_shown_and_drawn(weerbaar: Type) -> None:
    assert "container-release@1" in weerbaar("protocols", "list").out
    dutch = weerbaar("protocols", "show", "container-release", "--language", "nl").out
    for kind in PROTOCOL.acts:
        for rule, _ in kind.rules:
            assert rule.nl in dutch
            assert str(rule.basis) in dutch
    drawn = weerbaar("protocols", "diagram", "container-release")
    assert drawn.status == 0
    assert "GateOut" in drawn.out


def test_a_story_is_tried_and_every_fault_in_it_is_told(tmp_path: Path, weerbaar: Type) -> None:
    story = tmp_path / "story.toml"
    story.write_text(STORY)
    ran = weerbaar("protocols", "try", story, "--json")
    assert ran.status == 1
    assert [one["outcome"] for one in json.loads(ran.out)] == ["permitted", "refused"]
    story.write_text(STORY.replace('call = "V1"', 'moon = "V1"').replace("clear-terminal", "no-such-act"))
    ran = weerbaar("protocols", "try", story)
    assert (ran.status, ran.out) == (2, "")
    for word in ("`call` is missing", "`moon` does not belong", "no-such-act"):
        assert word in ran.err
