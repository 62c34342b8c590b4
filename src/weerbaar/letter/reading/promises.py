"""Finds what is promised: a future act with its actor, its term and how firmly it is said."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date

import msgspec

from weerbaar.letter.reading.actors import actors, first_verb
from weerbaar.letter.reading.figures import as_term
from weerbaar.letter.reading.findings import Promise
from weerbaar.letter.reading.flat import Flat, Sentence
from weerbaar.letter.rules import Rule, table, wordlist
from weerbaar.letter.rules.phrases import phrase
from weerbaar.letter.terms import Term, beginning_in

SCANNED = {"paragraph", "item", "cell"}


class Cue(Rule, frozen=True, kw_only=True):
    """A row of the cue table; see the head of cues.toml."""

    strength: str
    needs: str


class CueTables(msgspec.Struct, frozen=True):
    """Cues of promises, what forbids one, words of others, and on whose behalf."""

    cue: list[Cue]
    veto: list[Rule]
    quoted: list[Rule]
    principal: list[Rule]


def tables() -> CueTables:
    """Return the cue tables."""
    return table("cues", CueTables)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence with its own verb, at flat places, and the terms in it."""

    start: int
    text: str
    terms: tuple[Term, ...]
    vague: tuple[Term, ...]


def find_promises(
    flat: Flat, terms: list[Term], vague: list[Term], letter: date, me: str
) -> tuple[list[Promise], list[Promise]]:
    """Return the promises with a computable term, and the commitments without one."""
    dated: list[Promise] = []
    undated: list[Promise] = []
    earlier = ""
    opening = [sentence for sentence in flat.sentences if sentence.kind in SCANNED][:3]
    for sentence in flat.sentences:
        if sentence.kind not in SCANNED:
            earlier = ""
            continue
        for clause in clauses(sentence, terms, vague):
            found = _in_clause(flat, sentence, clause, letter, earlier, me)
            if found is not None and not _told_here(found, sentence, opening):
                (dated if found.term else undated).append(found)
        earlier = sentence.text
    return dated, undated


def _told_here(found: Promise, sentence: Sentence, opening: list[Sentence]) -> bool:
    """Say whether the head of a letter only says what the letter does: "graag informeer ik uw Kamer over …"."""
    if found.rule == "intends":
        return sentence is opening[0] and phrase("informs").search(sentence.text) is not None
    adds = sentence is opening[0] or (
        sentence in opening and phrase("adds-to-it").match(sentence.text) is not None
    )
    return found.rule == "i-inform" and not found.vague and adds


def clauses(sentence: Sentence, terms: list[Term], vague: list[Term]) -> list[Clause]:
    """Cut a sentence where both sides have a verb and a term of their own; else leave it whole."""
    inside = beginning_in(terms, sentence.start, sentence.end)
    unclear = beginning_in(vague, sentence.start, sentence.end)
    cuts = [_told(sentence, inside)]
    for cut in phrase("opens-a-clause").finditer(sentence.text):
        left, right = sentence.text[cuts[-1] : cut.start()], sentence.text[cut.end() :]
        left_terms = [t for t in inside if cuts[-1] <= t.start - sentence.start < cut.start()]
        right_terms = [t for t in inside if t.start - sentence.start >= cut.end()]
        if (
            left_terms
            and right_terms
            and _has_verb(left)
            and _has_verb(right)
            and _own_verb(sentence.text, cut)
        ):
            cuts.append(cut.end())
    bounds = [*cuts, len(sentence.text)]
    made: list[Clause] = []
    for low, high in itertools.pairwise(bounds):
        start = sentence.start + low
        end = sentence.start + high
        mine = tuple(t for t in inside if start <= t.start < end)
        also = tuple(t for t in unclear if start <= t.start < end)
        made.append(Clause(start, sentence.text[low:high].rstrip(", "), mine, also))
    return made


def _told(sentence: Sentence, inside: list[Term]) -> int:
    """Return where the telling of a sentence ends and what is told begins; 0 when nothing is only told."""
    told = phrase("tells-that").match(sentence.text)
    if told is None or any(t.start < sentence.start + told.end() for t in inside):
        return 0
    return told.end()


def _has_verb(text: str) -> bool:
    return any(cue.matcher.search(text) for cue in tables().cue)


def _own_verb(text: str, cut: re.Match[str]) -> bool:
    """Say whether what follows a bare "en" is a clause: a finite verb of ours stands near its start."""
    if cut[0] != " en ":
        return True
    near = " ".join(text[cut.end() :].split(" ")[:9])
    return phrase("finite-verb-near").search(near) is not None


