"""Messages: how a law says what a message from outside asks for under it, in whatever form that message came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import Record


class Wanted(Record):
    """One act that a message asks for: on the sender's case found by `find`, or by the key in its fields.

    `known` holds what the sender must see in that case, such as a reference: another case is not meant. `key`
    makes a message that comes twice the same request.
    """

    act: str
    fields: dict[str, Any]
    find: str | None = None
    known: Mapping[str, Any] = {}
    key: str = ""


class Unfit(Exception):
    """The message reads well and cannot be meant for us; `nl` and `en` say why."""

    def __init__(self, code: str, *, nl: str, en: str) -> None:
        super().__init__(en)
        self.code, self.nl, self.en = code, nl, en


class Names(Protocol):
    """Who stands behind a code in a message."""

    def named_by_code(self, code: str) -> str | None:
        """Return the member to whom a code belongs."""


# What a message, already read, asks for when this party sends it: nothing at all when this law has no say in it.
# Raises `Unfit` when the message is of this law and cannot be carried out.
Reads = Callable[[Any, Party, Names], Iterable[Wanted] | None]


def reads_nothing(message: object, sender: Party, names: Names) -> None:
    """Say that a law has no say in any message."""


def member(code: str, names: Names) -> Party:
    """Return the member to whom a code belongs; raises `Unfit` when it is nobody's."""
    found = names.named_by_code(code)
    if found is None:
        nl, en = f"code `{code}` is van geen deelnemer", f"code `{code}` belongs to no member"
        raise Unfit("MEMBER", nl=nl, en=en)
    return found


def senders_own(code: str, sender: Party, names: Names) -> None:
    """Raise `Unfit` when a code is not that of the sender."""
    if names.named_by_code(code) != sender:
        nl = f"code `{code}` hoort niet bij de afzender; stuur alleen eigen berichten"
        raise Unfit("SENDER", nl=nl, en=f"code `{code}` is not the sender's; send your own messages only")
