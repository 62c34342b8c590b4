"""OpenAPI of the figures that a protocol publishes of a year or a month."""

from __future__ import annotations

from typing import Any

import msgspec

from weerbaar.kernel.law.periods import FORMS, Per
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.publishing import Publication
from weerbaar.web.openapi_parts import READING, REF, gives, operation

GOOD = ("200", "De cijfers / The figures")
WORDS: dict[Per, tuple[str, str]] = {"year": ("jaar", "year"), "month": ("maand", "month")}
LANGUAGE = {
    "name": "lang",
    "in": "query",
    "description": "Taal; anders die van de browser / Language; else the browser's",
    "schema": {"enum": ["nl", "en"]},
}


def figure_schemas() -> dict[str, Any]:
    """Return the schemas of published figures."""
    _, found = msgspec.json.schema_components([Publication], ref_template=REF)
    return found


def figure_paths(protocol: Protocol[Any]) -> dict[str, Any]:
    """Return the addresses of the figures of one protocol: as JSON, as a picture and as a page."""
    assert protocol.publishes is not None
    per = protocol.publishes.per
    name, base, (nl, en) = protocol.name, f"/{protocol.collection}/figures/{{{per}}}", WORDS[per]
    said = f"Cijfers van een {nl} / Figures of a {en}"
    plain = operation(f"{name}-figures", name, said, GOOD, "Publication", READING)
    plot = operation(
        f"{name}-plot", name, "Cijfers als beeld / Figures as a picture", GOOD, "Object", READING
    )
    page = operation(
        f"{name}-page", name, "Cijfers op een pagina / Figures on a page", GOOD, "Object", READING
    )
    gives(plot, "image/svg+xml")
    gives(page, "text/html")
    plot["parameters"] = page["parameters"] = [LANGUAGE]
    period = _period(per)
    return {
        base: {"parameters": [period], "get": plain},
        f"{base}/plot": {"parameters": [period], "get": plot},
        f"{base}/page": {"parameters": [period], "get": page},
    }


def _period(per: Per) -> dict[str, Any]:
    nl, en = WORDS[per]
    return {
        "name": per,
        "in": "path",
        "required": True,
        "description": f"Een {nl} {'dat' if per == 'year' else 'die'} voorbij is / A {en} that is over",
        "schema": {"type": "string", "pattern": f"^{FORMS[per]}$"},
    }
