"""Commands for auditors of an installation: is its ledger whole, and does the law give every decision again."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import click
import msgspec

from weerbaar.cli.checking import keys_from
from weerbaar.cli.installation import ALL, HOME, ORIGIN, keys_in
from weerbaar.cli.language import either
from weerbaar.cli.receipts import JSON, KEY, KEY_FILE, BadInput, progress_bar
from weerbaar.cli.sentences import dutch
from weerbaar.desk.account import sealed_in, subject_of
from weerbaar.desk.loading import Protocols
from weerbaar.desk.reperformance import Reperformance, Reperformed
from weerbaar.desk.showing import reading_record
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.ledger.audit import Finding, verify_scheme
from weerbaar.kernel.ledger.embedded import EmbeddedServer
from weerbaar.kernel.ledger.errors import LedgerError
from weerbaar.kernel.ledger.format import Fault
from weerbaar.kernel.ledger.personal import Vault
from weerbaar.kernel.ledger.rows import EntryRow
from weerbaar.kernel.ledger.store import Store, open_pool

DATABASE = click.option("--database", help="a PostgreSQL address; without it, the one in the folder")
FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=HOME,
    show_default=True,
    help="where keys and data are kept",
)
SCHEME = click.option("--scheme", help="one scheme only; without it, every scheme of the database")
Progress = Callable[[int, int], None]


@asynccontextmanager
async def ledger_at(folder: Path, database: str | None) -> AsyncGenerator[Store, None]:
    """Open the ledger of an installation to read it: nothing is made, moved or migrated."""
    server: EmbeddedServer | None = None
    if database is None:
        if not (folder / "database").is_dir():
            why = "there is no database in it; give --database, or the --folder that `weerbaar serve` used"
            nl = "hier staat geen database; geef --database, of de --folder die `weerbaar serve` gebruikte"
            raise BadInput([Fault(str(folder), why, nl)])
        server = EmbeddedServer(folder / "database")
    try:
        dsn = server.start() if server is not None else database
        assert dsn is not None
        pool = await open_pool(dsn)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError, LedgerError) as trouble:
        if server is not None:
            server.stop()
        raise BadInput(
            [Fault("--database" if database else str(folder), str(trouble), dutch(str(trouble)))]
        ) from trouble
    try:
        yield Store(pool)
    finally:
        await pool.close()
        if server is not None:
            server.stop()


async def schemes_of(store: Store, wanted: str | None) -> list[str]:
    """Return the schemes to look at; raises `BadInput` when there is none, or not the one that was wanted."""
    try:
        known = await store.schemes()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, LedgerError) as trouble:
        why, nl = f"no ledger can be read there ({trouble})", f"daar is geen grootboek te lezen ({trouble})"
        raise BadInput([Fault("--database", why, nl)]) from trouble
    if not known or (wanted and wanted not in known):
        names = ", ".join(known)
        why = f"there is no scheme {wanted or ''}; the database has: "
        nl = f"er is geen stelsel {wanted or ''}; in de database staat: "
        why += names or "none; no act was ever asked there"
        nl += names or "geen; daar is nog nooit een handeling gevraagd"
        raise BadInput([Fault("--scheme", why, nl)])
    return [wanted] if wanted else known


@click.command()
@DATABASE
@FOLDER
@SCHEME
@KEY
@KEY_FILE
@JSON
def fsck(
    database: str | None,
    folder: Path,
    scheme: str | None,
    keys: tuple[str, ...],
    key_files: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Check a ledger in its database: order, every leaf, tile and checkpoint; exit 1 when one is not right.

    Example: weerbaar fsck --folder .weerbaar
    """
    known, faults = keys_from(keys, key_files)
    if faults:
        raise BadInput(faults)
    found = asyncio.run(_fsck(folder, database, scheme, known))
    if as_json:
        said = [{"holds": one.holds, **_plain(one)} for one in found]
        click.echo(msgspec.json.encode(said).decode())
    for one in () if as_json else found:
        if one.fault is not None:
            why = either(nl=one.fault.nl or dutch(one.fault.why), en=one.fault.why)
            click.echo(f"{one.scheme}: {either(nl='niet heel', en='not whole')}: {one.fault.where}: {why}")
            continue
        signed, made, root = one.signed_size, one.checkpoints, one.root.hex()
        nl = f"heel: {one.size} regels, {signed} ervan ondertekend in {made} ijkpunten, {one.tiles} tegels"
        en = (
            f"whole: {one.size} entries, {signed} of them signed for in {made} checkpoints, {one.tiles} tiles"
        )
        click.echo(f"{one.scheme}: {either(nl=f'{nl}, wortel', en=f'{en}, root')} {root}")
    sys.exit(0 if all(one.holds for one in found) else 1)


def _plain(one: Finding) -> dict[str, object]:
    return {**msgspec.structs.asdict(one), "root": one.root.hex()}


async def _fsck(folder: Path, database: str | None, scheme: str | None, keys: list[str]) -> list[Finding]:
    async with ledger_at(folder, database) as store:
        found = []
        for name in await schemes_of(store, scheme):
            with progress_bar(either(nl=f"regels van {name}", en=f"entries of {name}")) as progress:
                found.append(await verify_scheme(store, name, keys or [_own_key(folder, name)], progress))
        return found


