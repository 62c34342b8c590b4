"""The messages that we read, declared segment by segment as their directories list them.

A part is a segment with the least and most times it may stand in its group; a group opens with its first
segment. Partners put the segments inside a group in different orders, so order within a group is not
checked: membership, number and what must be there are. `since` marks what the D.95B directory does not have;
seen in a D.95B message it is read, with a remark.

`MANY` stands where a directory sets a limit below what ports send today (5,000 containers in one message).
"""

from __future__ import annotations

import msgspec

MANY = 99_999


class Part(msgspec.Struct, frozen=True, gc=False):
    """A segment or group: its opening tag, how often it must and may stand, and what a group holds."""

    tag: str
    least: int
    most: int
    parts: tuple[Part, ...] = ()
    since: str = "95B"


class Profile(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A message type with the directories that we read it in, and everything between UNH and UNT."""

    message: str
    directories: tuple[str, ...]
    parts: tuple[Part, ...]


def segment(tag: str, least: int, most: int, *, since: str = "95B") -> Part:
    """Declare a segment."""
    return Part(tag, least, most, (), since)


def group(tag: str, least: int, most: int, *parts: Part, since: str = "95B") -> Part:
    """Declare a group that opens with `tag`."""
    return Part(tag, least, most, parts, since)


DIRECTORIES = ("95B", "00B", "08B")

_PLACE = group("LOC", 0, 9, segment("DTM", 0, 9))
_PARTY = group("NAD", 1, 9, group("CTA", 0, 9, segment("COM", 0, 9)))
_REFERENCE = group("RFF", 0, 9, segment("DTM", 0, 9, since="00B"))
_GOODS = group(
    "GID", 0, MANY,
    segment("HAN", 0, 9), segment("FTX", 0, 9), segment("RFF", 0, 9), segment("PIA", 0, 9),
    group("NAD", 0, 9, segment("DTM", 0, 9), segment("CTA", 0, 9), segment("COM", 0, 9)),
    segment("MEA", 0, 9), segment("DIM", 0, 9), segment("DOC", 0, 9), segment("SGP", 0, MANY),
    group("DGS", 0, 9, segment("FTX", 0, 9), segment("MEA", 0, 9)),
)  # fmt: skip
_EQUIPMENT = group(
    "EQD", 0, MANY,
    segment("RFF", 0, 99), segment("EQN", 0, 1), segment("TMD", 0, 9), segment("DTM", 0, 9),
    segment("LOC", 0, 99), segment("MEA", 0, 9), segment("DIM", 0, 9), segment("SEL", 0, 99),
    segment("FTX", 0, 99), segment("HAN", 0, 9, since="00B"), segment("PIA", 0, 9),
    segment("TMP", 0, 9), segment("RNG", 0, 9), segment("EQA", 0, 9), segment("GDS", 0, 9),
    group("DGS", 0, 99, segment("FTX", 0, 9), segment("MEA", 0, 9)),
    group("DAM", 0, 9, segment("COD", 0, 9)),
    group("TDT", 0, 9, segment("RFF", 0, 9), segment("LOC", 0, 9), segment("DTM", 0, 9)),
    group("NAD", 0, 9, segment("CTA", 0, 9), segment("COM", 0, 9)),
)  # fmt: skip


def _transport(least: int, most: int) -> Part:
    return group("TDT", least, most, segment("DTM", 0, 9, since="00B"), segment("RFF", 0, 9), _PLACE)


def _head() -> tuple[Part, ...]:
    return (
        segment("BGM", 1, 1),
        segment("DTM", 0, 9, since="00B"),
        segment("FTX", 0, 9),
        _REFERENCE,
    )


# Carrier to terminal or platform: these containers may be collected.
COREOR = Profile(
    message="COREOR",
    directories=DIRECTORIES,
    parts=(*_head(), _transport(1, 1), _PARTY, _GOODS, _EQUIPMENT, segment("CNT", 0, 1)),
)

# Inland carrier to terminal: I come to collect or deliver.
COPINO = Profile(
    message="COPINO",
    directories=DIRECTORIES,
    parts=(
        *_head(),
        _transport(1, 9),
        _PLACE,
        _PARTY,
        _GOODS,
        _EQUIPMENT,
        segment("CNT", 0, 1),
    ),
)

# Terminal to carrier or platform: this container passed the gate.
CODECO = Profile(
    message="CODECO",
    directories=DIRECTORIES,
    parts=(*_head(), _transport(0, 9), _PLACE, _PARTY, _GOODS, _EQUIPMENT, segment("CNT", 0, 1)),
)

# Terminal to carrier or platform: this container left or entered the ship.
COARRI = Profile(
    message="COARRI",
    directories=DIRECTORIES,
    parts=(*_head(), _transport(1, 1), _PLACE, _PARTY, _GOODS, _EQUIPMENT, segment("CNT", 0, 1)),
)

PROFILES = {profile.message: profile for profile in (COREOR, COPINO, CODECO, COARRI)}
