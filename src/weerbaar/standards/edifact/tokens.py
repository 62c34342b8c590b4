"""Cuts the bytes of an interchange into segments: which characters separate, which are allowed at all."""

from __future__ import annotations

import re

import msgspec

from weerbaar.standards.edifact import fault as codes
from weerbaar.standards.edifact.fault import Fault, Segment, at_segment
from weerbaar.standards.sentence import quoted, strangers

# Bounds on what one file may ask of us. 5,000 messages with a container each are 60,000 segments in 1.4 MB,
# and the longest segment of the directories (five free texts of 512) is far under 10,000 characters.
MOST_BYTES = 16 * 1024 * 1024
MOST_SEGMENTS = 250_000
LONGEST_SEGMENT = 10_000

# The repertoires of ISO 9735. Level A has capitals only, level B adds small letters and the information
# separators, level C is ISO 8859-1. Neither A nor B holds @ # _ or a backslash.
_LEVEL_A = r"A-Z0-9 .,\-()/='+:?!\"%&*;<>"
_OUTSIDE = {
    "UNOA": re.compile(rf"[^{_LEVEL_A}]"),
    "UNOB": re.compile(rf"[^{_LEVEL_A}a-z\x1c\x1d\x1f]"),
    "UNOC": re.compile(r"[^\x20-\x7e\xa0-\xff]"),
}
REPERTOIRES = frozenset(_OUTSIDE)
_TAG = re.compile(r"[A-Z]{3}")


class Separators(msgspec.Struct, frozen=True, gc=False):
    """The service characters of one interchange; `release` is empty when UNA gives a space for it."""

    component: str = ":"
    element: str = "+"
    release: str = "?"
    terminator: str = "'"


def decode(data: bytes) -> tuple[str, bool]:
    """Return the text, and whether it is UTF-8 beyond ASCII (which no repertoire of ours allows).

    Anything that is not UTF-8 is read as ISO 8859-1, which every byte string is.
    """
    if data.isascii():
        return data.decode("ascii"), False
    try:
        return data.decode("utf-8"), True
    except UnicodeDecodeError:
        return data.decode("latin-1"), False


def separators_of(text: str) -> tuple[Separators, str, Fault | None]:
    """Return the service characters, the text behind UNA, and the fault of a UNA that cannot be used."""
    if not text.startswith("UNA"):
        return Separators(), text, None
    advice = text[3:9]
    una = Segment("UNA", (), 0)
    if len(advice) < 6:
        return Separators(), "", at_segment(codes.MISSING, una, "UNA is afgebroken", "UNA is cut off")
    component, element, _decimal, release, _reserved, terminator = tuple(advice)
    used = [component, element, terminator, *([] if release == " " else [release])]
    unfit = [c for c in used if c.isalnum() or c in " \r\n" or not c.isascii() or not c.isprintable()]
    if unfit or len(set(used)) != len(used):
        wrong = at_segment(
            codes.BAD_SERVICE_CHARACTER,
            una,
            f"UNA {quoted(advice)} geeft scheidingstekens die gelijk of onbruikbaar zijn",
            f"UNA {quoted(advice)} gives separators that are equal or cannot be used",
        )
        return Separators(), text[9:], wrong
    return Separators(component, element, "" if release == " " else release, terminator), text[9:], None


def _pieces(text: str, separators: Separators) -> list[str]:
    """Cut at segment terminators that are not released; the last piece is what follows the last of them."""
    release, terminator = separators.release, separators.terminator
    cut = text.split(terminator)
    if not release or release + terminator not in text:
        return cut
    whole: list[str] = []
    pending: list[str] = []
    for piece in cut:
        pending.append(piece)
        trailing = len(piece) - len(piece.rstrip(release))
        if trailing % 2 == 0:
            whole.append(terminator.join(pending))
            pending = []
    return [*whole, terminator.join(pending)] if pending else whole


