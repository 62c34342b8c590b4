"""Runs a measurement from its shipped example plan, with some fields changed, on example or made data."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from weerbaar.measure.methods import template
from weerbaar.measure.result import as_json
from weerbaar.measure.run import Answer, run

# Sets one thread before numpy is loaded, as the command does.
importlib.import_module("weerbaar.cli.measure")
EXAMPLES = Path(__file__).parent / "examples"
Measure = Callable[..., Answer]


def write_plan(folder: Path, analysis: str, method: str, changes: dict[str, str], extra: str = "") -> Path:
    """Write the example plan with `key = value` lines replaced; values are TOML."""
    text = template(analysis, method)
    for key, value in changes.items():
        text, times = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}".replace("\\", "\\\\"), text, count=1)
        if not times:
            # a top-level key must stand before the first table of the file
            text = re.sub(r"(?m)^seed = 1$", f"seed = 1\n{key} = {value}", text, count=1)
    path = folder / f"{analysis}-{method}.toml"
    path.write_text(text + extra)
    return path


@pytest.fixture
def measured(tmp_path: Path) -> Measure:
    def go(analysis: str, method: str, data: str | Path, extra: str = "", **changes: str) -> Answer:
        """Run it; `data` is the name of an example file, a path, or CSV text (with a newline in it)."""
        plan = write_plan(tmp_path, analysis, method, changes, extra)
        file = EXAMPLES / data if isinstance(data, str) and "\n" not in data else data
        if isinstance(file, str):
            path = tmp_path / "data.csv"
            path.write_text(file)
            file = path
        answer = run(analysis, Path(file), plan)
        as_json(answer.result)  # whatever is found can also be written down
        return answer

    return go
