"""Reads a whole file of trade messages: every fault at once, no record from what is not right."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from weerbaar.standards.edifact import fault as codes
from weerbaar.standards.edifact.envelope import Header, RawMessage, header_of
from weerbaar.standards.edifact.fault import Fault, Findings, Segment, at_segment
from weerbaar.standards.edifact.fields import unread_dates
from weerbaar.standards.edifact.groups import arrange
from weerbaar.standards.edifact.profiles import PROFILES, Profile
from weerbaar.standards.edifact.records import Interchange, Message
from weerbaar.standards.edifact.tokens import (
    MOST_BYTES,
    REPERTOIRES,
    decode,
    is_clean,
    outside_repertoire,
    oversize,
    segments_of,
    separators_of,
    without_separators,
)
from weerbaar.standards.edifact.translate import KNOWN_DATES, TRANSLATIONS, release_references
from weerbaar.standards.edifact.walk import Walk
from weerbaar.standards.sentence import quoted

_MOST_TOLD = 1_000


def read_interchange(data: bytes) -> Interchange:
    """Read an interchange. Never raises: what is wrong stands in the result, all of it.

    A fault of the envelope (UNA, UNB, UNG, UNE, UNZ, or anything outside a message) takes the record from
    every message; a fault of one message only from that one.
    """
    if len(data) > MOST_BYTES:
        return _refused(
            codes.TOO_LONG,
            f"het bestand heeft {len(data)} bytes, gelezen worden er ten hoogste {MOST_BYTES}: splits het",
            f"the file has {len(data)} bytes, at most {MOST_BYTES} are read: split it",
        )
    text, utf8 = decode(data)
    separators, body, wrong_advice = separators_of(text.lstrip("\r\n"))
    too_large = oversize(body, separators)
    if too_large is not None:
        return _refused(too_large.code, too_large.nl, too_large.en)
    segments, raws, rest = segments_of(body, separators)
    if not segments or segments[0].tag != "UNB":
        start = quoted(text[:12])
        return _refused(
            codes.MISSING,
            f"het bestand begint niet met UNA of UNB maar met {start}: het is geen EDIFACT-uitwisseling",
            f"the file begins not with UNA or UNB but with {start}: it is no EDIFACT interchange",
        )
    header, faults = header_of(segments[0])
    walk = _walked(segments, rest, header.reference)
    plain = without_separators(raws, separators)
    if header.syntax in REPERTOIRES and not is_clean("".join(plain), header.syntax, utf8):
        _charset(plain, segments, header.syntax, utf8, walk)
    faults = [*((wrong_advice,) if wrong_advice else ()), *faults, *walk.faults]
    messages = tuple(_read(message) for message in walk.messages)
    if faults:
        messages = tuple(_without_record(message) for message in messages)
    return Interchange(header=header, messages=messages, faults=_bounded(faults))


def _walked(segments: list[Segment], rest: str, reference: str) -> Walk:
    """Sort the segments behind UNB into messages; `rest` is what no terminator ends."""
    walk = Walk(reference)
    for segment in segments[1:]:
        walk.take(segment)
    walk.finish()
    if rest.strip("\r\n "):
        walk.faults.append(_unended(rest, segments[-1]))
    return walk


def _bounded(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return the faults, or the first thousand and how many more there are: nobody reads on after that."""
    if len(faults) <= _MOST_TOLD:
        return tuple(faults)
    more = len(faults) - _MOST_TOLD
    last = Fault(code=codes.TOO_MANY, nl=f"en nog {more} fouten", en=f"and {more} faults more")
    return (*faults[:_MOST_TOLD], last)


def _refused(code: str, nl: str, en: str) -> Interchange:
    return Interchange(header=Header(), messages=(), faults=(Fault(code=code, tag="UNB", nl=nl, en=en),))


def _unended(rest: str, last: Segment) -> Fault:
    return at_segment(
        codes.MISSING,
        Segment("", (), last.position + 1),
        f"na het laatste segment staat nog {quoted(rest)} zonder afsluitteken",
        f"behind the last segment stands {quoted(rest)} without a terminator",
    )


def _charset(raws: list[str], segments: list[Segment], level: str, utf8: bool, walk: Walk) -> None:
    """Put each segment's characters outside the repertoire with the message, or envelope, that it is in."""
    owners: dict[int, RawMessage] = {}
    for message in walk.messages:
        for offset in range(len(message.segments)):
            owners[message.first + offset] = message
    for raw, segment in zip(raws, segments, strict=True):
        found = outside_repertoire(raw, segment, level, utf8)
        if found is None:
            continue
        owner = owners.get(segment.position)
        if owner is None:
            walk.faults.append(found)
        else:
            place = Segment(segment.tag, (), segment.position - owner.first + 1)
            owner.faults.append(at_segment(found.code, place, found.nl, found.en))


def _read(raw: RawMessage) -> Message:
    """Read one message; with a fault of syntax its content is still looked at, but gives no record."""
    unh = raw.header
    identifier = unh.elements[1] if len(unh.elements) > 1 else ("",)
    profile = PROFILES.get(unh.at(2))
    wrong = _unsupported(unh, profile)
    if wrong is not None or profile is None:
        faults = (*raw.faults, *((wrong,) if wrong else ()))
        return Message(
            reference=raw.reference,
            type=unh.at(2),
            identifier=identifier,
            record=None,
            syntax_faults=faults,
        )
    syntax, content = Findings(), Findings()
    ended = raw.segments[-1].tag == "UNT"
    root = arrange(raw.segments[:-1] if ended else raw.segments, profile, unh.at(2, 3), syntax)
    record = TRANSLATIONS[profile.message](root, content)
    unread_dates(root, KNOWN_DATES[profile.message], content)
    faults = (*raw.faults, *syntax.faults)
    bgm = next((segment for segment in raw.segments if segment.tag == "BGM"), unh)
    reference = next((r.number for r in release_references(root) if r.qualifier == "RE"), "")
    return Message(
        reference=raw.reference,
        type=profile.message,
        identifier=identifier,
        record=None if faults or content.faults else record,
        syntax_faults=_bounded(faults),
        faults=_bounded(content.faults),
        remarks=(*syntax.remarks, *content.remarks),
        document_number=bgm.at(2) if bgm.tag == "BGM" else "",
        release_reference=reference,
    )


def _unsupported(unh: Segment, profile: Profile | None) -> Fault | None:
    """Return the fault of a message type or directory that we do not read."""
    named = ":".join(unh.elements[1]) if len(unh.elements) > 1 else ""
    read = ", ".join(PROFILES)
    if profile is not None and unh.at(2, 2) == "D" and unh.at(2, 3) in profile.directories:
        return None
    return at_segment(
        codes.VALUE_NOT_SUPPORTED,
        unh,
        f"berichtsoort {quoted(named)} wordt niet gelezen: wel {read} in D.95B, D.00B en D.08B",
        f"message type {quoted(named)} is not read: {read} are, in D.95B, D.00B and D.08B",
        element=2,
    )


def _without_record(message: Message) -> Message:
    return msgspec.structs.replace(message, record=None)
