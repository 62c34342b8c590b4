"""The ministry's list beside the Kamer's: two facts with two owners, the most pressing first."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from weerbaar.cli.language import speaking
from weerbaar.cli.letter.registering import register as register_command
from weerbaar.letter.register.absorbing import absorb, authors
from weerbaar.letter.register.comparison import ORDER, InLetter, compare, match
from weerbaar.letter.register.importing import import_files
from weerbaar.letter.register.items import Evidence, Item, Member, Register, Term
from weerbaar.letter.register.kamer import KamerRecord
from weerbaar.letter.register.moves import Move, decide
from weerbaar.letter.register.register_file import read_register

FEED = Path(__file__).parent / "feed"
DAY = dt.date(2026, 6, 19)
TEXT = "De Kamer informeren over de resultaten van de campagne"


def ours() -> Item:
    return Item(
        *("TZ202504-057", "toezegging", TEXT, dt.date(2025, 4, 10), "in_uitvoering", "Veiligheid"),
        number="TZ202504-057",
        members=(Member("Jansen"),),
        terms=(Term("voor het einde van 2025", dt.date(2025, 12, 31)),),
    )


def offered() -> Item:
    evidence = Evidence("letter", "2025D53614", DAY, "doe daarmee de toezegging af")
    return decide(ours(), Move("aangeboden", "minister", DAY, evidence)).item


def theirs(*names: str) -> list[KamerRecord]:
    return list(import_files([FEED / name for name in names]).records.values())


def whys(item: Item, *names: str) -> list[str]:
    return [one.why for one in compare(Register((item,)), theirs(*names), DAY) if one.id == item.id]


def test_offered_waits_for_the_kamer_until_its_feed_says_fulfilled() -> None:
    assert whys(offered(), "toezeggingen.json") == ["waits_for_kamer"]
    before = absorb(Register((offered(),)), theirs("toezeggingen.json"), DAY).register.items[0]
    assert before.state == "aangeboden"
    after = absorb(
        Register((offered(),)), theirs("toezeggingen.json", "page.xml"), dt.date(2026, 7, 1)
    ).register.items[0]
    assert after.state == "voldaan"
    assert after.history[-1].by == "kamer"
    assert "2025D53614" in after.history[-1].evidence.text


def test_the_feed_alone_never_settles_what_we_did_not_offer() -> None:
    absorbed = absorb(Register((ours(),)), theirs("page.xml"), DAY)
    assert absorbed.register.items[0].state == "in_uitvoering"
    assert whys(ours(), "page.xml") == ["late", "kamer_fulfilled_we_open"]


def test_a_feed_without_a_date_leaves_the_term_unknown_and_not_late() -> None:
    register = absorb(Register(), theirs("toezeggingen.json"), DAY).register
    item = next(i for i in register.items if i.number == "TZ202504-057")
    assert item.terms == ()
    assert whys(item, "toezeggingen.json") == ["term_unknown"]


def test_a_withdrawn_record_marks_ours_and_deletes_nothing() -> None:
    register = absorb(Register(), theirs("toezeggingen.json"), DAY).register
    after = absorb(register, theirs("toezeggingen.json", "page.xml"), DAY).register
    gone = next(i for i in after.items if i.number == "TZ202504-058")
    assert gone.withdrawn
    assert gone.text == "Een overzicht sturen"
    assert len(after.items) == 2


def test_absorbing_twice_changes_nothing_more() -> None:
    records = theirs("toezeggingen.json", "page.xml", "moties.json")
    once = absorb(Register((offered(),)), records, dt.date(2026, 7, 1))
    twice = absorb(once.register, records, dt.date(2026, 7, 2))
    assert twice.done == ()
    assert twice.register == once.register


def test_a_motion_arrives_with_its_authors_and_fate() -> None:
    motion = absorb(Register(), theirs("moties.json"), DAY).register.items[0]
    assert motion.state == "aangenomen"
    assert motion.members == (Member("Bakker", "XYZ"), Member("De Wit", "QRS"))
    assert authors("Motie van het lid Van der Berg over iets") == (Member("Van der Berg"),)
    held = dataclasses.replace(motion, state="ingediend")
    assert absorb(Register((held,)), theirs("moties.json"), DAY).register.items[0].state == "aangenomen"


def test_the_most_pressing_stands_first_and_every_difference_is_there() -> None:
    stray = Item(
        "T-2", "toezegging", "iets anders", DAY, "in_uitvoering", "Veiligheid", number="TZ000000-001"
    )
    told = dataclasses.replace(ours(), text="Andere woorden", terms=(Term("x", dt.date(2026, 2, 1)),))
    settled = [InLetter("motie", "de haven", "Pietersen", "doe ik de motie Pietersen over de haven af")]
    records = [dataclasses.replace(r, due=dt.date(2026, 3, 1)) for r in theirs("toezeggingen.json")]
    found = compare(Register((stray, told)), records, DAY, settled)
    order = [list(ORDER).index(one.why) for one in found]
    assert order == sorted(order)
    assert {one.why for one in found} == {
        *(
            "late",
            "settled_unknown",
            "only_kamer",
            "only_ministry",
            "term_differs",
            "text_differs",
            "term_unknown",
        ),
    }


@pytest.mark.parametrize(
    ("kind", "subject", "member", "known"),
    [
        ("toezegging", "de resultaten van de campagne", "", True),
        ("toezegging", "de campagne", "het lid Jansen", True),
        ("toezegging", "de haven", "Jansen", False),
        ("motie", "de resultaten van de campagne", "Jansen", False),
        ("toezegging", "de haven van Rotterdam", "", False),
    ],
)
def test_a_settlement_in_a_letter_finds_its_item(kind: str, subject: str, member: str, known: bool) -> None:
    found = match(Register((ours(),)), InLetter(kind, subject, member, ""))
    assert (found is not None) is known


def test_an_open_item_that_a_letter_only_names_is_shown_as_such_and_once() -> None:
    named = InLetter(
        "toezegging", "de campagne", "Jansen", "toezegging aan het lid Jansen", "“nog niet”: loopt"
    )
    closed = InLetter("toezegging", "de campagne", "Jansen", "Hiermee doe ik de toezegging af.")
    other = InLetter("motie", "iets anders", "Pietersen", "motie-Pietersen", "niets doet iets af")

    def told(item: Item, *, settled: tuple[InLetter, ...] = ()) -> list[tuple[str, str]]:
        found = compare(Register((item,)), (), DAY, settled, [named, named, other], with_kamer=False)
        return [(one.id, one.ours) for one in found if one.why == "only_mentioned"]

    assert told(ours()) == [("TZ202504-057", "“nog niet”: loopt")]
    assert told(ours(), settled=(closed,)) == []
    assert told(offered()) == []


def test_the_commands_import_and_compare(tmp_path: Path) -> None:
    out = tmp_path / "register.json"
    pages = [str(FEED / name) for name in ("toezeggingen.json", "moties.json")]
    made = CliRunner().invoke(register_command, ["import", *pages, "--date", "2026-06-19", "--out", str(out)])
    assert made.exit_code == 0, made.output
    assert "alarm: status 'In behandeling bij griffie'" in made.output
    assert len(read_register(out).items) == 3
    (tmp_path / "settled.json").write_text(
        json.dumps({"settled": [{"kind": "motie", "subject": "haven", "member": None, "text": "doe ik af"}]})
    )
    given = ["compare", str(out), *pages, "--date", "2026-06-19", "--settled", str(tmp_path / "settled.json")]
    told = CliRunner().invoke(register_command, [*given, "--json"])
    assert told.exit_code == 1
    found = json.loads(told.output)["differences"]
    assert [one["why"] for one in found][:2] == ["late", "settled_unknown"]
    assert found[0]["since"] == "2026-03-02"
    for lang, heading, since in (("nl", "Over de termijn", "sinds"), ("en", "Past the term", "since")):
        with speaking(lang):
            plain = CliRunner().invoke(register_command, given)
        assert plain.output.startswith(f"{heading} (1)\n  TZ202504-058")
        assert f"[{since} 2026-03-02]" in plain.output


def test_the_commands_refuse_what_is_no_register_and_write_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"items": [{"id": "a", "kind": "wens"}, {"id": "b", "kleur": 1}, 3], "seats": [{}]}')
    out = tmp_path / "out.json"
    page = str(FEED / "page.xml")
    made = CliRunner().invoke(register_command, ["import", page, "--into", str(bad), "--out", str(out)])
    assert made.exit_code == 2
    for words in (
        "item a: ",
        "item b: there is no field 'kleur'",
        "item (no object): ",
        "seat: ",
        "nothing was written",
    ):
        assert words in made.output
    assert not out.exists()
