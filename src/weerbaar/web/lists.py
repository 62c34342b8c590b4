"""Lists over HTTP: a party fetches the signed list by which it may decide for a while without a line."""

from __future__ import annotations

from typing import Any

from litestar import Request, post

from weerbaar.desk.listing import make_list
from weerbaar.web.answers import content, not_found
from weerbaar.web.bodies import no_body
from weerbaar.web.door import door_of
from weerbaar.web.reply import Reply


@post("/v1/{collection:str}/offline-lists", status_code=201)
async def offline_list(request: Request[Any, Any, Any]) -> Reply:
    """Make a new list of the caller's cases, and return it signed; the one before it no longer counts."""
    door = door_of(request)
    caller, protocol = door.caller(request), door.protocol(request)
    await no_body(request)
    made = None if protocol is None else await make_list(door.desk, protocol, caller.party)
    if made is None:
        return not_found()
    return content(made, "text/plain", 201)


ROUTES = [offline_list]
