"""Reads the named SQL statements, so that every statement of the ledger stands in one file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

MARK = "-- name: "


class Query(NamedTuple):
    """One statement, with its name and the line that says what it is for."""

    name: str
    about: str
    text: str


def parse(text: str) -> dict[str, Query]:
    """Return the queries of a file by name; ValueError on a double name or a missing description."""
    found: dict[str, Query] = {}
    for part in text.split(MARK)[1:]:
        name, about, statement = part.split("\n", 2)
        if name in found:
            raise ValueError(f"two queries are named {name!r}")
        if not about.startswith("-- ") or not statement.strip():
            raise ValueError(f"the query {name!r} lacks its description or its statement")
        found[name] = Query(name, about.removeprefix("-- "), statement.strip())
    return found


@cache
def load() -> dict[str, Query]:
    """Return all queries of the ledger."""
    return parse((files("weerbaar.kernel.ledger") / "sql" / "queries.sql").read_text(encoding="utf-8"))


def query(name: str) -> str:
    """Return the text of one named query."""
    return load()[name].text
