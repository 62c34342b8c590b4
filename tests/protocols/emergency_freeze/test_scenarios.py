"""The published scenarios of the emergency freeze, played on the law alone."""

from pathlib import Path

import pytest
from tests.protocols.scenarios import play

from weerbaar.protocols import emergency_freeze
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL

FOLDER = Path(next(iter(emergency_freeze.__path__))) / "scenarios"
FILES = sorted(path for path in FOLDER.glob("*.toml") if path.name != "register.toml")


def test_all_ten_are_there() -> None:
    assert {path.name[:2] for path in FILES} >= {f"{number:02}" for number in range(1, 11)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario(path: Path) -> None:
    play(path, PROTOCOL)
