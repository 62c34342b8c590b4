"""Members: who takes part in a scheme, in which roles, and what the register can answer about them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from weerbaar.desk.codes import Officers, sign_of
from weerbaar.kernel.law.given import Answer, Question, UnknownFact
from weerbaar.kernel.law.parties import CLOCK, Viewer


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One party of the scheme as the register knows it."""

    name: str
    title: str = ""
    roles: frozenset[str] = frozenset()
    eans: frozenset[str] = frozenset()
    carrier_codes: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    dealt_with: frozenset[str] = frozenset()
    consents_to: frozenset[str] = frozenset()
    mandates: dict[str, frozenset[str]] = {}
    contacts: dict[str, str] = {}


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """The register of one scheme, as it is written down in a file."""

    scheme: str
    title: str = ""
    profile: str = "reconfirm@1"
    source: str = ""  # who speaks in events that go out: urn:nld:oin:...:systeem:... or kvknr
    log_readers: frozenset[str] = (
        frozenset()
    )  # roles that read the log where its size would tell; else all do
    settings: dict[str, str] = {}
    calls: dict[str, str] = {}
    member: tuple[Member, ...] = ()


def read_register(path: Path) -> Register:
    """Read a register from a TOML file; raises `ValueError` with one sentence when it is not well formed."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Register)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as trouble:
        raise ValueError(f"the register `{path.name}` cannot be read: {trouble}") from trouble


class Members:
    """Answers what rules may ask about parties, from the register and from what decisions have established."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.scheme = register.scheme
        self._members = {member.name: member for member in register.member}
        self.suspended: set[str] = set()
        self.officers: Officers = {}
        self.established: dict[Question, Answer] = {}
        self._presumed: dict[str, Answer] = {}
        self._answers: dict[str, Callable[..., Answer]] = {
            "is_admitted": self.in_good_standing,
            "has_role": lambda party, role: role in self.roles(party),
            "holds_ean": lambda party, ean: (m := self._members.get(party)) is not None and ean in m.eans,
            "accepted_customer": lambda carrier, party: self._lists(carrier, "customers", party),
            "consents": lambda taker, giver: self._lists(taker, "consents_to", giver),
            "has_dealt": lambda giver, taker: self._lists(giver, "dealt_with", taker),
            "carrier_of": lambda call, container: self.register.calls.get(call),
            "has_mandate": lambda party, functionary, mandate: (
                (m := self._members.get(party)) is not None
                and mandate in m.mandates.get(functionary, frozenset())
            ),
            "contact": lambda party, kind: (
                m.contacts.get(kind) if (m := self._members.get(party)) is not None else None
            ),
            "sign": lambda party, functionary, given: sign_of(self.officers, party, functionary, given),
            "profile": lambda: self.register.profile,
            "setting": self.register.settings.get,
        }

    def __contains__(self, party: str) -> bool:
        return party in self._members

    def roles(self, party: str) -> frozenset[str]:
        """Return the roles of a member; none for anybody else."""
        member = self._members.get(party)
        return member.roles if member else frozenset()

    def in_good_standing(self, party: str) -> bool:
        """Return whether a party is a member and not suspended."""
        return party in self._members and party not in self.suspended

    def viewer(self, party: str) -> Viewer:
        """Return a party as one who looks."""
        return Viewer(party=party, roles=self.roles(party))

    def named_by_code(self, code: str) -> str | None:
        """Return the member to whom a carrier code, EAN or other code belongs."""
        for member in self._members.values():
            if code in member.carrier_codes or code in member.eans or code == member.name:
                return member.name
        return None

    def establish(self, question: Question, answer: Answer) -> None:
        """Remember what a decision established, for the decisions after it."""
        self.established[question] = answer

    def presume(self, answers: Mapping[str, Answer]) -> None:
        """Take over what a protocol presumes of the facts that its own decisions establish."""
        self._presumed.update(answers)

    def answer(self, question: Question) -> Answer:
        """Answer one question of a rule; raises `UnknownFact` when nobody here can."""
        if question in self.established:
            return self.established[question]
        kind, *about = question
        if kind in self._presumed:
            return self._presumed[kind]
        if kind not in self._answers:
            raise UnknownFact(f"the register cannot answer `{' '.join(question)}`")
        return self._answers[kind](*about)

    def _lists(self, party: str, which: str, other: str) -> bool:
        member = self._members.get(party)
        return member is not None and other in getattr(member, which)


def is_clock(party: str) -> bool:
    """Return whether an act would be the clock's; no door may ask in its name."""
    return party == CLOCK
