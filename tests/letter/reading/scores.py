"""Measures the reading: precision, recall and F1 per kind of finding, over letters with known answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from answers import Answer, Letter

from weerbaar.letter.reading.document import Unreadable
from weerbaar.letter.reading.findings import (
    DateFound,
    Figure,
    Finding,
    Mentioned,
    Promise,
    Reading,
    Settled,
    TermFound,
)
from weerbaar.letter.reading.flat import flatten
from weerbaar.letter.reading.named import named_in
from weerbaar.letter.reading.plain import read_plain
from weerbaar.letter.reading.reader import read
from weerbaar.letter.reading.source import check_dutch

KINDS = {"D": "dates", "F": "figures", "P": "promises", "S": "settled", "U": "undated"}


@dataclass
class Score:
    """Counts for one kind; `missed` and `wrong` keep the words, to be looked at."""

    right: int = 0
    wrong: list[str] = field(default_factory=list[str])
    missed: list[str] = field(default_factory=list[str])

    @property
    def precision(self) -> float:
        """Of what was found, the share that is right."""
        found = self.right + len(self.wrong)
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Of what is there, the share that was found."""
        there = self.right + len(self.missed)
        return self.right / there if there else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def measure(letters: list[Letter]) -> dict[str, Score]:
    """Read each letter and compare with its answers; a letter that is refused gives no findings."""
    scores = {name: Score() for name in KINDS.values()}
    for letter in letters:
        try:
            check_dutch(letter.text, letter.name)
            reading = read(read_plain(letter.text))
        except Unreadable:
            if letter.answers:
                raise
            continue
        for kind, name in KINDS.items():
            compare(letter, kind, found_of(reading, name), scores[name])
    return scores


@dataclass(frozen=True)
class Named:
    """How many settled items there are; how many are settled or mentioned; how many named at all; what to look at."""

    letters: int
    answers: int
    listed: int
    named: int
    mentioned: int


def measure_named(letters: list[Letter]) -> Named:
    """Count which of the answers either list holds, and which are named when no closing is read."""
    told = [letter for letter in letters if letter.answers]
    answers = listed = named = mentioned = 0
    for letter in told:
        document = read_plain(letter.text)
        reading = read(document)
        wanted = Counter(answer.value for answer in letter.answers if answer.kind == "S")
        answers += wanted.total()
        listed += (wanted & Counter(map(value_of, [*reading.settled, *reading.mentioned]))).total()
        alone = [f"{one.kind} {one.member or ''}".strip() for one in named_in(flatten(document), [])]
        named += (wanted & Counter(alone)).total()
        mentioned += len(reading.mentioned)
    return Named(len(told), answers, listed, named, mentioned)


def found_of(reading: Reading, name: str) -> list[Finding]:
    """Return one list of a reading."""
    lists: dict[str, list[Finding]] = {
        "dates": [*reading.dates],
        "figures": [*reading.figures],
        "promises": [*reading.promises],
        "settled": [*reading.settled],
        "undated": [*reading.undated],
    }
    return lists[name]


def compare(letter: Letter, kind: str, found: list[Finding], score: Score) -> None:
    """Pair findings with answers: overlapping places and equal value; each answer counts once."""
    open_answers = [answer for answer in letter.answers if answer.kind == kind]
    for finding in found:
        match = next(
            (
                a
                for a in open_answers
                if a.start < finding.end and finding.start < a.end and value_of(finding) == norm(a)
            ),
            None,
        )
        if match is None:
            score.wrong.append(
                f"{letter.name}: {' '.join(finding.text.split())[:90]} {value_of(finding)} [{finding.rule}]"
            )
        else:
            score.right += 1
            open_answers.remove(match)
    score.missed += [
        f"{letter.name}: {' '.join(letter.text[a.start : a.end].split())[:90]} {norm(a)}"
        for a in open_answers
    ]


def norm(answer: Answer) -> str:
    """Return the value of an answer in the form of `value_of`."""
    if answer.kind == "F":
        value, unit = answer.value.split(" ")
        return f"{float(value):g} {unit}"
    return answer.value


def value_of(finding: Finding) -> str:
    """Return what is compared: the days, the value with its unit, the kind and member."""
    if isinstance(finding, DateFound):
        return f"{finding.earliest or '..'}/{finding.latest or '..'}"
    if isinstance(finding, Figure):
        return f"{finding.value:g} {finding.unit}"
    if isinstance(finding, Settled | Mentioned):
        return f"{finding.kind} {finding.member or ''}".strip()
    if isinstance(finding, Promise) and finding.term:
        return f"{days(finding.term)} {finding.strength}"
    return ""


def days(term: TermFound) -> str:
    """Return the days of a term."""
    return f"{term.earliest or '..'}/{term.latest or '..'}"
