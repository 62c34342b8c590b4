"""The answer to a request that could not be carried out: a problem document with every fault in it.

RFC 9457.
"""

from __future__ import annotations

import msgspec

MEDIA_TYPE = "application/problem+json"


class PointedFault(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One fault of the input: where (a JSON pointer, RFC 6901), and what, in Dutch and English."""

    pointer: str
    nl: str
    en: str


class Reason(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One rule that refused: its name, the legal basis that it cites, and its sentence."""

    rule: str
    basis: str
    nl: str
    en: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem document. `faults` go with bad input (400), `reasons` with a refusal (403)."""

    status: int
    title: str
    detail: str
    type: str = "about:blank"
    instance: str = ""
    faults: tuple[PointedFault, ...] = ()
    reasons: tuple[Reason, ...] = ()


def to_json(problem: Problem) -> bytes:
    """Render a problem; `type` is always written, empty members are left out."""
    fields: dict[str, object] = {"type": problem.type}
    for name in ("title", "status", "detail", "instance", "faults", "reasons"):
        value = getattr(problem, name)
        if value or name == "status":
            fields[name] = value
    return msgspec.json.encode(fields)


def pointer(*steps: str | int) -> str:
    """Make a JSON pointer from keys and indexes."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
