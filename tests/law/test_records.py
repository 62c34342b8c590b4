"""Records: frozen, named field by field, unseen by the garbage collector, and readable back as they were."""

from __future__ import annotations

import gc

import msgspec
import pytest
from lending import PROTOCOL, START, Ask, Hang, Lend, Lent, Loan

from weerbaar.kernel.law.basis import Basis, Terms
from weerbaar.kernel.law.records import Record, replace

LOAN = Loan(key="k1", owner="anna")


class Pair(Record):
    """Two words."""

    one: str
    two: tuple[str, ...] = ()


class TestFrozen:
    def test_no_field_can_change(self) -> None:
        with pytest.raises(AttributeError):
            setattr(LOAN, "owner", "bram")  # noqa: B010 - a plain assignment would not pass the type checker

    def test_replace_leaves_the_original(self) -> None:
        assert replace(LOAN, owner="bram").owner == "bram"
        assert LOAN.owner == "anna"

    def test_replace_refuses_a_field_that_is_not_there(self) -> None:
        with pytest.raises(TypeError):
            replace(LOAN, ownr="bram")

    def test_equal_records_are_one_key(self) -> None:
        assert {LOAN: 1}[Loan(key="k1", owner="anna")] == 1


class TestFields:
    def test_only_by_name(self) -> None:
        with pytest.raises(TypeError):
            Pair("a")  # type: ignore[misc]  # pyright: ignore[reportCallIssue]

    def test_defaults_before_fields_without(self) -> None:
        assert Lend(actor="anna").hours == 4
        assert Hang(key="k1", actor="anna").functionary == ""

    def test_kinds_of_record_are_never_equal(self) -> None:
        assert Ask(actor="anna") != Lend(actor="anna")


class TestUncollected:
    @pytest.mark.parametrize(
        "record", [LOAN, Ask(actor="bram"), Pair(one="a", two=("b",)), Lent(to="b", until=START)]
    )
    def test_the_collector_never_looks_at_a_record(self, record: Record) -> None:
        assert not gc.is_tracked(record)

    def test_every_record_of_the_law(self) -> None:
        for kind in (PROTOCOL.case, *PROTOCOL.acts, *PROTOCOL.events):
            assert kind.__struct_config__.gc is False
            assert kind.__struct_config__.frozen is True


class TestReadBack:
    def test_as_it_was(self) -> None:
        lent = Lent(to="bram", until=START)
        assert msgspec.json.decode(msgspec.json.encode(lent), type=Lent) == lent

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (b'{"actor":"Bram","hours":4}', "actor"),
            (b'{"actor":"bram","hours":"four"}', "hours"),
            (b'{"hours":4}', "actor"),
        ],
    )
    def test_not_what_does_not_fit(self, text: bytes, words: str) -> None:
        with pytest.raises(msgspec.ValidationError, match=words):
            msgspec.json.decode(text, type=Lend)

    def test_a_moment_needs_its_zone(self) -> None:
        with pytest.raises(msgspec.ValidationError, match="timezone"):
            msgspec.json.decode(b'{"to":"bram","until":"2026-03-02T08:00:00"}', type=Lent)


class TestBasis:
    def test_terms_cite_an_article(self) -> None:
        basis = Terms(source="Wetboek")("3:13")
        assert basis == Basis(source="Wetboek", article="3:13")
        assert str(basis) == "Wetboek, 3:13"
        assert basis.known

    def test_an_unread_article_is_not_known(self) -> None:
        assert not Terms(source="Wetboek")("?").known
