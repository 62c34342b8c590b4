"""The plan that is signed before anyone looks at the outcome: what is asked, and how it is judged."""

from __future__ import annotations

import hashlib
import json
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import ClassVar

import msgspec

from weerbaar.measure.faults import BadInput
from weerbaar.measure.misspelling import misspelt


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every plan says.

    `question_nl` heads the Dutch page of a report. `source` and `retrieved_on` describe the figures;
    `level` is that of the intervals.
    """

    analysis: str
    method: str
    question: str
    question_nl: str = ""
    source: str
    signed_by: str
    signed_on: date
    retrieved_on: date | None = None
    definition_version: str = ""
    decision_rule: str = ""
    seed: int = 1
    level: float = 0.95
    draws: int = 10_000

    # Fields that came when plans had been frozen already: at their default they stay out of the hash.
    later: ClassVar[frozenset[str]] = frozenset()

    def faults(self) -> list[str]:
        """Say what is inconsistent in values that each have the right type."""
        found = [
            f"'{name}' is empty; a plan without it cannot be frozen"
            for name in ("question", "source", "signed_by")
            if not str(getattr(self, name)).strip()
        ]
        if not 0.5 <= self.level < 1:
            found.append(f"'level' is {self.level:g}; give a probability such as 0.95")
        if self.draws < 10_000:
            found.append(f"'draws' is {self.draws}; random intervals need at least 10000")
        if self.seed < 0:
            found.append(f"'seed' is {self.seed}; give a whole number from 0")
        return found


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan could find, worked out before the fact: shares of made series, and what they rest on.

    `found_at_minimum` is the share in which the effect that matters would be shown; `smallest_effect` the
    ratio shown in the share `wanted`, None where no ratio tried was. `data_hash` covers the rows before.
    """

    wanted: float
    minimum_effect: float
    found_at_minimum: float
    smallest_effect: float | None
    until: str
    series: int
    data_hash: str
    code_version: str


class Frozen(msgspec.Struct, frozen=True, omit_defaults=True):
    """One frozen version of a plan: its hash (SHA-256 of the canonical JSON), its content, its power."""

    plan_hash: str
    signed_by: str
    signed_on: date
    content: dict[str, object]
    power: Promise | None = None


def plain(value: object) -> object:
    """Turn dates of a TOML tree into text, so that a plan hashes the same however a date was written."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value


def read_toml(path: Path) -> dict[str, object]:
    """Read the plan file as a tree; raises BadInput when it is absent or not TOML."""
    try:
        text = path.read_text("utf-8")
    except OSError as trouble:
        raise BadInput([f"cannot read the plan {path}: {trouble.strerror}"]) from None
    except UnicodeDecodeError:
        raise BadInput([f"the plan {path.name} is not UTF-8 text"]) from None
    try:
        return {key: plain(value) for key, value in tomllib.loads(text).items()}
    except tomllib.TOMLDecodeError as trouble:
        raise misspelt(path.name, text, str(trouble)) from None


def freeze(plan: Plan) -> Frozen:
    """Fix a plan: the hash covers every field, defaults included, but for later fields at their default.

    INVARIANT: a plan frozen by an earlier version keeps its hash; tests/measure/test_frozen_hashes.py has these.
    """
    content: dict[str, object] = msgspec.to_builtins(plan)
    for field in msgspec.structs.fields(plan):
        if field.name in plan.later and getattr(plan, field.name) == field.default:
            del content[field.name]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Frozen(hashlib.sha256(text.encode()).hexdigest(), plan.signed_by, plan.signed_on, content)


def frozen_file(path: Path) -> Path:
    """Name the file beside a plan that keeps its frozen versions."""
    return path.with_suffix(".frozen.json")


def frozen_versions(path: Path) -> list[Frozen]:
    """Return the versions frozen earlier for the plan at `path`, oldest first; none when never frozen."""
    kept = frozen_file(path)
    if not kept.exists():
        return []
    try:
        return msgspec.json.decode(kept.read_bytes(), type=list[Frozen])
    except msgspec.MsgspecError as trouble:
        raise BadInput([f"{kept.name} is not a list of frozen plans: {trouble}"]) from None


def keep_frozen(path: Path, frozen: Frozen) -> bool:
    """Add a version to the file beside the plan; False when it was the last one already.

    A last version without its power is completed; one with another power stays, and the new one follows it.
    """
    versions = frozen_versions(path)
    last = versions[-1] if versions else None
    if last and last.plan_hash == frozen.plan_hash:
        if frozen.power in (None, last.power):
            return False
        if last.power is None:
            versions = versions[:-1]
    kept = msgspec.json.format(msgspec.json.encode([*versions, frozen]), indent=1)
    frozen_file(path).write_bytes(kept + b"\n")
    return True
