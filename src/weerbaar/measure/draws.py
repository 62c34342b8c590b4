"""Random draws with a stored seed, for intervals that have no formula."""

from __future__ import annotations

import numpy as np

from weerbaar.measure.table import Floats


def quantiles(values: Floats, level: float) -> tuple[float, float]:
    """Return the two-sided percentile interval of draws, ignoring what is undefined."""
    tail = (1 - level) / 2
    low, high = np.nanquantile(values, [tail, 1 - tail])
    return float(low), float(high)


def coefficients(params: Floats, covariance: Floats, seed: int, draws: int) -> Floats:
    """Draw coefficient vectors from the normal distribution of the estimate; shape (draws, terms)."""
    rng = np.random.default_rng(seed)
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    return np.asarray(params + rng.standard_normal((draws, len(params))) @ root.T)
