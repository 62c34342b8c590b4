"""Rules: the permits and forbids of an act, each with its legal basis and its sentence in two languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from weerbaar.kernel.law.basis import Basis
from weerbaar.kernel.law.records import Record

Effect = Literal["permit", "forbid"]
F = TypeVar("F", bound=Callable[..., bool])
MARK = "__rule__"


class Rule(Record):
    """What a rule says of itself; the condition is the function that carries it."""

    name: str
    effect: Effect
    basis: Basis
    nl: str
    en: str
    told: bool = True
    clash: bool = False

    @property
    def code(self) -> str:
        """The name as machines quote it, for instance `HOLD_CUSTOMS`."""
        return self.name.upper()

    @property
    def refusing(self) -> tuple[str, str]:
        """The sentence by which it refuses, in Dutch and in English: a forbid says what is, a permit what is not."""
        if self.effect == "forbid":
            return self.nl, self.en
        return f"Dit mag alleen als: {self.nl}", f"Only allowed when: {self.en}"


# (act, case, given), any act and its own case. Rules are written to answer yes or no; the kernel checks it.
Condition = Callable[[Any, Any, Any], object]


def permit(basis: Basis, *, nl: str, en: str) -> Callable[[F], F]:
    """Mark a condition that, when it holds, gives the actor the power to act."""
    return _mark("permit", basis, nl, en, told=True, clash=False)


def forbid(basis: Basis, *, nl: str, en: str, told: bool = True, clash: bool = False) -> Callable[[F], F]:
    """Mark a condition that, when it holds or cannot be evaluated, forbids the act.

    `told=False` keeps the reason in the receipt and shows the actor one fixed sentence.
    `clash=True` says that somebody else was simply first: doors answer with a conflict.
    """
    return _mark("forbid", basis, nl, en, told=told, clash=clash)


def _mark(effect: Effect, basis: Basis, nl: str, en: str, *, told: bool, clash: bool) -> Callable[[F], F]:
    def mark(condition: F) -> F:
        rule = Rule(name=condition.__name__, effect=effect, basis=basis, nl=nl, en=en, told=told, clash=clash)
        setattr(condition, MARK, rule)
        return condition

    return mark


def rules_of(owner: type) -> tuple[tuple[Rule, Condition], ...]:
    """Return the rules of a class in the order in which they stand there, shared ones first."""
    found: dict[str, tuple[Rule, Condition]] = {}
    for ancestor in reversed(owner.__mro__):
        for name, value in vars(ancestor).items():
            rule = getattr(value, MARK, None)
            if isinstance(rule, Rule):
                found[name] = (rule, value)
    return tuple(found.values())
