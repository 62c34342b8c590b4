"""Reads a sentence about a figure, names the words that claim more than the figure bears, and proposes a better one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.rates import count_interval, exact_ratio
from weerbaar.measure.result import Result, Text, Verdict
from weerbaar.measure.verdict import CHANGE, decide, null_of, say

BEARS = {
    "plausible": {Verdict.PLAUSIBLE, Verdict.SHOWN},
    "shown": {Verdict.SHOWN},
    "never": set[Verdict](),
}
COMPARING = {"campaign", "displacement"}
"""Analyses that set a figure against what would have happened anyway; only these can bear a cause."""
LONGEST = 2_000


class Claim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One family of words, with what they need and why; `match` and `no_match` are its examples."""

    id: str
    needs: str
    pattern: str
    nl: str
    en: str
    match: tuple[str, ...]
    no_match: tuple[str, ...]
    direction: str = ""
    highest: bool = False
    cause: bool = False


@dataclass(frozen=True)
class Measured:
    """What a figure bears: its verdict, the way it went (`up`, `down` or neither), and what may be said of it.

    `highest` is False where the series is known to have held a higher figure.
    """

    verdict: Verdict
    direction: str
    analysis: str
    sentence: Text
    highest: bool = True


@dataclass(frozen=True)
class TooMuch:
    """A word at `start` to `end` of the sentence, the family it belongs to, and why it claims too much."""

    word: str
    start: int
    end: int
    claim: str
    why: Text


@cache
def claims() -> tuple[Claim, ...]:
    """Return the families of words, in the order of the table."""
    tree = tomllib.loads((Path(__file__).parent / "claim_words.toml").read_text("utf-8"))
    return tuple(msgspec.convert(one, Claim) for one in tree["claim"])


def two_counts(count: int, before: int, level: float = 0.95) -> Measured:
    """Judge a count beside the one before it, as `counts change` does; raises BadInput with every fault."""
    faults = Faults()
    for value in (count, before):
        if value < 0:
            faults.add(f"a count of {value} is negative; give the number of cases")
    if count == before == 0:
        faults.add("both counts are zero; there is nothing to compare")
    faults.stop()
    ratio, _ = exact_ratio(count, before, level)
    verdict = decide(ratio, [], barred=False)
    (low, high), percent = count_interval(count, level), f"{level * 100:g}"
    gap, more = abs(count - before), count >= before
    fact = Text(
        f"{dutch(count, 0)} ({percent} %: {dutch(low, 0)}–{dutch(high, 0)}), {dutch(gap, 0)}"
        f" {'meer' if more else 'minder'} dan {dutch(before, 0)}.",
        f"{english(count, 0)} ({percent} %: {english(low, 0)}–{english(high, 0)}), {english(gap, 0)}"
        f" {'more' if more else 'fewer'} than {english(before, 0)}.",
    )
    direction = "up" if count > before else "down" if count < before else ""
    return Measured(verdict, direction, "counts", say(fact, verdict, CHANGE))


def of_result(path: Path) -> Measured:
    """Read what a `result.json` of a report bears; raises BadInput where it is none."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Result)
    except OSError as trouble:
        raise BadInput([f"cannot read {path}: {trouble.strerror}; check the name of the file"]) from None
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise BadInput([f"{path.name} is no result; write one with `measure --json` or `--report`"]) from None
    null, way = null_of(found.scale), ""
    if found.scale in {"ratio", "difference"} and found.estimate is not None:
        way = "up" if found.estimate > null else "down" if found.estimate < null else ""
    highest = found.diagnostics.get("highest_of_the_series") is not False
    return Measured(found.verdict, way, found.analysis, found.sentence, highest)


def too_much(sentence: str, measured: Measured) -> list[TooMuch]:
    """Return the words that claim more than was measured, in the order of the sentence.

    Raises BadInput on an empty sentence, or one beyond LONGEST characters.
    """
    if not sentence.strip():
        raise BadInput(["there is no sentence to check; write it between quotes"])
    if len(sentence) > LONGEST:
        raise BadInput([f"a sentence of {len(sentence)} characters; check at most {LONGEST} at a time"])
    found = [
        TooMuch(word[0], word.start(), word.end(), claim.id, why)
        for claim in claims()
        for why in [reason(claim, measured)]
        if why is not None
        for word in re.finditer(claim.pattern, sentence, re.IGNORECASE)
    ]
    return sorted(found, key=lambda one: (one.start, -one.end))


def reason(claim: Claim, measured: Measured) -> Text | None:
    """Say why words of this family claim too much; None where the figure bears them."""
    if measured.verdict not in BEARS[claim.needs]:
        return Text(claim.nl, claim.en)
    if claim.direction and claim.direction != measured.direction:
        return Text("het cijfer ging niet die kant op", "the figure did not go that way")
    if claim.highest and not measured.highest:
        return Text("de reeks kende een hoger cijfer", "the series has held a higher figure")
    if claim.cause and measured.analysis not in COMPARING:
        return Text(claim.nl, claim.en)
    return None
