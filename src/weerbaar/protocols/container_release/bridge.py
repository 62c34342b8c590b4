"""Chapter 10, the bridge: a right moves to another platform, and is locked here before it lives there.

Two platforms trust each other as far as their logs prove. The receipt of the lock is what opens the release there,
once; the receipt of what became of it there is what ends the lock here. Nobody else can end it, and no term does.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeVar

import msgspec
from msgspec import Meta

from weerbaar.kernel.law.acts import Act, Event, Events, Opening
from weerbaar.kernel.law.forms import form
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import Record, replace
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.container_release.carrier import Amend, end_right
from weerbaar.protocols.container_release.release import Release, change_link, expired
from weerbaar.protocols.container_release.releasing import Releasing, begin, first_offer, released_by
from weerbaar.protocols.container_release.terms import TERMS
from weerbaar.protocols.trade_codes import Call, ContainerNumber, Reference

Scheme = Annotated[
    str,
    form(
        "[a-z0-9][a-z0-9-]{0,62}",
        nl="een ander platform, zoals het register het noemt",
        en="another platform, as the register names it",
    ),
]
LockName = Annotated[
    str,
    form(
        r"[\x21-\x7e]{1,80}",
        nl="een slot, zoals het platform dat het zette het noemt",
        en="a lock, as the platform that set it names it",
    ),
]
PlatformKey = Annotated[
    str,
    form(
        r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+",
        nl="de openbare sleutel van het logboek: naam+kenmerk+base64",
        en="the log's public key: name+identifier+base64",
    ),
]
# A receipt has some kilobytes: a proof of sixty steps and the digests of its sections.
Proof = Annotated[str, Meta(min_length=1, max_length=20_000, description="a receipt, as text")]
TOLD_OF_END = ("carrier", "terminal", "demanders", "warned")
E_ = TypeVar("E_", bound="Event[Any]")


class Locked(Event[Release]):
    """The carrier locked the right for another platform; what is told here is what opens the release there."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "terminal")
    tells: ClassVar[tuple[str, ...]] = ("lock",)

    lock: LockName
    to: Scheme
    carrier: Party
    container: ContainerNumber
    call: Call
    reference: Reference

    def apply(self, release: Release) -> Release:
        """Stop the right; it stays in the hand of the carrier."""
        return replace(release, state="locked", locked_for=self.to, locks=release.locks + 1)


class RightLocked(Event[Release]):
    """Investigators learn that the right is locked, and not for whom."""

    seen_by: ClassVar[tuple[str, ...]] = ("demanders", "warned")

    def apply(self, release: Release) -> Release:
        """Change nothing: `Locked` did."""
        return release


class Unlocked(Event[Release]):
    """The other platform gave it back: the right lives here again."""

    seen_by: ClassVar[tuple[str, ...]] = TOLD_OF_END

    def apply(self, release: Release) -> Release:
        """Let the carrier go on with it."""
        return replace(release, state="live", locked_for="")


class Moved(Event[Release]):
    """The container was collected under the right on the other platform: nothing is left to do with it here."""

    seen_by: ClassVar[tuple[str, ...]] = (*TOLD_OF_END, "customs", "consignee")

    at: Moment

    def apply(self, release: Release) -> Release:
        """Close the case."""
        assert release.held is not None
        links = change_link(release, release.held, state="ended", ended_because="collected elsewhere")
        return replace(release, state="moved", links=links, closed_at=self.at)


class BroughtIn(Event[Release]):
    """A right came from another platform, where it is locked; its lock is used up with that."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "terminal")

    lock_used: str

    def apply(self, release: Release) -> Release:
        """Remember under which lock."""
        return replace(release, brought_from=self.lock_used, crossings=(*release.crossings, self.lock_used))


class ReportedBack(Event[Release]):
    """What became here of a right that another platform locked for us; it is what ends the lock there."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier",)
    tells: ClassVar[tuple[str, ...]] = ("lock", "locked_by", "how")

    lock: LockName
    locked_by: Scheme
    carrier: Party
    how: Literal["declined", "ended", "collected"]

    def apply(self, release: Release) -> Release:
        """Use the lock up for good, so that nothing can live here under it again."""
        key = used(self.locked_by, self.lock)
        return release if key in release.crossings else replace(release, crossings=(*release.crossings, key))


class ProvenEvent(Record):
    """One event that a receipt shows."""

    event: str
    fields: dict[str, Any]


