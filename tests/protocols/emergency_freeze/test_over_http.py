"""The published scenarios of the emergency freeze over HTTP, on a real ledger."""

from pathlib import Path

import pytest
from tests.protocols.emergency_freeze.test_scenarios import FILES
from tests.protocols.over_http import play_over_http

from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_scenario_over_http(path: Path, database: str, tmp_path: Path) -> None:
    await play_over_http(path, PROTOCOL, database, tmp_path)
