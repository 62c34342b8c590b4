"""Runs a real PostgreSQL of our own beside the program: nothing to install, nothing left behind."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from weerbaar.kernel.ledger.account import Account, Place
from weerbaar.kernel.ledger.errors import Occupied, ServerFault, Unfit

if TYPE_CHECKING:
    from types import TracebackType

    import asyncpg

USER = "weerbaar"
START_SECONDS = 60.0
STOP_SECONDS = 60.0
#: A Unix socket's path may not be longer than 107 bytes on Linux, 103 on macOS.
SOCKET_PATH_BYTES = 103

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "commit_delay": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "off",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    # A refused statement (a clash, a stale writer) is an answer to its asker, not news for the log.
    "log_min_error_statement": "panic",
}

#: Runs the server and stops it in order ("fast") as soon as our end of the pipe closes, however we died.
SUPERVISOR = """
exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill -INT $server; } 2>/dev/null & watch=$!
exec 3<&-
wait $server; code=$?
kill $watch 2>/dev/null
exit $code
"""


class EmbeddedServer:
    """One PostgreSQL cluster in one folder, alive as long as this process keeps it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: Path | None = None
        self._place: Place | None = None

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def place(self) -> Place:
        """Where the files are; chosen at the first use."""
        if self._place is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._place = Place.choose(self.folder, Account.choose())
        return self._place

    @property
    def dsn(self) -> str:
        """The address to connect to while the server runs."""
        if self._sockets is None:
            raise ServerFault("the embedded server does not run; call start() first")
        return f"postgresql://{USER}@/postgres?host={quote(str(self._sockets), safe='')}"

    def start(self) -> str:
        """Start the server, making or recovering its data where needed, and return its DSN.

        Raises Occupied when another process runs this folder, ServerFault when the server does not come up.
        """
        if self._process is not None:
            return self.dsn
        self._take_lock()
        try:
            self._make_cluster()
            self._await_previous()
            self._launch()
        except BaseException:
            self.stop()
            raise
        return self.dsn

    def stop(self) -> None:
        """Stop the server in order and give the folder free; harmless when it does not run."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                raise ServerFault(
                    f"the server did not stop in {STOP_SECONDS:.0f} s; see {self.place.log}"
                ) from None
        if self._sockets is not None and self._sockets != self.place.data:
            shutil.rmtree(self._sockets, ignore_errors=True)
        self._sockets = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def remove(self) -> None:
        """Stop the server and throw all its data away."""
        self.stop()
        place = self.place
        shutil.rmtree(place.root, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._place = None

    def process_id(self) -> int:
        """Return the number of the running server process (the postmaster)."""
        pid = _postmaster(self.place.data)
        if pid is None:
            raise ServerFault("the embedded server does not run; call start() first")
        return pid

    def _take_lock(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(lock, 32).decode(errors="replace").strip() or "unknown"
            os.close(lock)
            raise Occupied(
                f"process {holder} runs the database in {self.folder}; stop it or choose another folder"
            ) from None
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        self._lock = lock

    def _make_cluster(self) -> None:
        """Make the cluster beside its place first, so that a broken-off attempt is never taken for one."""
        place = self.place
        place.log.touch(mode=0o600)
        if (place.data / "PG_VERSION").exists():
            return
        if place.data.exists() and any(place.data.iterdir()):
            raise ServerFault(f"{place.data} holds something else than a PostgreSQL cluster; move it away")
        rough = place.root / "data-in-the-making"
        shutil.rmtree(rough, ignore_errors=True)
        rough.mkdir(mode=0o700)
        place.account.own(rough)
        options = ["--username", USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"]
        program = str(place.binaries / "initdb")
        status, said = place.account.run(
            [program, "--pgdata", str(rough), *options, "--locale-provider", "libc", "--no-instructions"]
        )
        if status != 0:
            raise ServerFault(f"initdb could not make a database in {rough}: {said.strip()[-600:]}")
        if place.data.exists():
            place.data.rmdir()
        rough.rename(place.data)

    def _await_previous(self) -> None:
        """Let a server whose parent died end first; sweep away the lock files that a crash left."""
        data = self.place.data
        until = time.monotonic() + STOP_SECONDS
        while (pid := _postmaster(data)) is not None:
            if not _runs(pid, data):
                (data / "postmaster.pid").unlink(missing_ok=True)
                break
            if time.monotonic() > until:
                raise Occupied(f"PostgreSQL process {pid} still runs on {data}; stop it (kill -INT {pid})")
            time.sleep(0.05)
        for stale in data.glob(".s.PGSQL.*"):
            stale.unlink(missing_ok=True)

    def _launch(self) -> None:
        place = self.place
        sockets = place.data
        if len(os.fsencode(sockets / ".s.PGSQL.5432.lock")) > SOCKET_PATH_BYTES:
            sockets = Path(tempfile.mkdtemp(prefix="weerbaar-", dir="/tmp"))
            place.account.own(sockets)
        self._sockets = sockets
        settings = {**SETTINGS, "unix_socket_directories": str(sockets), "port": "5432"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(place.binaries / "postgres"), "-D", str(place.data), *options]
        until = time.monotonic() + START_SECONDS
        while True:
            said_before = place.log.stat().st_size
            with place.log.open("ab") as log:
                self._process = place.account.spawn(
                    ["/bin/sh", "-c", SUPERVISOR, "sh", *command], stdin=subprocess.PIPE, output=log.fileno()
                )
            if self._comes_up(until):
                return
            said = place.log.read_bytes()[said_before:].decode(errors="replace").strip()
            # The last children of a killed server hold its memory for a moment longer.
            if "shared memory block" not in said or time.monotonic() > until:
                raise ServerFault(
                    f"the embedded PostgreSQL did not start: {said[-600:] or 'it said nothing'}"
                )
            time.sleep(0.1)

    def _comes_up(self, until: float) -> bool:
        """Wait until the server takes connections; False when it ended or time ran out."""
        pid_file = self.place.data / "postmaster.pid"
        process = self._process
        while process is not None and process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(OSError):
                lines = pid_file.read_text(encoding="utf-8").splitlines()
                if len(lines) > 7 and lines[7].strip() == "ready":
                    return True
            time.sleep(0.01)
        return False


@contextlib.contextmanager
def temporary_server() -> Generator[EmbeddedServer]:
    """Run a server in a folder that is thrown away afterwards, for a demonstration or a test."""
    folder = Path(tempfile.mkdtemp(prefix="weerbaar-"))
    folder.chmod(0o711)
    server = EmbeddedServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.remove()


async def durable(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Raise Unfit unless this server keeps what it acknowledged through a crash, and is new enough."""
    names = ("fsync", "full_page_writes", "synchronous_commit")
    rows = await connection.fetch("select name, setting from pg_settings where name = any($1)", names)
    off = sorted(row["name"] for row in rows if row["setting"] == "off")
    if off:
        raise Unfit(f"this PostgreSQL may forget acknowledged commits; switch on: {', '.join(off)}")
    if connection.get_server_version().major < 15:
        raise Unfit(
            f"this is PostgreSQL {connection.get_server_version().major}; version 15 or newer is needed"
        )


def _postmaster(data: Path) -> int | None:
    """Return the process number in the cluster's lock file, if there is one."""
    try:
        first = (data / "postmaster.pid").read_text(encoding="utf-8").partition("\n")[0]
    except FileNotFoundError:
        return None
    return int(first) if first.strip().isdigit() else 0


def _runs(pid: int, data: Path) -> bool:
    """Say whether that process is alive and is a server of this cluster (its working folder is the data)."""
    if pid <= 0:
        return False
    if not Path("/proc/self").exists():
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return True
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")) == data.resolve()
    except OSError:
        return False
