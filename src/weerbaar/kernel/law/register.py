"""Register: what a law needs the register of members to hold, and which of its questions each part answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from weerbaar.kernel.law.records import Record

# What any register answers, whichever laws run under it: (`is_admitted`, party), (`has_role`, party, role),
# (`has_mandate`, party, functionary, mandate), (`contact`, party, kind), (`sign`, party, functionary, digest),
# (`profile`,), (`setting`, name), (`scheme`,) and (`proven`, key, scheme, receipt).
GENERAL = frozenset(
    {"is_admitted", "has_role", "has_mandate", "contact", "sign", "profile", "setting", "scheme", "proven"}
)
PLAIN = re.compile("[a-z][a-z0-9_-]*")
T = TypeVar("T")


class Role(Record):
    """What a member is in a scheme, in a word that rules, views and figures name."""

    name: str
    nl: str
    en: str


# A role that every scheme knows, whichever laws run there.
AUDITOR = Role(
    name="auditor",
    nl="ziet op afstand toe: ziet elke beslissing geheel, en elke blik wordt vastgelegd",
    en="supervises from afar: sees every decision whole, and each look is logged",
)


class MemberList(Record):
    """A list that the register keeps of each member, under `name` in its file.

    `of` is the type of one entry: `Party` for members, else text of some form. Of the question `answers` asked about a
    member and an entry the answer is whether that member's list has it. Where an entry `names` its member in trade
    messages, no two members may have the same.
    """

    name: str
    nl: str
    en: str
    of: object = str
    answers: str = ""
    names: bool = False


class RegisterTable(Record):
    """A table of the register, under `name` in its file.

    `of` is the type of what stands behind a key: `Party` for a member, else text of some form. The question `answers`
    names the key first and is answered with that, or with nothing.
    """

    name: str
    nl: str
    en: str
    answers: str
    of: object = str


class ContactKind(Record):
    """A kind of contact of a member: another member (`of=Party`), or text such as a telephone number.

    With `warned_by_code` it is told when an officer of the member gives the code for force.
    """

    name: str
    nl: str
    en: str
    of: object = str
    warned_by_code: bool = False


class Mandate(Record):
    """A mandate that a member may give to an officer of its own."""

    name: str
    nl: str
    en: str


class Setting(Record):
    """A point that a scheme settles. `names` is the form of its name where one sentence is about many settings."""

    name: str
    nl: str
    en: str
    of: object = str
    names: str = ""

    def is_named(self, name: str) -> bool:
        """Return whether this is the setting of that name."""
        return re.fullmatch(self.names, name) is not None if self.names else name == self.name


Part = Role | MemberList | RegisterTable | ContactKind | Mandate | Setting


class Needs(Record):
    """Everything that a law needs the register to hold, beside who is a member; `roles` are all that it names."""

    roles: tuple[Role, ...] = ()
    lists: tuple[MemberList, ...] = ()
    tables: tuple[RegisterTable, ...] = ()
    contacts: tuple[ContactKind, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    settings: tuple[Setting, ...] = ()
    profiles: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part but the profiles, in the order in which a page tells them."""
        return (
            *self.roles,
            *self.lists,
            *self.tables,
            *self.contacts,
            *self.mandates,
            *self.settings,
        )

    @property
    def known_roles(self) -> frozenset[str]:
        """The names of all roles that a member may have here."""
        return frozenset(one.name for one in (AUDITOR, *self.roles))

    @property
    def answering(self) -> tuple[MemberList | RegisterTable, ...]:
        """The parts that answer a question of their own."""
        every: tuple[MemberList | RegisterTable, ...] = (*self.lists, *self.tables)
        return tuple(one for one in every if one.answers)


def together(needs: Iterable[Needs]) -> Needs:
    """Return what several laws need of one register; what two of them say alike stands there once."""
    every = tuple(needs)
    return Needs(
        roles=_once(part for one in every for part in one.roles),
        lists=_once(part for one in every for part in one.lists),
        tables=_once(part for one in every for part in one.tables),
        contacts=_once(part for one in every for part in one.contacts),
        mandates=_once(part for one in every for part in one.mandates),
        settings=_once(part for one in every for part in one.settings),
        profiles=_once(name for one in every for name in one.profiles),
    )


def _once(things: Iterable[T]) -> tuple[T, ...]:
    found: list[T] = []
    for thing in things:
        if thing not in found:
            found.append(thing)
    return tuple(found)


def needs_faults(needs: Needs, presumed: Collection[str] = ()) -> Iterator[str]:
    """Yield what is wrong with the needs of one law, or of several together.

    `presumed` are the questions that are answered without the register as long as nothing is established.
    """
    for part in needs.parts:
        if not PLAIN.fullmatch(part.name) and not isinstance(part, Setting):
            yield f"`{part.name}` cannot be the name of a part of the register"
        if not (part.nl and part.en):
            yield f"the register is to hold `{part.name}`, and it is not said in both languages what that is"
    lists = needs.lists + needs.tables
    for kind in ((AUDITOR, *needs.roles), lists, needs.contacts, needs.mandates, needs.settings):
        names = [one.name for one in kind]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"the register is to hold two different things under `{name}`"
    questions = [one.answers for one in needs.answering]
    for question in sorted(set(questions)):
        if questions.count(question) > 1:
            yield f"two parts of the register answer the question `{question}`"
        if question in GENERAL:
            yield f"the question `{question}` is answered for every law, and not by a part of the register"
        if question in presumed:
            yield f"the answer to `{question}` is presumed, and a part of the register would answer it too"