def _own_key(folder: Path, scheme: str) -> str:
    origin = f"{ORIGIN}/{scheme}"
    path = folder / "keys" / f"{quote(origin, safe='')}.signing-key"
    if not path.exists():
        why = f"there is no key of `{origin}` in {folder / 'keys'}; give --key"
        nl = f"er is geen sleutel van `{origin}` in {folder / 'keys'}; geef --key"
        raise BadInput([Fault("--key", why, nl)])
    try:
        return str(keys_in(folder).signer(origin).verifier)
    except LedgerError as trouble:
        raise BadInput([Fault(str(path), str(trouble), dutch(str(trouble)))]) from trouble


@click.command()
@DATABASE
@FOLDER
@SCHEME
@click.option("--reader", default="auditor", show_default=True, help="who looks, for the processing log")
@JSON
def audit(database: str | None, folder: Path, scheme: str | None, reader: str, as_json: bool) -> None:
    """Decide every act of a ledger again under the law of its day; exit 1 at the first that differs.

    Personal data are read where a decision rested on them, and each reading is kept in the processing log.

    Example: weerbaar audit --folder .weerbaar
    """
    found = asyncio.run(_audit(folder, database, scheme, reader))
    if as_json:
        said = [{"scheme": name, "holds": one.holds, **msgspec.structs.asdict(one)} for name, one in found]
        click.echo(msgspec.json.encode(said).decode())
    for name, one in () if as_json else found:
        for line in _words(name, one):
            click.echo(line)
    sys.exit(0 if all(one.holds for _, one in found) else 1)


def _words(name: str, one: Reperformed) -> list[str]:
    if one.difference is None:
        nl, en = (
            f"alle {one.reached} besluiten kwamen weer",
            f"all {one.reached} decisions were reached again",
        )
        lines = [f"{name}: {either(nl=nl, en=en)}"]
        if one.erased:
            nl = f"nog {one.erased} rusten op gewiste persoonsgegevens; niemand kan ze opnieuw nemen"
            en = f"{one.erased} more rest on erased personal data; nobody can take them again"
            lines.append(f"{name}: {either(nl=nl, en=en)}")
        return lines
    where = one.difference
    nl = f"regel {where.position} valt anders uit ({one.reached} ervoor kwamen weer)"
    en = f"entry {where.position} comes out otherwise ({one.reached} before it were reached again)"
    return [
        f"{name}: {either(nl=nl, en=en)}",
        f"  {either(nl='zaak      ', en='case      ')}{where.case}",
        f"  {either(nl='handeling ', en='act       ')}{where.act}",
        f"  {either(nl='deel      ', en='part      ')}{where.part}",
        f"  {either(nl='bewaard   ', en='recorded  ')}{where.recorded}",
        f"  {either(nl='besloten  ', en='decided   ')}{where.decided}",
    ]


async def _audit(
    folder: Path, database: str | None, scheme: str | None, reader: str
) -> list[tuple[str, Reperformed]]:
    if not (folder / "keys" / "personal.key").exists():
        why = "there is no personal.key in it; give the --folder with keys"
        nl = "hier staat geen personal.key; geef de --folder met sleutels"
        raise BadInput([Fault(str(folder / "keys"), why, nl)])
    async with ledger_at(folder, database) as store:
        found = []
        for name in await schemes_of(store, scheme):
            with progress_bar(either(nl=f"besluiten van {name}", en=f"decisions of {name}")) as progress:
                found.append((name, await reperform(store, _vault(folder, store), name, reader, progress)))
        return found


def _vault(folder: Path, store: Store) -> Vault:
    try:
        return Vault(store.pool, keys_in(folder).personal_key())
    except LedgerError as trouble:
        raise BadInput([Fault(str(folder / "keys"), str(trouble), dutch(str(trouble)))]) from trouble


async def reperform(
    store: Store,
    vault: Vault,
    scheme: str,
    reader: str,
    progress: Progress,
    protocols: Protocols | None = None,
) -> Reperformed:
    """Decide the whole ledger of a scheme again, until the first difference."""
    lease = await store.lease(scheme)
    total = lease.size if lease else 0
    law = protocols or Protocols(ALL)
    again = Reperformance(law)
    async for batch in store.entry_batches(scheme):
        personal = [row for row in batch if sealed_in(row.body)]
        if personal:
            now = datetime.now(UTC)
            records = [
                (now, _record(reader, scheme, row, law.version(row.protocol), now)) for row in personal
            ]
            await store.record_processing(scheme, records)
        for row in batch:
            shown = await vault.reveal(scheme, row.position) if sealed_in(row.body) else ()
            if not again.take(row, shown):
                return again.outcome()
        progress(again.entries, max(total, again.entries))
    return again.outcome()


def _record(reader: str, scheme: str, row: EntryRow, protocol: Protocol[Any], now: datetime) -> bytes:
    at = int(now.timestamp() * 1000)
    trace, span = secrets.token_bytes(16), secrets.token_bytes(8)
    subject = subject_of(protocol, row.case_id)
    return reading_record(reader, row.case_id, protocol.retain.of, scheme, subject, at, trace, span)
