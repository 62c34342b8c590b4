"""Any register, written down as somebody would: for whatever the installed laws need to be known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from weerbaar.cli.installation import ALL
from weerbaar.desk.register import Member, Register, needs_of
from weerbaar.kernel.law.parties import Party

NEEDS = needs_of(ALL)
NAMES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True).filter(lambda name: name != "clock")
# Whatever somebody may type: quotes, backslashes, ends of lines. TOML knows no lone halves of a sign.
ROLES = st.sampled_from(sorted(NEEDS.known_roles))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
OFFICERS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


def of_type(kind: object, names: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Return what may stand where a law wants this type."""
    if kind == Party:
        return st.sampled_from(names)
    pattern = next((mark.pattern for mark in getattr(kind, "__metadata__", ())), None)
    return WORDS if pattern is None else st.from_regex(pattern.removesuffix("(?!\\n)"), fullmatch=True)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Return any register without a fault."""
    names = tuple(draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)))
    taken = set(names)
    settings = {
        one.name if not one.names else draw(st.from_regex(one.names, fullmatch=True)): draw(
            of_type(one.of, names)
        )
        for one in draw(st.lists(st.sampled_from(NEEDS.settings), unique_by=lambda one: one.name))
    }
    return Register(
        scheme=draw(WORDS.filter(bool)),
        title=draw(WORDS),
        profile=draw(st.none() | st.sampled_from(NEEDS.profiles)),
        source=draw(st.sampled_from(("", "urn:nld:kvknr:00000000:systeem:weerbaar"))),
        log_readers=draw(st.frozensets(ROLES, max_size=2)),
        settings=settings,
        tables={
            one.name: draw(st.dictionaries(OFFICERS, of_type(one.of, names), max_size=3))
            for one in draw(st.lists(st.sampled_from(NEEDS.tables), unique_by=lambda one: one.name))
        },
        member=tuple(_member(draw, name, names, taken) for name in names),
    )


def _member(draw: st.DrawFn, name: str, names: tuple[str, ...], taken: set[str]) -> Member:
    lists: dict[str, frozenset[str]] = {}
    for one in draw(st.lists(st.sampled_from(NEEDS.lists), unique_by=lambda one: one.name)):
        own = draw(st.frozensets(of_type(one.of, names), max_size=3))
        lists[one.name] = own - taken if one.names else own
        taken |= lists[one.name] if one.names else set()
    kinds = draw(st.lists(st.sampled_from(NEEDS.contacts), unique_by=lambda one: one.name))
    mandates = st.frozensets(st.sampled_from([one.name for one in NEEDS.mandates]))
    return Member(
        name=name,
        title=draw(WORDS),
        roles=draw(st.frozensets(ROLES, max_size=2)),
        lists=lists,
        mandates=draw(st.dictionaries(OFFICERS, mandates, max_size=2)),
        contacts={one.name: draw(of_type(one.of, names)) for one in kinds},
    )


def written(register: Register) -> str:
    """Return a register as its file has it."""
    top = {key: getattr(register, key) for key in ("scheme", "title", "profile", "source", "log_readers")}
    lines = [f"{key} = {_toml(value)}" for key, value in top.items() if value is not None]
    for key, table in {"settings": register.settings, **register.tables}.items():
        lines += [f"[{key}]", *(f"{_toml(name)} = {_toml(value)}" for name, value in table.items())]
    for one in register.member:
        general = {"name": one.name, "title": one.title, "roles": one.roles}
        own: dict[str, Any] = {**general, **one.lists, "mandates": one.mandates, "contacts": one.contacts}
        lines += ["[[member]]", *(f"{key} = {_toml(value)}" for key, value in own.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, str):
        return '"' + "".join(_sign(sign) for sign in value) + '"'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(one)}" for key, one in value.items()) + " }"
    assert isinstance(value, frozenset)
    return "[" + ", ".join(_toml(one) for one in sorted(value)) + "]"


def _sign(sign: str) -> str:
    return sign if sign.isprintable() and sign not in '"\\' else f"\\U{ord(sign):08x}"
