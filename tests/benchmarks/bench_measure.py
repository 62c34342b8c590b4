"""Measures the hotline analysis with its whole sensitivity set, and outbreak screening of many series."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lines import Line

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402 - one thread has to be chosen first
from statsmodels.genmod import families  # noqa: E402
from statsmodels.genmod.generalized_linear_model import GLM  # noqa: E402

from weerbaar.measure.counts.ears import ears  # noqa: E402
from weerbaar.measure.counts.farrington import farrington, reference  # noqa: E402
from weerbaar.measure.methods import TEMPLATES  # noqa: E402
from weerbaar.measure.run import run  # noqa: E402

HOTLINE = Path(__file__).parents[1] / "measure" / "examples" / "synthetic_hotline_weekly.csv"
LIMIT = 5.0
SERIES, WEEKS, LOOP = 10_000, 208, 60


def timed(work: Callable[[], object], runs: int) -> list[float]:
    """Return the seconds of each run."""
    found = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return found


def loop(counts: np.ndarray) -> None:
    """Fit the same two designs twice per series with the library, as a plain loop would."""
    places = reference(WEEKS - 1, 3, 3)
    sloped = np.column_stack([np.ones(len(places)), (places - WEEKS + 1) / 52])
    for row in counts:
        for design in (sloped, sloped[:, :1]):
            for _ in range(2):
                GLM(row[places], design, family=families.Poisson()).fit()


def loop_scores(counts: np.ndarray) -> None:
    """Score every week of every series on its own, as a plain loop would."""
    for row in counts:
        for t in range(7, len(row)):
            base = row[t - 7 : t]
            _ = (row[t] - base.mean()) / max(base.std(ddof=1), 1e-9)


def measure() -> Iterator[Line]:
    """Yield the figures."""
    plan = TEMPLATES / "campaign-segmented.toml"
    run("campaign", HOTLINE, plan)
    seconds = timed(lambda: run("campaign", HOTLINE, plan), 5)
    middle = statistics.median(seconds)
    yield Line(
        name="hotline analysis, whole sensitivity set, one core",
        value=middle,
        unit="s",
        low=min(seconds),
        high=max(seconds),
        ratio=middle / LIMIT,
        against="the limit of 5 s",
    )
    counts = np.random.default_rng(1).poisson(6, (SERIES, WEEKS)).astype(float)
    fits = "statsmodels fits in a loop"
    for name, work, peer, against in (
        ("Farrington, one week", lambda: farrington(counts, WEEKS - 1), loop, fits),
        ("EARS C1, 208 weeks", lambda: ears(counts, "ears_c1"), loop_scores, "scores in a loop"),
    ):
        plain = LOOP / min(timed(lambda peer=peer: peer(counts[:LOOP]), 3))
        rates = [SERIES / one for one in timed(work, 3)]
        yield Line(
            name=f"{name} of 10,000 municipalities",
            value=statistics.median(rates),
            unit="series/s",
            low=min(rates),
            high=max(rates),
            ratio=statistics.median(rates) / plain,
            against=against,
        )