def _in_clause(
    flat: Flat, sentence: Sentence, clause: Clause, letter: date, earlier: str, me: str
) -> Promise | None:
    halves = _halves(clause.text)
    vetoed = [found.start() for veto in tables().veto for found in veto.matcher.finditer(clause.text)]
    closed = [(low, high) for low, high in halves if any(low <= place < high for place in vetoed)]
    if len(closed) == len(halves):
        return None
    closed += [found.span() for rule in tables().quoted for found in rule.matcher.finditer(clause.text)]
    free = [t for t in clause.terms if not _within(t.start - clause.start, closed) and not _topic(clause, t)]
    future = [t for t in free if is_future(t, letter) and not _tells_which(clause, t)]
    hit = _best_cue(clause, future, closed, any(not _tells_which(clause, term) for term in free))
    if hit is None:
        return None
    cue, found = hit
    term = _term_of(future, found.start() + clause.start) if future else None
    return _promise(flat, sentence, clause, cue, found, term, earlier, me)


def _halves(text: str) -> list[tuple[int, int]]:
    """Return where the parts between semicolons begin and end."""
    return [half.span() for half in re.finditer(r"[^;]+", text)]


def _topic(clause: Clause, term: Term) -> bool:
    """Say whether a term is what an act is about, "de cijfers over 2026", and not when it is done."""
    return phrase("what-it-is-about").search(clause.text[: term.start - clause.start]) is not None


def _aim(clause: Clause, term: Term) -> bool:
    """Say whether a vague term stands in the words that tell why something is done, and dates no act."""
    return phrase("in-order-to").search(clause.text[: term.start - clause.start]) is not None


def _tells_which(clause: Clause, term: Term) -> bool:
    """Say whether a term only tells which one is meant, "mijn brief van 3 maart", and dates no act."""
    if ".." in term.rule:
        return False  # "van juni tot en met augustus"
    return phrase("tells-which-one").search(clause.text[: term.start - clause.start]) is not None


