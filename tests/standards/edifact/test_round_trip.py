"""What we write we read back unchanged, and no damage to a file changes what it says without being seen."""

from contextlib import suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from weerbaar.standards import iso6346
from weerbaar.standards.edifact import (
    Container,
    DischargeReport,
    Envelope,
    GateMove,
    Party,
    Place,
    Prenotification,
    Reference,
    ReleaseOrder,
    Transport,
    build_message,
    read_interchange,
    stamp_of,
    write_interchange,
)

# Any printable ISO 8859-1 text, service characters included; NAD and RFF carry such texts in practice.
LATIN = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc", "Cf", "Zs"])
TEXTS = st.text(st.one_of(LATIN, st.sampled_from("?+:' ")), min_size=1, max_size=20).filter(
    lambda text: text.strip() == text
)
CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=12)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    body = draw(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)) + draw(st.sampled_from("UJZ"))
    body += f"{draw(st.integers(0, 999_999)):06}"
    return f"{body}{iso6346.check_digit(body)}"


DAYS = st.builds("{:04}{:02}{:02}".format, st.integers(2020, 2060), st.integers(1, 12), st.integers(1, 28))
MINUTES = st.builds("{}{:02}{:02}".format, DAYS, st.integers(0, 23), st.integers(0, 59))
STAMPS = st.one_of(DAYS, MINUTES).map(stamp_of)
PLACES = st.builds(
    Place,
    locode=st.sampled_from(["NLRTM", "BEANR", "DEHAM"]),
    terminal=st.sampled_from(["RWG", "EMX", "5049"]),
    name=st.one_of(st.just(""), TEXTS),
)
SHIPS = st.builds(
    Transport,
    voyage=CODES,
    modality=st.just("sea"),
    carrier=CODES,
    imo=st.just("9074729"),
    name=TEXTS,
)
PARTIES = st.lists(
    st.builds(Party, role=st.sampled_from(["CF", "FW", "CB"]), code=CODES, name=TEXTS), max_size=3
).map(lambda others: (Party(role="CA", code="CARR", code_list="172", agency="20"), *others))
FUNCTIONS = st.sampled_from(["original", "replace"])


def containers(*, expires: bool = False, moved: bool = False) -> st.SearchStrategy[tuple[Container, ...]]:
    one = st.builds(
        Container,
        number=numbers(),
        check_digit_holds=st.just(True),
        size_type=st.sampled_from(["", "45G1", "22R1"]),
        filling=st.just("full"),
        seals=st.lists(CODES, max_size=2).map(tuple),
        gross_kilograms=st.one_of(st.none(), st.integers(1, 40_000).map(float)),
        expires=STAMPS if expires else st.none(),
        at=STAMPS if moved else st.none(),
        references=st.builds(Reference, qualifier=st.just("BN"), number=TEXTS).map(lambda r: (r,)),
    )
    return st.lists(one, min_size=1, max_size=4, unique_by=lambda box: box.number).map(tuple)


RELEASES = st.builds(
    ReleaseOrder,
    function=FUNCTIONS,
    document_code=st.just("129"),
    document_number=CODES,
    release_reference=TEXTS,
    carrier=st.just("CARR"),
    containers=containers(expires=True),
    issued=st.one_of(st.none(), STAMPS),
    ship=SHIPS,
    load_port=st.one_of(st.none(), PLACES),
    discharge=PLACES,
    previous_reference=st.one_of(st.just(""), CODES),
    parties=PARTIES,
)
ANNOUNCED = st.builds(
    Prenotification,
    function=FUNCTIONS,
    document_code=st.just("661"),
    document_number=CODES,
    transport=st.builds(
        Transport,
        voyage=CODES,
        modality=st.sampled_from(["road", "rail", "barge"]),
        carrier=CODES,
        plate=CODES,
        name=st.one_of(st.just(""), TEXTS),
    ),
    operator=st.just("CARR"),
    containers=containers(),
    terminal=PLACES,
    expected=STAMPS,
    parties=PARTIES,
)
MOVES = st.builds(
    GateMove,
    function=FUNCTIONS,
    direction=st.sampled_from(["in", "out"]),
    document_number=CODES,
    containers=containers(moved=True),
    terminal=PLACES,
    parties=PARTIES,
)
REPORTS = st.builds(
    DischargeReport,
    function=FUNCTIONS,
    direction=st.sampled_from(["discharged", "loaded"]),
    document_number=CODES,
    ship=SHIPS,
    containers=containers(moved=True),
    terminal=PLACES,
    parties=PARTIES,
)
ENVELOPE = Envelope(sender=("CARR",), recipient=("NLRTMTST",), reference="X1", prepared=("261025", "1305"))
Sent = ReleaseOrder | Prenotification | GateMove | DischargeReport