class Proven(Record):
    """What a receipt of another platform proves, as far as it shows it."""

    protocol: str
    events: tuple[ProvenEvent, ...]


def _name(release: Release, number: int) -> LockName:
    """Return the name of the nth lock of this container on this call; no other ever has it."""
    return f"{release.container}/{release.call}/{number}"


def used(scheme: Scheme, lock: LockName) -> str:
    """Return the key under which a lock of another platform is used here, once."""
    return f"{scheme}:{lock}"


def _proven(given: Given, scheme: Scheme, proof: Proof, name: str, kind: type[E_]) -> E_ | None:
    """Return the event of this name that a receipt proves to stand in the log of a platform; nothing if it does not."""
    key = given.ask("key_of_platform", scheme)
    text = given.ask("proven", key, scheme, proof) if isinstance(key, str) else None
    if not isinstance(text, str):
        return None
    try:  # it is proven that the other platform says so, not that it makes sense
        proven = msgspec.json.decode(text, type=Proven)
        found = (one.fields for one in proven.events if one.event == name)
        shown = next((msgspec.convert(fields, kind) for fields in found), None)
    except msgspec.ValidationError:
        return None
    return shown if proven.protocol.startswith("container-release@") else None


def _lock(given: Given, scheme: Scheme, proof: Proof) -> Locked | None:
    return _proven(given, scheme, proof, "locked", Locked)


class Lock(Act[Release]):
    """Lock the right for another platform; the receipt of this act opens the release there."""

    nl = "Zet het recht vast voor een ander platform; het bewijs van deze handeling opent daar de vrijgave."

    to: Scheme

    actor_released = Amend.actor_released

    @forbid(TERMS("?"), nl="Het recht is niet vrij in uw hand.", en="The right is not free in your hand.")
    def not_free(self, release: Release, given: Given) -> bool:
        """Nobody else holds it, is offered it or is about to come for it, and it has not run out."""
        away = release.holder != release.carrier or release.offer is not None
        return release.state != "live" or away or expired(release, given.now)

    @forbid(TERMS("?"), nl="Er staat een blokkade.", en="There is a block.")
    def blocked(self, release: Release, given: Given) -> bool:
        """The other platform would not know of it."""
        return release.suspended

    @forbid(
        TERMS("?"), nl="Een baan zonder verbinding weet het nog niet.", en="A lane may not know of it yet."
    )
    def lane_may_not_know(self, release: Release, given: Given) -> bool:
        """While a list is out, a truck could leave under it."""
        return any(given.now < one.until for one in release.listings)

    @forbid(TERMS("?"), nl="Het register kent dit platform niet.", en="The register names no such platform.")
    def platform_unknown(self, release: Release, given: Given) -> bool:
        """Without its key its answer could never be read, and the right would stay locked."""
        return not isinstance(given.ask("key_of_platform", self.to), str)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Stop the right here."""
        yield Locked(
            lock=_name(release, release.locks + 1),
            to=self.to,
            carrier=self.actor,
            container=release.container,
            call=release.call,
            reference=release.reference,
        )
        yield RightLocked()


class ReadBack(Act[Release]):
    """Read what became of the right on the other platform: it lives here again, or was used there."""

    nl = "Lees wat er op het andere platform van het recht werd: het leeft hier weer, of is daar gebruikt."

    proof: Proof

    actor_released = Amend.actor_released

    @forbid(TERMS("?"), nl="Het recht is niet vastgezet.", en="The right is not locked.")
    def not_locked(self, release: Release, given: Given) -> bool:
        """Nothing waits for an answer."""
        return release.state != "locked"

    @forbid(
        TERMS("?"),
        nl="Dit bewijst niet wat er op het andere platform van dit recht werd.",
        en="This does not prove what became of this right on the other platform.",
    )
    def not_proven(self, release: Release, given: Given) -> bool:
        """It stands in the log of that platform, about the lock that stands now and that this platform set."""
        return self._told(release, given) is None

    def _told(self, release: Release, given: Given) -> ReportedBack | None:
        told = _proven(given, release.locked_for, self.proof, "reported-back", ReportedBack)
        ours = told is not None and told.locked_by == given.ask("scheme")
        return told if told is not None and ours and told.lock == _name(release, release.locks) else None

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Give the right free, or close the case."""
        told = self._told(release, given)
        assert told is not None
        yield Moved(at=given.now) if told.how == "collected" else Unlocked()


