"""Finds the marks in a stretch of draft text: figures, notes, quotations, names, settled items, promises."""

from __future__ import annotations

import re
from collections.abc import Iterator

from weerbaar.letter.building.draft import Hyperlink, Inline, Mark, Span, Words
from weerbaar.letter.register.faults import Fault

# The Dutch word of a mark, its English twin, and how many parts it takes (fewest, most).
KINDS = {
    "figuur": ("figure", 1, 4),
    "noot": ("note", 1, 1),
    "aangehaald": ("quoted", 2, 2),
    "naam": ("name", 1, 1),
    "afgedaan": ("settled", 1, 2),
    "belofte": ("promise", 2, 2),
    "engels": ("english", 1, 1),
}
ENGLISH = {english: (english, low, high) for english, low, high in KINDS.values()}
FIGURE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
TOKEN = re.compile(
    r"\{(?P<mark>[^{}]*)\}|\[(?P<label>[^\[\]]+)\]\((?P<url>https?://[^\s()]+)\)"
    r"|\*\*(?P<strong>[^*]+)\*\*|\*(?P<emphasis>[^*\s][^*]*)\*|(?P<stray>[{}])"
)
FILLER = "\ufffc"


def read_span(source: str, line: int, file: str, faults: list[Fault]) -> Span:
    """Return a stretch of text with its marks found; faults of form are added to `faults`."""
    return Span(tuple(inlines(source, line, file, faults)), source, line)


def inlines(source: str, line: int, file: str, faults: list[Fault]) -> Iterator[Inline]:
    """Yield the words, marks and links of a text in order."""
    at = 0
    for match in TOKEN.finditer(source):
        if match.start() > at:
            yield Words(one_line(source[at : match.start()]))
        at = match.end()
        here = line + source.count("\n", 0, match.start())
        if match["mark"] is not None:
            mark = read_mark(one_line(match["mark"]).strip(), here, file, faults)
            if mark:
                yield mark
        elif match["url"]:
            yield Hyperlink(one_line(match["label"]), match["url"])
        elif match["strong"]:
            yield Words(one_line(match["strong"]), "strong")
        elif match["emphasis"]:
            yield Words(one_line(match["emphasis"]), "emphasis")
        else:
            faults.append(
                Fault(file, here, f"a brace {match['stray']!r} stands alone; close the mark or leave it out")
            )
    if at < len(source):
        yield Words(one_line(source[at:]))


def read_mark(text: str, line: int, file: str, faults: list[Fault]) -> Mark | None:
    """Return one mark, or None after adding its fault."""
    word, colon, rest = text.partition(":")
    if not colon:
        parts = tuple(part.strip() for part in text.split("|"))
        if FIGURE_ID.fullmatch(parts[0]) and all(parts):
            return Mark("figure", parts, line)
        faults.append(
            Fault(file, line, f"{{{text}}} is no figure id; an id begins with a letter and has no spaces")
        )
        return None
    known = KINDS.get(word.strip().lower()) or ENGLISH.get(word.strip().lower())
    if known is None:
        faults.append(
            Fault(file, line, f"there is no mark {word.strip()!r}; choose from: {', '.join(KINDS)}")
        )
        return None
    kind, fewest, most = known
    parts = tuple(part.strip() for part in rest.split("|"))
    if not fewest <= len(parts) <= most or not all(parts):
        wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
        faults.append(
            Fault(
                file,
                line,
                f"the mark {word.strip()!r} takes {wanted} parts divided by |; it has {len(parts)}",
            )
        )
        return None
    return Mark(kind, parts, line)


def one_line(text: str) -> str:
    """Return the text with each run of line breaks and the spaces round them as one space."""
    return re.sub(r"[ \t]*\n[ \t]*", " ", text)


def without_marks(source: str) -> str:
    """Return the text with each mark and address filled over, at the same length and on the same lines.

    What is left is what the author typed as running text; the notes' own words are checked apart.
    """

    def fill(match: re.Match[str]) -> str:
        if match["mark"] is None and match["url"] is None:
            return match[0]
        keep = len(match["label"]) + 2 if match["url"] else 0
        return match[0][:keep] + "".join("\n" if c == "\n" else FILLER for c in match[0][keep:])

    return TOKEN.sub(fill, source)
