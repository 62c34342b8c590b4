"""A person's decisions on what the machine proposed: kept in a file, applied at every further reading."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Literal

import msgspec

from weerbaar.letter.reading.document import Unreadable
from weerbaar.letter.reading.findings import LISTS, Finding, Mentioned, Promise, Reading, Settled

# What asks for a person: the kinds that open or close something, or stay unclear.
ASKED = ("promises", "undated", "settled", "mentioned", "vague", "claims", "contradictions")


class Decision(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One candidate and what a person made of it; `changes` holds the fields that read otherwise.

    `key` is made of the kind and the words, so that a decision outlives line breaks and moved paragraphs.
    """

    key: str
    kind: str
    words: str
    rule: str
    decision: Literal["open", "accepted", "changed", "rejected"] = "open"
    changes: dict[str, str | list[str] | None] = {}
    by: str = ""
    note: str = ""


class Decisions(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A decisions file."""

    decisions: list[Decision]


def apply_decisions(reading: Reading, path: Path) -> None:
    """Apply the decisions in a file to a reading, and add new candidates to the file as `open`.

    Rejected findings leave the reading; changed ones carry the person's words and full confidence. What was
    only mentioned is settled once a person accepts it as such. Faults in the file raise Unreadable with every
    fault at once; the file is then left as it was.
    """
    known = {one.key: one for one in _load(path)}
    faults: list[str] = []
    fresh: list[Decision] = []
    for kind in LISTS:
        kept: list[Finding] = []
        for key, finding in keyed(kind, reading):
            decision = known.get(key)
            if decision is None:
                if kind in ASKED:
                    fresh.append(
                        Decision(key=key, kind=kind, words=" ".join(finding.text.split()), rule=finding.rule)
                    )
                kept.append(finding)
                continue
            faults += _apply(finding, decision)
            if decision.decision != "rejected":
                kept.append(finding)
        getattr(reading, kind)[:] = kept
    _settle_accepted(reading)
    if faults:
        raise Unreadable(*(f"decisions file `{path.name}`: {fault}" for fault in faults))
    if fresh or not path.exists():
        _save(path, [*known.values(), *fresh])


def _settle_accepted(reading: Reading) -> None:
    """Move what a person takes as settled from the mentioned items to the settled ones, in its place."""
    accepted = [one for one in reading.mentioned if one.decision in {"accepted", "changed"}]
    reading.mentioned[:] = [one for one in reading.mentioned if one not in accepted]
    reading.settled[:] = sorted([*reading.settled, *map(_as_settled, accepted)], key=lambda one: one.start)


def _as_settled(one: Mentioned) -> Settled:
    told = {name: getattr(one, name) for name in Settled.__struct_fields__ if name not in {"nl", "en"}}
    return Settled(**told)


def keyed(kind: str, reading: Reading) -> list[tuple[str, Finding]]:
    """Return the findings of a kind with their keys; the second of two alike gets a number."""
    seen: dict[str, int] = {}
    found: list[tuple[str, Finding]] = []
    listed: list[Finding] = getattr(reading, kind)
    for finding in listed:
        words = "".join(character for character in finding.text.lower() if character.isalpha())
        digest = hashlib.sha256(f"{kind}:{words}".encode()).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        found.append((f"{digest}-{seen[digest]}", finding))
    return found


def _apply(finding: Finding, decision: Decision) -> list[str]:
    finding.decision = decision.decision
    if decision.decision in {"accepted", "changed"}:
        finding.confidence = 1.0
    if decision.decision != "changed":
        return []
    faults: list[str] = []
    if not decision.changes:
        faults.append(f"{decision.key} is `changed` but says not what; fill `changes` or write `accepted`")
    for name, value in decision.changes.items():
        faults += _change(finding, decision, name, value)
    return faults


def _change(finding: Finding, decision: Decision, name: str, value: str | list[str] | None) -> list[str]:
    """Set one field; `term.latest` and `term.earliest` set the days of a promise's term."""
    target: msgspec.Struct = finding
    field = name
    if name.startswith("term.") and isinstance(finding, Promise) and finding.term is not None:
        target, field = finding.term, name.removeprefix("term.")
    allowed = {
        "actor",
        "principals",
        "strength",
        "kind",
        "subject",
        "member",
        "earliest",
        "latest",
        "text",
        "of",
    }
    if (
        field not in allowed
        or field not in target.__struct_fields__
        or (field == "text" and target is finding)
    ):
        return [
            f"{decision.key}: `{name}` cannot be changed; {decision.kind} have "
            f"{', '.join(sorted(allowed & set(target.__struct_fields__)))}"
        ]
    if (field in {"actor", "principals"}) != isinstance(value, list):
        return [
            f"{decision.key}: `{name}` must be "
            f"{'a list of names' if field in {'actor', 'principals'} else 'text or null'}"
        ]
    setattr(target, field, value)
    return []


def _load(path: Path) -> list[Decision]:
    if not path.exists():
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=Decisions).decisions
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise Unreadable(
            f"decisions file `{path.name}` cannot be read: {wrong}; mend it or name a new file"
        ) from None


def _save(path: Path, decisions: list[Decision]) -> None:
    """Write the file whole or not at all."""
    if not path.parent.is_dir():
        raise Unreadable(f"there is no folder `{path.parent}` for the decisions file; make it first")
    part = path.with_name(path.name + ".part")
    part.write_bytes(
        msgspec.json.format(msgspec.json.encode(Decisions(decisions=decisions)), indent=2) + b"\n"
    )
    os.replace(part, path)
