"""The register: any of them comes back as it was written, and every fault in one is told at once, in two languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from registers import NEEDS, registers, written

from weerbaar.cli.installation import ALL
from weerbaar.desk import members as desk
from weerbaar.desk.members import Members
from weerbaar.desk.register import Register
from weerbaar.desk.register_file import UnreadableRegister, read_register
from weerbaar.kernel.law.given import UnknownFact
from weerbaar.kernel.law.register import GENERAL
from weerbaar.worlds import FREEZES, PORT

BAD = """
scheme = ""
titel = "Haven"
profile = "reconfirm@2"
source = "urn:nld:kvk"
log_readers = "fiu"
settings = { freze-rules = "x", freeze-rules = "in-force@9", rate-2026-USD = 1.1 }

[calls]
NOORD-118 = "nordster"
NOORD-119 = 7

[[member]]
name = "noordster"
roles = ["carier", "road"]
eanss = ["8712345001018"]
eans = [8712345001018, "871234500101"]
carrier_codes = "NOST"
customers = ["maas-expeditie", "xx"]

[[member]]
name = "noordster"
carrier_codes = ["X1", "maas-expeditie"]
contacts = { polise = "noordster", police = "noordstar", freeze-24x7 = true }
mandates = { "t.bos" = ["supervizor"], a = "supervisor" }

[[member]]
name = "maas-expeditie"
calls = {}
mandates = ["supervisor"]

[[member]]
title = 2026-01-01
carrier_codes = ["X1"]

