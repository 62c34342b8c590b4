"""Trade messages over HTTP: a file of UN/EDIFACT goes in, CONTRL and APERAK come out."""

from __future__ import annotations

from typing import Any

from litestar import Request, post

from weerbaar.edi.interchange import handle
from weerbaar.web.answers import answer, content, problem
from weerbaar.web.door import Reply, door_of

BODY_MAX = 20_000_000  # 5,000 containers are some megabytes


@post("/v1/edi-interchanges", status_code=200)
async def interchange(request: Request[Any, Any, Any]) -> Reply:
    """Read a file of trade messages and answer it: as EDIFACT, or as JSON when that is asked for."""
    door = door_of(request)
    caller = door.caller(request)
    done = await handle(door.desk, caller.party, caller.functionary, await request.body())
    control = done.control.decode("iso-8859-1")
    if not done.accepted:
        detail = "Het bestand is afgewezen; CONTRL zegt waarom. / The file was rejected; CONTRL says why."
        return problem(400, detail, contrl=control)
    if "application/json" in request.headers.get("accept", ""):
        application = done.application.decode("iso-8859-1") if done.application else None
        counted = {"acts": done.acts, "permitted": done.permitted, "refusals": done.refused}
        return answer({"accepted": True, **counted, "contrl": control, "aperak": application})
    body = done.control + (b"\n" + done.application if done.application else b"")
    return content(body, "application/edifact; charset=iso-8859-1")


ROUTES = [interchange]
