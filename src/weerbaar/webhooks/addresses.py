"""Addresses: where news may be sent, so that nobody can have us call a machine inside the house."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit, urlunsplit

import httpcore
import msgspec

from weerbaar.desk.intake import Fault, fault

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
URL_MAX = 2_000
PORTS = {"https": 443, "http": 80}
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address behind a translator


class AddressNotAllowed(Exception):
    """A name leads to an address inside a network that we do not call."""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Which addresses may be called beside the public ones: this machine itself, and networks by name."""

    loopback: bool = False
    networks: tuple[IpNetwork, ...] = ()

    def allows(self, address: IpAddress) -> bool:
        """Return whether an address may be called."""
        inner = _inside(address)
        if inner.is_loopback:
            return self.loopback
        if any(inner in network for network in self.networks):
            return True
        return inner.is_global and not (inner.is_multicast or inner.is_reserved or inner.is_unspecified)


def _inside(address: IpAddress) -> IpAddress:
    """Return the IPv4 address that an IPv6 address stands for, if it stands for one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def read_url(url: object, reach: Reach) -> tuple[str, list[Fault]]:
    """Return the address of a receiver in its one spelling, and everything that is wrong with it."""
    if not isinstance(url, str) or not 0 < len(url) <= URL_MAX or not url.isascii() or not url.isprintable():
        nl = f"`url` is een adres van hooguit {URL_MAX} gewone tekens"
        return "", [fault("/url", nl, f"`url` is an address of at most {URL_MAX} plain characters")]
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "", [fault("/url", "dit is geen webadres", "this is no web address")]
    found = list(_faults(parts, host, reach))
    if found:
        return "", found
    shown = f"[{host}]" if ":" in host else host
    if port is not None and port != PORTS[parts.scheme]:
        shown += f":{port}"
    return urlunsplit((parts.scheme, shown, parts.path or "/", parts.query, "")), []


def _faults(parts: SplitResult, host: str, reach: Reach) -> Iterable[Fault]:
    literal = _literal(host)
    local = host == "localhost" or (literal is not None and literal.is_loopback)
    if " " in parts.geturl():
        yield fault("/url", "schrijf het adres zonder spaties", "write the address without spaces")
    if parts.scheme != "https" and not (parts.scheme == "http" and local and reach.loopback):
        yield fault("/url", "het adres begint met https://", "the address begins with https://")
    if not host:
        yield fault("/url", "het adres noemt geen machine", "the address names no machine")
    if parts.username is not None or parts.password is not None:
        yield fault(
            "/url", "zet geen naam of wachtwoord in het adres", "put no name or password in the address"
        )
    if parts.fragment:
        yield fault("/url", "zet geen `#` in het adres", "put no `#` in the address")
    if (literal is not None and not reach.allows(literal)) or (host == "localhost" and not reach.loopback):
        yield fault(
            "/url",
            "dit adres ligt in een besloten netwerk, dat wij niet aanroepen",
            "this address lies in a private network, which we do not call",
        )


def _literal(host: str) -> IpAddress | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Looks a name up, checks every address that it leads to, and connects to one that was checked.

    INVARIANT: the address that is checked is the address that is called; nothing looks the name up again.
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._network: httpcore.AsyncNetworkBackend = httpcore.AnyIOBackend()  # pyright: ignore[reportAttributeAccessIssue] # it reads the stand-in for no anyio

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a name; raises `AddressNotAllowed` when any of its addresses may not be called."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as trouble:
            raise httpcore.ConnectError(str(trouble)) from trouble
        addresses = [str(one[4][0]) for one in found]
        if not all(self._reach.allows(ipaddress.ip_address(text.partition("%")[0])) for text in addresses):
            raise AddressNotAllowed(host)
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                continue  # one family may be unreachable from here; the last one tells
        return await self._network.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: a receiver is never a socket of this machine."""
        raise AddressNotAllowed(path)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._network.sleep(seconds)
