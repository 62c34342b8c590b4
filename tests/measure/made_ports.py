"""Makes finds and inspections of six ports whose truth is known, with the finds on a tip-off kept apart."""

from __future__ import annotations

import numpy as np

MONTHS, START = 72, 48
PORTS = ("rotterdam", "vlissingen", "moerdijk", "antwerpen", "schiphol", "amsterdam_ijmond")
SEARCHED = {"rotterdam": 0.65, "vlissingen": 1.8, "moerdijk": 1.3}
"""Ratio of finds by inspection after the start, at equal effort; every other port stays at 1."""
TIPPED = {"rotterdam": 2.4}
"""Ratio of finds on a tip-off after the start: a campaign makes people talk, whatever is inspected."""
ELASTICITY = 0.5
MORE_CHECKS = 2.0
"""From the start on Rotterdam inspects so many times as much."""


def made_ports(seed: int) -> tuple[str, str]:
    """Return the finds (`month,port,kg,found_by`) and the inspections (`month,port,inspections`) as CSV."""
    rng = np.random.default_rng(seed)
    finds, effort = ["month,port,kg,found_by"], ["month,port,inspections"]
    for port in PORTS:
        for at in range(MONTHS):
            label, after = f"{2020 + at // 12}-{at % 12 + 1:02}", at >= START
            usual = 400 * (1 + 0.1 * np.sin(2 * np.pi * at / 12))
            checks = int(rng.poisson(usual * (MORE_CHECKS if after and port == "rotterdam" else 1.0)))
            effort.append(f"{label},{port},{checks}")
            searched = 6 * (checks / 400) ** ELASTICITY * (SEARCHED.get(port, 1.0) if after else 1.0)
            tipped = 2.0 * (TIPPED.get(port, 1.0) if after else 1.0)
            numbers = {"inspection": rng.poisson(searched), "tip-off": rng.poisson(tipped)}
            rows = [
                f"{label},{port},{rng.lognormal(4, 1):.1f},{how}"
                for how, n in numbers.items()
                for _ in range(n)
            ]
            finds += rows or [f"{label},{port},,"]
    return "\n".join(finds) + "\n", "\n".join(effort) + "\n"
