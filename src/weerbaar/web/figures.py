"""Figures over HTTP: what a protocol publishes of a year or month, for who may see it: as JSON, page and picture."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from litestar import Request, get

from weerbaar.desk.intake import InvalidInput, fault
from weerbaar.kernel.law.periods import UNREADABLE, read_period
from weerbaar.kernel.law.publishing import Publication, Unpublished
from weerbaar.web.answers import answer, content, not_found
from weerbaar.web.door import door_of
from weerbaar.web.drawing import bars, drawn_table, said, written
from weerbaar.web.front import language_of, page, sheet
from weerbaar.web.reply import Reply


@get("/v1/{collection:str}/figures/{period:str}")
async def figures(request: Request[Any, Any, Any]) -> Reply:
    """Give the figures of a year or a month."""
    published = await _published(request)
    return not_found() if published is None else answer(published)


@get("/v1/{collection:str}/figures/{period:str}/plot")
async def plot(request: Request[Any, Any, Any]) -> Reply:
    """Draw the figures of a period as one picture."""
    published = await _published(request)
    if published is None:
        return not_found()
    return content(bars(published, language_of(request)).encode(), "image/svg+xml")


@get("/v1/{collection:str}/figures/{period:str}/page")
async def figures_page(request: Request[Any, Any, Any]) -> Reply:
    """Show the figures of a period on one page that can be kept: the picture, and every table beside it."""
    published = await _published(request)
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


async def _published(request: Request[Any, Any, Any]) -> Publication | None:
    """Return the figures that were asked for, or nothing for who may not see them, whatever there is to see.

    Raises `InvalidInput` when the year or month is none, or has no figures yet.
    """
    door = door_of(request)
    caller, protocol = door.caller(request), door.protocol(request)
    desk, viewer = door.desk, door.desk.members.viewer(caller.party)
    if protocol is None or protocol.publishes is None or not protocol.publishes.is_for(viewer):
        return None  # before the period is looked at: a wrong one too must tell nobody else that there are figures
    per = protocol.publishes.per
    period = read_period(request.path_params["period"], per)
    if period is None:
        raise InvalidInput((fault(per, *UNREADABLE[per]),))
    try:
        return await desk.figures.of(viewer, protocol, period, desk.deciding.cases, desk.now())
    except Unpublished as not_yet:
        faults = tuple(fault(per, one.nl, one.en) for one in not_yet.obstacles)
        raise InvalidInput(faults) from not_yet


ROUTES = [figures, plot, figures_page]
