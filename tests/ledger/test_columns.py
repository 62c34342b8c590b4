"""Columns: whatever a batch holds comes back as it was, and what cannot is refused before anything is written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.kernel.ledger.columns import SEPARATOR, columns
from weerbaar.kernel.ledger.embedded import EmbeddedServer
from weerbaar.kernel.ledger.rows import Claim, EntryRow

Sample = Callable[..., EntryRow]

MOMENTS = st.datetimes(datetime.fromisoformat("1970-01-01"), timezones=st.just(UTC))
# Whatever PostgreSQL takes as text, the separator excepted.
TEXTS = st.text(
    st.characters(exclude_characters="\0" + SEPARATOR, exclude_categories=("Cs",)), min_size=1, max_size=20
)
BYTES = st.binary(max_size=40)
ROWS = st.builds(
    EntryRow,
    st.integers(0, 2**63 - 1), TEXTS, st.integers(0, 2**31 - 1), MOMENTS, TEXTS, TEXTS, TEXTS, st.booleans(),
    BYTES, BYTES, BYTES, st.none() | BYTES, st.none() | BYTES, st.none() | TEXTS, st.none() | BYTES,
)  # fmt: skip
KINDS = ("bigint", "text", "int", "timestamptz", *["text"] * 3, "bool", *["bytea"] * 5, "text", "bytea")
TAKEN_APART = ", ".join(
    f"string_to_array(${number}, E'\\x1f', '')::{kind}[]" for number, kind in enumerate(KINDS, 1)
)


QUERY = f"select * from unnest({TAKEN_APART})"


async def taken_apart(dsn: str, rows: list[EntryRow]) -> list[EntryRow]:
    """Return rows as PostgreSQL takes their columns apart."""
    connection = await asyncpg.connect(dsn)
    try:
        return [EntryRow(*row) for row in await connection.fetch(QUERY, *columns(EntryRow, rows))]
    finally:
        await connection.close()


@settings(max_examples=60)
@given(st.lists(ROWS, max_size=6))
def test_rows_come_back_as_they_went(server: EmbeddedServer, rows: list[EntryRow]) -> None:
    assert asyncio.run(taken_apart(server.dsn, rows)) == rows


@pytest.mark.parametrize("key", ["", f"a{SEPARATOR}b", SEPARATOR])
def test_a_text_that_would_not_come_back_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        columns(Claim, [Claim("first", "a"), Claim(key, "b")])


@pytest.mark.parametrize(
    ("field", "value"),
    [("position", "7"), ("body", "text"), ("at", "2026-01-01"), ("act", 7), ("span_id", "aa")],
)
def test_a_value_of_another_kind_is_refused(sample: Sample, field: str, value: object) -> None:
    with pytest.raises(TypeError):
        columns(EntryRow, [sample(0), sample(1, **{field: value})])
