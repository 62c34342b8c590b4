"""Chapter 8a, force: an officer who is forced to a grave act tells it by the code; everybody else sees the same.

The register knows two codes of an officer, of equal length, that only this officer knows. With either the act is done,
truly and for every eye alike. With the one for force the police and the security of the officer's own firm learn of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Protocol

from weerbaar.kernel.law.acts import Event
from weerbaar.kernel.law.disclosure import personal, secret
from weerbaar.kernel.law.forms import form
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid
from weerbaar.protocols.container_release.register import NEEDS
from weerbaar.protocols.container_release.release import Release, SilentAlarm
from weerbaar.protocols.container_release.terms import TERMS

# A digest of 64 takes the place of the code before anything is decided or kept.
Code = Annotated[
    str,
    form(
        "[0-9a-z]{4,64}",
        nl="uw code, 4 of meer cijfers of letters",
        en="your code, 4 or more digits or letters",
    ),
    personal("officer"),
    secret(nl="4 tot 64 cijfers of kleine letters", en="4 to 64 digits or small letters"),
]
Grave = Literal["propose", "override"]
WARNED = tuple(kind.name for kind in NEEDS.contacts if kind.warned_by_code)


class Coded(Protocol):
    """A grave act of a named officer, with the code by which the officer shows who it is."""

    @property
    def actor(self) -> Party:
        """Whose officer it is."""
        ...

    @property
    def functionary(self) -> str:
        """The officer's name."""
        ...

    @property
    def code(self) -> str | None:
        """What the officer gave as a code."""
        ...


def _sign(act: Coded, given: Given) -> object:
    return given.ask("sign", act.actor, act.functionary, act.code or "")


@forbid(
    TERMS("?"), nl="De code van deze functionaris klopt niet.", en="The code of this officer is not right."
)
def code_wrong(self: Coded, release: Release, given: Given) -> bool:
    """An officer who has codes gives one of them; one who has none gives none."""
    return _sign(self, given) not in ("none", "normal", "forced")


class CodeRead(Event[Release]):
    """The officer's code was read; whom it was to warn, if anybody, knows that, and nobody else that there was one.

    It happens whichever code was given. So the number of things that happened tells nothing either.
    """

    seen_by: ClassVar[tuple[str, ...]] = ("told",)

    act: Grave
    officer: str
    at: Moment
    told: tuple[Party, ...]

    def apply(self, release: Release) -> Release:
        """Raise the silent alarm, if the code was that for force."""
        if not self.told:
            return release
        alarm = SilentAlarm(act=self.act, officer=self.officer, at=self.at, told=self.told)
        # One of each officer and act, the last: who is made to ask ten times needs help once.
        others = [one for one in release.alarms if (one.act, one.officer) != (self.act, self.officer)]
        return replace(release, alarms=(*others, alarm))


def code_read(act: Coded, what: Grave, given: Given) -> Iterator[Event[Release]]:
    """Yield that the code was read. Who would be told is asked whichever code it was."""
    contacts = [given.ask("contact", act.actor, kind) for kind in WARNED]
    told = tuple(one for one in contacts if isinstance(one, str))
    forced = _sign(act, given) == "forced"
    yield CodeRead(act=what, officer=act.functionary, at=given.now, told=told if forced else ())
