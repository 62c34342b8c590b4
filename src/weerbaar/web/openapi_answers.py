"""What the answers of the HTTP door look like, in the description: generated from the records that are answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import msgspec

from weerbaar.desk.asking import Told
from weerbaar.desk.intake import Fault
from weerbaar.desk.reading import OpenAct, Task
from weerbaar.desk.showing import Happened
from weerbaar.kernel.law.disclosure import marks
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.records import Record
from weerbaar.kernel.ledger.format import Receipt
from weerbaar.web.laws import Law, Listed
from weerbaar.web.openapi_parts import REF, list_of, ref
from weerbaar.web.orders import Line

TEXT = {"type": "string"}
MOMENT = {"type": "string", "format": "date-time"}
LISTS = {"OpenActs": OpenAct, "TimeLine": Happened, "Inbox": Task, "Laws": Listed}


def shared_schemas() -> dict[str, Any]:
    """Return the schemas of every answer that is alike for all protocols."""
    kinds = [Told, Fault, Line, Receipt, Law, *LISTS.values()]
    _, found = msgspec.json.schema_components(kinds, ref_template=REF)
    lists = {name: list_of(ref(kind.__name__)) for name, kind in LISTS.items()}
    return {**found, **lists, **_written()}


def _written() -> dict[str, Any]:
    return {
        "Problem": {
            "type": "object",
            "description": "RFC 9457",
            "properties": {
                "type": TEXT,
                "status": {"type": "integer"},
                "title": TEXT,
                "detail": TEXT,
                "instance": TEXT,
                "receipt": TEXT,
                "contrl": TEXT,
                "faults": {"type": "array", "items": ref("Fault")},
                "reasons": {"type": "array", "items": ref("Told")},
            },
            "required": ["type", "status", "title", "detail"],
            "additionalProperties": False,
        },
        "Done": {
            "type": "object",
            "properties": {"case": TEXT, "receipt": TEXT, "href": TEXT, "effective_at": MOMENT},
            "required": ["case", "receipt", "href"],
            "additionalProperties": False,
        },
        "Ordered": {
            "type": "object",
            "properties": {
                "outcome": {"enum": ["permitted", "in-part", "refused"]},
                "items": {"type": "array", "items": ref("Line")},
            },
            "required": ["outcome", "items"],
        },
        "Object": {"type": "object", "additionalProperties": True},
    }


def case_schemas(protocol: Protocol[Any], prefix: str) -> dict[str, Any]:
    """Return the schemas of a case as its parties see it: a field that somebody may not see is not there."""
    kinds = {kind.__name__: kind for kind in _records(protocol.case)}
    named = f"#/components/schemas/{prefix}{{name}}View"
    _, found = msgspec.json.schema_components(list(kinds.values()), ref_template=named)
    # What is no record of the law has no marks: it is seen whole.
    seen: dict[str, Any] = {f"{prefix}{name}View": one for name, one in found.items() if name not in kinds}
    for name, kind in kinds.items():
        shown = {**found[name]["properties"], **_shown(kind, named)}
        bare = {field: {k: v for k, v in one.items() if k != "default"} for field, one in shown.items()}
        seen[f"{prefix}{name}View"] = {
            "type": "object",
            "description": "Alleen wat u mag zien / Only what you may see",
            "properties": bare,
            "additionalProperties": False,
        }
    case = seen[f"{prefix}{protocol.case.__name__}View"]
    case["properties"] |= {"id": TEXT, "href": TEXT, "protocol": TEXT}
    case["required"] = ["id", "href", "protocol"]
    seen[f"{prefix}Case"] = case
    del seen[f"{prefix}{protocol.case.__name__}View"]
    seen[f"{prefix}Cases"] = list_of(ref(f"{prefix}Case"), paged=True)
    return seen


def _shown(kind: type[Record], named: str) -> dict[str, Any]:
    """Return the schemas of the properties that a record shows beside its fields."""
    extra = [name for name, _ in marks(kind) if name not in kind.__struct_fields__]
    hints = {name: get_type_hints(getattr(kind, name).fget, include_extras=True)["return"] for name in extra}
    schemas, _ = msgspec.json.schema_components(list(hints.values()), ref_template=named)
    return dict(zip(hints, schemas, strict=True))


def _records(kind: type[Record]) -> Iterator[type[Record]]:
    """Yield a record class and every one that stands inside it, once each."""
    seen: dict[type[Record], None] = {}
    waiting: list[Any] = [kind]
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, Record):
            if one not in seen:
                seen[one] = None
                waiting += get_type_hints(one).values()
        else:
            waiting += get_args(one)
    yield from seen
