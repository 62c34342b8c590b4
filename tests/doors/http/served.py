"""A Weerbaar that is really served: its own process, a real database, and a container somewhere on its way."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec

from weerbaar.cli.serving import free_port
from weerbaar.web.tokens import TokenKeys

CONTAINER, CALL, TERMINAL = "CSQU3054383", "NOORD-2026-118", "maasvlakte-terminal"
NUMBERS = itertools.count(1)
REGISTER = Path(__file__).parents[3] / "src" / "weerbaar" / "worlds" / "port.toml"


class Served(msgspec.Struct, kw_only=True):
    """Where it is served, who may call, and the case that stands there."""

    base: str
    port: int
    tokens: TokenKeys
    log: Path
    case: str = ""
    receipts: tuple[str, ...] = ()

    def headers(self, party: str, functionary: str = "") -> dict[str, str]:
        """Return the headers with which a party calls."""
        return {"Authorization": f"Bearer {self.tokens.mint(party, functionary)}"}

    def ask(self, party: str, path: str, **body: Any) -> httpx.Response:
        """Have a party ask for something."""
        return httpx.post(f"{self.base}{path}", json=body, headers=self.headers(party), timeout=30)


@contextmanager
def served(dsn: str, folder: Path) -> Generator[Served]:
    """Serve on a database, under a scheme of its own, as long as the block lasts."""
    folder.mkdir()
    register = folder / "register.toml"
    scheme = f'scheme = "served-{time.time_ns()}-{next(NUMBERS)}"'
    register.write_text(REGISTER.read_text("utf-8").replace('scheme = "port"', scheme), "utf-8")
    port = free_port(0)
    command = [sys.executable, "-m", "weerbaar.cli.main", "serve", "--database", dsn, "--port", str(port)]
    command += ["--folder", str(folder), "--register", str(register)]
    log = folder / "log"
    with log.open("wb") as written, subprocess.Popen(command, stderr=written) as process:
        try:
            base = f"http://127.0.0.1:{port}"
            _until_ready(base, process, log)
            one = Served(base=base, port=port, tokens=TokenKeys.kept_in(folder / "keys"), log=log)
            _bring_on_its_way(one)
            yield one
        finally:
            process.terminate()
            process.wait(30)


def _until_ready(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            if httpx.get(f"{base}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(log.read_text())


def _bring_on_its_way(one: Served) -> None:
    """Release a container, pass it on to a haulier that announces its visit: every party has something to see."""
    now = datetime.now(UTC)
    box = {"container": CONTAINER, "call": CALL}
    wanted = {"terminal": TERMINAL, "reference": "R1", "expires_at": (now + timedelta(days=2)).isoformat()}
    begun = one.ask("noordster", "/v1/container-releases", **box, **wanted, release_to="delta-forwarding")
    assert begun.status_code == 201, begun.text
    one.case = begun.json()["case"]
    window = {"window_from": now.isoformat(), "window_to": (now + timedelta(hours=2)).isoformat()}
    visit = {"modality": "road", "ean": "8712345001056", "plate": "BX-123-Y", **window}
    for party, act, fields in (
        ("delta-forwarding", "accept", {}),
        ("delta-forwarding", "offer", {"to": "van-dam-transport", "role": "road"}),
        ("van-dam-transport", "accept", {}),
        ("van-dam-transport", "prenotify", visit),
        (TERMINAL, "accept-visit", {"appointment": "TAR-1"}),
        (TERMINAL, "block", {**box, "reason": "schade"}),
    ):
        got = one.ask(party, f"/v1/container-releases/{one.case}/acts", act=act, **fields)
        assert got.status_code == 201, got.text
    events = f"{one.base}/v1/container-releases/{one.case}/events"
    told = httpx.get(events, headers=one.headers(TERMINAL)).json()["items"]
    one.receipts = tuple(dict.fromkeys(event["receipt"] for event in told))
