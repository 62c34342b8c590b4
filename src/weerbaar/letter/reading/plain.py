"""Reads a letter from plain text: finds headings and list items among lines that were broken anywhere."""

from __future__ import annotations

import re
from itertools import pairwise

from weerbaar.letter.reading.document import Block, Document, blanked
from weerbaar.letter.reading.footnotes import QUOTES, find_marks
from weerbaar.letter.rules import wordlist

_NOT_SHOWN = str.maketrans("", "", QUOTES + "\0")
_LINE = re.compile(r"[^\n]*\n?")
_LIST = re.compile(r"\s*(?:(?P<number>\d{1,2})[.)]|(?P<letter>[a-z])[.)]|[-•–*·▪])(?:\s+\S|$)")
_ENDS = re.compile(r"[.!?:;][)\]]*$")
_HEADING_LONGEST = 110
_HEADER_LINES = 30
_DATE_LINE = re.compile(
    r"^\s*(?:(?:[Dd]atum|DATUM)\b[: ]*|(?:[A-ZÀ-Ý]|s-[A-Z])[\w’' -]{2,30},? (?:d\.d\. )?)?\d{1,2} "
    r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|"
    r"oktober|november|december) (?:19|20)\d\d\.?\s*$"
)
_SALUTATION = re.compile(r"^\s*(?:geachte|hooggeachte|mijnheer|mevrouw)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"^\s*(?:Datum|Betreft|Onderwerp|Onze referentie|Ons kenmerk|Uw "
    r"kenmerk|Uw referentie|Kenmerk|Bijlagen?|BRIEF VAN|"
    r"Bijlage\(n\)|Aan de|AAN DE|Aan:|Brief regering|Contactpersoon|Pagina|Nr\.|"
    r"Postbus|>|\d{2}[ \u00a0\u2009\u202f]?\d{3}(?: |$))"
)
_TITLE_LONGEST, _VALUE_LONGEST = 100, 45
_SIGNED = re.compile(
    r"^\s*(?:hoogachtend|met vriendelijke groet|namens (?:de|het) |"
    r"(?:de|het)?\s*(?:minister|staatssecretaris|"
    r"minister-president)\b[^.;]{0,90},?\s*$)",
    re.IGNORECASE,
)
_NOTE_LINE = re.compile(
    r"^\s*\[?\d{1,3}\]?[.)]?\s+(?:Kamerstuk|Handelingen|Aanhangsel|Motie|Toezegging|Stcrt|Stb|Staats|Trb|http|www|Zie|Brief|Tweede|Eerste)"
)


def read_plain(text: str) -> Document:
    """Return the letter in a plain text (LF line ends)."""
    marks = find_marks(text)
    lines = [
        (found.start(), found.start() + len(found[0].rstrip("\n")))
        for found in _LINE.finditer(text)
        if found[0]
    ]
    shown = blanked(text, marks)
    bare = [shown[start:end].translate(_NOT_SHOWN).strip() for start, end in lines]
    return Document(text, tuple(_blocks(lines, bare)), marks)


def header_lines(lines: list[str]) -> int:
    """Return how many lines belong to the head of the letter: up to date, labels and salutation."""
    last = 0
    dated = False
    for index, line in enumerate(lines[:_HEADER_LINES]):
        if _SALUTATION.match(line):
            return index + 1
        # Only one date stands alone: a later line may be the begin of a sentence, "Sinds 1 juli 2025".
        dates = not dated and _DATE_LINE.match(line) is not None
        if dates or (_LABEL.match(line) and not re.search(r"[.;]$", line)):
            last = index + 1
            dated = dated or dates
        elif (
            line
            and (line.endswith((".", ";", ":")) or len(line) >= (_VALUE_LONGEST if dated else _TITLE_LONGEST))
            and (dated or not _titles(lines[index + 1 :]))
        ):
            break
    return last


def _titles(following: list[str]) -> bool:
    """Say whether a line before the date is a title, though it ends as a sentence: a line of the head comes next."""
    return _LABEL.match(next(filter(None, following), "")) is not None


def closing_line(lines: list[str], header: int) -> int:
    """Return the line where the signature begins, or the number of lines."""
    for index in range(max(header, len(lines) - 40), len(lines)):
        rest = [line for line in lines[index + 1 :] if line]
        complete = index == 0 or _ENDS.search(lines[index - 1]) or not lines[index - 1]
        if (
            _SIGNED.match(lines[index])
            and complete
            and rest
            and len(rest[0]) < 60
            and not _ENDS.search(rest[0])
        ):
            return index
    return len(lines)


def _blocks(lines: list[tuple[int, int]], bare: list[str]) -> list[Block]:
    header = header_lines(bare)
    closing = closing_line(bare, header)
    starts: list[tuple[int, str]] = []
    for index, line in enumerate(bare):
        if not line:
            continue
        kind = _kind(bare, index, header, closing, starts)
        if kind is not None:
            starts.append((index, kind))
    bounds = [*starts, (len(bare), "")]
    found: list[Block] = []
    for (index, kind), (following, _) in pairwise(bounds):
        last = max(k for k in range(index, following) if bare[k])
        found.append(Block(lines[index][0], lines[last][1], kind))
    return found


def _kind(
    bare: list[str], index: int, header: int, closing: int, starts: list[tuple[int, str]]
) -> str | None:
    """Return the kind of block that begins at a line, or None when the line goes on from the one before."""
    line = bare[index]
    if index < header:
        return "header"
    if index >= closing:
        return "note" if _NOTE_LINE.match(line) else "closing"
    previous = next((bare[k] for k in range(index - 1, header - 1, -1) if bare[k]), "")
    inside = starts[-1][1] if starts and starts[-1][0] >= header else "header"
    complete = not previous or _complete(previous) or inside == "heading"
    blank = index > 0 and not bare[index - 1]
    if inside == "heading" and starts[-1][0] == index - 1 and _heading(bare, index - 1) == 2:
        return None
    if complete and _numbered_heading(bare, index):
        return "heading"
    if _LIST.match(line) and (complete or _next_in_list(line, bare, starts)):
        return "item"
    if complete and _heading(bare, index) > 0:
        return "heading"
    opens = line[0].isupper() or line[0].isdigit()
    if inside in {"header", "heading"} or (blank and opens and (complete or not _open_end(previous))):
        return "paragraph"
    return None


def _complete(line: str) -> bool:
    """Say whether a line ends a sentence; "nr." and the like do not."""
    last = line.lower().rstrip(".").split(" ")[-1].lstrip("(")
    return _ENDS.search(line) is not None and not (
        line.endswith(".") and last in wordlist("numbered_abbreviations")
    )


def _next_in_list(line: str, bare: list[str], starts: list[tuple[int, str]]) -> bool:
    """Say whether a marked line goes on a list: the same dash, or the next number or letter."""
    if not starts or starts[-1][1] != "item":
        return False
    here, before = _LIST.match(line), _LIST.match(bare[starts[-1][0]])
    if here is None or before is None:
        return False
    if here["number"] and before["number"]:
        return int(here["number"]) == int(before["number"]) + 1
    if here["letter"] and before["letter"]:
        return ord(here["letter"]) == ord(before["letter"]) + 1
    return here[0].strip()[:1] == before[0].strip()[:1]


def _open_end(line: str) -> bool:
    """Say whether a line breaks off in the middle of a sentence."""
    last = re.split(r"[\s-]+", line.lower())[-1]
    return line.endswith((",", "-", "–", "(")) or last in wordlist("function_words")


def _heading(bare: list[str], index: int) -> int:
    """Return over how many lines a heading stands that begins at a line: none, one or two."""
    following = [text for text in bare[index + 1 : index + 8] if text]
    if following and _heads(bare[index], following[0]):
        return 1
    # A second line goes on when it begins small or in brackets, or when the first breaks off: "Motie van het lid".
    goes_on = bool(following) and (
        following[0][0].islower() or following[0][0] == "(" or _open_end(bare[index])
    )
    broken = len(following) > 1 and goes_on and not _ENDS.search(following[0])
    return 2 if broken and _heads(f"{bare[index]} {following[0]}", following[1], whole=True) else 0


def _numbered_heading(bare: list[str], index: int) -> bool:
    """Say whether "2. Wachttijden" is a heading: no next number of a list stands right after it."""
    following = next((text for text in bare[index + 1 :] if text), "")
    return (
        _NUMBERED.match(bare[index]) is not None and not _LIST.match(following) and _heading(bare, index) > 0
    )


_NUMBERED = re.compile(r"^\d{1,2}(?:\.\d{1,2})*[.)]? +[A-ZÀ-Ý]")


def _heads(line: str, following: str, whole: bool = False) -> bool:
    """Say whether a line reads as a heading: short, no sentence, no verb, and a sentence begins after it."""
    if len(line) > _HEADING_LONGEST or re.search(r"[.,;!:]$|(?<!^\d)(?<!^\d\d)\. [A-ZÀ-Ý]", line):
        return False
    if not (line[0].isupper() or _NUMBERED.match(line)):
        return False
    words = re.findall(r"[\w'-]+", line.lower())
    verbs = wordlist("finite_verbs") | wordlist("telling_verbs")
    ends_open = words and words[-1] in wordlist("function_words") | wordlist("months")
    if (
        not words
        or ends_open
        or (verbs & set(words) and not (whole and words[0] in {"wat", "hoe", "waarom"}))
    ):
        return False
    opening = re.split(r"[^\w'-]", following.lower())[0]
    known = (
        wordlist("function_words")
        | wordlist("prepositions")
        | wordlist("adverbs")
        | {"ik", "wij", "we", "uw"}
    )
    if words[0] in {"de", "het", "een", "deze", "dit"} and opening not in known:
        return False  # a name on the next line may well belong to the same subject
    return following[0].isupper() or following[0] in "-•–'" or _NUMBERED.match(following) is not None
