"""The front: two kinds of page for whoever comes with a browser: what runs here, and what the law says."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from litestar import Request, get

from weerbaar.web.answers import content, not_found
from weerbaar.web.door import door_of
from weerbaar.web.laws import law_of
from weerbaar.web.reply import Reply

Language = Literal["nl", "en"]
# One style sheet and nothing else is loaded: no script, no picture, nothing from elsewhere.
POLICY = "default-src 'none'; style-src {}; frame-ancestors 'none'; base-uri 'none'"


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("weerbaar.web").joinpath("pages/words.toml").read_text("utf-8"))


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("weerbaar.web", "pages"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def sheet() -> str:
    """Return the style sheet of the pages."""
    loader = _templates().loader
    assert loader is not None
    return loader.get_source(_templates(), "look.css")[0]


def language_of(request: Request[Any, Any, Any]) -> Language:
    """Return the language to answer in: the one in the address, else the browser's first of ours, else Dutch."""
    spoken = request.headers.get("accept-language", "").split(",")
    for wish in (request.query_params.get("lang", ""), *(part.strip()[:2].lower() for part in spoken)):
        if wish == "nl":
            return "nl"
        if wish == "en":
            return "en"
    return "nl"


def page(request: Request[Any, Any, Any], name: str, *, style_source: str = "'self'", **told: Any) -> Reply:
    """Return one page in the language that was asked for; only the style that is named is let in."""
    language = language_of(request)
    register = door_of(request).desk.members.register
    html = (
        _templates()
        .get_template(name)
        .render(language=language, w=_words()[language], path=request.scope["path"], scheme=register, **told)
    )
    headers = {"Content-Security-Policy": POLICY.format(style_source), "Vary": "Accept-Language"}
    return content(html.encode(), "text/html", headers={**headers, "Content-Language": language})


@get("/")
async def front(request: Request[Any, Any, Any]) -> Reply:
    """Show what runs here and where to look."""
    desk = door_of(request).desk
    laws = [law_of(protocol) for protocol in desk.protocols.all]
    tree = desk.tree.checkpoint() if door_of(request).reads_log(request) else None
    return page(request, "front.html", laws=laws, tree=tree, key=str(desk.signer.verifier))


@get("/law/{name:str}")
async def law(request: Request[Any, Any, Any]) -> Reply:
    """Show one protocol as people read it: who may do what, when not, and on what basis."""
    known = {protocol.name: protocol for protocol in door_of(request).desk.protocols.all}
    found = known.get(request.path_params["name"])
    return not_found() if found is None else page(request, "law.html", law=law_of(found))


@get("/look.css")
async def look(request: Request[Any, Any, Any]) -> Reply:
    """Return how the pages look."""
    return content(sheet().encode(), "text/css")


ROUTES = [front, law, look]
