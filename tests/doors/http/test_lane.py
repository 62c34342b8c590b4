"""The short way in for machines: which addresses take it, and what it makes of a request that never ends well."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from litestar import Litestar
from litestar.exceptions import HTTPException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from weerbaar.web import app
from weerbaar.web.asked import Asked
from weerbaar.web.bodies import BODY_MAX
from weerbaar.web.lane import Arrived, Lane
from weerbaar.web.reply import Reply


async def case_room(request: Asked) -> Reply:
    """Answer with what the address filled in."""
    return Reply(repr(sorted(request.path_params.items())).encode())


async def gate_room(request: Asked) -> Reply:
    """Answer with the content, as long as there is any."""
    return Reply(await request.body())


ROOMS = {
    "/gate": gate_room,
    "/v1/{collection:str}": case_room,
    "/v1/{collection:str}/{case:str}/acts": case_room,
}
LANE = Lane(Litestar(), ROOMS, ["/v1/subscriptions"], lambda _, fault: Reply(repr(fault).encode()))


@pytest.mark.parametrize(
    ("path", "filled_in"),
    [
        ("/gate", {}),
        ("/v1/releases", {"collection": "releases"}),
        ("/v1/releases/7/acts", {"collection": "releases", "case": "7"}),
        ("/v1/subscriptions", None),
        ("/v1/releases/7", None),
        ("/v1/releases/7/acts/8", None),
        ("/v1/", None),
        ("/gate\n", None),
        ("/v1/releases\n", {"collection": "releases\n"}),
    ],
)
def test_an_address_leads_to_one_room_or_past_the_lane(path: str, filled_in: dict[str, str] | None) -> None:
    found = LANE.find(path)
    assert (None if found is None else found[1]) == filled_in


def test_what_stands_in_full_elsewhere_is_never_taken_for_a_part_to_fill_in() -> None:
    fixed = {path for room in app.ROOMS for route in room.ROUTES for path in route.paths if "{" not in path}
    lane = Lane(Litestar(), app.OFTEN, fixed, lambda _, fault: Reply(b""))
    assert "/v1/edi-interchanges" in fixed
    assert [path for path in fixed if lane.find(path) is not None] == []


def asked(messages: list[dict[str, Any]], headers: list[tuple[bytes, bytes]] = []) -> Arrived:  # noqa: B006
    """Return a request of which these messages come in, one after another."""
    coming = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(coming)

    return Arrived(Litestar(), {"headers": headers}, receive, {})  # type: ignore[typeddict-item, arg-type]


def part(body: bytes, *, more: bool) -> dict[str, Any]:
    """Return one message of a request."""
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_in_parts_is_put_together() -> None:
    whole = asked([part(b"a", more=True), part(b"", more=True), part(b"b", more=False)])
    assert asyncio.run(whole.body()) == b"ab"


@pytest.mark.parametrize(
    "request_",
    [
        asked([], [(b"content-length", b"%d" % (BODY_MAX + 1))]),
        asked([part(b"x" * BODY_MAX, more=True), part(b"x", more=True)]),
    ],
)
def test_a_body_too_large_is_read_no_further(request_: Arrived) -> None:
    with pytest.raises(RequestEntityTooLarge):
        asyncio.run(request_.body())


def test_who_leaves_halfway_is_no_fault_of_ours() -> None:
    left = asked([part(b"a", more=True), {"type": "http.disconnect"}])
    with pytest.raises(HTTPException) as told:
        asyncio.run(left.body())
    assert told.value.status_code == 400
