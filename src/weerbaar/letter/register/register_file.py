"""Reads and writes the register's own file: one JSON object with the items and the seats of members."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from weerbaar.letter.register.faults import BadInput, Fault
from weerbaar.letter.register.items import Item, Register, Seat
from weerbaar.letter.register.json_text import json_value

MAX_BYTES = 50_000_000


def read_register(path: Path) -> Register:
    """Return the register in a file. Raises BadInput with every fault of every item."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput([Fault(str(path), 0, "is larger than 50 MB; give the register's own file")])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise BadInput([Fault(str(path), 0, f"cannot be read ({reason}); check the name")]) from error
    except UnicodeDecodeError as error:
        raise BadInput([Fault(str(path), 0, "is not UTF-8 text; save it as UTF-8")]) from error
    return parse_register(text, str(path))


def parse_register(text: str, file: str = "register") -> Register:
    """Return the register in a JSON text. Raises BadInput with every fault of every item."""
    found = json_value(text, file, "a register file")
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise BadInput(
            [Fault(file, 0, "holds no list 'items'; make a register with `letter register import`")]
        )
    faults: list[Fault] = []
    items: list[Item] = []
    for raw in found["items"]:
        item_faults, item = read_item(raw)
        items += [item] if item else []
        faults += [Fault(file, line_of(text, raw), why) for why in item_faults]
    seats: list[Seat] = []
    for raw in found.get("seats") or []:
        try:
            seats.append(msgspec.convert(raw, Seat))
        except msgspec.ValidationError as error:
            faults.append(Fault(file, 0, f"seat: {plain(error)}"))
    seen: set[str] = set()
    for item in items:
        for key in {item.id, item.number} - {""}:
            if key in seen:
                faults.append(
                    Fault(file, line_of(text, {"id": key}), f"item {key} stands here twice; keep one")
                )
            seen.add(key)
    if faults:
        raise BadInput(faults)
    return Register(tuple(items), tuple(seats))


def read_item(raw: object) -> tuple[list[str], Item | None]:
    """Return one item, or what is wrong with it."""
    name = str(raw.get("id", "(no id)")) if isinstance(raw, dict) else "(no object)"
    fields = set(Item.__dataclass_fields__)
    faults = (
        [f"item {name}: there is no field {key!r}" for key in raw if key not in fields]
        if isinstance(raw, dict)
        else []
    )
    try:
        item = msgspec.convert(raw, Item)
    except msgspec.ValidationError as error:
        return [*faults, f"item {name}: {plain(error)}"], None
    if not item.id or not item.text:
        faults.append(f"item {name}: 'id' and 'text' must not be empty")
    faults += [
        f"item {name}: the term {term.text!r} ends before it begins"
        for term in item.terms
        if term.earliest and term.latest and term.earliest > term.latest
    ]
    return faults, item


def plain(error: msgspec.ValidationError) -> str:
    """Return a library's message in our form: lower case, one line."""
    text = str(error)
    return text[:1].lower() + text[1:]


def line_of(text: str, raw: object) -> int:
    """Return the line on which an item's id stands, or 0."""
    wanted = raw.get("id") if isinstance(raw, dict) else None
    at = text.find(json.dumps(wanted, ensure_ascii=False)) if isinstance(wanted, str) and wanted else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def write_register(register: Register) -> bytes:
    """Return the register as JSON bytes; the same register gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(register), indent=1) + b"\n"
