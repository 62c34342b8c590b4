"""Finds references to documents and law, and gives each its identifier and its canonical form."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from weerbaar.letter.rules import Rule, table


class ReferenceRule(Rule, frozen=True, kw_only=True):
    """A row of the reference table; `identifier` and `canonical` are filled from the caught groups."""

    kind: str
    identifier: str
    canonical: str
    keep_case: bool = True
    # The words that lead to one more of the same kind, caught under the name of the part that differs: a number
    # of the same file ("29 911, nrs. 490 en 492") or another file ("Kamerstukken 29 911 en 36 463").
    further: str = ""


class References(msgspec.Struct, frozen=True):
    """The reference table, in the order in which the rules are tried."""

    reference: list[ReferenceRule]


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference at `start` to `end` of a text; `canonical` is the standard way to write it."""

    text: str
    start: int
    end: int
    kind: str
    identifier: str
    canonical: str
    rule: str
    confidence: float


def tables() -> References:
    """Return the reference table."""
    return table("references", References)


def find_references(text: str) -> list[Reference]:
    """Return the references in a text, in order; where two rules match, the longer wins, then the earlier."""
    found: list[tuple[int, int, int, Reference]] = []
    for order, rule in enumerate(tables().reference):
        for match in rule.matcher.in_long(text):
            if _inside_word(text, match):
                continue
            found += [(one.start, -one.end, order, one) for one in _read(rule, match, text)]
    kept: list[Reference] = []
    for start, _, _, reference in sorted(found, key=lambda item: item[:3]):
        if not kept or start >= kept[-1].end:
            kept.append(reference)
    return kept


def parse(text: str) -> Reference:
    """Return the one reference that a text is; ValueError when it is none or has words around it."""
    found = find_references(text.strip())
    if len(found) != 1 or len(found[0].text) != len(text.strip()):
        raise ValueError(f"`{text}` is not one reference as we know them; see `weerbaar letter refs --help`")
    return found[0]


def _inside_word(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    return (
        before.isalnum() or (before != "" and before in "-/:") or (match[0][-1].isalnum() and after.isalnum())
    )


def _read(rule: ReferenceRule, match: re.Match[str], text: str) -> list[Reference]:
    caught = {name: _clean(name, value or "") for name, value in match.groupdict().items()}
    first = _make(rule, caught, match[0], match.start())
    references = [first]
    if not rule.further:
        return references
    at = match.end()
    while (more := re.compile(rule.further).match(text, at)) is not None:
        name, words = next((name, words) for name, words in more.groupdict().items() if words)
        references.append(_make(rule, {**caught, name: _clean(name, words)}, words, more.start(name)))
        at = more.end()
    return references


def _make(rule: ReferenceRule, caught: dict[str, str], words: str, start: int) -> Reference:
    identifier = _fill(rule.identifier, caught)
    canonical = _fill(rule.canonical, caught)
    return Reference(
        words, start, start + len(words), rule.kind, identifier, canonical, rule.id, rule.confidence
    )


def _clean(name: str, value: str) -> str:
    """Return a caught group in its standard spelling."""
    if name in {"dossier"}:
        return re.sub(r"\D", "", value)
    if name == "session" and value:
        years = re.findall(r"\d{4}|\d{2}", value)
        first = years[0]
        return f"{first}/{years[-1][-2:]}"
    if name in {"suffix", "letter", "ecli", "celex", "court"}:
        return re.sub(r"[\s()]", "", value).upper()
    return value.strip()


def _fill(template: str, caught: dict[str, str]) -> str:
    """Fill `<name>` with a caught group; a part in square brackets falls away when a group in it is empty.

    `<dossier_spaced>` is the number with a space before its last three digits; `<session_plain>` has eight
    digits.
    """
    values = dict(caught)
    if digits := caught.get("dossier"):
        values["dossier_spaced"] = f"{digits[:-3]} {digits[-3:]}"
    if session := caught.get("session"):
        first, last = session.split("/")
        century = int(first[:2]) + (1 if last == "00" else 0)
        values["session_plain"] = f"{first}{century}{last}"

    def optional(part: re.Match[str]) -> str:
        names = re.findall(r"<(\w+)>", part[1])
        return part[1] if all(values.get(name) for name in names) else ""

    whole = re.sub(r"\[([^\[\]]*)\]", optional, template)
    return re.sub(r"<(\w+)>", lambda found: values.get(found[1], ""), whole)
