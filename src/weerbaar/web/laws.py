"""Laws over HTTP: the protocols themselves, as machines read them and as people do."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, get

from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.web.answers import answer, not_found
from weerbaar.web.door import door_of
from weerbaar.web.reply import Reply

PUBLIC = {"Access-Control-Allow-Origin": "*"}


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A protocol in the list of those in force."""

    name: str
    version: int
    href: str
    nl: str
    en: str


class LawRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: what it permits or forbids, on what basis, as who is judged by it reads it."""

    rule: str
    effect: str
    basis: str
    nl: str
    en: str


class LawAct(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One act with the rules that decide on it; an untold rule is not listed."""

    act: str
    nl: str
    en: str
    by_clock: bool
    rules: tuple[LawRule, ...]


class LawDuty(msgspec.Struct, frozen=True, kw_only=True):
    """One duty in two languages."""

    duty: str
    nl: str
    en: str


class Law(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A protocol as machines read it: acts with their rules, duties, retention."""

    name: str
    version: int
    nl: str
    en: str
    basis: str
    acts: tuple[LawAct, ...]
    duties: tuple[LawDuty, ...]
    retention_days: int
    retention_basis: str


def law_of(protocol: Protocol[Any]) -> Law:
    """Return a protocol as machines read it."""
    return Law(
        name=protocol.name,
        version=protocol.version,
        nl=protocol.nl,
        en=protocol.en,
        basis=protocol.basis.source,
        acts=tuple(_act(kind) for kind in protocol.acts),
        duties=tuple(LawDuty(duty=one.name, nl=one.nl, en=one.en) for one in protocol.duties),
        retention_days=protocol.retain.period.days,
        retention_basis=str(protocol.retain.basis),
    )


def _act(kind: type[Any]) -> LawAct:
    rules = tuple(
        LawRule(rule=r.name, effect=r.effect, basis=str(r.basis), nl=r.nl, en=r.en)
        for r, _ in kind.rules
        if r.told
    )
    en = (kind.__doc__ or "").split("\n")[0]
    return LawAct(act=kebab(kind.__name__), nl=kind.nl, en=en, by_clock=kind.by_clock, rules=rules)


@get("/v1/protocols")
async def protocols(request: Request[Any, Any, Any]) -> Reply:
    """List the protocols in force."""
    known = door_of(request).desk.protocols.all
    items = [
        Listed(name=p.name, version=p.version, href=f"/v1/protocols/{p.name}", nl=p.nl, en=p.en)
        for p in known
    ]
    return answer({"items": items}, headers=PUBLIC)


@get("/v1/protocols/{name:str}")
async def one_protocol(request: Request[Any, Any, Any]) -> Reply:
    """Show one protocol: the law itself."""
    known = {protocol.name: protocol for protocol in door_of(request).desk.protocols.all}
    found = known.get(request.path_params["name"])
    return not_found() if found is None else answer(law_of(found), headers=PUBLIC)


ROUTES = [protocols, one_protocol]