class TakeOver(Releasing):
    """Release a container whose right was locked for this platform on another one."""

    nl = "Geef een container vrij waarvan het recht op een ander platform voor dit platform is vastgezet."

    locked_by: Scheme
    proof: Proof

    @forbid(
        TERMS("?"),
        nl="Er is al een vrijgave voor deze container en reis.",
        en="There already is a release for this container and call.",
        clash=True,
    )
    def already_released(self, release: Release, given: Given) -> bool:
        """What ended here may come back from elsewhere, under another lock."""
        return release.state not in ("none", "prepared", "revoked", "expired") or release.left_at is not None

    @forbid(
        TERMS("?"),
        nl="Dit bewijst geen vastgezet recht op dat platform.",
        en="This proves no locked right on that platform.",
    )
    def not_proven(self, release: Release, given: Given) -> bool:
        """It must stand in its log, under the key that our register names for it."""
        return _lock(given, self.locked_by, self.proof) is None

    @forbid(TERMS("?"), nl="Het is vastgezet voor een ander.", en="It was locked for somebody else.")
    def locked_for_another(self, release: Release, given: Given) -> bool:
        """For this platform, by the party that asks: both registers name the carrier alike."""
        lock = _lock(given, self.locked_by, self.proof)
        return lock is not None and (lock.to != given.ask("scheme") or lock.carrier != self.actor)

    @forbid(TERMS("?"), nl="Dit recht gaat over iets anders.", en="This right is about something else.")
    def another_right(self, release: Release, given: Given) -> bool:
        """The same container, on the same call, under the same reference."""
        lock = _lock(given, self.locked_by, self.proof)
        return lock is not None and (lock.container, lock.call, lock.reference) != (
            self.container,
            self.call,
            self.reference,
        )

    @forbid(TERMS("?"), nl="Dit bewijs is al gebruikt.", en="This proof has been used.")
    def used_already(self, release: Release, given: Given) -> bool:
        """Once, whether it led to a release or was declined."""
        lock = _lock(given, self.locked_by, self.proof)
        return lock is not None and given.ask("lock_used", used(self.locked_by, lock.lock)) is True

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Open the first epoch here, and use the lock up."""
        lock = _lock(given, self.locked_by, self.proof)
        assert lock is not None
        yield from begin(self, (), self.expires_at, self.modality, given)
        yield from released_by(self.functionary)
        yield BroughtIn(lock_used=used(self.locked_by, lock.lock))
        if self.release_to is not None:
            yield first_offer(self.actor, self.release_to, self.release_to_role, given.now)


class ReportBack(Opening[Release]):
    """Say what became here of a right that was locked for this platform; one that still runs ends with it."""

    nl = "Zeg wat hier werd van een recht dat voor dit platform is vastgezet; loopt het nog, dan eindigt het."

    container: ContainerNumber
    call: Call
    locked_by: Scheme
    proof: Proof

    def blank(self) -> Release:
        """Name the container and the call."""
        return Release(container=self.container, call=self.call)

    @permit(TERMS("?"), nl="U zette dit recht vast.", en="You locked this right.")
    def actor_locked(self, release: Release, given: Given) -> bool:
        """The carrier, whose lock is for this platform and about this container and call."""
        lock = _lock(given, self.locked_by, self.proof)
        if lock is None:
            return False
        ours = (lock.to, lock.carrier) == (given.ask("scheme"), self.actor)
        return ours and (lock.container, lock.call) == (self.container, self.call)

    actor_not_admitted = Releasing.actor_not_admitted
    lane_may_not_know = Lock.lane_may_not_know

    @forbid(TERMS("?"), nl="De wagen is al toegelaten.", en="The truck has already been let in.")
    def already_committed(self, release: Release, given: Given) -> bool:
        """It is known soon what becomes of it."""
        return release.state == "committed"

    def events(self, release: Release, given: Given) -> Events[Release]:
        """End what runs under the lock, and say how it went: nothing can live here under it afterwards."""
        lock = _lock(given, self.locked_by, self.proof)
        assert lock is not None
        here = release.brought_from == used(self.locked_by, lock.lock)
        if here and release.state in ("live", "announced"):
            yield from end_right(release, "revoked", given.now)
        how: Literal["declined", "ended", "collected"] = "declined"
        if here:
            how = "collected" if release.state == "exercised" or release.left_at is not None else "ended"
        yield ReportedBack(lock=lock.lock, locked_by=self.locked_by, carrier=self.actor, how=how)
