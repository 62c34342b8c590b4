"""Pictures: draws a law as a state diagram and as tables that say who may do, must do and may see what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from inspect import cleandoc
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from weerbaar.kernel.law.acts import Act, C
from weerbaar.kernel.law.basis import Basis
from weerbaar.kernel.law.disclosure import PersonalData, SeenBy, marks
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.explore import Walker
from weerbaar.kernel.law.explore_world import World
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.records import Record
from weerbaar.kernel.law.register import ContactKind, Mandate, MemberList, Part, RegisterTable, Role, Setting

Language = Literal["nl", "en"]
Label = Callable[[C], str]
OUTSIDE = "[*]"
HEADINGS: dict[Language, dict[str, tuple[str, ...]]] = {
    "nl": {
        "acts": ("Handeling", "Mag als", "Wordt geweigerd met"),
        "duties": ("Plicht", "Rust op", "Jegens", "Nagekomen door", "Anders"),
        "fields": ("Gegeven", "Wie het ziet", "Persoonsgegeven van"),
        "register": ("Waar", "Naam", "Wat er staat", "Beantwoordt"),
    },
    "en": {
        "acts": ("Act", "May if", "Is refused with"),
        "duties": ("Duty", "Holder", "Claimant", "Discharged by", "Otherwise"),
        "fields": ("Field", "Who sees it", "Personal data of"),
        "register": ("Where", "Name", "What stands there", "Answers"),
    },
}
WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "untold": "wordt niet gemeld",
        "parties": "partijen van de zaak",
        "nobody": "niemand",
        "each": "per regel:",
        "role": "rol",
        "clock": "de klok",
        "roles": "`roles` van een lid",
        "lists": "van elk lid een rij",
        "tables": "een tabel",
        "contacts": "`contacts` van een lid",
        "mandates": "`mandates` van een lid",
        "settings": "`settings`",
        "profile": "`profile`",
        "chosen": "welke keuzes van deze gemeenschap gelden",
        "code": "wijst in handelsberichten het lid aan",
        "warned": "hoort het als een functionaris gedwongen wordt",
    },
    "en": {
        "untold": "not told",
        "parties": "parties of the case",
        "nobody": "nobody",
        "each": "per element:",
        "role": "role",
        "clock": "the clock",
        "roles": "`roles` of a member",
        "lists": "of each member a list",
        "tables": "a table",
        "contacts": "`contacts` of a member",
        "mandates": "`mandates` of a member",
        "settings": "`settings`",
        "profile": "`profile`",
        "chosen": "which choices of this community hold",
        "code": "names the member in trade messages",
        "warned": "is told when an officer is forced",
    },
}


def state_diagram(protocol: Protocol[C], world: World[C], label: Label[C] | None = None) -> str:
    """Return a Mermaid state diagram of what the world's acts do to a case.

    `label` names the state that a case is in; without it that is the field `state`, or else whether the case
    is open and which duties run. An act that leaves the label as it was is not drawn.
    """
    name = label or (lambda case: _phase(protocol, case))
    drawn: dict[tuple[str, str], dict[str, None]] = {}

    def watch(before: C | None, act: Act[C], after: C) -> None:
        source, target = OUTSIDE if before is None else name(before), name(after)
        if source != target:
            drawn.setdefault((source, target), {})[type(act).__name__] = None

    Walker(protocol, world, watch).walk(None)
    labels = dict.fromkeys(state for edge in drawn for state in edge if state != OUTSIDE)
    short = {OUTSIDE: OUTSIDE, **{text: f"s{number}" for number, text in enumerate(labels, 1)}}
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{_quoted(text)}" as {short[text]}' for text in labels]
    lines += [f"    {short[a]} --> {short[b]}: {', '.join(acts)}" for (a, b), acts in drawn.items()]
    return "\n".join(lines) + "\n"


def _phase(protocol: Protocol[C], case: C) -> str:
    state = getattr(case, "state", None)
    if isinstance(state, str):
        return state
    closed = protocol.retain.since(case) is not None
    running = ", ".join(duty.name for duty in protocol.duties_of(case))
    return ("closed" if closed else "open") + (f": {running}" if running else "")


def _quoted(text: str) -> str:
    return text.replace('"', "'").replace("\n", " ")


def acts_table(protocol: Protocol[C], language: Language) -> str:
    """Return the Markdown table of acts: when each may be done and when not, with the basis of every rule."""
    rows = []
    for act in protocol.acts:
        permits = [_rule(rule.nl, rule.en, rule.basis, rule.told, language) for rule in _rules(act, "permit")]
        forbids = [_rule(rule.nl, rule.en, rule.basis, rule.told, language) for rule in _rules(act, "forbid")]
        said = act.nl if language == "nl" else _sentence(act)
        rows.append((f"**{act.__name__}**: {said}", _lines(permits), _lines(forbids)))
    return _table(HEADINGS[language]["acts"], rows)


def _rules(act: type[Act[Any]], effect: str) -> Iterator[Any]:
    return (rule for rule, _ in act.rules if rule.effect == effect)


def _rule(nl: str, en: str, basis: Basis, told: bool, language: Language) -> str:
    sentence = nl if language == "nl" else en
    return f"{sentence} ({basis})" + ("" if told else f" - {WORDS[language]['untold']}")


def duties_table(protocol: Protocol[C], language: Language) -> str:
    """Return the Markdown table of duties: on whom each rests, towards whom, and what ends it."""
    rows = []
    for duty in protocol.duties:
        sentence = duty.nl if language == "nl" else duty.en
        rows.append(
            (
                f"**{duty.name}**: {sentence}",
                _sentence(type(duty).holder),
                _sentence(type(duty).claimant),
                _lines(act.__name__ for act in duty.discharged_by),
                _breach(duty, language),
            )
        )
    return _table(HEADINGS[language]["duties"], rows)


def _breach(duty: Duty[Any], language: Language) -> str:
    return f"{WORDS[language]['clock']}: {_sentence(type(duty).breach)}"


def fields_table(protocol: Protocol[C], language: Language) -> str:
    """Return the Markdown table of the fields of a case: who sees each, and whose personal data it is."""
    hints = get_type_hints(protocol.case, include_extras=True)
    rows = []
    for name, mark in marks(protocol.case):
        rows.append((f"`{name}`", _seers(protocol, mark, language), _subject(hints.get(name))))
    return _table(HEADINGS[language]["fields"], rows)


def _seers(protocol: Protocol[C], mark: SeenBy | None, language: Language) -> str:
    words = WORDS[language]
    if mark is None:
        return words["parties"]
    if not mark.names:
        return words["nobody"]
    names = [
        f"{words['role']} `{name}`"
        if name in protocol.register.known_roles and not _relation(protocol.case, name)
        else f"`{name}`"
        for name in mark.names
    ]
    return (words["each"] + " " if mark.each else "") + ", ".join(names)


def register_table(protocol: Protocol[C], language: Language) -> str:
    """Return the Markdown table of what the register must hold for this law, and of what each part of it is for."""
    words, needs = WORDS[language], protocol.register
    rows = []
    for kind in ("roles", "lists", "tables", "contacts", "mandates", "settings"):
        for part in getattr(needs, kind):
            said = part.nl if language == "nl" else part.en
            rows.append((words[kind], f"`{part.name}`", said, _lines(_purposes(part, language))))
    names = ", ".join(f"`{name}`" for name in needs.profiles)
    rows += [(words["profile"], names, words["chosen"], "`profile`")] if names else []
    return _table(HEADINGS[language]["register"], rows)


def _purposes(part: Part, language: Language) -> Iterator[str]:
    match part:
        case MemberList(answers=question, names=names):
            yield from [f"`{question}`"] if question else []
            yield from [WORDS[language]["code"]] if names else []
        case RegisterTable(answers=question):
            yield f"`{question}`"
        case ContactKind(warned_by_code=warned):
            yield "`contact`"
            yield from [WORDS[language]["warned"]] if warned else []
        case Mandate():
            yield "`has_mandate`"
        case Setting():
            yield "`setting`"
        case Role():
            yield "`has_role`"


def _relation(case: type[Record], name: str) -> bool:
    return hasattr(case, name)


def _subject(hint: Any) -> str:
    if get_origin(hint) is not Annotated:
        return ""
    found = next((extra for extra in get_args(hint)[1:] if isinstance(extra, PersonalData)), None)
    return f"`{found.subject}`" if found else ""


def _sentence(thing: Any) -> str:
    """Return the first paragraph of what something says of itself."""
    return " ".join(cleandoc(thing.__doc__ or "").split("\n\n")[0].split())


def _lines(items: Iterable[str]) -> str:
    return "<br>".join(items)


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [_row(heading), _row(("---",) * len(heading)), *(_row(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
