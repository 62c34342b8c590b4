"""Brings the tables of a database up to this version, step by step and never backwards."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from weerbaar.kernel.ledger.embedded import durable
from weerbaar.kernel.ledger.errors import SchemaFault

if TYPE_CHECKING:
    import asyncpg

#: Any fixed number will do; all our processes must agree on it.
LOCK = 0x7765_6572_6261_6172
BOOKKEEPING = """
create table if not exists migration (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
)
"""


class Migration(NamedTuple):
    """One numbered step; its checksum shows that what was applied is what this version holds."""

    name: str
    text: str
    checksum: str


def migrations() -> list[Migration]:
    """Return the steps in order."""
    folder = files("weerbaar.kernel.ledger") / "sql"
    steps = sorted((f for f in folder.iterdir() if f.name[:3].isdigit() and f.name.endswith(".sql")), key=str)
    texts = [(step.name, step.read_text(encoding="utf-8")) for step in steps]
    return [Migration(name, text, sha256(text.encode()).hexdigest()) for name, text in texts]


async def migrate(connection: asyncpg.Connection[asyncpg.Record]) -> list[str]:
    """Apply what is missing, each step whole or not at all, and return the names of the steps applied.

    Safe to call from many processes at once. Raises Unfit for a server that may lose commits and SchemaFault
    when an applied step differs from ours or is unknown to us (a newer version made this database).
    """
    await durable(connection)
    await connection.execute("select pg_advisory_lock($1)", LOCK)
    try:
        await connection.execute(BOOKKEEPING)
        rows = await connection.fetch("select name, checksum from migration order by name")
        applied: dict[str, str] = {row["name"]: row["checksum"] for row in rows}
        return await _apply(connection, applied)
    finally:
        await connection.execute("select pg_advisory_unlock($1)", LOCK)


async def _apply(connection: asyncpg.Connection[asyncpg.Record], applied: dict[str, str]) -> list[str]:
    steps = migrations()
    known = {step.name: step.checksum for step in steps}
    unknown = sorted(applied.keys() - known.keys())
    if unknown:
        raise SchemaFault(
            f"a newer version made this database (unknown steps: {', '.join(unknown)}); upgrade first"
        )
    changed = sorted(name for name, checksum in applied.items() if known[name] != checksum)
    if changed:
        raise SchemaFault(f"these steps were applied in another form: {', '.join(changed)}; restore a backup")
    missing = [step for step in steps if step.name not in applied]
    for step in missing:
        async with connection.transaction():
            await connection.execute(step.text)
            await connection.execute(
                "insert into migration (name, checksum) values ($1, $2)", step.name, step.checksum
            )
    return [step.name for step in missing]
