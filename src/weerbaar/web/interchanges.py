"""Trade messages over HTTP: a file of UN/EDIFACT goes in, CONTRL and APERAK come out."""

from __future__ import annotations

from typing import Any

from litestar import Request, post

from weerbaar.desk.intake import Fault
from weerbaar.edi.interchange import handle
from weerbaar.standards.edifact import Fault as Flaw
from weerbaar.web.answers import answer, content, problem
from weerbaar.web.bodies import body_of
from weerbaar.web.door import door_of
from weerbaar.web.reply import Reply

BODY_MAX = 20_000_000  # 5,000 containers are some megabytes
EDI_KINDS = (
    "application/edifact",
    "application/octet-stream",
    "text/plain",
)  # RFC 1767, and what others send


@post("/v1/edi-interchanges", status_code=200, request_max_body_size=BODY_MAX)
async def interchange(request: Request[Any, Any, Any]) -> Reply:
    """Read a file of trade messages and answer it: as EDIFACT, or as JSON when that is asked for."""
    door = door_of(request)
    caller = door.caller(request)
    body = await body_of(request, EDI_KINDS)
    done = await handle(door.desk, caller.party, caller.functionary, body)
    control = done.control.decode("iso-8859-1")
    if not done.accepted:
        detail = "Het bestand is afgewezen; CONTRL zegt waarom. / The file was rejected; CONTRL says why."
        faults = tuple(Fault(pointer=_place(one), nl=one.nl, en=one.en) for one in done.faults)
        return problem(400, detail, faults=faults, contrl=control)
    if "application/json" in request.headers.get("accept", ""):
        application = done.application.decode("iso-8859-1") if done.application else None
        counted = {"acts": done.acts, "permitted": done.permitted, "refusals": done.refused}
        told = [{"code": one.code, "nl": one.nl, "en": one.en} for one in done.faults]
        shown = {"accepted": True, **counted, "faults": told, "contrl": control, "aperak": application}
        return answer(shown)
    body = done.control + (b"\n" + done.application if done.application else b"")
    return content(body, "application/edifact; charset=iso-8859-1")


def _place(fault: Flaw) -> str:
    return f"segment {fault.position} ({fault.tag})" if fault.tag else ""


ROUTES = [interchange]
