"""The part of the description that stands outside the version: the access question, the public log, health."""

from __future__ import annotations

from typing import Any

from weerbaar.web.openapi_parts import OUTSIDE, SENDING, carries, gives, operation

GOOD = ("200", "Gelukt / Done")
TAG = "weerbaar"
TEXT = {"type": "string", "minLength": 1}
QUESTION_PARTS = {"subject": ("type", "id"), "action": ("name",), "resource": ("type", "id")}


def outside_schemas() -> dict[str, Any]:
    """Return the schemas of AuthZEN's question and answer."""
    reason = {"type": "array", "items": {"type": "object"}}
    decision: dict[str, Any] = {
        "type": "object",
        "description": "AuthZEN 1.0: een weigering is een antwoord / a denial is an answer",
        "properties": {
            "decision": {"type": "boolean"},
            "context": {"type": "object", "properties": {"reasons": reason}},
        },
        "required": ["decision"],
    }
    parts = {name: _part(fields) for name, fields in QUESTION_PARTS.items()}
    question: dict[str, Any] = {"type": "object", "properties": {**parts, "context": {"type": "object"}}}
    many = {"type": "array", "items": {"type": "object"}, "maxItems": 1000}
    return {
        "Decision": decision,
        "Decisions": {
            "type": "object",
            "properties": {**decision["properties"], "evaluations": {"type": "array", "items": decision}},
        },
        "Question": {**question, "required": list(parts)},
        "Questions": {**question, "properties": {**question["properties"], "evaluations": many}},
    }


def _part(fields: tuple[str, ...]) -> dict[str, Any]:
    named: dict[str, Any] = dict.fromkeys(fields, TEXT)
    properties = {**named, "properties": {"type": "object"}}
    return {"type": "object", "properties": properties, "required": list(fields)}


def outside_paths() -> dict[str, Any]:
    """Return the operations outside the version."""
    found: dict[str, Any] = {
        "/access/v1/evaluation": {"post": _asks("evaluation", "Mag dit nu? / May this now?", "", "Question")},
        "/access/v1/evaluations": {
            "post": _asks("evaluations", "Mogen deze nu? / May these now?", "s", "Questions")
        },
    }
    for path, name, words in (
        (
            "/log/checkpoint",
            "log-checkpoint",
            "Stand van het logboek, ondertekend / The log as it stands, signed",
        ),
        ("/log/key", "log-key", "Sleutel van het logboek / Key of the log"),
        ("/livez", "livez", "Leeft de server / Does the server live"),
        ("/readyz", "readyz", "Neemt de server handelingen aan / Does the server take acts"),
    ):
        problems = {"/readyz": ("503",), "/log/checkpoint": ("401", "404")}.get(path, ())
        found[path] = {"get": _open(name, words, problems, text=path.startswith("/log"))}
    found["/log/tile/{place}"] = {"parameters": [_place()], "get": _tile()}
    return {path: {"servers": OUTSIDE, **item} for path, item in found.items()}


def _asks(name: str, summary: str, many: str, question: str) -> dict[str, Any]:
    done = operation(name, TAG, summary, GOOD, f"Decision{many}", (*SENDING, "422"))
    carries(done, "application/json", {"$ref": f"#/components/schemas/{question}"})
    return done


def _open(name: str, summary: str, problems: tuple[str, ...], *, text: bool) -> dict[str, Any]:
    done = operation(name, TAG, summary, GOOD, "Object", problems)
    done["security"] = []
    if text:
        gives(done, "text/plain")
    return done


def _place() -> dict[str, Any]:
    words = (
        "Plaats volgens C2SP tlog-tiles, met schuine strepen / Place as C2SP tlog-tiles has it, with slashes"
    )
    return {
        "name": "place",
        "in": "path",
        "required": True,
        "description": words,
        "schema": {"type": "string"},
    }


def _tile() -> dict[str, Any]:
    done = operation(
        "log-tile",
        TAG,
        "Een tegel van het logboek / One tile of the log",
        GOOD,
        "Object",
        ("400", "401", "404"),
    )
    done["security"] = []
    gives(done, "application/octet-stream")
    return done
