"""App: the HTTP server put together from its rooms."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, Any, cast

from litestar import Litestar, Request, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from weerbaar.desk.asking import KeyReused, Unavailable
from weerbaar.desk.intake import InvalidInput
from weerbaar.web import (
    about,
    access,
    cases,
    figures,
    front,
    interchanges,
    laws,
    lists,
    orders,
    subscriptions,
)
from weerbaar.web.answers import TITLES, not_found, problem
from weerbaar.web.asked import Room
from weerbaar.web.bodies import BODY_MAX, TooSlow, UnknownFormat
from weerbaar.web.door import Door, trouble
from weerbaar.web.frame import Frame, allowed
from weerbaar.web.lane import Lane
from weerbaar.web.reply import Reply
from weerbaar.web.tokens import NotAuthentic

if TYPE_CHECKING:
    from litestar.types import ExceptionHandlersMap

# What machines ask many times a second: whether a truck may pass, and acts.
OFTEN: dict[str, Room] = {**access.OFTEN, **cases.OFTEN}
ROOMS = (subscriptions, cases, orders, figures, lists, access, laws, front, about, interchanges)


def make_app(door: Door) -> Frame:
    """Return the server for one desk."""
    app = _app(door)
    fixed = [path for room in ROOMS for route in room.ROUTES for path in route.paths]
    return Frame(app, Lane(app, OFTEN, fixed, _worded))


def _app(door: Door) -> Litestar:
    return Litestar(
        route_handlers=[
            *(route for room in ROOMS for route in room.ROUTES),
            *starmap(_posted, OFTEN.items()),
        ],
        state=State({"door": door}),
        openapi_config=None,
        logging_config=None,  # whoever runs the program says where its log goes
        request_max_body_size=BODY_MAX,
        exception_handlers=cast(
            "ExceptionHandlersMap", TROUBLES
        ),  # a `Reply` is all that it asks of an answer
    )


def _http_trouble(request: Request[Any, Any, Any], fault: Exception) -> Reply:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    if status == 500:
        return trouble(request, fault)
    if status == 404:
        return not_found()
    headers = {"Allow": ", ".join(allowed(request.app, request.scope["path"]))} if status == 405 else None
    detail = fault.detail if isinstance(fault, UnknownFormat | TooSlow) else TITLES.get(status, TITLES[400])
    return problem(status if status in TITLES else 400, detail, headers=headers)


def _posted(path: str, room: Room) -> HTTPRouteHandler:
    # The lane answers these; the framework knows of them, and so of the methods that their addresses take.
    async def handler(request: Request[Any, Any, Any]) -> Reply:
        return await room(request)

    return post(path, status_code=200)(handler)


def _worded(request: Any, fault: Exception) -> Reply:
    return (_http_trouble if isinstance(fault, HTTPException) else trouble)(request, fault)


TROUBLES = {
    HTTPException: _http_trouble,
    NotAuthentic: trouble,
    InvalidInput: trouble,
    KeyReused: trouble,
    Unavailable: trouble,
    subscriptions.SendsNothing: subscriptions.sends_nothing,
    Exception: trouble,
}
