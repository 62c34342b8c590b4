"""Receipts and the public log from the shell: what holds, what was altered, what was cut off, what cannot be read."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from weerbaar.cli.checking import check_log
from weerbaar.kernel.ledger.merkle import EMPTY_ROOT
from weerbaar.kernel.ledger.note import checkpoint_text, sign

from .conftest import Port, Ran

Type = Callable[..., Ran]


@pytest.fixture(scope="session")
def log_key(port: Port) -> str:
    return httpx.get(f"{port.base}/log/key").text.strip()


@pytest.fixture(scope="session")
def decision(port: Port) -> tuple[str, str]:
    """A case of a forwarder's and the reference of something that happened on it."""
    headers = {"Authorization": f"Bearer {port.tokens['delta-forwarding']}"}
    case = httpx.get(f"{port.base}/v1/container-releases", headers=headers).json()["items"][0]["id"]
    lines = httpx.get(f"{port.base}/v1/container-releases/{case}/events", headers=headers).json()["items"]
    return case, lines[0]["receipt"]


@pytest.fixture
def receipt(port: Port, decision: tuple[str, str], weerbaar: Type, tmp_path: Path) -> Path:
    out = tmp_path / "receipt.json"
    ran = weerbaar(
        "receipt",
        "get",
        *decision,
        "--at",
        port.base,
        "--token",
        port.tokens["delta-forwarding"],
        "--out",
        out,
    )
    assert ran.status == 0, ran.err
    return out


def test_a_fetched_receipt_holds_and_says_what_was_decided(
    receipt: Path, log_key: str, weerbaar: Type
) -> None:
    ran = weerbaar("receipt", "verify", receipt, "--key", log_key)
    assert ran.status == 0
    assert "holds: entry" in ran.out
    told = json.loads(weerbaar("receipt", "verify", receipt, "--key", log_key, "--json").out)
    assert [one["holds"] for one in told] == [True]
    assert told[0]["scheme"] == "port"
    assert told[0]["shows"]


def test_a_receipt_is_judged_in_dutch_too(receipt: Path, log_key: str, weerbaar: Type) -> None:
    words = ("receipt", "verify", receipt, "--key", log_key, "--language", "nl")
    held = weerbaar(*words)
    assert (held.status, "klopt: regel" in held.out) == (0, True)
    told = json.loads(receipt.read_text())
    told["position"] += 1
    told["proof"] = ["AAAA"]
    told["checkpoint"] = "x"
    receipt.write_text(json.dumps(told))
    altered = weerbaar(*words)
    assert altered.status == 1
    assert altered.out.splitlines() == [
        f"{receipt}: klopt niet",
        "  bewijs van opname: stap 0 is geen base64 van 32 bytes",
        "  ijkpunt: de lege regel of de handtekeningen ontbreken",
    ]


@pytest.mark.parametrize(
    ("part", "where"), [("position", "entry"), ("proof", "proof"), ("checkpoint", "checkpoint")]
)
def test_an_altered_receipt_is_told_by_its_place(
    part: str, where: str, receipt: Path, log_key: str, weerbaar: Type
) -> None:
    content = json.loads(receipt.read_text())
    match part:
        case "position":
            content["position"] += 1
        case "proof":
            content["proof"][0] = base64.b64encode(bytes(32)).decode()
        case _:
            content["checkpoint"] = content["checkpoint"].replace("\n\n", "\nmore\n\n", 1)
    receipt.write_text(json.dumps(content))
    ran = weerbaar("receipt", "verify", receipt, "--key", log_key, "--json")
    assert ran.status == 1
    assert where in {fault["where"] for fault in json.loads(ran.out)[0]["faults"]}


def test_every_bad_word_is_told_at_once(tmp_path: Path, receipt: Path, weerbaar: Type) -> None:
    empty = tmp_path / "empty.key"
    empty.write_text("\n")
    ran = weerbaar(
        "receipt", "verify", receipt, tmp_path / "none.json", "--key", "x+00000000+AAAA", "--key-file", empty
    )
    assert ran.status == 2
    assert ran.out == ""
    for word in (
        "none.json: no such file",
        "--key: a verifier key reads",
        "empty.key: there is no key in it",
    ):
        assert word in ran.err
    assert weerbaar("receipt", "verify", receipt).status == 2
    ran = weerbaar("receipt", "verify", tmp_path / "none.json", "--key-file", empty, "--language", "nl")
    assert ran.status == 2
    for word in ("none.json: dit bestand is er niet", "empty.key: er staat geen sleutel in"):
        assert word in ran.err


