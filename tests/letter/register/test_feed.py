"""Every trap seen in the Kamer's open data: empty dates, doubled fields, old news, withdrawn records."""

import datetime as dt
import itertools
import json
from pathlib import Path

import pytest

from weerbaar.letter.register.absorbing import absorb
from weerbaar.letter.register.faults import BadInput
from weerbaar.letter.register.importing import import_files, read_page
from weerbaar.letter.register.items import Member, Register
from weerbaar.letter.register.kamer import Import, KamerRecord, status_of

FEED = Path(__file__).parent / "feed"
ONE, TWO, THREE = (f"{n * 8}-{n * 4}-4{n * 3}-8{n * 3}-{n * 12}" for n in "123")


def record(*names: str, guid: str = ONE) -> KamerRecord:
    return import_files([FEED / name for name in names]).records[guid]


def test_the_year_one_is_no_date() -> None:
    assert record("toezeggingen.json").due is None
    assert record("page.xml").due is None
    assert record("toezeggingen.json", guid=TWO).due == dt.date(2026, 3, 1)


def test_fields_that_occur_more_than_once_all_count() -> None:
    for name in ("toezeggingen.json", "page.xml"):
        found = record(name)
        assert found.letters == ("2025D53614", "2026D00017")
        assert found.promised_to == ("Jansen", "ABC")


def test_a_field_that_occurs_once_or_not_at_all() -> None:
    found = record("toezeggingen.json", guid=TWO)
    assert (found.letters, found.promised_to) == (("2026D00020",), ())
    assert found.changes == ("TZ202401-001",)


def test_the_place_in_the_feed_is_no_chronology() -> None:
    """A mass correction sent the old record after the new one: the one that was changed last stays."""
    assert record("page.xml").status == "Voldaan"
    for names in itertools.permutations(["page.xml", "toezeggingen.json"]):
        found = record(*names)
        assert (found.status, found.text[:8]) == ("Voldaan", "De Kamer")


def test_a_withdrawn_record_is_kept_and_marked_whatever_the_order() -> None:
    for names in itertools.permutations(["page.xml", "toezeggingen.json"]):
        found = record(*names, guid=TWO)
        assert found.deleted
        assert found.text == "Een overzicht sturen"


def test_an_unknown_status_is_an_alarm_and_no_crash() -> None:
    got = import_files([FEED / "toezeggingen.json"])
    assert status_of(got.records[TWO]) == "unknown"
    assert [alarm for alarm in got.settled_alarms() if "In behandeling bij griffie" in alarm]


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Openstaand", "open"),
        ("Voldaan", "fulfilled"),
        ("afgedaan", "fulfilled"),
        ("Niet  nagekomen", "not_fulfilled"),
        ("Iets anders", "unknown"),
    ],
)
def test_the_open_list_of_statuses(word: str, meaning: str) -> None:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert status_of(KamerRecord("g", "toezegging", moment, status=word)) == meaning


def test_motions_come_from_zaak_and_other_zaken_are_left_out() -> None:
    got = import_files([FEED / "moties.json"])
    assert set(got.records) == {THREE}
    motion = got.records[THREE]
    assert (motion.kind, motion.appreciation, status_of(motion)) == ("motie", "Oordeel Kamer", "open")
    assert got.settled_alarms() == ()


def test_names_in_any_case_and_dates_that_are_none() -> None:
    row = {"id": "x", "nummer": "TZ1", "tekst": "t", "datumNakoming": "morgen", "gewijzigdOp": "gisteren"}
    page = read_page(
        json.dumps({"value": [row, 7, {"Tekst": "zonder id", "DatumNakoming": None}]}).encode(), "p"
    )
    assert page.records[0].due is None
    told = "\n".join(page.alarms)
    assert "DatumNakoming 'morgen' is no date" in told
    assert "GewijzigdOp 'gisteren' is no moment" in told
    assert "a row that is no object was left out" in told


def test_people_are_named_by_their_surname_and_fracties_by_their_letters() -> None:
    person = {"Persoon": {"Id": "p", "Nummer": 7, "Tussenvoegsel": "van der", "Achternaam": "Berg"}}
    fractie = {"Fractie": {"Id": "f", "Nummer": 9, "Afkorting": "ABC", "NaamNL": "Partij ABC"}}
    row = {"Id": "a", "Nummer": "TZ1", "Tekst": "t", "GewijzigdOp": "2026-01-01T00:00:00Z"}
    page = read_page(json.dumps({"value": [{**row, "ToegezegdAan": [person, fractie]}]}).encode(), "p")
    assert page.records[0].promised_to == ("van der Berg", "ABC")


def test_the_fate_of_a_motion_is_its_last_decision() -> None:
    decisions = [
        {"BesluitTekst": "Aangenomen.", "GewijzigdOp": "2025-03-12T00:00:00Z"},
        {"BesluitTekst": "Aangehouden.", "GewijzigdOp": "2025-03-05T00:00:00Z"},
        {"BesluitTekst": "Verworpen.", "GewijzigdOp": "2025-03-20T00:00:00Z", "Verwijderd": True},
    ]
    row = {"Id": "z", "Nummer": "2025Z1", "Soort": "Motie", "Titel": "Bestrijding", "Besluit": decisions}
    row = {**row, "Onderwerp": "Motie van het lid Bakker over iets", "GewijzigdOp": "2025-03-12T00:00:00Z"}
    page = read_page(json.dumps({"@odata.context": "#Zaak", "value": [row]}).encode(), "p")
    item = absorb(Register(), page.records, dt.date(2026, 1, 1)).register.items[0]
    assert (item.state, item.theme, item.members) == ("aangenomen", "Bestrijding", (Member("Bakker"),))
    assert item.title == "Motie van het lid Bakker over iets"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>&b;</title></feed>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE feed SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>&f;</title></feed>'
)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (BOMB.encode(), "document type"),
        (OUTSIDE.encode(), "document type"),
        (b"<feed><entry>", "broken XML"),
        (b"<html></html>", "no Atom feed"),
        (b"{", "not JSON"),
        (b'{"error": {"message": "Bad filter"}}', "Bad filter"),
        (b'{"value": 3}', "no list 'value'"),
        (b"[]", "no list 'value'"),
        (b'{"value": "\xff"}', "not UTF-8"),
        (b"", "not JSON"),
    ],
)
def test_what_is_no_page_is_refused_with_one_reason(raw: bytes, words: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_page(raw, "p")
    assert len(bad.value.faults) == 1
    assert words in str(bad.value)


def test_one_bad_page_stops_the_import_and_every_bad_page_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(BOMB)
    (tmp_path / "b.json").write_text("{")
    with pytest.raises(BadInput) as bad:
        import_files([FEED / "page.xml", tmp_path / "a.xml", tmp_path / "b.json", tmp_path / "c.json"])
    assert [Path(fault.file).name for fault in bad.value.faults] == ["a.xml", "b.json", "c.json"]


def test_a_file_of_200_megabytes_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "big.xml").open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(BadInput, match="larger than 50 MB"):
        import_files([tmp_path / "big.xml"])


def test_a_deletion_alone_is_remembered_until_the_record_comes() -> None:
    early, late = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    gone = KamerRecord("g", "toezegging", late, deleted=True)
    words = KamerRecord("g", "toezegging", early, number="TZ1", text="woorden")
    for order in ([gone, words], [words, gone]):
        got = Import()
        got.add(order)
        assert (got.records["g"].deleted, got.records["g"].text) == (True, "woorden")
