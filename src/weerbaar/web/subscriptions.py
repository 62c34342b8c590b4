"""Subscriptions over HTTP: ask for your news at an address, see how it goes, revive what failed, and end it."""

from __future__ import annotations

from typing import Any

from litestar import Request, delete, get, post

from weerbaar.desk.intake import read_json
from weerbaar.web.answers import answer, content, not_found, problem
from weerbaar.web.bodies import body_of, no_body
from weerbaar.web.door import Door, door_of
from weerbaar.web.paging import page_size
from weerbaar.web.reply import Reply
from weerbaar.webhooks.subscriptions import Subscriptions

PUBLIC = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}


class SendsNothing(Exception):
    """This installation sends no webhooks."""


def _of(door: Door) -> Subscriptions:
    if door.subscriptions is None:
        raise SendsNothing
    return door.subscriptions


def sends_nothing(_: Request[Any, Any, Any], __: Exception) -> Reply:
    """Say that there is nothing to subscribe to here."""
    detail = (
        "Deze installatie verstuurt geen webhooks: haar register noemt geen `source`. / "
        "This installation sends no webhooks: its register names no `source`."
    )
    return problem(503, detail)


@post("/v1/subscriptions")
async def subscribe(request: Request[Any, Any, Any]) -> Reply:
    """Begin to be told, once the address agrees; the same address again gives the same subscription."""
    door = door_of(request)
    caller = door.caller(request)
    wish = read_json(await body_of(request))
    shown, new = await _of(door).subscribe(caller.party, wish)
    return answer(shown, 201 if new else 200, {"Location": shown.href})


@get("/v1/subscriptions")
async def my_subscriptions(request: Request[Any, Any, Any]) -> Reply:
    """List the caller's subscriptions."""
    door = door_of(request)
    caller = door.caller(request)
    return answer({"items": await _of(door).mine(caller.party)})


@get("/v1/subscriptions/{subscription:str}")
async def one_subscription(request: Request[Any, Any, Any]) -> Reply:
    """Show one subscription of the caller, and how it goes."""
    door = door_of(request)
    caller = door.caller(request)
    shown = await _of(door).one(caller.party, request.path_params["subscription"])
    return not_found() if shown is None else answer(shown)


@delete(
    "/v1/subscriptions/{subscription:str}", status_code=200
)  # answers 204; the library would forbid 404 then
async def unsubscribe(request: Request[Any, Any, Any]) -> Reply:
    """End one subscription of the caller."""
    door = door_of(request)
    caller = door.caller(request)
    if not await _of(door).end(caller.party, request.path_params["subscription"]):
        return not_found()
    return content(b"", "application/json", 204)


@get("/v1/subscriptions/{subscription:str}/dead-letters")
async def dead_letters(request: Request[Any, Any, Any]) -> Reply:
    """List what could not be delivered and was given up, a page at a time."""
    door = door_of(request)
    caller = door.caller(request)
    subscription, size = request.path_params["subscription"], page_size(request, ("pageSize", "after"))
    after = request.query_params.get("after", "")
    found = await _of(door).dead_letters(caller.party, subscription, after, size)
    if found is None:
        return not_found()
    letters, last = found
    following = f"/v1/subscriptions/{subscription}/dead-letters?pageSize={size}&after={last}"
    return answer({"items": letters, "next": following if last else None})


@post("/v1/subscriptions/{subscription:str}/dead-letters/{letter:str}/revivals")
async def revive(request: Request[Any, Any, Any]) -> Reply:
    """Have one dead letter tried again, now."""
    door = door_of(request)
    caller = door.caller(request)
    subscription, letter = request.path_params["subscription"], request.path_params["letter"]
    await no_body(request)
    if not await _of(door).revive(caller.party, subscription, letter):
        return not_found()
    return answer({"id": letter, "status": "pending"}, 201)


@get("/.well-known/jwks.json")
async def signing_keys(request: Request[Any, Any, Any]) -> Reply:
    """Publish the key under which news is signed, as receivers look it up by its name (JWK Set, RFC 7517)."""
    keys = [_of(door_of(request)).office.sender.key.public]
    return answer({"keys": keys}, headers=PUBLIC)


ROUTES = [subscribe, my_subscriptions, one_subscription, unsubscribe, dead_letters, revive, signing_keys]