[[member]]
name = "clock"
"""
TOLD = [  # where, what in English, what in Dutch
    ("", "key `titel` is unknown; did you mean `title`?", "sleutel `titel` is onbekend; bedoelt u `title`?"),
    (
        "`log_readers`",
        "a text stands here; write a list of texts",
        "hier staat een tekst; schrijf een rij teksten",
    ),
    (
        "`settings`, `rate-2026-USD`",
        "a number stands here; write a text",
        "hier staat een getal; schrijf een tekst",
    ),
    ("`calls`, `NOORD-119`", "a number stands here; write a text", "hier staat een getal; schrijf een tekst"),
    ("`scheme`", "nothing stands here", "hier staat niets"),
    (
        "`source`",
        "source `urn:nld:kvk` must have the form of",
        "source `urn:nld:kvk` moet de vorm hebben van",
    ),
    (
        "`profile`",
        "profile `reconfirm@2` is unknown; did you mean `reconfirm@1`?",
        "profiel `reconfirm@2` is onbekend",
    ),
    (
        "`settings`",
        "setting `freze-rules` is unknown; did you mean `freeze-rules`?",
        "instelling `freze-rules` is",
    ),
    (
        "`settings`, `freeze-rules`",
        "`in-force@9` does not fit: which rules",
        "`in-force@9` past hier niet: welke",
    ),
    (
        "`calls`, `NOORD-118`",
        "`nordster` is no member; did you mean `noordster`?",
        "`nordster` is geen lid; bedoelt",
    ),
    ("1", "key `eanss` is unknown; did you mean `eans`?", "sleutel `eanss` is onbekend; bedoelt u `eans`?"),
    ("1, `eans`, number 1", "a number stands here; write a text", "hier staat een getal; schrijf een tekst"),
    (
        "1, `carrier_codes`",
        "a text stands here; write a list of texts",
        "hier staat een tekst; schrijf een rij",
    ),
    (
        "1, `roles`",
        "role `carier` is unknown; did you mean `carrier`?",
        "rol `carier` is onbekend; bedoelt u",
    ),
    ("1, `eans`", "`871234500101` does not fit: EAN or GLN", "`871234500101` past hier niet: EAN- of GLN"),
    (
        "1, `customers`",
        "`xx` is no member; choose from: clock, maas-expeditie, noordster",
        "`xx` is geen lid; kies",
    ),
    (
        "2, `mandates`, `a`",
        "a text stands here; write a list of texts",
        "hier staat een tekst; schrijf een rij",
    ),
    (
        "2, `contacts`, `freeze-24x7`",
        "yes or no stands here; write a text",
        "hier staat ja of nee; schrijf een",
    ),
    ("2", "member 1 (noordster) has this name already", "zo heet lid 1 (noordster) ook al"),
    (
        "2, `contacts`",
        "kind of contact `polise` is unknown; did you mean `police`?",
        "soort contact `polise` is",
    ),
    (
        "2, `contacts`, `police`",
        "`noordstar` is no member; did you mean `noordster`?",
        "`noordstar` is geen lid",
    ),
    (
        "2, `mandates`, `t.bos`",
        "mandate `supervizor` is unknown; did you mean `supervisor`?",
        "mandaat `supervizor`",
    ),
    (
        "2",
        "code `maas-expeditie` is that of member 3 (maas-expeditie) too",
        "code `maas-expeditie` is ook van lid 3",
    ),
    (
        "3",
        "key `calls` is unknown; choose from: carrier_codes,",
        "sleutel `calls` is onbekend; kies uit: carrier",
    ),
    (
        "3, `mandates`",
        "a list stands here; write a table of lists",
        "hier staat een rij; schrijf een tabel van",
    ),
    ("4", "`name` is missing", "`name` ontbreekt"),
    ("4, `title`", "a date or time stands here; write a text", "hier staat een datum of tijd; schrijf een"),
    ("4", "code `X1` is that of member 2 (noordster) too", "code `X1` is ook van lid 2 (noordster)"),
    ("5", "`clock` cannot be a name", "`clock` kan geen naam zijn"),
]
CALLED = {"1": " (noordster)", "2": " (noordster)", "3": " (maas-expeditie)", "4": "", "5": " (clock)"}


def place(where: str, word: str) -> str:
    number, comma, rest = where.partition(",")
    if number not in CALLED:
        return f"{where}: " if where else ""
    return f"{word} {number}{CALLED[number]}{comma}{rest}: "


def told(tmp_path: Path, text: str) -> tuple[str, ...]:
    file = tmp_path / "register.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UnreadableRegister) as wrong:
        read_register(file, ALL)
    return tuple(one.en for one in wrong.value.faults)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "register.toml"
    file.write_text(BAD, "utf-8")
    with pytest.raises(UnreadableRegister) as wrong:
        read_register(file, ALL)
    faults = wrong.value.faults
    for fault, (where, en, nl) in zip(faults, TOLD, strict=False):
        assert fault.en.startswith(place(where, "member") + en)
        assert fault.nl.startswith(place(where.replace("number", "nummer"), "lid") + nl)
    assert len(faults) == len(TOLD)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("scheme = 'a'\nscheme = 'b'\n", "this is no TOML: Cannot overwrite a value"),
        ("", "`scheme` is missing"),
        (
            "scheme = 'a'\nmember = ['b']\n",
            "`member`: a list stands here; write a block `[[member]]` for each member",
        ),
    ],
)
def test_what_is_no_register(text: str, why: str, tmp_path: Path) -> None:
    [only] = told(tmp_path, text)
    assert only.startswith(why)


def test_a_register_under_another_law_lacks_what_that_law_does_not_need() -> None:
    [freezes] = [law for law in ALL if law.name == "emergency-freeze"]
    with pytest.raises(UnreadableRegister, match="key `calls` is unknown"):
        read_register(PORT, (freezes,))
    assert read_register(FREEZES, (freezes,)) == read_register(FREEZES, ALL)


@settings(max_examples=150)
@given(register=registers())
def test_any_register_comes_back_as_it_was_written(
    register: Register, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("any") / "register.toml"
    file.write_text(written(register), "utf-8")
    assert read_register(file, ALL) == register


@settings(max_examples=100)
@given(register=registers())
def test_any_register_answers_what_it_says(register: Register) -> None:
    members = Members(register, ALL)
    words = {word for one in register.member for own in one.lists.values() for word in own}
    words |= {one.name for one in register.member} | {"nobody"}
    for one in register.member:
        for part in NEEDS.lists:
            own = one.lists.get(part.name, frozenset())
            for word in words if part.answers else ():
                assert members.answer((part.answers, one.name, word)) is (word in own)
            for code in own if part.names else ():
                assert members.named_by_code(code) == one.name
        assert members.named_by_code(one.name) == one.name
        for kind in NEEDS.contacts:
            assert members.answer(("contact", one.name, kind.name)) == one.contacts.get(kind.name)
        for functionary in {*one.mandates, "nobody"}:
            given = one.mandates.get(functionary, frozenset())
            assert members.answer(("has_mandate", one.name, functionary, "supervisor")) is (
                "supervisor" in given
            )
    for table in NEEDS.tables:
        for key in {*register.tables.get(table.name, {}), "no key"}:
            assert members.answer((table.answers, key, "more")) == register.tables.get(table.name, {}).get(
                key
            )
    assert members.named_by_code("nobody") is None
    for part in NEEDS.lists:
        assert not part.answers or members.answer((part.answers, "nobody", "nobody")) is False


def test_every_general_question_is_answered_whatever_laws_there_are() -> None:
    asked = [
        ("is_admitted", "a"),
        ("has_role", "a", "auditor"),
        ("has_mandate", "a", "officer", "supervisor"),
        ("contact", "a", "police"),
        ("sign", "a", "officer", ""),
        ("profile",),
        ("setting", "freeze-rules"),
        ("scheme",),
        ("proven", "no key", "elsewhere", "{}"),
    ]
    answers = [False, False, False, None, "none", None, None, "s", None]
    assert {question[0] for question in asked} == GENERAL
    members = Members(Register(scheme="s"), ())
    assert [members.answer(question) for question in asked] == answers
    for unknown in (("holds_ean", "a", "8712345001018"), ("has_role", "a", "a role of no law")):
        with pytest.raises(UnknownFact):
            members.answer(unknown)


def test_the_desk_names_nothing_that_one_law_needs() -> None:
    own = {one.name for one in NEEDS.parts} | {one.answers for one in NEEDS.answering} | set(NEEDS.profiles)
    sources = sorted(Path(desk.__file__).parent.glob("*.py"))
    named = {
        (source.name, word)
        for source in sources
        for word in own
        if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", source.read_text("utf-8"))
    }
    assert len(sources) > 15
    assert not named
