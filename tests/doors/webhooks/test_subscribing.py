"""Who subscribes gives an address that agrees and that we may call; nobody sees the subscriptions of another."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from tests.doors.http.test_release import released
from tests.doors.webhooks.conftest import ReceiverProcess, look, subscribe, until

from weerbaar.cli.serving import free_port
from weerbaar.webhooks.addresses import Reach, read_url
from weerbaar.webhooks.patience import Patience, retry_after
from weerbaar.webhooks.sender import NO_CONNECTION, NOT_ALLOWED, Sender, SigningKey

QUAY = "maasvlakte-terminal"
PRIVATE = [
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "127.0.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::10.0.0.1",
    "2002:a00:1::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_not_called(address: str) -> None:
    assert not Reach().allows(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_a_public_address_is_called(address: str) -> None:
    assert Reach().allows(ipaddress.ip_address(address))


def test_an_installation_may_name_networks() -> None:
    reach = Reach(networks=(ipaddress.ip_network("10.20.0.0/16"),))
    assert reach.allows(ipaddress.ip_address("10.20.3.4"))
    assert reach.allows(ipaddress.ip_address("::ffff:10.20.3.4"))
    assert not reach.allows(ipaddress.ip_address("10.21.0.1"))
    assert not reach.allows(ipaddress.ip_address("127.0.0.1"))
    assert Reach(loopback=True).allows(ipaddress.ip_address("127.0.0.1"))


@pytest.mark.parametrize(
    ("url", "faults"),
    [
        ("https://example.org", 0),
        ("https://example.org:443/x?y=1", 0),
        ("http://example.org/", 1),
        ("http://user:pw@10.0.0.1/#x", 4),
        ("https://127.0.0.1/", 1),
        ("https://localhost/", 1),
        ("https:///x", 1),
        ("https://example.org:99999/", 1),
        ("https://[::1/", 1),
        ("ftp://example.org/", 1),
        ("https://exa mple.org/", 1),
        ("", 1),
        ("https://é.org/", 1),
        (None, 1),
        (7, 1),
        ("https://e.org/" + "x" * 2000, 1),
    ],
)
def test_an_address_is_read_with_every_fault(url: object, faults: int) -> None:
    read, found = read_url(url, Reach())
    assert len(found) == faults, found
    assert bool(read) == (faults == 0)


def test_an_address_has_one_spelling() -> None:
    assert read_url("https://EXAMPLE.org:443", Reach())[0] == "https://example.org/"
    assert read_url("http://LOCALHOST:80/a", Reach(loopback=True))[0] == "http://localhost/a"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
async def test_a_name_that_leads_inside_is_not_called(host: str, receiver: ReceiverProcess) -> None:
    """The name itself is innocent: what counts is the address at the moment of the call."""
    sender = Sender(SigningKey(Ed25519PrivateKey.generate()), Reach())
    answered = await sender.post(f"http://{host}:{receiver.port}/hook", b"{}", "")
    await sender.close()
    assert answered.said == NOT_ALLOWED
    assert receiver.noted() == []


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the two ends of a connection: a server under a name, and a caller that trusts its certificate."""
    key = Ed25519PrivateKey.generate()
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder().subject_name(named).issuer_name(named).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    made = made.not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    path = folder / f"{name}.pem"
    public = made.sign(key, None).public_bytes(serialization.Encoding.PEM)
    path.write_bytes(
        public
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=public.decode())


@pytest.mark.parametrize(("name", "status"), [("localhost", 204), ("elsewhere.example", 0)])
async def test_the_certificate_must_be_that_of_the_name(name: str, status: int, tmp_path: Path) -> None:
    """We connect to the address that we checked, and still ask it to prove the name."""
    server_end, trust = certificate(tmp_path, name)

    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        await writer.drain()
        writer.close()

    port = free_port(0)
    sender = Sender(SigningKey(Ed25519PrivateKey.generate()), Reach(loopback=True), trust=trust)
    async with await asyncio.start_server(reply, "127.0.0.1", port, ssl=server_end):
        answered = await sender.post(f"https://localhost:{port}/", b"{}", "")
    await sender.close()
    assert (answered.status, answered.said) == (status, "204" if status else NO_CONNECTION)


async def test_every_fault_of_a_wish_at_once(port: Any) -> None:
    wish = {"url": "ftp://10.0.0.1/#x", "secret": "x", "party": "noordster"}
    got = await port.client.post("/v1/subscriptions", json=wish, headers=port.headers(QUAY))
    assert got.status_code == 400
    pointers = [fault["pointer"] for fault in got.json()["faults"]]
    assert pointers == ["/party", "/secret", "/url", "/url", "/url"]