def test_unknown_words_and_unreachable_servers_are_answered(
    port: Port, decision: tuple[str, str], weerbaar: Type
) -> None:
    token = port.tokens["zuiderpark-bv"]
    assert weerbaar("receipt", "get", *decision, "--at", port.base, "--token", token).status == 1
    assert weerbaar("receipt", "get", *decision, "--at", port.base, "--token", "nonsense").status == 2
    for base in ("http://127.0.0.1:9", "nonsense", "http://127.0.0.1:9:9"):
        ran = weerbaar("verify", "--at", base)
        assert ran.status == 2
        assert "check the address" in ran.err


def test_checking_loads_no_database_no_server_and_no_law(receipt: Path, log_key: str) -> None:
    words = [sys.executable, "-X", "importtime", "-m", "weerbaar.cli.main", "receipt", "verify"]
    ran = subprocess.run(
        [*words, str(receipt), "--key", log_key],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[3] / "src")},
    )
    loaded = {line.rsplit("|", 1)[-1].strip() for line in ran.stderr.splitlines() if "|" in line}
    assert "weerbaar.kernel.ledger.format" in loaded
    shunned = ("asyncpg", "litestar", "httpx", "weerbaar.desk", "weerbaar.kernel.law", "weerbaar.protocols")
    assert not [name for name in loaded if name.startswith(shunned)]


def test_the_whole_log_is_checked_and_an_earlier_checkpoint_continues(
    port: Port, log_key: str, weerbaar: Type, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.checkpoint"
    ran = weerbaar("verify", "--at", port.base, "--save", kept)
    assert ran.status == 0, ran.out
    assert "bring it from elsewhere" in ran.out
    assert "het logboek klopt" in weerbaar("verify", "--at", port.base, "--language", "nl").out
    size = int(kept.read_text().split("\n")[1])
    assert size > 256  # more than one tile, so that a full one is compared too
    earlier = tmp_path / "earlier.checkpoint"
    root = port.call(port.desk.tree.root_at(100))
    earlier.write_bytes(port.desk.signer.checkpoint(100, root).note)
    ran = weerbaar("verify", "--at", port.base, "--key", log_key, "--since", earlier, "--json")
    assert ran.status == 0
    told = json.loads(ran.out)
    assert (told["since"], told["entries"], told["holds"]) == (100, size, True)


def test_a_log_that_was_rewritten_or_cut_off_is_found(
    port: Port, log_key: str, weerbaar: Type, tmp_path: Path
) -> None:
    earlier = tmp_path / "earlier.checkpoint"
    for size, word, wort in ((100, "rewritten", "herschreven"), (10**6, "cut off", "afgekapt")):
        earlier.write_bytes(port.desk.signer.checkpoint(size, EMPTY_ROOT).note)
        ran = weerbaar("verify", "--at", port.base, "--key", log_key, "--since", earlier)
        assert ran.status == 1
        assert word in ran.out
        ran = weerbaar("verify", "--at", port.base, "--key", log_key, "--since", earlier, "--language", "nl")
        assert f"het logboek is {wort}" in ran.out


def test_every_altered_byte_of_a_published_log_is_found(port: Port, log_key: str) -> None:
    checkpoint = httpx.get(f"{port.base}/log/checkpoint").content
    served: dict[str, bytes] = {}

    def fetch(path: str) -> bytes | None:
        if path not in served:
            served[path] = httpx.get(f"{port.base}{path}").content
        return served[path]

    def check(found: Callable[[str], bytes | None]) -> str:
        verdict = check_log(found, checkpoint, [log_key], None, lambda done, total: None)
        return verdict.fault.where if verdict.fault else ""

    def with_other(path: str, content: bytes | None) -> Callable[[str], bytes | None]:
        return lambda asked: content if asked == path else served[asked]

    assert check(fetch) == ""
    for path, whole in list(served.items()):
        for at in range(0, len(whole), max(1, len(whole) // 7)):
            altered = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
            assert check(with_other(path, altered)), (path, at)
        assert check(with_other(path, None)) == path.removeprefix("/log/")
        assert check(with_other(path, whole[:-1]))


def test_another_key_has_signed_nothing_here(port: Port) -> None:
    forged = sign(
        checkpoint_text("else.example/port", 0, EMPTY_ROOT),
        port.desk.signer.verifier,
        port.desk.signer._private,
    )
    verdict = check_log(
        lambda path: None, forged, [str(port.desk.signer.verifier)], None, lambda done, total: None
    )
    assert verdict.fault is not None
    assert verdict.fault.where == "checkpoint"
