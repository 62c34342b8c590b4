"""Runs the benchmarks and prints each figure beside the limit or peer measured in the same run.

A benchmark is a file `bench_<name>.py` with a function `measure() -> Iterable[Line]`.
"""

from __future__ import annotations

import importlib
import platform
import sys
from pathlib import Path

from lines import Line

HERE = Path(__file__).parent


def row(line: Line) -> str:
    """Return one printed line: what, how much, and how it compares."""
    ratio = f"{line.ratio:9.3g} x {line.against}" if line.ratio is not None else ""
    spread = (
        f" ({line.low:,.4g} to {line.high:,.4g})" if line.low is not None and line.high is not None else ""
    )
    return f"  {line.name:<58} {line.value:>12,.4g} {line.unit:<10}{spread:<24}{ratio}"


def main(wanted: list[str]) -> int:
    """Run the named benchmarks, or all, and print their lines."""
    names = wanted or sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    missing = [name for name in names if not (HERE / f"bench_{name}.py").exists()]
    if missing:
        print(f"no benchmark named {', '.join(missing)}", file=sys.stderr)
        return 2
    system = f"{platform.system()} {platform.release()}"
    print(f"machine: {platform.machine()}, Python {platform.python_version()}, {system}")
    for name in names:
        print(f"\n{name}", flush=True)
        for line in importlib.import_module(f"bench_{name}").measure():
            print(row(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