@pytest.mark.parametrize(
    "order",
    [
        {"status": 405},
        {"status": 200, "headers": {"WebHook-Allowed-Origin": "another.example"}},
        {"status": 200, "headers": {}},
        {"status": 302, "headers": {"WebHook-Allowed-Origin": "*", "Location": "/"}},
    ],
)
async def test_an_address_that_does_not_agree_is_told_nothing(
    port: Any, receiver: ReceiverProcess, order: dict[str, Any]
) -> None:
    receiver.tell({"method": "OPTIONS", **order})
    got = await port.client.post("/v1/subscriptions", json={"url": receiver.url}, headers=port.headers(QUAY))
    assert got.status_code == 400
    assert "WebHook-Allowed-Origin" in got.json()["faults"][0]["en"]
    listed = await port.client.get("/v1/subscriptions", headers=port.headers(QUAY))
    assert listed.json()["items"] == []


async def test_an_address_that_cannot_be_reached_is_said_to_be(port: Any) -> None:
    url = f"http://127.0.0.1:{free_port(0)}/"
    got = await port.client.post("/v1/subscriptions", json={"url": url}, headers=port.headers(QUAY))
    assert [fault["en"] for fault in got.json()["faults"]] == ["the receiver cannot be reached"]


async def test_the_same_wish_twice_is_one_subscription(port: Any, receiver: ReceiverProcess) -> None:
    first = await subscribe(port, QUAY, receiver.url)
    again = await port.client.post(
        "/v1/subscriptions", json={"url": receiver.url}, headers=port.headers(QUAY)
    )
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    both = await asyncio.gather(
        *(
            port.client.post(
                "/v1/subscriptions", json={"url": f"{receiver.url}/2"}, headers=port.headers(QUAY)
            )
            for _ in range(2)
        )
    )
    assert both[0].json()["id"] == both[1].json()["id"]
    listed = await port.client.get("/v1/subscriptions", headers=port.headers(QUAY))
    assert len(listed.json()["items"]) == 2


async def test_there_is_an_end_to_how_many(port: Any, receiver: ReceiverProcess) -> None:
    for number in range(10):
        await subscribe(port, QUAY, f"{receiver.url}/{number}")
    got = await port.client.post(
        "/v1/subscriptions", json={"url": f"{receiver.url}/10"}, headers=port.headers(QUAY)
    )
    assert got.status_code == 400


async def test_a_subscription_of_another_is_as_absent_as_none(port: Any, receiver: ReceiverProcess) -> None:
    shown = await subscribe(port, QUAY, receiver.url)
    receiver.tell({"status": 500})
    await released(port)
    await until(receiver.noted)
    word = receiver.events()[0]["id"]
    headers = port.headers("noordster")
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/dead-letters"),
        ("POST", f"/dead-letters/{word}/revivals"),
    ):
        answers = [
            await port.client.request(method, f"/v1/subscriptions/{id_}{path}", headers=headers)
            for id_ in (shown["id"], "0" * 32)
        ]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert (await look(port, QUAY, shown["id"]))["status"] != "ended"


async def test_a_subscription_ends_once_and_its_owner_can_still_see_it(
    port: Any, receiver: ReceiverProcess
) -> None:
    shown = await subscribe(port, QUAY, receiver.url)
    headers = port.headers(QUAY)
    where = f"/v1/subscriptions/{shown['id']}"
    assert (await port.client.delete(where, headers=headers)).status_code == 204
    assert (await port.client.delete(where, headers=headers)).status_code == 404
    await released(port)
    await asyncio.sleep(0.4)
    assert receiver.noted() == []
    assert (await look(port, QUAY, shown["id"]))["endedBecause"] == "removed"


async def test_who_is_nobody_subscribes_to_nothing(port: Any) -> None:
    for method, path in (
        ("POST", ""),
        ("GET", ""),
        ("GET", "/x"),
        ("DELETE", "/x"),
        ("GET", "/x/dead-letters"),
    ):
        got = await port.client.request(
            method, f"/v1/subscriptions{path}", json={} if method == "POST" else None
        )
        assert got.status_code == 401


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("999999999", 86400.0),
        ("Sun, 06 Nov 2050 08:49:37 GMT", 37.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
    ],
)
def test_retry_after_is_read(value: str, seconds: float | None) -> None:
    assert retry_after(value, datetime(2050, 11, 6, 8, 49, tzinfo=UTC)) == seconds


def test_waits_double_up_to_an_end_and_never_meet() -> None:
    plain = Patience(jitter=0)
    waits = [plain.wait(attempt, lambda: 0.5) for attempt in range(1, plain.attempts)]
    assert waits[:4] == [5, 10, 20, 40]
    assert max(waits) == plain.most_seconds
    assert 3 * 86400 < sum(waits) < 4 * 86400
    assert Patience().wait(3, lambda: 0.999) < 17
