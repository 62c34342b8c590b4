"""The shadow: follows every container from the bare log lines and says when something happened that never may.

It shares no code with the law: it reads names and fields from the JSON of the log and keeps a few words about
each container itself. What it does not agree with is a violation, whoever of the two is wrong.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from weerbaar.kernel.ledger.rows import EntryRow


class Violation(Exception):
    """Something happened that never may."""


class Box(msgspec.Struct):
    """What the shadow remembers of one case."""

    key: str = ""
    carrier: str = ""
    holder: str = ""
    expires_at: str = ""
    live: bool = False
    committed: bool = False
    out: bool = False
    visitor: str = ""
    holds: set[tuple[str, str]] = msgspec.field(default_factory=set)


class Shadow:
    """Reads entries in order; `Violation` at the first that cannot be."""

    def __init__(self) -> None:
        self.boxes: dict[str, Box] = {}
        self.live: dict[str, str] = {}
        self.seqs: dict[str, int] = {}
        self.size = 0
        self.gate_permits = self.gate_outs = self.refused = 0

    def read(self, row: EntryRow) -> None:
        """Follow one entry."""
        self._in_order(row)
        sections = msgspec.json.decode(row.body, type=dict[str, Any])
        happened = [
            section for name, section in sorted(sections.items(), key=_number) if name.startswith("event.")
        ]
        if not row.permitted:
            self.refused += 1
            if happened:
                raise Violation(f"entry {row.position}: `{row.act}` was refused, and yet something happened")
            return
        box = self.boxes.setdefault(row.case_id, Box())
        self._key(row, box, sections["act"])
        before = msgspec.structs.replace(box, holds=set(box.holds))
        for event in happened:
            self._apply(row, box, event["event"], event["fields"])
        if row.act in ("collect", "override"):
            self._gate(row, before)
        if row.act == "gate-out":
            self._exit(row, before)

    def _in_order(self, row: EntryRow) -> None:
        if row.position != self.size:
            raise Violation(f"entry {row.position} follows entry {self.size - 1}")
        self.size += 1
        due = self.seqs.get(row.case_id, 0) + row.permitted
        if row.case_seq != due:
            raise Violation(f"entry {row.position}: its number in the case is {row.case_seq}, not {due}")
        self.seqs[row.case_id] = due

    def _key(self, row: EntryRow, box: Box, act: dict[str, Any]) -> None:
        if "container" in act and "call" in act:
            key = f"{act['container']}/{act['call']}"
            if box.key not in ("", key):
                raise Violation(f"entry {row.position}: one case is about {box.key} and about {key}")
            box.key = key

    def _apply(self, row: EntryRow, box: Box, name: str, fields: dict[str, Any]) -> None:
        match name:
            case "released":
                if box.live or box.out or self.live.get(box.key, row.case_id) != row.case_id:
                    raise Violation(f"entry {row.position}: a second live right for {box.key}")
                self.live[box.key] = row.case_id
                box.live, box.carrier, box.holder = True, fields["carrier"], fields["carrier"]
                box.expires_at = fields["expires_at"]
            case "passed":
                if not box.live or fields["giver"] != box.holder:
                    raise Violation(f"entry {row.position}: {fields['giver']} passed on what it did not hold")
                box.holder = fields["taker"]
            case "held-again":
                box.holder = fields["party"]
            case "amended":
                box.expires_at = fields["expires_at"]
            case "right-ended":
                self.live.pop(box.key, None)
                box.live, box.holder = False, ""
            case "hold-set":
                box.holds.add((fields["owner"], fields["code"]))
            case "hold-cleared":
                box.holds.discard((fields["owner"], fields["code"]))
            case _:
                self._visit(box, name, fields)

    def _visit(self, box: Box, name: str, fields: dict[str, Any]) -> None:
        match name:
            case "visit-submitted":
                box.visitor = fields["operator"]
            case "visit-ended":
                box.visitor, box.committed = "", False
            case "committed":
                box.committed = True
            case "gated-out":
                box.out, box.live, box.committed = True, False, False
                self.live.pop(box.key, None)
            case _:
                pass

    def _gate(self, row: EntryRow, box: Box) -> None:
        self.gate_permits += 1
        wrong = {
            "no right was live": not box.live,
            "it was let in before": box.committed,
            "it had left": box.out,
            "nobody had received the right": box.holder in ("", box.carrier),
            "the visit was not the holder's": box.visitor != box.holder,
            "the right had run out": row.at
            >= datetime.fromisoformat(box.expires_at or "1970-01-01T00:00:00Z"),
            "it was held": bool(box.holds) and row.act == "collect",
            "customs held it": any(code == "CUSTOMS" for _, code in box.holds),
        }
        found = [words for words, holds in wrong.items() if holds]
        if found:
            raise Violation(f"entry {row.position}: the gate opened for {box.key}, though {', '.join(found)}")

    def _exit(self, row: EntryRow, box: Box) -> None:
        self.gate_outs += 1
        if not box.committed or box.out:
            raise Violation(f"entry {row.position}: {box.key} left without having been let in")


def _number(item: tuple[str, Any]) -> tuple[int, str]:
    name = item[0]
    return (int(name.removeprefix("event.")), "") if name.startswith("event.") else (-1, name)
