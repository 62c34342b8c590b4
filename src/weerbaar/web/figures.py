"""Figures over HTTP: what a protocol publishes of a year, for the roles that may see it: as JSON, page and picture."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from litestar import Request, get

from weerbaar.desk.intake import InvalidInput, fault
from weerbaar.kernel.law.publishing import Publication, Unpublished
from weerbaar.web.answers import answer, content, not_found
from weerbaar.web.door import door_of
from weerbaar.web.drawing import bars, drawn_table, said, written
from weerbaar.web.front import language_of, page, sheet
from weerbaar.web.reply import Reply

YEAR = re.compile("[0-9]{4}")


@get("/v1/{collection:str}/figures/{year:str}")
async def figures(request: Request[Any, Any, Any]) -> Reply:
    """Give the figures of a year."""
    published = _published(request)
    return not_found() if published is None else answer(published)


@get("/v1/{collection:str}/figures/{year:str}/plot")
async def plot(request: Request[Any, Any, Any]) -> Reply:
    """Draw the figures of a year as one picture."""
    published = _published(request)
    if published is None:
        return not_found()
    return content(bars(published, language_of(request)).encode(), "image/svg+xml")


@get("/v1/{collection:str}/figures/{year:str}/page")
async def figures_page(request: Request[Any, Any, Any]) -> Reply:
    """Show the figures of a year on one page that can be kept: the picture, and every table beside it."""
    published = _published(request)
    if published is None:
        return not_found()
    language, look = language_of(request), sheet()
    # The page holds its own style, so that it reads the same when it is kept; only that one style is let in.
    digest = base64.b64encode(hashlib.sha256(look.encode()).digest()).decode()
    return page(
        request,
        "figures.html",
        style_source=f"'sha256-{digest}'",
        look=look,
        published=published,
        drawn=drawn_table(published),
        plot=bars(published, language),
        said=lambda one: said(one, language),
        written=lambda one: written(one, language),
    )


def _published(request: Request[Any, Any, Any]) -> Publication | None:
    """Return the figures that were asked for, or nothing for who may not see them, whatever there is to see.

    Raises `InvalidInput` when the year is none, or has no figures yet.
    """
    door = door_of(request)
    caller, protocol = door.caller(request), door.protocol(request)
    viewer = door.desk.members.viewer(caller.party)
    if protocol is None or protocol.publishes is None or not protocol.publishes.is_for(viewer):
        return None  # before the year is looked at: a wrong year too must tell nobody else that there are figures
    year = request.path_params["year"]
    if not YEAR.fullmatch(year):
        raise InvalidInput((fault("year", "een jaar heeft vier cijfers", "a year has four digits"),))
    try:
        return door.desk.reading.figures(viewer, protocol, int(year), door.desk.now())
    except Unpublished as not_yet:
        faults = tuple(fault("year", one.nl, one.en) for one in not_yet.obstacles)
        raise InvalidInput(faults) from not_yet


ROUTES = [figures, plot, figures_page]
