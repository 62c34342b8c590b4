"""Parts of the description of the HTTP door that every operation is put together from."""

from __future__ import annotations

from typing import Any

from weerbaar.web.answers import API_VERSION

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
    "409": "Iemand was u voor / Somebody else was first",
    "422": "De Idempotency-Key hoort bij een andere aanvraag / The Idempotency-Key belongs to another request",
    "503": "Even niet beschikbaar / Not available now",
}


def operation(
    name: str, tag: str, summary: str, good: tuple[str, str], schema: str, problems: tuple[str, ...]
) -> dict[str, Any]:
    """Return one operation: its good answer, and the problems that it can answer with."""
    status, words = good
    shape = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    wrong = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers: dict[str, Any] = {status: {"description": words, "headers": VERSION_HEADER, "content": shape}}
    answers |= {one: {"description": PROBLEMS[one], "content": wrong} for one in problems}
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        "description": summary,
        "responses": answers,
    }
