"""OpenAPI of the figures that a protocol publishes of a year."""

from __future__ import annotations

from typing import Any

import msgspec

from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.publishing import Publication
from weerbaar.web.openapi_parts import READING, REF, gives, operation

GOOD = ("200", "De cijfers / The figures")
YEAR = {
    "name": "year",
    "in": "path",
    "required": True,
    "description": "Een jaar dat voorbij is / A year that is over",
    "schema": {"type": "string", "pattern": "^[0-9]{4}$"},
}
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
    name, base = protocol.name, f"/{protocol.collection}/figures/{{year}}"
    plain = operation(
        f"{name}-figures", name, "Cijfers van een jaar / Figures of a year", GOOD, "Publication", READING
    )
    plot = operation(
        f"{name}-plot", name, "Cijfers als beeld / Figures as a picture", GOOD, "Object", READING
    )
    page = operation(
        f"{name}-page", name, "Cijfers op een pagina / Figures on a page", GOOD, "Object", READING
    )
    gives(plot, "image/svg+xml")
    gives(page, "text/html")
    plot["parameters"] = page["parameters"] = [LANGUAGE]
    return {
        base: {"parameters": [YEAR], "get": plain},
        f"{base}/plot": {"parameters": [YEAR], "get": plot},
        f"{base}/page": {"parameters": [YEAR], "get": page},
    }
