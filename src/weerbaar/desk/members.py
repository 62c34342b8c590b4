"""Members: who takes part in a scheme, in which roles, and what the register can answer about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from weerbaar.desk.codes import Officers, sign_of
from weerbaar.desk.proving import proven
from weerbaar.desk.register import Register, needs_of
from weerbaar.kernel.law.given import Answer, Question, UnknownFact
from weerbaar.kernel.law.parties import CLOCK, Viewer
from weerbaar.kernel.law.protocol import Protocol

Answerer = Callable[..., Answer]
NOTHING: frozenset[str] = frozenset()


class Members:
    """Answers what rules may ask about parties, from the register and from what decisions have established.

    `laws` are those that run here: they say which part of the register answers which question. Raises `Incompatible`
    when they cannot share one.
    """

    def __init__(self, register: Register, laws: Iterable[Protocol[Any]]) -> None:
        self.register = register
        self.scheme = register.scheme
        self._members = {member.name: member for member in register.member}
        self._viewers = {one.name: Viewer(party=one.name, roles=one.roles) for one in register.member}
        self.suspended: set[str] = set()
        self.officers: Officers = {}
        self.established: dict[Question, Answer] = {}
        laws = tuple(laws)
        self._presumed = {question: answer for law in laws for question, answer in law.presumes.items()}
        self._answers = self._general()
        needs = needs_of(laws)
        self._roles = needs.known_roles
        self._answers |= {one.answers: self._from_list(one.name) for one in needs.lists if one.answers}
        self._answers |= {one.answers: self._from_table(one.name) for one in needs.tables}
        self._codes = self._named([one.name for one in needs.lists if one.names])

    def _general(self) -> dict[str, Answerer]:
        # Rules ask at every act: what is looked up there is put in its place once, here.
        mandates = {
            (member.name, functionary): given
            for member in self.register.member
            for functionary, given in member.mandates.items()
        }
        contacts = {
            (member.name, kind): contact
            for member in self.register.member
            for kind, contact in member.contacts.items()
        }
        return {
            "is_admitted": self.in_good_standing,
            "has_role": self._has_role,
            "has_mandate": lambda party, functionary, mandate: (
                mandate in mandates.get((party, functionary), NOTHING)
            ),
            "contact": lambda party, kind: contacts.get((party, kind)),
            "sign": lambda party, functionary, given: sign_of(self.officers, party, functionary, given),
            "scheme": lambda: self.scheme,
            "proven": proven,
            "profile": lambda: self.register.profile,
            "setting": self.register.settings.get,
        }

    def _has_role(self, party: str, role: str) -> bool:
        # A role that no law declared nobody can have, so a rule that asks for it is mistaken.
        if role not in self._roles:
            raise UnknownFact(f"no law here knows the role `{role}`")
        return role in self.roles(party)

    def _from_list(self, name: str) -> Answerer:
        known = {member.name: member.lists.get(name, NOTHING) for member in self.register.member}
        return lambda party, entry: entry in known.get(party, NOTHING)

    def _from_table(self, name: str) -> Answerer:
        known = self.register.tables.get(name, {})
        return lambda key, *more: known.get(key)

    def _named(self, lists: list[str]) -> dict[str, str]:
        codes = {
            code: member.name
            for member in self.register.member
            for name in lists
            for code in member.lists.get(name, NOTHING)
        }
        return codes | {member.name: member.name for member in self.register.member}

    def __contains__(self, party: str) -> bool:
        return party in self._members

    def roles(self, party: str) -> frozenset[str]:
        """Return the roles of a member; none for anybody else."""
        member = self._members.get(party)
        return member.roles if member else NOTHING

    def contacts(self, party: str) -> dict[str, str]:
        """Return whom or what a member named to be reached by, for each kind; nothing for anybody else."""
        member = self._members.get(party)
        return dict(member.contacts) if member else {}

    def in_good_standing(self, party: str) -> bool:
        """Return whether a party is a member and not suspended."""
        return party in self._members and party not in self.suspended

    def viewer(self, party: str) -> Viewer:
        """Return a party as one who looks."""
        return self._viewers.get(party) or Viewer(party=party)

    def named_by_code(self, code: str) -> str | None:
        """Return the member that a code names in trade messages: its own name, or an entry of a list that does so."""
        return self._codes.get(code)

    def establish(self, question: Question, answer: Answer) -> None:
        """Remember what a decision established, for the decisions after it."""
        self.established[question] = answer

    def answer(self, question: Question) -> Answer:
        """Answer one question of a rule; raises `UnknownFact` when nobody here can."""
        if question in self.established:
            return self.established[question]
        kind = question[0]
        if kind in self._presumed:
            return self._presumed[kind]
        if kind not in self._answers:
            raise UnknownFact(f"the register cannot answer `{' '.join(question)}`")
        return self._answers[kind](*question[1:])


def is_clock(party: str) -> bool:
    """Return whether an act would be the clock's; no door may ask in its name."""
    return party == CLOCK
