"""Pictures: the diagram and the tables say what the law says, in both languages, and in one fixed form."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from lending import PROTOCOL, WORLD, BringBack, Loan, law

from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.pictures import Language, acts_table, duties_table, fields_table, state_diagram

LANGUAGES: tuple[Language, ...] = ("nl", "en")


class TestDiagram:
    def test_states_and_the_acts_between_them(self) -> None:
        assert state_diagram(PROTOCOL, WORLD) == (
            "stateDiagram-v2\n"
            '    state "open" as s1\n'
            '    state "closed" as s2\n'
            '    state "open: BringBack" as s3\n'
            "    [*] --> s1: Hang\n"
            "    s1 --> s2: WriteOff\n"
            "    s1 --> s3: Lend\n"
            "    s3 --> s2: WriteOff\n"
            "    s3 --> s1: Return\n"
        )

    def test_own_labels(self) -> None:
        def place(loan: Loan) -> str:
            return "weg" if loan.ended else f'bij "{loan.borrower or loan.owner}"'

        diagram = state_diagram(PROTOCOL, WORLD, place)
        assert "state \"bij 'anna'\" as s1" in diagram
        assert "s3 --> s2: WriteOff" in diagram

    def test_every_state_that_is_drawn_is_declared(self) -> None:
        diagram = state_diagram(PROTOCOL, WORLD, lambda loan: str(loan.asked_by))
        declared = set(re.findall(r" as (s\d+)$", diagram, re.MULTILINE))
        drawn = re.findall(r"^ +(\S+) --> (\S+):", diagram, re.MULTILINE)
        assert declared == {state for edge in drawn for state in edge} - {"[*]"}
        assert len(drawn) > 2


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table.splitlines()]


@pytest.mark.parametrize("language", LANGUAGES)
class TestTables:
    def test_every_row_is_as_wide_as_the_heading(self, language: Language) -> None:
        for table in (acts_table, duties_table, fields_table):
            assert len({len(row) for row in rows(table(PROTOCOL, language))}) == 1

    def test_every_act_with_every_rule_and_its_basis(self, language: Language) -> None:
        table = acts_table(PROTOCOL, language)
        for act in PROTOCOL.acts:
            (row,) = [row for row in rows(table) if row[0].startswith(f"**{act.__name__}**")]
            for rule, _ in act.rules:
                sentence = rule.nl if language == "nl" else rule.en
                assert f"{sentence} ({rule.basis})" in row[1 if rule.effect == "permit" else 2]

    def test_every_field(self, language: Language) -> None:
        names = [row[0] for row in rows(fields_table(PROTOCOL, language))[2:]]
        assert names == [f"`{name}`" for name in Loan.__struct_fields__]


class TestWords:
    def test_untold_rules_are_marked(self) -> None:
        assert (
            "U staat onder toezicht. (House rules of the key cabinet, 2.4) - wordt niet gemeld"
            in acts_table(PROTOCOL, "nl")
        )
        assert acts_table(PROTOCOL, "en").count("not told") == 1

    def test_who_sees_what(self) -> None:
        seers = {row[0]: row[1] for row in rows(fields_table(PROTOCOL, "nl"))[2:]}
        assert seers["`watched`"] == "rol `guard`"
        assert seers["`asked_by`"] == "`asked_by`, `owner`"
        assert seers["`key`"] == "partijen van de zaak"
        assert "parties of the case" in fields_table(PROTOCOL, "en")

    def test_a_duty(self) -> None:
        assert rows(duties_table(PROTOCOL, "nl"))[2] == [
            "**BringBack**: Breng de sleutel op tijd terug.",
            "Whoever has the key.",
            "The owner.",
            "Return",
            "de klok: The key counts as lost.",
        ]

    def test_a_bar_in_a_sentence_stays_in_its_cell(self) -> None:
        class Barred(BringBack):
            nl = "Breng hem terug | of niet."

            def holder(self, loan: Loan) -> Party | None:
                """The borrower | if any."""
                return loan.borrower

            def due(self, loan: Loan) -> datetime | None:
                return loan.back_by

        assert len(rows(duties_table(law(duties=(Barred(),)), "nl"))[2]) == 5
