"""Requests as no library would send them: each gets one clear answer, and the server goes on."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from typing import Any

import httpx
import pytest
from tests.doors.http.served import CALL, CONTAINER, Served

from weerbaar.web import bodies

JSON = "Content-Type: application/json\r\n"
CASES = "/v1/container-releases"
NOWHERE = f"/v1/subscriptions/{'0' * 32}"
REVIVALS = f"{NOWHERE}/dead-letters/{'0' * 32}/revivals"
TAKES_JSON = [
    CASES,
    f"{CASES}/orders",
    f"{CASES}/offline-lists",
    f"{CASES}/{'0' * 32}/acts",
    "/access/v1/evaluation",
    "/access/v1/evaluations",
    "/v1/subscriptions",
    REVIVALS,
]


def sent(here: Served, wire: bytes, seconds: float = 10) -> tuple[int, dict[str, str], bytes]:
    """Send bytes as they stand; return status, headers and body of the answer."""
    with socket.create_connection(("127.0.0.1", here.port), timeout=seconds) as line:
        with suppress(OSError):  # it may answer and hang up before all was sent, as it should
            line.sendall(wire)
        got = b""
        while part := line.recv(65536):
            got += part
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return (
        int(first.split()[1]),
        {k.lower(): v.strip() for k, _, v in (one.partition(":") for one in lines)},
        body,
    )


def request(
    here: Served, method: str, path: str, extra: str = "", body: bytes | None = None, party: str = "noordster"
) -> bytes:
    """Return the bytes of a request."""
    who = here.headers(party)["Authorization"]
    size = "" if body is None else f"Content-Length: {len(body)}\r\n"
    head = f"{method} {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: {who}\r\n{extra}{size}\r\n"
    return head.encode("latin-1") + (body or b"")


def problem(answer: tuple[int, dict[str, str], bytes]) -> dict[str, Any]:
    """Return the problem document of an answer; fails when it is none."""
    status, headers, body = answer
    assert headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = json.loads(body)
    assert told["status"] == status
    assert " / " in told["title"]
    return told


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (b'{"act":"block","act":"issue"}', ["/act"]),
        (b'{"act":"block","reason":{"a":1,"a":2}}', ["/a"]),
        (b'{"act":"\xff"}', [""]),
        (b'{"act":"\\ud800"}', [""]),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, [""]),
        (b'{"act":"block","reason":' + b"9" * 5000 + b"}", [""]),
        (b'{"act":"block","reason":1e999}', [""]),
        (b'{"act":"block","reason":NaN}', [""]),
        (b"\xef\xbb\xbf{}", [""]),
        (b'{"act":"block","a/b":1,"~":2}', ["/a~1b", "/call", "/container", "/reason", "/~0"]),
    ],
)
def test_what_is_not_plain_json(here: Served, body: bytes, pointers: list[str]) -> None:
    told = problem(sent(here, request(here, "POST", CASES, JSON, body)))
    assert told["status"] == 400
    assert [one["pointer"] for one in told["faults"]] == pointers


def test_faults_of_header_and_body_come_together(here: Served) -> None:
    extra = f"{JSON}Idempotency-Key: {'k' * 201}\r\n"
    told = problem(sent(here, request(here, "POST", CASES, extra, b'{"act":"block","call":""}')))
    assert [one["pointer"] for one in told["faults"]] == ["Idempotency-Key", "/call", "/container", "/reason"]


def test_faults_of_header_and_order_come_together(here: Served) -> None:
    extra = f"{JSON}Idempotency-Key: {'k' * 201}\r\n"
    body = b'{"x/y":1,"all_or_nothing":3,"acts":[{"act":"accept","case":"","z":1}]}'
    told = problem(sent(here, request(here, "POST", f"{CASES}/orders", extra, body)))
    pointers = [one["pointer"] for one in told["faults"]]
    assert pointers == ["Idempotency-Key", "/x~1y", "/all_or_nothing", "/acts/0/z"]


@pytest.mark.parametrize(
    "twice", ["Idempotency-Key: a\r\nIdempotency-Key: b\r\n", "Idempotency-Key: \xe9\r\n"]
)
def test_an_idempotency_key_is_one_readable_word(here: Served, twice: str) -> None:
    body = json.dumps({"act": "clear-customs", "container": CONTAINER, "call": CALL}).encode()
    assert problem(sent(here, request(here, "POST", CASES, JSON + twice, body)))["status"] == 400


@pytest.mark.parametrize(
    "extra",
    [
        "Content-Type: text/plain\r\n",
        "Content-Type: application/xml\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "Content-Type: multipart/form-data; boundary=x\r\n",
        "Content-Type: application/json; charset=utf-16\r\n",
        "Content-Type: \xff\r\n",
        "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
    ],
)
@pytest.mark.parametrize("path", TAKES_JSON)
def test_another_format_than_json(here: Served, path: str, extra: str) -> None:
    assert problem(sent(here, request(here, "POST", path, extra, b"{}")))["status"] == 415


@pytest.mark.parametrize("path", [f"{CASES}/offline-lists", REVIVALS])
@pytest.mark.parametrize("body", [b"[]", b'{"x":1}', b"x", b"null"])
def test_what_takes_no_content_says_so(here: Served, path: str, body: bytes) -> None:
    assert problem(sent(here, request(here, "POST", path, JSON, body)))["status"] == 400


def test_json_is_no_trade_message(here: Served) -> None:
    assert problem(sent(here, request(here, "POST", "/v1/edi-interchanges", JSON, b"{}")))["status"] == 415


def test_a_body_that_is_too_large_whether_it_says_so_or_not(here: Served) -> None:
    body = b'{"act":"' + b"a" * bodies.BODY_MAX + b'"}'
    assert problem(sent(here, request(here, "POST", CASES, JSON, body)))["status"] == 413
    pieces = (b"10000\r\n" + b"a" * 0x10000 + b"\r\n") * 20 + b"0\r\n\r\n"
    wire = request(here, "POST", CASES, f"{JSON}Transfer-Encoding: chunked\r\n") + pieces
    assert problem(sent(here, wire))["status"] == 413


def test_what_was_typed_is_repeated_only_so_far(here: Served) -> None:
    body = json.dumps({"act": "x" * 100_000, **{"y" * 1000 + str(n): 1 for n in range(800)}}).encode()
    status, _, told = sent(here, request(here, "POST", CASES, JSON, body))
    assert (status, len(told) < 10_000) == (400, True)
    body = json.dumps({"act": "accept", **{f"y{n}": 1 for n in range(50_000)}}).encode()
    status, _, told = sent(here, request(here, "POST", f"{CASES}/{here.case}/acts", JSON, body))
    assert (status, len(told) < 100_000) == (400, True)
    assert b"50000 fault(s)" in told


@pytest.mark.parametrize(
    "path",
    [
        "/v1/inbox/", "/v1//inbox", "//v1/inbox", f"{CASES}/", "/v1/protocols/", "/livez/", "/v1/%ff%fe",
        f"{CASES}/%00", f"{CASES}/{'a' * 5000}", "/v1/protocols/..%2f..%2fetc", "/log/tile/../key",
        "/log/tile/..%2f..%2f..%2f..%2fetc/passwd", "/log/tile/%00", "/log/tile/0/%F0%9F%98%80", "/log/tile/",
        "/log/tile/99/000", "/log/tile/0/99999999999999999999", "/log/tile/0/x999/000.p/9", "/log/tile/-1/000",
        "/log/tile/0/000.p/0", "/log/tile/0/000.p/999", "/log/tile/0/000/", "/log/tile/0//000",
    ],
)  # fmt: skip
def test_an_address_that_does_not_exist(here: Served, path: str) -> None:
    assert problem(sent(here, request(here, "GET", path)))["status"] == 404


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ("pageSize=1&pageSize=2", ["pageSize"]),
        ("pagesize=1", ["pagesize"]),
        (f"pageSize={'9' * 5000}", ["pageSize"]),
        ("after=x&pageSize=0&x=1", ["x", "pageSize", "after"]),
        (f"find={'a' * 500}", ["find"]),
    ],
)
def test_an_address_asks_for_what_it_cannot(here: Served, query: str, pointers: list[str]) -> None:
    told = problem(sent(here, request(here, "GET", f"{CASES}?{query}")))
    assert [one["pointer"] for one in told["faults"]] == pointers
    told = problem(sent(here, request(here, "GET", f"{NOWHERE}/dead-letters?{query}")))
    assert [one["pointer"] for one in told["faults"]][: len(pointers)] == pointers  # `find` is unknown there


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/inbox", "GET, HEAD, OPTIONS"),
        (CASES, "GET, HEAD, OPTIONS, POST"),
        (f"{CASES}/{'0' * 32}", "GET, HEAD, OPTIONS"),
        (f"{CASES}/{'0' * 32}/acts", "GET, HEAD, OPTIONS, POST"),
        (f"{CASES}/orders", "OPTIONS, POST"),
        (f"{CASES}/offline-lists", "OPTIONS, POST"),
        ("/v1/subscriptions", "GET, HEAD, OPTIONS, POST"),
        (NOWHERE, "DELETE, GET, HEAD, OPTIONS"),
        (f"{NOWHERE}/dead-letters", "GET, HEAD, OPTIONS"),
        (REVIVALS, "OPTIONS, POST"),
        ("/access/v1/evaluation", "OPTIONS, POST"),
        ("/log/tile/0/000", "GET, HEAD, OPTIONS"),
    ],
)
def test_the_methods_of_an_address(here: Served, path: str, methods: str) -> None:
    status, headers, body = sent(here, request(here, "OPTIONS", path))
    assert (status, headers["allow"], body) == (204, methods, b"")
    assert "api-version" in headers
    for method in {"PUT", "PATCH", "DELETE", "TRACE", "BREW"} - {*methods.split(", ")}:
        got = sent(here, request(here, method, path))
        assert (problem(got)["status"], got[1]["allow"]) == (405, methods)


@pytest.mark.parametrize("path", ["/v1/inbox", "/v1/protocols", "/livez", "/log/checkpoint", "/v1/nothing"])
def test_head_is_get_without_its_content(here: Served, path: str) -> None:
    status, headers, body = sent(here, request(here, "HEAD", path))
    full, same, content = sent(here, request(here, "GET", path))
    differ = {"date", "content-length"} if path == "/log/checkpoint" else {"date"}  # its signed size may grow
    assert status == full
    assert {k: v for k, v in headers.items() if k not in differ} == {
        k: v for k, v in same.items() if k not in differ
    }
    assert body == b""
    assert content


def test_two_tokens_are_no_token(here: Served) -> None:
    status, headers, _ = sent(here, request(here, "GET", "/v1/inbox", "Authorization: Bearer x\r\n"))
    assert status == 400
    assert 'error="invalid_request"' in headers["www-authenticate"]


def test_a_sender_that_hangs_up_half_way_is_forgotten(here: Served) -> None:
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", here.port)) as line:
            line.sendall(request(here, "POST", CASES, f"{JSON}Content-Length: 100\r\n") + b'{"act":')
    assert httpx.get(f"{here.base}/readyz").status_code == 200


async def test_a_sender_that_is_too_slow_is_told_so(port: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio
    from collections.abc import AsyncIterator

    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.05)

    async def slowly() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(1)
        yield b"}"

    got = await port.client.post(CASES, content=slowly(), headers=port.headers("noordster"))
    assert got.status_code == 408
    assert got.headers["content-type"] == "application/problem+json"
    assert await port.size() == 0
