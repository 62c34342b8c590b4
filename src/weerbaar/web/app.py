"""App: the HTTP server put together from its rooms."""

from __future__ import annotations

from typing import Any

from litestar import Litestar, Request
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from weerbaar.desk.asking import KeyReused, Unavailable
from weerbaar.desk.intake import InvalidInput
from weerbaar.web import about, access, cases, interchanges, lists, orders, subscriptions
from weerbaar.web.answers import TITLES, not_found, problem
from weerbaar.web.door import BODY_MAX, Door, Reply, trouble
from weerbaar.web.tokens import NotAuthentic

ROOMS = (subscriptions, cases, orders, lists, access, about, interchanges)


def make_app(door: Door) -> Litestar:
    """Return the server for one desk."""
    return Litestar(
        route_handlers=[route for room in ROOMS for route in room.ROUTES],
        state=State({"door": door}),
        openapi_config=None,
        logging_config=None,  # whoever runs the program says where its log goes
        request_max_body_size=max(BODY_MAX, interchanges.BODY_MAX),
        exception_handlers={
            HTTPException: _http_trouble,
            NotAuthentic: trouble,
            InvalidInput: trouble,
            KeyReused: trouble,
            Unavailable: trouble,
            subscriptions.SendsNothing: subscriptions.sends_nothing,
            Exception: trouble,
        },
    )


def _http_trouble(_: Request[Any, Any, Any], fault: Exception) -> Reply:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    if status == 404:
        return not_found()
    return problem(status if status in TITLES else 400, TITLES.get(status, TITLES[400]))
