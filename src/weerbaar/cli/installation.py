"""Installation: a folder with keys and an embedded database, opened into a running desk and closed in order."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from weerbaar.cli.checking import unreadable
from weerbaar.cli.receipts import BadInput
from weerbaar.desk.codes import read_codes
from weerbaar.desk.deciding import Entropy
from weerbaar.desk.desk import Desk
from weerbaar.desk.loading import Protocols
from weerbaar.desk.members import Members
from weerbaar.desk.register import Register
from weerbaar.desk.register_file import UnreadableRegister, read_register
from weerbaar.kernel.ledger.embedded import EmbeddedServer, durable
from weerbaar.kernel.ledger.format import Fault
from weerbaar.kernel.ledger.keys import KeyFolder
from weerbaar.kernel.ledger.migrate import migrate
from weerbaar.kernel.ledger.personal import Vault
from weerbaar.kernel.ledger.store import Store, open_pool
from weerbaar.protocols.known import PROTOCOLS
from weerbaar.web.tokens import TokenKeys
from weerbaar.worlds import PORT

HOME = Path(".weerbaar")
ORIGIN = "weerbaar.example"
ALL = PROTOCOLS


def wall_clock() -> datetime:
    """Return the moment now."""
    return datetime.now(UTC)


def keys_in(folder: Path) -> KeyFolder:
    """Return the secrets of an installation."""
    return KeyFolder(folder / "keys")


def tokens_in(folder: Path) -> TokenKeys:
    """Return the token keys of an installation."""
    return TokenKeys.kept_in(folder / "keys")


def code_secret(keys: KeyFolder) -> bytes:
    """Return the secret under which cases are named and the words of officers are kept."""
    return hashlib.sha256(b"weerbaar names\n" + keys.personal_key()).digest()


def registered(path: Path) -> Register:
    """Return the register in a file, for the laws that are installed; raises `BadInput` with all that is wrong."""
    try:
        return read_register(path, ALL)
    except OSError as trouble:
        raise BadInput([unreadable(path, trouble)]) from trouble
    except UnreadableRegister as wrong:
        raise BadInput([Fault(str(path), one.en, one.nl) for one in wrong.faults]) from wrong


def _desk(
    store: Store, register: Register, keys: KeyFolder, now: Callable[[], datetime], entropy: Entropy
) -> Desk:
    members = Members(register, ALL)
    signer = keys.signer(f"{ORIGIN}/{members.scheme}")
    members.officers, secret = read_codes(keys.folder), code_secret(keys)
    vault = Vault(store.pool, keys.personal_key())
    return Desk(store, vault, members, Protocols(ALL), signer, secret, now, entropy)


@asynccontextmanager
async def desk_beside(
    first: Desk, *, register: Path, keys: KeyFolder, now: Callable[[], datetime], entropy: Entropy
) -> AsyncGenerator[Desk]:
    """Open another scheme on the database of a running desk; it has its own members, log and clock."""
    desk = _desk(Store(first.store.pool), registered(register), keys, now, entropy)
    await desk.open()
    try:
        yield desk
    finally:
        await desk.close()


@asynccontextmanager
async def running_desk(
    folder: Path,
    *,
    database: str | None = None,
    register: Path = PORT,
    now: Callable[[], datetime] = wall_clock,
    entropy: Entropy = os.urandom,
    keys: KeyFolder | None = None,
) -> AsyncGenerator[Desk]:
    """Open an installation: start its database unless another is given, migrate, and take the scheme.

    Raises `BadInput`, with nothing begun, when the register cannot be used.
    """
    known = registered(register)
    server = EmbeddedServer(folder / "database") if database is None else None
    dsn = server.start() if server is not None else database
    assert dsn is not None
    try:
        pool = await open_pool(dsn)
        try:
            connection = await asyncpg.connect(dsn)
            await durable(connection)
            await migrate(connection)
            await connection.close()
            desk = _desk(Store(pool), known, keys or keys_in(folder), now, entropy)
            await desk.open(force=server is not None)
            try:
                yield desk
            finally:
                await desk.close()
        finally:
            await pool.close()
    finally:
        if server is not None:
            server.stop()
