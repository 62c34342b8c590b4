"""Cases over HTTP: begin one, look at it, see what you may do, and ask for an act."""

from __future__ import annotations

from typing import Any

from litestar import Request, get

from weerbaar.desk.intake import read_json
from weerbaar.desk.reading import Seen
from weerbaar.web.answers import answer, content, not_found
from weerbaar.web.asked import Asked
from weerbaar.web.bodies import body_of
from weerbaar.web.door import door_of, perform
from weerbaar.web.paging import page_size
from weerbaar.web.reply import Reply


async def begin_case(request: Asked) -> Reply:
    """Ask for an act that begins a case, or that names its case by business key."""
    protocol = door_of(request).protocol(request)
    door_of(request).caller(request)
    if protocol is None:
        return not_found()
    body = await body_of(request)
    return await perform(request, protocol, None, body, read_json(body))


async def ask_act(request: Asked) -> Reply:
    """Ask for an act on a case."""
    protocol = door_of(request).protocol(request)
    door_of(request).caller(request)
    if protocol is None:
        return not_found()
    body = await body_of(request)
    return await perform(request, protocol, request.path_params["case"], body, read_json(body))


@get("/v1/{collection:str}")
async def my_cases(request: Request[Any, Any, Any]) -> Reply:
    """List the caller's cases, a page at a time."""
    door = door_of(request)
    caller, protocol = door.caller(request), door.protocol(request)
    if protocol is None:
        return not_found()
    size, asked = page_size(request, ("pageSize", "after", "find")), request.query_params
    after, word = asked.get("after", ""), asked.get("find", "")
    viewer = door.desk.members.viewer(caller.party)
    seen = door.desk.reading.mine(viewer, protocol.name, after, size + 1, word)
    shown, more = await door.desk.read(viewer, seen[:size]), len(seen) > size
    items = [_item(one, protocol.collection) for one in shown]
    following = f"/v1/{protocol.collection}?pageSize={size}&after={shown[-1].id}" if more else None
    return answer({"items": items, "next": following})


def _item(seen: Seen, collection: str) -> dict[str, Any]:
    return {"id": seen.id, "href": f"/v1/{collection}/{seen.id}", "protocol": seen.protocol, **seen.fields}


@get("/v1/{collection:str}/{case:str}")
async def one_case(request: Request[Any, Any, Any]) -> Reply:
    """Show one case as the caller may see it."""
    door = door_of(request)
    caller, protocol = door.caller(request), door.protocol(request)
    viewer = door.desk.members.viewer(caller.party)
    seen = door.desk.reading.see(viewer, request.path_params["case"])
    if protocol is None or seen is None or not door.is_of(protocol, seen.id):
        return not_found()
    [shown] = await door.desk.read(viewer, [seen])
    return answer(_item(shown, protocol.collection))


@get("/v1/{collection:str}/{case:str}/acts")
async def open_acts(request: Request[Any, Any, Any]) -> Reply:
    """List what the caller could ask for on a case, each allowed or with the reasons against it."""
    door = door_of(request)
    caller, protocol, case = door.caller(request), door.protocol(request), request.path_params["case"]
    viewer = door.desk.members.viewer(caller.party)
    acts = door.desk.reading.open_acts(viewer, case, door.desk.now())
    if protocol is None or acts is None or not door.is_of(protocol, case):
        return not_found()
    return answer({"items": acts})


@get("/v1/{collection:str}/{case:str}/events")
async def time_line(request: Request[Any, Any, Any]) -> Reply:
    """List what happened on a case, as far as the caller may know."""
    door = door_of(request)
    caller, protocol, case = door.caller(request), door.protocol(request), request.path_params["case"]
    viewer = door.desk.members.viewer(caller.party)
    known = await door.desk.time_line(viewer, case)
    if protocol is None or known is None or not door.is_of(protocol, case):
        return not_found()
    return answer({"items": known})


@get("/v1/{collection:str}/{case:str}/receipts/{reference:str}")
async def receipt(request: Request[Any, Any, Any]) -> Reply:
    """Return the proof of one decision, to be checked by anyone without us."""
    door = door_of(request)
    caller, protocol, case = door.caller(request), door.protocol(request), request.path_params["case"]
    viewer = door.desk.members.viewer(caller.party)
    proof = await door.desk.receipt(viewer, case, request.path_params["reference"])
    if protocol is None or proof is None or not door.is_of(protocol, case):
        return not_found()
    return content(proof, "application/json")


@get("/v1/inbox")
async def inbox(request: Request[Any, Any, Any]) -> Reply:
    """List the duties that the caller holds, soonest first."""
    door = door_of(request)
    caller = door.caller(request)
    return answer({"items": door.desk.reading.inbox(door.desk.members.viewer(caller.party))})


OFTEN = {"/v1/{collection:str}": begin_case, "/v1/{collection:str}/{case:str}/acts": ask_act}
ROUTES = [my_cases, one_case, open_acts, time_line, receipt, inbox]
