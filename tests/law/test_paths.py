"""Paths between states: what a protocol declares is what its cases do, or it is said at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import pytest
from lending import law as lending

from weerbaar.kernel.law.acts import Act, Case, Events, Opening, Stated
from weerbaar.kernel.law.basis import Terms
from weerbaar.kernel.law.explore import Walk, World, explore
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import days
from weerbaar.kernel.law.protocol import NotALaw, Protocol
from weerbaar.kernel.law.retention import Retain
from weerbaar.kernel.law.rules import forbid, permit

TERMS = Terms(source="House rules of the lamp")
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PATHS = {"none": ("off",), "off": ("on", "broken"), "on": ("off",)}
Light = Literal["none", "off", "on", "broken"]


class Lamp(Case):
    name: str
    state: Light = "none"

    def parties(self) -> frozenset[str]:
        return frozenset({"anna"})


class Became(Stated[Lamp]):
    state: Light


class Hang(Opening[Lamp]):
    """Hang a lamp."""

    nl = "Hang een lamp op."

    name: str

    def blank(self) -> Lamp:
        return Lamp(name=self.name)

    @permit(TERMS("1"), nl="Iedereen mag.", en="Anybody may.")
    def anybody(self, lamp: Lamp, given: Given) -> bool:
        return lamp.state == "none"

    def events(self, lamp: Lamp, given: Given) -> Events[Lamp]:
        yield Became(state="off")


class Turn(Act[Lamp]):
    """Turn a lamp to a state."""

    nl = "Draai een lamp naar een stand."

    to: Light

    @permit(TERMS("2"), nl="Iedereen mag.", en="Anybody may.")
    def anybody(self, lamp: Lamp, given: Given) -> bool:
        return True

    @forbid(TERMS("3"), nl="Kapot blijft kapot.", en="Broken stays broken.")
    def is_broken(self, lamp: Lamp, given: Given) -> bool:
        return lamp.state in ("none", "broken")

    def events(self, lamp: Lamp, given: Given) -> Events[Lamp]:
        yield Became(state=self.to)


def law(paths: Mapping[str, tuple[str, ...]]) -> Protocol[Lamp]:
    return Protocol(
        name="lamp",
        version=1,
        nl="Een lamp",
        en="A lamp",
        basis=TERMS,
        case=Lamp,
        acts=(Hang, Turn),
        duties=(),
        events=(Became,),
        retain=Retain(
            since=lambda lamp: START if lamp.state == "broken" else None, period=days(1), basis=TERMS("4")
        ),
        key=lambda lamp: lamp.name,
        paths=paths,
    )


def walked(paths: Mapping[str, tuple[str, ...]], breaks: tuple[str, ...] = ("off",)) -> Walk:
    """Walk a lamp that may break from these states."""

    def alphabet(lamp: Lamp | None) -> Iterator[Act[Lamp]]:
        if lamp is None:
            yield Hang(actor="anna", name="hall")
            return
        yield Turn(actor="anna", to="off" if lamp.state == "on" else "on")
        if lamp.state in (*breaks, "broken"):
            yield Turn(actor="anna", to="broken")

    return explore(law(paths), World(start=START, alphabet=alphabet, facts={}))


def found(walk: Walk) -> list[tuple[str, str]]:
    return [(one.kind, one.subject) for one in walk.findings]


def test_a_law_that_keeps_to_its_paths() -> None:
    assert found(walked(PATHS)) == []


def test_a_path_that_is_not_declared_is_found_with_its_history() -> None:
    walk = walked(PATHS, breaks=("off", "on"))
    [finding] = walk.findings
    assert (finding.kind, finding.subject) == ("undeclared-path", "on -> broken")
    assert [deed.sentence.split("  ")[1] for deed in finding.history] == [
        "anna: Hang(name=hall)",
        "anna: Turn(to=on)",
        "anna: Turn(to=broken)",
    ]


def test_a_path_that_no_case_takes_is_found() -> None:
    assert found(walked({**PATHS, "on": ("off", "broken")})) == [("path-never-taken", "on -> broken")]


def test_a_decision_off_the_paths_breaks_the_law() -> None:
    lamp = Lamp(name="hall", state="on")
    assert law(PATHS).broken(Lamp(name="hall", state="off"), lamp) == ()
    assert law(PATHS).broken(lamp, lamp) == ()
    assert law(PATHS).broken(Lamp(name="hall", state="broken"), lamp) == ("on -> broken",)


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        ({**PATHS, "dim": ("off",)}, "names the state `dim`"),
        ({"none": ("off",), "off": ("on",)}, "no path leads to or from the state `broken`"),
    ],
)
def test_paths_that_cannot_be_are_refused(paths: dict[str, Any], said: str) -> None:
    with pytest.raises(NotALaw, match=said):
        law(paths)


def test_a_case_without_states_can_have_no_paths() -> None:
    with pytest.raises(NotALaw, match="can have no paths"):
        lending(paths={"asked": ("lent",)})