def oversize(text: str, separators: Separators) -> Fault | None:
    """Return the fault of a text with too many or too long segments, found before it is cut up."""
    count = text.count(separators.terminator)
    if count > MOST_SEGMENTS:
        return Fault(
            code=codes.TOO_MANY,
            nl=f"het bestand heeft {count} segmenten, ten hoogste {MOST_SEGMENTS} worden gelezen: splits het",
            en=f"the file has {count} segments, at most {MOST_SEGMENTS} are read: split it",
        )
    longest = max(len(piece) for piece in _pieces(text, separators))
    if longest > LONGEST_SEGMENT:
        return Fault(
            code=codes.TOO_LONG,
            nl=f"een segment heeft {longest} tekens, gelezen worden er ten hoogste {LONGEST_SEGMENT}",
            en=f"a segment has {longest} characters, at most {LONGEST_SEGMENT} are read",
        )
    return None


def _released(raw: str, separators: Separators) -> tuple[tuple[str, ...], ...]:
    """Cut one segment that holds a release character, and undo the releases."""
    elements: list[tuple[str, ...]] = []
    components: list[str] = []
    current: list[str] = []
    characters = iter(raw)
    for character in characters:
        if character == separators.release:
            current.append(next(characters, ""))
        elif character == separators.component:
            components.append("".join(current))
            current = []
        elif character == separators.element:
            elements.append((*components, "".join(current)))
            components, current = [], []
        else:
            current.append(character)
    elements.append((*components, "".join(current)))
    return tuple(elements)


def segments_of(text: str, separators: Separators) -> tuple[list[Segment], list[str], str]:
    """Return the segments, the raw text of each, and what stands behind the last terminator.

    Line ends between segments are passed over; positions count from 1.
    """
    element, component, release = separators.element, separators.component, separators.release
    raws = [piece.lstrip("\r\n") for piece in _pieces(text, separators)]
    rest = raws.pop() if raws else ""
    found: list[Segment] = []
    for position, raw in enumerate(raws, 1):
        if release and release in raw:
            parts = _released(raw, separators)
        else:
            parts = tuple([tuple(part.split(component)) for part in raw.split(element)])
        # A tag with components would hide what stands in them: kept whole, it is no tag and so a fault.
        found.append(Segment(component.join(parts[0]), parts[1:], position))
    return found, raws, rest


def odd_tag(segment: Segment) -> Fault | None:
    """Return the fault of a segment whose tag is not three capital letters."""
    if _TAG.fullmatch(segment.tag):
        return None
    return at_segment(
        codes.INVALID_VALUE,
        Segment("", (), segment.position),
        f"segment begint met {quoted(segment.tag)}, dat is geen segmentcode van drie hoofdletters",
        f"segment begins with {quoted(segment.tag)}, which is no tag of three capital letters",
    )


def outside_repertoire(raw: str, segment: Segment, level: str, utf8: bool) -> Fault | None:
    """Return the fault of a segment with characters that its syntax level does not have, each one named."""
    foreign = {c for c in raw if not c.isascii()} if utf8 else set[str]()
    odd = sorted({*_OUTSIDE[level].findall(raw), *foreign})
    if not odd:
        return None
    named = [s for c in odd for s in strangers(c, start=raw.index(c) + 1)]
    shown = quoted("".join(odd))
    detail_nl = "".join(f"; {s.nl}" for s in named[:5])
    detail_en = "".join(f"; {s.en}" for s in named[:5])
    return at_segment(
        codes.INVALID_CHARACTER,
        segment,
        f"{segment.tag} bevat tekens die {level} niet kent: {shown}{detail_nl}",
        f"{segment.tag} holds characters that {level} does not have: {shown}{detail_en}",
    )


def is_clean(text: str, level: str, utf8: bool) -> bool:
    """Say in one pass whether a text without line ends keeps to its repertoire."""
    return not utf8 and _OUTSIDE[level].search(text) is None


def without_separators(raws: list[str], separators: Separators) -> list[str]:
    """Return the raw segments with agreed separators blanked out: UNA may name any character."""
    if separators == Separators():
        return raws
    used = separators.component + separators.element + separators.release + separators.terminator
    blank = str.maketrans(used, " " * len(used))
    return [raw.translate(blank) for raw in raws]
