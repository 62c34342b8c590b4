"""What laws need of the register: a law that says it wrongly is none, and laws that differ in it share none."""

from __future__ import annotations

import pytest
from lending import GUARD, law

from weerbaar.desk.register import Incompatible, needs_of
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.protocol import NotALaw
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.register import (
    ContactKind,
    Mandate,
    MemberList,
    Needs,
    RegisterTable,
    Setting,
    together,
)

BADGES = MemberList(name="badges", nl="penningen", en="badges", answers="wears", names=True)
STALLS = RegisterTable(name="stalls", nl="kramen", en="stalls", answers="stall_of", of=Party)
NEEDS = Needs(
    roles=(GUARD,),
    lists=(BADGES,),
    tables=(STALLS,),
    contacts=(ContactKind(name="night", nl="nacht", en="night"),),
    mandates=(Mandate(name="key-keeper", nl="sleutels", en="keys"),),
    settings=(Setting(name="price-YEAR", names="price-[0-9]{4}", nl="prijs", en="price"),),
    profiles=("plain@1",),
)


@pytest.mark.parametrize(
    ("needs", "presumes", "why"),
    [
        (Needs(lists=(replace(BADGES, name="Badges!"),)), {}, "`Badges!` cannot be the name of a part"),
        (Needs(lists=(replace(BADGES, nl=""),)), {}, "`badges`, and it is not said in both languages"),
        (Needs(lists=(BADGES, replace(BADGES, answers="owns"))), {}, "two different things under `badges`"),
        (
            Needs(lists=(BADGES,), tables=(replace(STALLS, name="badges"),)),
            {},
            "different things under `badges`",
        ),
        (
            Needs(lists=(BADGES, replace(BADGES, name="pins"))),
            {},
            "two parts of the register answer the question `wears`",
        ),
        (Needs(lists=(replace(BADGES, answers="has_role"),)), {}, "`has_role` is answered for every law"),
        (Needs(roles=(GUARD, replace(GUARD, name="auditor"))), {}, "two different things under `auditor`"),
        (Needs(roles=(replace(GUARD, name="Guard"),)), {}, "`Guard` cannot be the name of a part"),
        (Needs(roles=(replace(GUARD, en=""),)), {}, "`guard`, and it is not said in both languages"),
        (NEEDS, {"wears": False}, "the answer to `wears` is presumed"),
    ],
)
def test_needs_that_cannot_be(needs: Needs, presumes: dict[str, bool], why: str) -> None:
    with pytest.raises(NotALaw) as refused:
        law(register=needs, presumes=presumes)
    assert why in str(refused.value)


def test_what_two_laws_say_alike_stands_there_once() -> None:
    alike = (
        law(name="first", register=NEEDS),
        law(name="second", register=replace(NEEDS, profiles=("other@1",))),
    )
    assert needs_of(alike) == replace(NEEDS, profiles=("plain@1", "other@1"))
    assert together([]) == Needs() == needs_of(())


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Needs(lists=(replace(BADGES, names=False),)), "two different things under `badges`"),
        (
            Needs(lists=(replace(BADGES, name="pins"),)),
            "two parts of the register answer the question `wears`",
        ),
        (Needs(contacts=(ContactKind(name="night", nl="nacht", en="night", of=Party),)), "under `night`"),
        (
            Needs(lists=(MemberList(name="roles", nl="rollen", en="roles"),)),
            "`roles` has a meaning of its own",
        ),
        (Needs(roles=(replace(GUARD, nl="portier"),)), "two different things under `guard`"),
        (
            Needs(tables=(replace(STALLS, name="settings", answers="x"),)),
            "`settings` has a meaning of its own",
        ),
    ],
)
def test_laws_that_differ_share_no_register(other: Needs, why: str) -> None:
    theirs = law(name="second", register=replace(other, roles=other.roles or (GUARD,)))
    with pytest.raises(Incompatible, match=r"^first@1, second@1: ") as refused:
        needs_of((law(name="first", register=NEEDS), theirs))
    assert why in str(refused.value)


def test_laws_that_differ_in_what_is_presumed_share_no_register() -> None:
    with pytest.raises(Incompatible, match="the answer to `wears` is presumed"):
        needs_of((law(name="first", register=NEEDS), law(name="second", presumes={"wears": False})))


def test_a_setting_is_known_by_its_name_or_its_form() -> None:
    [price] = NEEDS.settings
    assert price.is_named("price-2026")
    assert not price.is_named("price-YEAR")
    assert replace(price, names="").is_named("price-YEAR")
