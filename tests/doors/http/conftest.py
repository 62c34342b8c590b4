"""One really served Weerbaar for the tests that ask it roughly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.doors.http.served import Served, served

from weerbaar.kernel.ledger.embedded import EmbeddedServer


@pytest.fixture(scope="session")
def here(database: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(database.dsn, tmp_path_factory.mktemp("served") / "weerbaar") as one:
        yield one
        told = one.log.read_text()
        assert "Traceback" not in told, told  # whatever was asked, nothing of ours broke
