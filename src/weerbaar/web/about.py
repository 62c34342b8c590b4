"""About the service over HTTP: the law itself, whether it lives, its figures, its public log."""

from __future__ import annotations

from typing import Any

from litestar import Request, get

from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.web.answers import answer, content, not_found
from weerbaar.web.door import Reply, door_of
from weerbaar.web.openapi import document

PUBLIC = {"Access-Control-Allow-Origin": "*"}


def law_of(protocol: Protocol[Any]) -> dict[str, Any]:
    """Return a protocol as machines read it: acts with their rules, duties, retention."""
    return {
        "name": protocol.name,
        "version": protocol.version,
        "nl": protocol.nl,
        "en": protocol.en,
        "basis": protocol.basis.source,
        "acts": [
            {
                "act": kebab(kind.__name__),
                "description": (kind.__doc__ or "").split("\n")[0],
                "byClock": kind.by_clock,
                "rules": [
                    {"rule": r.name, "effect": r.effect, "basis": str(r.basis), "nl": r.nl, "en": r.en}
                    for r, _ in kind.rules
                    if r.told
                ],
            }
            for kind in protocol.acts
        ],
        "duties": [{"duty": duty.name, "nl": duty.nl, "en": duty.en} for duty in protocol.duties],
        "retentionDays": protocol.retain.period.days,
        "retentionBasis": str(protocol.retain.basis),
    }


@get("/v1/protocols")
async def protocols(request: Request[Any, Any, Any]) -> Reply:
    """List the protocols in force."""
    known = door_of(request).desk.protocols.all
    return answer(
        {"items": [{"name": p.name, "version": p.version, "nl": p.nl, "en": p.en} for p in known]},
        headers=PUBLIC,
    )


@get("/v1/protocols/{name:str}")
async def one_protocol(request: Request[Any, Any, Any]) -> Reply:
    """Show one protocol: the law itself."""
    known = {protocol.name: protocol for protocol in door_of(request).desk.protocols.all}
    found = known.get(request.path_params["name"])
    return not_found() if found is None else answer(law_of(found), headers=PUBLIC)


@get("/v1/openapi.json")
async def openapi(request: Request[Any, Any, Any]) -> Reply:
    """Return the OpenAPI document, generated from the protocols."""
    return answer(document(door_of(request).desk.protocols.all), headers=PUBLIC)


@get("/livez")
async def alive(request: Request[Any, Any, Any]) -> Reply:
    """Say that the process answers."""
    return answer({"status": "ok"})


@get("/readyz")
async def ready(request: Request[Any, Any, Any]) -> Reply:
    """Say whether acts are being taken."""
    good = door_of(request).desk.writer.failed is None
    return answer({"status": "ok" if good else "stopped"}, 200 if good else 503)


@get("/metrics")
async def metrics(request: Request[Any, Any, Any]) -> Reply:
    """Return the figures that operators watch, in the text form that their tools read."""
    desk = door_of(request).desk
    lines = [
        "# TYPE weerbaar_ledger_size counter",
        f"weerbaar_ledger_size {desk.deciding.next_position}",
        "# TYPE weerbaar_cases gauge",
        f"weerbaar_cases {len(desk.deciding.cases)}",
        "# TYPE weerbaar_writer_up gauge",
        f"weerbaar_writer_up {int(desk.writer.failed is None)}",
    ]
    return content(("\n".join(lines) + "\n").encode(), "text/plain; version=0.0.4")


@get("/log/checkpoint")
async def checkpoint(request: Request[Any, Any, Any]) -> Reply:
    """Return the newest signed checkpoint of the log."""
    return content(door_of(request).desk.tree.checkpoint().note, "text/plain; charset=utf-8", headers=PUBLIC)


@get("/log/key")
async def public_key(request: Request[Any, Any, Any]) -> Reply:
    """Return the public key under which checkpoints are signed."""
    key = door_of(request).desk.signer.verifier
    return content(f"{key}\n".encode(), "text/plain; charset=utf-8", headers=PUBLIC)


@get("/log/tile/{place:path}")
async def tile(request: Request[Any, Any, Any]) -> Reply:
    """Return one tile of the log's tree, by the path that C2SP tlog-tiles gives it."""
    found = await door_of(request).desk.tile(str(request.path_params["place"]))
    return not_found() if found is None else content(found, "application/octet-stream", headers=PUBLIC)


ROUTES = [protocols, one_protocol, openapi, alive, ready, metrics, checkpoint, public_key, tile]
