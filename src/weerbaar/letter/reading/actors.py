"""Who promises: the grammatical subject of the verb, who acts with it, and on whose behalf."""

from __future__ import annotations

import re

from weerbaar.letter.rules import expand, wordlist

_PRONOUNS = {"ik", "wij", "we", "zij", "hij", "ze", "men"}
_LEADS = re.compile(
    r"^(?:(?:\(?\d{1,2}[.)]|[-•–*]|[a-z]\)|\w+:) )?(?:(?:en|maar|want|ook|tevens|verder|"
    r"daarnaast|bovendien|daarom|vervolgens|tot slot|ten slotte|tegelijkertijd|"
    r"zo|eveneens|eerst|dan|daartoe|hiertoe|hiermee|daarmee|hierbij|"
    r"daarbij|tot die tijd|inmiddels|naar verwachting|"
    r"waarna|waarbij|waardoor|waarover|waarmee|waarvoor|waaraan|waarop|waarin|"
    r"zodat|dat|die|als|nadat|zodra|terwijl|omdat),? )*",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"^(?:waarna|waarbij|waardoor|waarover|waarmee|waarvoor|waaraan|"
    r"waarop|waarin|zodat|nadat|zodra|terwijl|omdat) ",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:samen met|tezamen met|met) ((?:de|mijn) (?:minister|staatssecretaris|collega|ambtgeno\w+)[^,;.]*?)"
    r"(?=,| naar| ernaar| er\b| werk| zet| zal| start| ga| stel| ik\b|"
    r" aan| om| op| in| de| dit| deze| een| het|$)",
    re.IGNORECASE,
)
# "De Staatssecretaris Jeugd, Preventie en Sport en ik": an office may hold commas of its own.
_WITH_ME = re.compile(
    r"\b(?:de|het|mijn) (?:minister|staatssecretaris|collega|ambtgeno\w+|kabinet)\b[^;:]* en (?:ik|wij)\s*$",
    re.IGNORECASE,
)
_BY = re.compile(r"\bdoor ((?:de|het|een) [A-Za-zÀ-ÿ][^,;.]*)", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:de|het|'t|mijn|onze|ons) ", re.IGNORECASE)
_THING = re.compile(r"^(?:dit|deze|dat|die|het|de) ([\w-]+)", re.IGNORECASE)
_COMMISSIONED = re.compile(
    r"\b(?:heb|heeft|hebben) (?:ik |het kabinet |wij )?((?:het|de) [A-ZÀ-Ý][^,;.]*?) "
    r"(?:de )?(?:opdracht|gevraagd|verzocht|opgedragen)\b"
    r"|\bopdracht (?:gegeven |verstrekt |verleend )?aan ((?:het|de) [A-ZÀ-Ý][^,;.]*?)(?= "
    r"(?:om|voor|tot|gegeven|verstrekt|verleend)|[,;.]|$)"
    r"|\b((?:Het|De) [A-ZÀ-Ý][^,;.]*?) (?:werkt aan|ontwikkelt|bouwt|stelt|maakt)\b"
    r"|\bdoor ((?:het|de) [A-ZÀ-Ý][^,;.]*?) (?:\w*ge\w+|ontwikkeld|opgesteld)\b"
)
_DETERMINERS = {
    "de",
    "het",
    "een",
    "dit",
    "deze",
    "dat",
    "die",
    "mijn",
    "onze",
    "alle",
    "beide",
    "iedere",
    "elke",
}
_INNER = {"van", "voor", "der", "den", "en", "de", "het", "ter", "tot"}


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
        return [me] if re.search(r"\bik\b", clause, re.IGNORECASE) else []
    named = [_written_out(part, me) for part in _coordinated(subject)]
    named += [
        f"{name[0].strip()}" for name in (found.groups() for found in _OFFICE.finditer(clause)) if name[0]
    ]
    maker = _maker(subject, earlier)
    return [maker] if maker else list(dict.fromkeys(named))


_NO_ACTOR = re.compile(expand(r"(?:[\d€]|(?:{number_word})$|(?:{participle})$|honderd|miljoen)"))


def first_verb(sentence: str) -> tuple[int, int] | None:
    """Return where the first finite verb of a sentence stands."""
    for found in re.finditer(r"[a-zà-ÿ]+", sentence):
        if found[0] in wordlist("finite_verbs") and found[0] not in {"ik", "wij", "we", "u"}:
            return found.span()
    return None


def _agent(clause: str) -> str | None:
    found = _BY.search(clause)
    if found is None or not re.search(r"\b(?:wordt|worden|geworden)\b", clause, re.IGNORECASE):
        return None
    return _phrase(found[1], 0)


def _subject(clause: str, verb: tuple[int, int], dates: list[tuple[int, int]]) -> str | None:
    start, end = verb
    opens = clause.rfind(": ", 0, start) + 2
    if opens > 1:
        clause, start, end = clause[opens:], start - opens, end - opens
        dates = [(low - opens, high - opens) for low, high in dates]
    after = clause[end:]
    pronoun = re.match(r" (?:nu |ook |dan )?(ik|wij|we|zij|hij|ze|men)\b", after, re.IGNORECASE)
    if pronoun:
        return pronoun[1]
    if _SUBORDINATE.match(clause):
        return _phrase(clause, len(_leads(clause)))
    before = clause[:start]
    together = _WITH_ME.search(before)
    if together:
        return together[0].strip()
    own = re.search(r"\b(ik|wij|we)\b", before.rsplit(",", 1)[-1], re.IGNORECASE)
    if own:
        return own[1]
    fore = before[len(_leads(before)) :]
    if fore.strip() and not _adverbial(fore, len(before) - len(fore), dates):
        return _trimmed(fore)
    return _phrase(clause, end + 1, {place for low, high in dates for place in range(low, high)})


def _leads(text: str) -> str:
    found = _LEADS.match(text)
    return found[0] if found else ""


def _adverbial(fore: str, offset: int, dates: list[tuple[int, int]]) -> bool:
    """Say whether the words before the verb tell when or how rather than who."""
    first = re.match(r"[\w'-]+", fore.lower())
    if first is None or re.fullmatch(r"(?:hier|daar|waar|er)[a-z]{2,6}", first[0]):
        return True
    if first[0] in wordlist("prepositions") or first[0] in wordlist("adverbs"):
        return True
    return any(low <= offset + 1 and high >= offset + len(fore.rstrip()) - 1 for low, high in dates)


def _trimmed(fore: str) -> str | None:
    """Return the subject at the head of the words before the verb, without its relative clauses."""
    words = fore.strip().strip(",")
    cut = re.search(r", (?:die|dat|waar\w*|welke|dat)\b| (?:die|dat) ", words)
    words = words[: cut.start()] if cut else words
    parts = words.split(", ")
    if len(parts) > 1 and not parts[-1][:1].isupper() and " en " not in parts[-1]:
        words = parts[-1] if parts[0].split(" ")[0].lower() in wordlist("prepositions") else parts[0]
    return words or None


def _phrase(text: str, start: int, closed: set[int] | frozenset[int] = frozenset()) -> str | None:
    """Return the noun phrase that begins at a place, or None when no noun phrase begins there."""
    tokens = list(re.finditer(r"[^\s,;:]+|[,;:]", text[start:]))
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
            if low in _PRONOUNS:
                return low
            if low in wordlist("adverbs") or low in {"mij", "zich"}:
                continue
            if low in wordlist("prepositions") or _NO_ACTOR.match(low):
                return None
        following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        if taken and not _belongs(word, low, following, taken, headed):
            break
        taken.append(word)
        # Behind the noun only names, brackets and "van …" go on; before it stand adjectives in -e.
        headed = low not in _INNER and low not in _DETERMINERS and (word[:1].isupper() or not _adjective(low))
    return " ".join(taken).strip(".") or None


def _belongs(word: str, low: str, following: str, taken: list[str], headed: bool) -> bool:
    if low in _INNER and _goes_on(low, following, taken):
        return True
    if low in _DETERMINERS or low in wordlist("adverbs") or low in wordlist("prepositions") or _verbal(low):
        return False
    if taken[-1].endswith("-") or taken[-1].lower() in _INNER | _DETERMINERS:
        return True
    return not headed or word[:1].isupper() or word.startswith("(")


def _adjective(low: str) -> bool:
    """Say whether a word in small letters may stand before the noun: "decentrale", "Nederlandse"."""
    noun = low.endswith(("ie", "ee", "heden")) or low in {"gemeente", "douane", "marechaussee", "gemeenten"}
    return low.endswith("e") and not noun


def _goes_on(low: str, following: str, taken: list[str]) -> bool:
    if low in {"de", "het"}:
        return taken[-1].lower() in {"van", "voor", "en"}
    if low == "voor":
        return taken[-1][:1].isupper() and (following[:1].isupper() or following.lower() in {"de", "het"})
    if low == "en":
        return following[:1].isupper() or following.lower() in {"de", "het", "ik", "andere"}
    return bool(following)


def _verbal(low: str) -> bool:
    return low in wordlist("finite_verbs") and low not in {"u", "ik"}


def _coordinated(subject: str) -> list[str]:
    """Split "de Staatssecretaris en ik" in two; leave "Justitie en Veiligheid" whole."""
    parts = re.split(r",? en (?=(?:de|het|ik|wij|mijn)\b)", subject)
    listed = [piece for part in parts for piece in re.split(r", (?=(?:de|het) [A-ZÀ-Ý])", part)]
    return [part.strip() for part in listed if part.strip()]


def _written_out(subject: str, me: str) -> str:
    return me if subject.lower() == "ik" else subject


def _maker(subject: str, earlier: str) -> str | None:
    """Return who was charged, in the sentence before, with the thing that is now said to be ready."""
    thing = _THING.match(subject)
    if thing is None or subject.lower().split()[0] not in {"dit", "deze", "dat", "die"}:
        return None
    found = _COMMISSIONED.search(earlier)
    return next((name.strip() for name in found.groups() if name), None) if found else None


def without_article(name: str) -> str:
    """Return a name without its article, to compare names."""
    return _ARTICLE.sub("", name).strip()
