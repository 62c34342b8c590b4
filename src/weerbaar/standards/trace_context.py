"""Follows one question across organisations: the traceparent and tracestate headers of W3C Trace Context.

`random` in these functions is a source such as `os.urandom`: it takes a number of bytes and returns them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

_SHAPE = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_MEMBER = re.compile(
    r"[a-z0-9][a-z0-9_\-*/]{0,255}(?:@[a-z][a-z0-9_\-*/]{0,13})?=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,256}"
)
_MOST_MEMBERS, _MOST_CHARACTERS = 32, 512


class TraceContext(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A place in a trace: 32 hex digits for the trace, 16 for this step, and whether it is sampled.

    `state` is what vendors passed along, kept as it came.
    """

    trace_id: str
    span_id: str
    sampled: bool = True
    state: str = ""


def parse_traceparent(text: str, state: str = "") -> TraceContext | None:
    """Read the two headers, or return `None` for a traceparent that must be ignored. Never raises.

    A later version is read as far as version 00 goes, as the recommendation asks; a state that is not well
    formed is dropped without harm to the rest.
    """
    shaped = _SHAPE.fullmatch(text.strip(" \t"))
    if shaped is None:
        return None
    version, trace_id, span_id, flags, more = shaped.groups()
    if version == "ff" or (version == "00" and more) or not int(trace_id, 16) or not int(span_id, 16):
        return None
    return TraceContext(
        trace_id=trace_id, span_id=span_id, sampled=bool(int(flags, 16) & 1), state=kept_state(state)
    )


def kept_state(text: str) -> str:
    """Return a tracestate as it came, or an empty text when it is not well formed or too long."""
    members = [member.strip(" \t") for member in text.split(",") if member.strip(" \t")]
    keys = [member.partition("=")[0] for member in members]
    whole = len(text) <= _MOST_CHARACTERS and len(members) <= _MOST_MEMBERS and len(set(keys)) == len(keys)
    return text if whole and all(_MEMBER.fullmatch(member) for member in members) else ""


def format_traceparent(context: TraceContext) -> str:
    """Write the traceparent header."""
    return f"00-{context.trace_id}-{context.span_id}-{'01' if context.sampled else '00'}"


def new_trace(random: Callable[[int], bytes]) -> TraceContext:
    """Begin a trace of our own."""
    return TraceContext(trace_id=_id(random, 16), span_id=_id(random, 8))


def next_span(context: TraceContext, random: Callable[[int], bytes]) -> TraceContext:
    """Return the next step of the same trace."""
    return TraceContext(
        trace_id=context.trace_id, span_id=_id(random, 8), sampled=context.sampled, state=context.state
    )


def _id(random: Callable[[int], bytes], size: int) -> str:
    """Draw an id that is not all zeros, which would mean that there is none."""
    drawn = random(size)
    if len(drawn) != size:
        raise ValueError(f"the random source gave {len(drawn)} bytes where {size} were asked")
    return drawn.hex() if any(drawn) else f"{1:0{size * 2}x}"
