"""Phrases: the small patterns of Dutch that code asks for by name, each a row of a table with examples."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from weerbaar.letter.rules import Rule, expand, forgotten_with_the_rules, table
from weerbaar.letter.rules.needed import Matcher
from weerbaar.letter.rules.own import PHRASE_TABLES, Raw, shipped


class PhraseTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The phrases about one thing."""

    phrase: list[Rule]


def phrases_of(name: str) -> list[Rule]:
    """Return the rows of one table of phrases."""
    return table(name, PhraseTable).phrase


@cache
def phrase(name: str) -> re.Pattern[str]:
    """Return a phrase, compiled; LookupError when no table has one of that name.

    Capitals do not count, unless the row says so with `(?-i:…)`.
    """
    return re.compile(expand(_row(name).pattern), re.IGNORECASE)


@cache
def phrase_matcher(name: str) -> Matcher:
    """Return a phrase for use on long texts, where looking first for the words it needs pays."""
    return _row(name).matcher


@cache
def _rows() -> dict[str, Rule]:
    return {row.id: row for name in PHRASE_TABLES for row in phrases_of(name)}


def _row(name: str) -> Rule:
    try:
        return _rows()[name]
    except KeyError:
        raise LookupError(f"no table of phrases has a row `{name}`") from None


for _remembered in (phrase, phrase_matcher, _rows):
    forgotten_with_the_rules(_remembered.cache_clear)


def phrase_faults(name: str, own: Raw) -> list[str]:
    """Return what is wrong with own rows that replace phrases: a name nobody asks for, a part that is not caught."""
    ours = {row["id"]: row["pattern"] for row in shipped(name)["phrase"]}
    faults: list[str] = []
    for row in own.get("phrase", []):
        where = f"`{name}.toml`, rule `{row['id']}`"
        if row["id"] not in ours:
            faults.append(f"{where}: no phrase of ours has that name, so nothing would ask for it")
            continue
        try:
            caught = re.compile(expand(row["pattern"]))
        except (re.error, KeyError):
            continue  # told with the faults of every table
        needed = re.compile(expand(ours[row["id"]])).groupindex
        faults += [
            f"{where}: the pattern must catch `(?P<{part}>…)`"
            for part in needed
            if part not in caught.groupindex
        ]
        if caught.groups and not needed:
            faults.append(f"{where}: the pattern must catch nothing; write `(?:…)` for its brackets")
    return faults
