"""The paths of a freeze: none leads back from an end, and the picture shows each of them."""

from weerbaar.kernel.law.pictures import state_diagram
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL
from weerbaar.protocols.emergency_freeze.terms import PATHS, TERMINAL
from weerbaar.protocols.emergency_freeze.world import LIFE


def test_no_path_is_declared_from_a_state_in_which_it_has_ended() -> None:
    assert not set(PATHS) & set(TERMINAL)


def test_the_picture_shows_every_declared_path() -> None:
    drawn = state_diagram(PROTOCOL, LIFE)
    names = {line.split(" as ")[1]: line.split('"')[1] for line in drawn.splitlines() if " as " in line}
    arrows = [line.strip().partition(":")[0].split(" --> ") for line in drawn.splitlines() if "-->" in line]
    shown = {(names.get(come, "none"), names[gone]) for come, gone in arrows}
    assert shown == {(come, gone) for come, follows in PATHS.items() for gone in follows}
