"""Parts of the description of the HTTP door that every operation is put together from."""

from __future__ import annotations

from typing import Any

from weerbaar.web.paging import PAGE_DEFAULT, PAGE_MAX
from weerbaar.web.reply import API_VERSION

REF = "#/components/schemas/{name}"

VERSION_HEADER = {
    "API-Version": {
        "description": "Versie van deze API / Version of this API",
        "schema": {"type": "string", "examples": [API_VERSION]},
    }
}
PROBLEMS = {
    "400": "De aanvraag klopt niet; alle fouten staan erin / The request is not right; every fault is listed",
    "401": "Niet aangemeld / Not authenticated",
    "403": "De regels laten dit niet toe; elke reden staat erin / The rules do not allow this; every reason is listed",
    "404": "Dit bestaat niet, of niet voor u / This does not exist, or not for you",
    "405": "Deze methode bestaat hier niet / No such method here",
    "408": "De aanvraag kwam niet op tijd / The request did not come in time",
    "409": "Iemand was u voor / Somebody else was first",
    "413": "De aanvraag is te groot / The request is too large",
    "415": "Dit formaat kennen we niet / We do not know this format",
    "422": "De Idempotency-Key hoort bij een andere aanvraag / The Idempotency-Key belongs to another request",
    "503": "Even niet beschikbaar / Not available now",
}
READING = ("400", "401", "404")
SENDING = ("400", "401", "408", "413", "415", "503")
DECIDING = (*SENDING, "403", "404", "409", "422")
CHALLENGE = {
    "WWW-Authenticate": {
        "description": "RFC 6750: wat er met het token mis is / what is wrong with the token",
        "schema": {"type": "string"},
    }
}
OUTSIDE = [{"url": "/", "description": "Buiten de versie om / Outside the version"}]


def operation(
    name: str, tag: str, summary: str, good: tuple[str, str], schema: str, problems: tuple[str, ...]
) -> dict[str, Any]:
    """Return one operation: its good answer, and the problems that it can answer with."""
    status, words = good
    shape = {"application/json": {"schema": ref(schema)}}
    wrong = {"application/problem+json": {"schema": ref("Problem")}}
    answers: dict[str, Any] = {status: {"description": words, "headers": VERSION_HEADER, "content": shape}}
    answers |= {one: {"description": PROBLEMS[one], "content": wrong} for one in sorted(problems)}
    if "401" in answers:
        answers["401"] = {**answers["401"], "headers": CHALLENGE}
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        "description": summary,
        "responses": answers,
    }


def ref(schema: str) -> dict[str, str]:
    """Return a reference to a schema by its name."""
    return {"$ref": REF.format(name=schema)}


def list_of(item: dict[str, Any], *, paged: bool = False) -> dict[str, Any]:
    """Return the schema of a list, and where it goes on when it is given a page at a time."""
    following = {"next": {"type": ["string", "null"]}}
    return {
        "type": "object",
        "properties": {"items": {"type": "array", "items": item}, **(following if paged else {})},
        "required": ["items", *(following if paged else ())],
    }


def paging() -> list[dict[str, Any]]:
    """Return the parameters of a list that is given a page at a time."""
    size = {"type": "integer", "minimum": 1, "maximum": PAGE_MAX, "default": PAGE_DEFAULT}
    last = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    return [
        {"name": name, "in": "query", "description": words, "schema": schema}
        for name, words, schema in (
            ("pageSize", "Aantal per pagina / Number a page", size),
            ("after", "De laatste van de vorige pagina / The last of the page before", last),
        )
    ]


def carries(done: dict[str, Any], media_type: str, schema: dict[str, Any]) -> None:
    """Let an operation have a body of one kind."""
    done["requestBody"] = {"required": True, "content": {media_type: {"schema": schema}}}


def gives(done: dict[str, Any], media_type: str, status: str = "200") -> None:
    """Let the good answer of an operation be text of another kind than JSON."""
    done["responses"][status]["content"] = {media_type: {"schema": {"type": "string"}}}