@given(
    st.lists(st.one_of(RELEASES, ANNOUNCED, MOVES, REPORTS), min_size=1, max_size=3),
    st.sampled_from(["95B", "00B"]),
)
@settings(max_examples=80)
def test_what_we_write_we_read_back(records: list[Sent], directory: str) -> None:
    drafts = [build_message(record, str(n), directory) for n, record in enumerate(records, 1)]
    data = write_interchange(ENVELOPE, drafts)
    assume(not looks_like_utf_8(data))
    received = read_interchange(data)
    assert received.faults == ()
    assert [message.record for message in received.messages] == records


def looks_like_utf_8(data: bytes) -> bool:
    """Say whether ISO 8859-1 text could be UTF-8 as well, as `Â¡` could: such a file is refused, see below."""
    with suppress(UnicodeDecodeError):
        return not data.isascii() and bool(data.decode("utf-8"))
    return False


def test_text_that_could_be_utf_8_is_refused_and_not_guessed() -> None:
    moved = GateMove(
        function="original",
        direction="out",
        document_number="1",
        containers=(
            Container(number="CSQU3054383", check_digit_holds=True, filling="full", at=stamp_of("20260101")),
        ),
        terminal=Place(locode="NLRTM", terminal="RWG", name="Â¡"),
        parties=(Party(role="CA", code="CARR", code_list="172", agency="20"),),
    )
    data = write_interchange(ENVELOPE, [build_message(moved, "1", "95B")])
    assert looks_like_utf_8(data)
    (message,) = read_interchange(data).messages
    assert message.record is None
    assert [fault.code for fault in message.syntax_faults] == ["21"]


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    received = read_interchange(data)
    assert received.faults or all(message.outcome for message in received.messages)


GOOD = write_interchange(
    ENVELOPE,
    [
        build_message(
            ReleaseOrder(
                function="original",
                document_code="129",
                document_number="DO1",
                release_reference="REL1",
                carrier="CARR",
                containers=(
                    Container(
                        number="CSQU3054383",
                        check_digit_holds=True,
                        size_type="45G1",
                        filling="full",
                        expires=stamp_of("20261101"),
                    ),
                ),
                ship=Transport(voyage="V1", modality="sea", carrier="CARR", imo="9074729"),
                discharge=Place(locode="NLRTM", terminal="RWG"),
                parties=(Party(role="CA", code="CARR"),),
            ),
            "1",
        )
    ],
)
PIECES = st.sampled_from(["+", ":", "'", "?", "\n", "9", "0", "\u041a", "UNT", "UNH+2", "DTM+36:", "A", " "])


def weighty(data: bytes) -> list[tuple[str, str, str, str]]:
    """Return what may never change unseen: container, terminal and expiry of every record."""
    found: list[tuple[str, str, str, str]] = []
    for message in read_interchange(data).messages:
        if isinstance(message.record, ReleaseOrder):
            place = message.record.discharge
            for box in message.record.containers:
                ends = box.expires.source if box.expires else ""
                terminal = place.terminal if place else ""
                found.append((box.number, terminal, ends, place.locode if place else ""))
    return found


def check_damage(damaged: bytes) -> None:
    """Whatever is read stands in the text as it came, and an end that is gone is told."""
    text = damaged.decode("utf-8", "replace").replace("?", "")
    for values in weighty(damaged):
        assert all(value in text for value in values), values
        assert iso6346.is_wellformed(values[0])
        if not values[2]:
            told = {remark.code for m in read_interchange(damaged).messages for remark in m.remarks}
            assert "DATE_NOT_READ" in told, text


def test_the_good_file_is_good() -> None:
    assert weighty(GOOD) == [("CSQU3054383", "RWG", "20261101:102", "NLRTM")]


@given(st.integers(0, len(GOOD)), st.integers(0, 6), PIECES)
@settings(max_examples=600)
def test_damage_is_a_fault_or_stands_in_the_text(place: int, gone: int, put: str) -> None:
    check_damage(GOOD[:place] + put.encode() + GOOD[place + gone :])


@pytest.mark.long
def test_every_single_damage_is_a_fault_or_stands_in_the_text() -> None:
    put = [bytes([c]) for c in b"+:'?\n 0123456789AZaz-/"] + ["\u041a".encode(), b"\xff", b""]
    for place in range(len(GOOD) + 1):
        for piece in put:
            check_damage(GOOD[:place] + piece + GOOD[place:])
            check_damage(GOOD[:place] + piece + GOOD[place + 1 :])


@given(st.data())
@settings(max_examples=150)
def test_a_dropped_segment_is_always_a_fault(data: st.DataObject) -> None:
    segments = GOOD.split(b"\n")
    gone = data.draw(st.integers(0, len(segments) - 1))
    received = read_interchange(b"\n".join(segments[:gone] + segments[gone + 1 :]))
    assert received.faults or any(message.syntax_faults for message in received.messages)
    assert all(message.record is None for message in received.messages)
