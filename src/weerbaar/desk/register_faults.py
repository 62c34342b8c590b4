"""Register faults: what is wrong with a register as written down: its form, and whom and what it speaks of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from weerbaar.desk.intake import shortened
from weerbaar.desk.members import is_clock
from weerbaar.desk.register_shapes import Place, Shape, keys_unknown, meant, misshapen
from weerbaar.kernel.law.forms import fits
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.register import Needs
from weerbaar.standards.cloudevents import fault_in_source
from weerbaar.standards.sentence import Sentence

Plain = Mapping[str, Any]
SCHEME: Mapping[str, Shape] = {
    "scheme": "text",
    "title": "text",
    "profile": "text",
    "source": "text",
    "log_readers": "texts",
    "settings": "text by name",
    "member": "members",
}
MEMBER: Mapping[str, Shape] = {
    "name": "text",
    "title": "text",
    "roles": "texts",
    "mandates": "texts by name",
    "contacts": "text by name",
}


def register_faults(plain: Plain, needs: Needs) -> Iterator[Sentence]:
    """Yield everything that is wrong with a register, the scheme first and then member by member.

    What is said of whom is looked at only where it has the right form; a wrong form is a fault of its own.
    """
    scheme: dict[str, Shape] = {**SCHEME, **dict.fromkeys((one.name for one in needs.tables), "text by name")}
    member: dict[str, Shape] = {**MEMBER, **dict.fromkeys((one.name for one in needs.lists), "texts")}
    written = tuple(_members(plain))
    names, codes = _first(written, ["name"]), _first(written, ["name", *_naming(needs)])
    yield from _misshapen(plain, scheme, "scheme", Place())
    yield from _scheme_faults(plain, needs, names)
    yield from _role_faults(plain.get("log_readers"), needs, Place().at("log_readers"))
    for place, one in written:
        yield from _misshapen(one, member, "name", place)
        yield from _name_faults(one, names, place)
        yield from _role_faults(one.get("roles"), needs, place.at("roles"))
        yield from _member_faults(one, needs, names, place)
        yield from _code_faults(one, needs, codes, place)


def _misshapen(plain: Plain, shapes: Mapping[str, Shape], needed: str, place: Place) -> Iterator[Sentence]:
    yield from keys_unknown(plain, shapes, place)
    if needed not in plain:
        yield place.fault(f"`{needed}` ontbreekt", f"`{needed}` is missing")
    for key, shape in shapes.items():
        if key in plain:
            yield from misshapen(plain[key], shape, place.at(key))


def _members(plain: Plain) -> Iterator[tuple[Place, Plain]]:
    """Yield each member as it was written down, with its place."""
    written = plain.get("member")
    for number, one in enumerate(written if isinstance(written, list) else (), 1):
        if isinstance(one, dict):
            name = one.get("name")
            called = f" ({shortened(name)})" if isinstance(name, str) and name else ""
            yield Place(f"lid {number}{called}", f"member {number}{called}"), one


def _naming(needs: Needs) -> list[str]:
    return [one.name for one in needs.lists if one.names]


def _first(written: Iterable[tuple[Place, Plain]], keys: Iterable[str]) -> dict[str, Place]:
    """Return where each name or code stands first: names before codes, for nobody else may have them."""
    found: dict[str, Place] = {}
    for key in keys:
        for place, one in written:
            for text, _ in _texts(one.get(key), place):
                found.setdefault(text, place)
    return found


def _scheme_faults(plain: Plain, needs: Needs, names: Collection[str]) -> Iterator[Sentence]:
    for text, at in _texts(plain.get("scheme"), Place().at("scheme")):
        if not text:
            yield at.fault("hier staat niets", "nothing stands here")
    for text, at in _texts(plain.get("source") or None, Place().at("source")):
        if wrong := fault_in_source(text):
            yield at.fault(wrong.nl, wrong.en)
    for text, at in _texts(plain.get("profile"), Place().at("profile")):
        yield from _unknown("profiel", "profile", text, needs.profiles, at)
    settings = {one.name for one in needs.settings}
    for key, value in _table(plain.get("settings")):
        at = Place().at("settings")
        setting = next((one for one in needs.settings if one.is_named(key)), None)
        if setting is None:
            yield from _unknown("instelling", "setting", key, settings, at)
            continue
        for text, there in _texts(value, at.at(key)):
            yield from _unfit(text, setting.of, setting.nl, setting.en, names, there)
    for table in needs.tables:
        for key, value in _table(plain.get(table.name)):
            for text, there in _texts(value, Place().at(table.name).at(key)):
                yield from _unfit(text, table.of, table.nl, table.en, names, there)


def _name_faults(member: Plain, first: Mapping[str, Place], place: Place) -> Iterator[Sentence]:
    name = member.get("name")
    if not isinstance(name, str):
        return
    if not fits(name, Party) or is_clock(name):
        yield place.fault(
            f"`{shortened(name)}` kan geen naam zijn: kleine letters, cijfers en streepjes, en niet `clock`",
            f"`{shortened(name)}` cannot be a name: small letters, digits and hyphens, and not `clock`",
        )
    elif first[name] != place:
        yield place.fault(f"zo heet {first[name].nl} ook al", f"{first[name].en} has this name already")


def _role_faults(roles: object, needs: Needs, place: Place) -> Iterator[Sentence]:
    for text, at in _texts(roles if isinstance(roles, list) else (), place):
        yield from _unknown("rol", "role", text, sorted(needs.known_roles), at)


def _member_faults(member: Plain, needs: Needs, names: Collection[str], place: Place) -> Iterator[Sentence]:
    for part in needs.lists:
        for text, at in _texts(member.get(part.name), place.at(part.name)):
            yield from _unfit(text, part.of, part.nl, part.en, names, at)
    kinds = {one.name: one for one in needs.contacts}
    for kind, value in _table(member.get("contacts")):
        at = place.at("contacts")
        if kind not in kinds:
            yield from _unknown("soort contact", "kind of contact", kind, kinds, at)
            continue
        for text, there in _texts(value, at.at(kind)):
            yield from _unfit(text, kinds[kind].of, kinds[kind].nl, kinds[kind].en, names, there)
    for functionary, value in _table(member.get("mandates")):
        for text, at in _texts(value, place.at("mandates").at(functionary)):
            yield from _unknown("mandaat", "mandate", text, [one.name for one in needs.mandates], at)


def _code_faults(member: Plain, needs: Needs, first: Mapping[str, Place], place: Place) -> Iterator[Sentence]:
    # A trade message with a code of two members would reach whoever of them happens to be found.
    own = {code for key in _naming(needs) for code, _ in _texts(member.get(key), place)}
    for code in sorted(own):
        if (other := first[code]) != place:
            yield place.fault(
                f"code `{shortened(code)}` is ook van {other.nl}; een code wijst één lid aan",
                f"code `{shortened(code)}` is that of {other.en} too; a code names one member",
            )


def _texts(value: object, place: Place) -> Iterator[tuple[str, Place]]:
    """Yield a text, or each text of a list, with its place; what has another form is told elsewhere."""
    if isinstance(value, str):
        yield value, place
    elif isinstance(value, list):
        yield from ((one, place) for one in value if isinstance(one, str))


def _table(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from value.items()


def _unfit(
    text: str, of: object, nl: str, en: str, names: Collection[str], place: Place
) -> Iterator[Sentence]:
    if of == Party:
        if text not in names:
            shown, (dutch, english) = shortened(text), meant(text, names)
            yield place.fault(f"`{shown}` is geen lid; {dutch}", f"`{shown}` is no member; {english}")
    elif not fits(text, of):
        yield place.fault(
            f"`{shortened(text)}` past hier niet: {nl}", f"`{shortened(text)}` does not fit: {en}"
        )


def _unknown(nl: str, en: str, word: str, known: Iterable[str], place: Place) -> Iterator[Sentence]:
    known = tuple(known)
    if word not in known:
        shown, (dutch, english) = shortened(word), meant(word, known)
        yield place.fault(f"{nl} `{shown}` is onbekend; {dutch}", f"{en} `{shown}` is unknown; {english}")
