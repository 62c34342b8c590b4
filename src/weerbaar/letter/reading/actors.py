"""Who promises: the grammatical subject of the verb, who acts with it, and on whose behalf."""

from __future__ import annotations

import re

from weerbaar.letter.rules import wordlist
from weerbaar.letter.rules.phrases import phrase


def actors(
    clause: str, verb: tuple[int, int] | None, dates: list[tuple[int, int]], earlier: str, me: str
) -> list[str]:
    """Return who acts in a clause.

    `verb` is where its finite verb stands, `dates` where its expressions of time stand, `earlier` the
    sentence before (a thing that is made has its maker there), `me` how "ik" is written out.
    """
    agent = _agent(clause)
    if agent:
        return [agent]
    subject = _subject(clause, verb, dates) if verb else None
    if subject is None:
        return [me] if phrase("i").search(clause) else []
    named = [_written_out(part, me) for part in _coordinated(subject)]
    named += [found["office"].strip() for found in phrase("with-an-office").finditer(clause)]
    maker = _maker(subject, earlier)
    return [maker] if maker else list(dict.fromkeys(named))


def first_verb(sentence: str) -> tuple[int, int] | None:
    """Return where the first finite verb of a sentence stands."""
    verbs = wordlist("finite_verbs") - wordlist("speaking_pronouns")
    for found in re.finditer(r"[a-zà-ÿ]+", sentence):
        if found[0] in verbs:
            return found.span()
    return None


def _agent(clause: str) -> str | None:
    found = phrase("done-by").search(clause)
    if found is None or not phrase("is-being-done").search(clause):
        return None
    return _noun_phrase(found["agent"], 0)


def _subject(clause: str, verb: tuple[int, int], dates: list[tuple[int, int]]) -> str | None:
    start, end = verb
    opens = clause.rfind(": ", 0, start) + 2
    if opens > 1:
        clause, start, end = clause[opens:], start - opens, end - opens
        dates = [(low - opens, high - opens) for low, high in dates]
    after = clause[end:]
    pronoun = phrase("pronoun-behind").match(after)
    if pronoun:
        return pronoun["who"]
    if phrase("subordinate-clause").match(clause):
        return _noun_phrase(clause, len(_leads(clause)))
    before = clause[:start]
    together = phrase("an-office-and-i").search(before)
    if together:
        return together[0].strip()
    own = phrase("i-or-we").search(before.rsplit(",", 1)[-1])
    if own:
        return own["who"]
    fore = before[len(_leads(before)) :]
    if fore.strip() and not _adverbial(fore, len(before) - len(fore), dates):
        return _trimmed(fore)
    return _noun_phrase(clause, end + 1, {place for low, high in dates for place in range(low, high)})


def _leads(text: str) -> str:
    found = phrase("leads-in").match(text)
    return found[0] if found else ""


def _adverbial(fore: str, offset: int, dates: list[tuple[int, int]]) -> bool:
    """Say whether the words before the verb tell when or how rather than who."""
    first = re.match(r"[\w'-]+", fore.lower())
    if first is None or phrase("pronominal-adverb").match(first[0]):
        return True
    if first[0] in wordlist("prepositions") or first[0] in wordlist("adverbs"):
        return True
    return any(low <= offset + 1 and high >= offset + len(fore.rstrip()) - 1 for low, high in dates)


def _trimmed(fore: str) -> str | None:
    """Return the subject at the head of the words before the verb, without its relative clauses."""
    words = fore.strip().strip(",")
    cut = phrase("relative-clause").search(words)
    words = words[: cut.start()] if cut else words
    parts = words.split(", ")
    if len(parts) > 1 and not parts[-1][:1].isupper() and " en " not in parts[-1]:
        words = parts[-1] if parts[0].split(" ")[0].lower() in wordlist("prepositions") else parts[0]
    return words or None


def _noun_phrase(text: str, start: int, closed: set[int] | frozenset[int] = frozenset()) -> str | None:
    """Return the noun phrase that begins at a place, or None when no noun phrase begins there."""
    tokens = list(re.finditer(r"[^\s,;:]+|[,;:]", text[start:]))
    inner, determiners, adjective = wordlist("inside_names"), wordlist("determiners"), phrase("adjective")
    taken: list[str] = []
    headed = False
    for index, token in enumerate(tokens):
        word = token[0]
        low = word.lower().strip("().")
        if word in ",;:" or (start + token.start()) in closed:
            if not taken and word not in ",;:":
                continue
            break
        if not taken:
            if low in wordlist("pronouns"):
                return low
            if low in wordlist("adverbs") or low in wordlist("not_subjects"):
                continue
            if low in wordlist("prepositions") or phrase("counts-or-done").match(low):
                return None
        following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        if taken and not _belongs(word, low, following, taken, headed):
            break
        taken.append(word)
        # Behind the noun only names, brackets and "van …" go on; before it stand adjectives in -e.
        headed = not (low in inner or low in determiners) and (word[:1].isupper() or not adjective.match(low))
    return " ".join(taken).strip(".") or None


def _belongs(word: str, low: str, following: str, taken: list[str], headed: bool) -> bool:
    inner, determiners = wordlist("inside_names"), wordlist("determiners")
    if low in inner and _goes_on(low, following, taken):
        return True
    if low in determiners or low in wordlist("adverbs") or low in wordlist("prepositions") or _verbal(low):
        return False
    last = taken[-1].lower()
    if last.endswith("-") or last in inner or last in determiners:
        return True
    return not headed or word[:1].isupper() or word.startswith("(")


def _goes_on(low: str, following: str, taken: list[str]) -> bool:
    articles = wordlist("articles")
    if low in articles:
        return taken[-1].lower() in wordlist("before_inner_articles")
    if low == "voor":
        return taken[-1][:1].isupper() and (following[:1].isupper() or following.lower() in articles)
    if low == "en":
        return following[:1].isupper() or following.lower() in wordlist("after_inner_and")
    return bool(following)


def _verbal(low: str) -> bool:
    return low in wordlist("finite_verbs") and low not in wordlist("speaking_pronouns")


def _coordinated(subject: str) -> list[str]:
    """Split "de Staatssecretaris en ik" in two; leave "Justitie en Veiligheid" whole."""
    parts = phrase("and-another-one").split(subject)
    listed = [piece for part in parts for piece in phrase("next-in-a-list").split(part)]
    return [part.strip() for part in listed if part.strip()]


def _written_out(subject: str, me: str) -> str:
    return me if subject.lower() == "ik" else subject


def _maker(subject: str, earlier: str) -> str | None:
    """Return who was charged, in the sentence before, with the thing that is now said to be ready."""
    if phrase("this-thing").match(subject) is None:
        return None
    found = phrase("charged-with").search(earlier)
    return next((name.strip() for name in found.groups() if name), None) if found else None