def _within(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(low <= place < high for low, high in spans)


def is_future(term: Term, letter: date) -> bool:
    """Say whether a term asks for something on or after the day of the letter."""
    first, last = term.interval.earliest, term.interval.latest
    if last is None:
        return first is not None and first > letter
    # What happens on the day of the letter itself is done by the letter: "vandaag bied ik u … aan".
    return last >= letter and not first == last == letter


def _best_cue(
    clause: Clause, future: list[Term], closed: list[tuple[int, int]], any_term: bool
) -> tuple[Cue, re.Match[str]] | None:
    """Return the first cue of the table that holds in a clause; looking back forbids the weaker ones."""
    halves = [(low, high, _looks_back(clause.text[low:high])) for low, high in _halves(clause.text)]
    for cue in tables().cue:
        if cue.needs in {"term", *_PLACED} and not future:
            continue
        if cue.needs == "by-term" and not any(_has_last_day(term) for term in future):
            continue
        for found in cue.matcher.finditer(clause.text):
            if _within(found.start(), closed):
                continue
            past = any(back for low, high, back in halves if low <= found.start() < high)
            if cue.needs in _PLACED:
                # "Is … verplicht" and "uiterlijk 1 mei heeft elke …" only seem to look back.
                if (not past or cue.needs in _STATES) and any(
                    _PLACED[cue.needs](clause, found, term) for term in future
                ):
                    return cue, found
                continue
            if (
                future
                and cue.needs in {"term", "by-term", ""}
                and not (past and cue.needs == "term" and cue.id not in _FIRM)
            ):
                return cue, found
            vague_ahead = [t for t in clause.vague if t.rule != "past-period" and not _aim(clause, t)]
            if (
                not future
                and not any_term
                and (not past or cue.id == "aims")
                and (cue.needs in {"", "undated"} or (cue.needs == "vague" and vague_ahead))
            ):
                return cue, found
    return None


def _has_last_day(term: Term) -> bool:
    """Say whether a term says by when: "uiterlijk …"; "tot en met 2028" says how long."""
    return term.interval.earliest is None and not phrase("how-long").match(term.text)


def _beside(clause: Clause, found: re.Match[str], term: Term) -> bool:
    """Say whether a verb stands beside a term: "onderteken ik in mei", "handhaaft daarop in mei"."""
    start, end = term.start - clause.start, term.end - clause.start
    between = clause.text[found.end() : start] if found.end() <= start else clause.text[end : found.start()]
    small = wordlist("adverbs") | wordlist("articles")
    passed = all(word in small or word[:1].isupper() for word in between.split())
    return not between.strip() or (found.end() <= start and passed)


def _opens(clause: Clause, found: re.Match[str], term: Term) -> bool:
    """Say whether a clause opens with a term and its verb comes next: "in januari studeren … af"."""
    before = clause.text[: term.start - clause.start].split()
    small = wordlist("adverbs")
    return (
        found.start() == term.end - clause.start + 1
        and all(word.lower().rstrip(",") in small for word in before)
        and _says_when(clause, found, term)
    )


def _says_when(clause: Clause, found: re.Match[str], term: Term) -> bool:
    """Say whether a term says when something is done, not what it is of nor until when it lasts."""
    return not term.rule.startswith(("of+", "up-to+", "year-range")) and _has_days(term)


def _has_days(term: Term) -> bool:
    return term.interval.earliest is not None or _has_last_day(term)


def _from_then(clause: Clause, found: re.Match[str], term: Term) -> bool:
    """Say whether a term says from when something holds."""
    return term.interval.earliest is not None and term.interval.latest is None


_PLACED = {"from-term": _from_then, "beside-term": _beside, "after-first-term": _opens, "when": _says_when}
_STATES = {"from-term", "after-first-term"}
_FIRM = {"will-do", "will-inform", "aims", "intends", "expects", "is-ready"}


def _looks_back(text: str) -> bool:
    text = phrase("on-a-condition").split(phrase("condition-first").sub("", text), maxsplit=1)[0]
    found = phrase("looks-back").search(text)
    ahead = phrase("looks-ahead").search(text)
    return found is not None and (
        ahead is None or (found.start() < ahead.start() and "," not in text[found.start() : ahead.start()])
    )


def _term_of(future: list[Term], verb: int) -> Term:
    """Return the future term nearest to the verb."""
    return min(future, key=lambda term: min(abs(term.start - verb), abs(term.end - verb)))


def _promise(
    flat: Flat,
    sentence: Sentence,
    clause: Clause,
    cue: Cue,
    found: re.Match[str],
    term: Term | None,
    earlier: str,
    me: str,
) -> Promise:
    start, end = flat.span(clause.start, clause.start + len(clause.text))
    verb = next(
        (found.span(name) for name in found.groupdict() if name.startswith("v") and found[name]), None
    )
    verb = verb or first_verb(clause.text)
    dates = [(t.start - clause.start, t.end - clause.start) for t in (*clause.terms, *clause.vague)]
    who = actors(clause.text, verb, dates, earlier, me)
    if clause.start > sentence.start and not who:
        who = actors(sentence.text, first_verb(sentence.text), [], earlier, me)
    unclear = next((t for t in clause.vague if t.rule != "past-period"), None)
    return Promise(
        text="",
        start=start,
        end=end,
        rule=cue.id if term is None else f"{cue.id} / {term.rule}",
        confidence=round(cue.confidence * (term.confidence if term else 0.8), 2),
        sentence=sentence.text,
        actor=who,
        principals=principals(clause.text, me),
        acts=acts(clause.text, found),
        term=as_term(term) if term else None,
        strength=cue.strength,
        vague=unclear.text if unclear and not term else None,
    )


def principals(clause: str, me: str) -> list[str]:
    """Return on whose request or behalf something is done."""
    named: list[str] = []
    for rule in tables().principal:
        for found in rule.matcher.finditer(clause):
            groups = found.groupdict()
            if groups.get("self") or groups.get("self_2"):
                named.append(me)
            else:
                named.append((groups.get("name") or groups.get("name_2") or "").strip())
    return [name for name in dict.fromkeys(named) if name]


def acts(clause: str, found: re.Match[str]) -> list[str]:
    """Return the verbs that say what will be done ("bepalen", "informeren")."""
    bare = clause.rstrip(".")
    name = next((n for n in found.groupdict() if n.startswith("v") and found[n]), None)
    verb = found[name].lower() if name else found[0]
    if verb in wordlist("becoming"):
        done = phrase("participle").search(bare, found.end(name or 0))
        chosen = phrase("participle-in-front").search(bare) or done
        return [chosen[0]] if chosen else [verb]
    if phrase("takes-an-infinitive").match(verb):
        no_acts = wordlist("no_acts")
        found_acts = [match["act"] for match in phrase("infinitive").finditer(bare)]
        infinitives = [act for act in found_acts if act not in no_acts]
        return list(dict.fromkeys(infinitives[-3:])) or [verb]
    return [verb]
