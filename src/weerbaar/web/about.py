"""About the service over HTTP: its description, whether it lives, its figures, its public log."""

from __future__ import annotations

from typing import Any

from litestar import Request, get

from weerbaar.desk.own_faults import faults_so_far
from weerbaar.web.answers import answer, content, not_found, problem
from weerbaar.web.door import door_of
from weerbaar.web.laws import PUBLIC
from weerbaar.web.openapi import document
from weerbaar.web.reply import Reply


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
    if door_of(request).desk.writer.failed is not None:
        nl, en = "Er worden nu geen handelingen aangenomen.", "No acts are taken now."
        return problem(503, f"{nl} / {en}", headers={"Retry-After": "1"})
    return answer({"status": "ok"})


@get("/metrics")
async def metrics(request: Request[Any, Any, Any]) -> Reply:
    """Return the figures that operators watch, in the text form that their tools read."""
    door = door_of(request)
    desk = door.desk
    figures = [("writer_up", "gauge", int(desk.writer.failed is None))]
    if door.reads_log(request):
        figures += [
            ("ledger_size", "counter", desk.deciding.next_position),
            ("cases", "gauge", len(desk.deciding.cases)),
            ("own_faults_total", "counter", faults_so_far()),
            ("clock_stuck_cases", "gauge", desk.stuck),
        ]
    lines = [f"# TYPE weerbaar_{name} {kind}\nweerbaar_{name} {value}" for name, kind, value in figures]
    return content(("\n".join(lines) + "\n").encode(), "text/plain; version=0.0.4")


@get("/log/checkpoint")
async def checkpoint(request: Request[Any, Any, Any]) -> Reply:
    """Return the newest signed checkpoint of the log."""
    door = door_of(request)
    if not door.reads_log(request):
        return not_found()
    return content(door.desk.tree.checkpoint().note, "text/plain", headers=PUBLIC)


@get("/log/key")
async def public_key(request: Request[Any, Any, Any]) -> Reply:
    """Return the public key under which checkpoints are signed."""
    key = door_of(request).desk.signer.verifier
    return content(f"{key}\n".encode(), "text/plain", headers=PUBLIC)


@get("/log/tile/{place:path}")
async def tile(request: Request[Any, Any, Any]) -> Reply:
    """Return one tile of the log's tree, by the path that C2SP tlog-tiles gives it."""
    door = door_of(request)
    found = await door.desk.tile(str(request.path_params["place"])) if door.reads_log(request) else None
    return not_found() if found is None else content(found, "application/octet-stream", headers=PUBLIC)


ROUTES = [openapi, alive, ready, metrics, checkpoint, public_key, tile]
