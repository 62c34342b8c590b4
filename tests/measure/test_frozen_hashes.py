"""A plan that was frozen by an earlier version keeps its hash, so that it still counts as the plan from before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from weerbaar.measure.methods import METHODS, TEMPLATES
from weerbaar.measure.plan import freeze
from weerbaar.measure.run import read_plan

KEPT: dict[str, str] = json.loads((Path(__file__).parent / "frozen_hashes.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "named", [f"{analysis} {method}" for analysis, many in METHODS.items() for method in many]
)
def test_the_shipped_plans_keep_the_hash_that_they_had(named: str) -> None:
    plan, _ = read_plan(TEMPLATES / f"{named.replace(' ', '-')}.toml")
    assert freeze(plan).plan_hash == KEPT[named]


def test_a_later_field_that_is_used_is_part_of_the_hash(tmp_path: Path) -> None:
    text = (TEMPLATES / "displacement-panel.toml").read_text("utf-8")
    path = tmp_path / "plan.toml"
    hashes = set()
    for extra in ("", 'found_by = ""\n', 'found_by = "how"\n', 'found_by = "how"\ntip_off = ["tip"]\n'):
        path.write_text(extra + text)
        hashes.add(freeze(read_plan(path)[0]).plan_hash)
    assert len(hashes) == 3
