"""The shell speaks Dutch and English: every command, option and message has both, and one choice settles which."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from weerbaar.cli import catalogue
from weerbaar.cli.command_pages import PAGES, commands_page
from weerbaar.cli.language import chosen, either, in_front, language, speaking

from .conftest import Ran

Type = Callable[..., Ran]
HOME = Path(__file__).resolve().parents[3]
SHELL = HOME / "src" / "weerbaar" / "cli"
SPEAKING = [HOME / "dev", *sorted(SHELL.rglob("*.py"))]
SAYS = {
    *("echo", "ClickException", "UsageError", "BadParameter", "BadInput", "progress_bar", "working", "note"),
    *("say", "fail"),  # as the script `dev` does
}
WORD = re.compile(r"[a-zA-Z]{2,}.* .*[a-zA-Z]{2,}|^[a-z]{4,}:?$")  # two words, or one that stands alone
# Names of programs, and words that are the same in both languages.
SAME = re.compile(r"weerbaar|apt-get|^letter: $|^alarm: $")


@pytest.mark.parametrize(
    ("words", "environment", "wanted"),
    [
        ((), {}, "en"),
        ((), {"LANG": "nl_NL.UTF-8"}, "nl"),
        ((), {"LANG": "nl_NL.UTF-8", "LC_MESSAGES": "de_DE"}, "en"),
        ((), {"LC_ALL": "nl_BE", "LANG": "C"}, "nl"),
        ((), {"LC_ALL": "", "LANG": "nl"}, "nl"),
        ((), {"LANG": "nl_NL", "WEERBAAR_LANGUAGE": "en"}, "en"),
        (("--language", "nl", "act"), {"WEERBAAR_LANGUAGE": "en"}, "nl"),
        (("act", "--help", "--language=nl"), {}, "nl"),
        (("act", "new", "offer", "--language", "en"), {"LANG": "nl_NL"}, "en"),
        (("act", "--", "--language", "nl"), {}, "en"),
        (("act", "--language"), {"LANG": "nl"}, "nl"),
        (("act", "--language", "fr"), {"LANG": "nl"}, "nl"),
    ],
)
def test_one_choice_settles_the_language(
    words: tuple[str, ...], environment: dict[str, str], wanted: str
) -> None:
    assert chosen(words, environment) == wanted


def test_every_help_text_and_every_word_of_click_has_its_dutch_and_no_dutch_is_left_over() -> None:
    wanting = catalogue.wanting()
    assert not wanting, "run ./dev docs and give the Dutch in messages.po:\n" + "\n".join(wanting)


def test_a_text_without_dutch_and_a_dutch_text_of_nothing_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, before = catalogue.DUTCH.read_text("utf-8"), catalogue.wanting()
    text = text.replace('msgid "how long the token holds"', 'msgid "how long the token lives"')
    text = text.replace('msgid "the server"\n', '#, fuzzy\nmsgid "the server"\n')
    (tmp_path / "messages.po").write_text(text, "utf-8")
    monkeypatch.setattr(catalogue, "DUTCH", tmp_path / "messages.po")
    assert [one for one in catalogue.wanting() if one not in before] == [
        "weerbaar act: no Dutch for 'the server'",
        "weerbaar token: no Dutch for 'how long the token holds'",
        "'how long the token lives': nobody says this any more",
    ]


def test_the_catalogue_that_is_read_is_the_one_that_is_edited() -> None:
    text = catalogue.DUTCH.read_text("utf-8")
    assert text == catalogue.brought_up_to_date(), "run ./dev docs"
    assert catalogue.same_words(catalogue.compiled(text), catalogue.COMPILED), "run ./dev docs"


def test_a_changed_help_text_brings_its_old_dutch_along_to_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = catalogue.DUTCH.read_text("utf-8").replace(
        "an earlier checkpoint that you kept", "a checkpoint you kept"
    )
    (tmp_path / "messages.po").write_text(text, "utf-8")
    monkeypatch.setattr(catalogue, "DUTCH", tmp_path / "messages.po")
    entry = catalogue.brought_up_to_date().partition('msgid "an earlier checkpoint that you kept"')
    assert entry[0].endswith("#, fuzzy\n")
    assert entry[2].startswith('\nmsgstr "een eerder ijkpunt dat u bewaarde"')


@pytest.mark.parametrize("page", PAGES)
def test_the_reference_pages_are_those_of_the_commands_whatever_the_shell_speaks(page: str) -> None:
    with speaking("nl"):
        assert (HOME / "docs" / "reference" / page).read_text("utf-8") == commands_page(PAGES[page])


def unpaired(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the words of everything that is said to a person in one language only."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "Fault" and len(node.args) == 2 and _words(node.args[1]):
            yield node.lineno, "".join(_words(node.args[1]))
        if name in SAYS and not (name == "note" and len(node.args) == 2):
            for said in (word for argument in node.args for word in _words(argument)):
                if WORD.search(said.strip()) and not SAME.search(said):
                    yield node.lineno, said


def _words(node: ast.expr) -> list[str]:
    """Return the pieces of text in an expression, without those in a call: `either` and `Fault` have both."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr | ast.BinOp | ast.IfExp | ast.List | ast.BoolOp):
        inner = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)]
        return [word for one in inner if one is not getattr(node, "test", None) for word in _words(one)]
    return []


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: str(path.relative_to(HOME)))
def test_what_the_shell_says_itself_it_says_in_both_languages(path: Path) -> None:
    found = list(unpaired(path.read_text("utf-8")))
    assert not found, f"these are in one language only; write either(nl=..., en=...): {found}"


@pytest.mark.parametrize(
    "line",
    [
        'click.echo("there is no such thing")',
        'raise click.ClickException(f"{file} holds no rows")',
        'raise BadInput([Fault("--key", "there is no key in it")])',
        'click.echo("yes, all of it" if good else f"{one}: no")',
    ],
)
def test_a_message_in_one_language_is_found(line: str) -> None:
    assert list(unpaired(line))


@pytest.mark.parametrize(
    "line",
    [
        'click.echo(either(nl="dat is er niet", en="there is no such thing"))',
        'raise BadInput([Fault("--key", "there is no key in it", "er staat geen sleutel in")])',
        'click.echo(f"  {name}: {value}")',
    ],
)
def test_a_message_in_both_languages_passes(line: str) -> None:
    assert not list(unpaired(line))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--help",), "[OPTIES] OPDRACHT [ARGUMENTEN]..."),
        (("act", "--help"), "Vraag een handeling in ZAAK"),
        (("letter",), "Schrijf het overzicht van moties"),
        (("letter", "register", "import", "--help"), "Neem pagina's uit de open data"),
        (("letter", "read", "--help"), "Voorbeeld:\n    weerbaar letter read brief.txt"),
        (("nosuch",), "Er is geen opdracht 'nosuch'."),
        (("act",), "Dit argument ontbreekt: 'ZAAK'"),
        (("simulate", "--days", "x"), "'x' is geen geldig getal."),
        (("order", "nowhere.csv"), "Bestand 'nowhere.csv' bestaat niet."),
        (("token", "nobody"), "`nobody` is geen lid van deze wereld"),
        (("protocols", "show", "nothing"), "dit protocol is er niet"),
        (("fsck", "--folder", "nowhere"), "hier staat geen database"),
        (("receipt", "verify", "nowhere.json"), "geef een sleutel"),
    ],
)
def test_dutch_is_spoken_throughout(weerbaar: Type, words: tuple[str, ...], said: str) -> None:
    ran = weerbaar("--language", "nl", *words)
    assert said in ran.out + ran.err
    assert not re.search(r"Usage|Options|Commands|Error|Try ", ran.out + ran.err)


def test_the_script_speaks_dutch_before_there_is_any_package() -> None:
    bare = {"PATH": "/usr/bin:/bin", "LANG": "nl_NL.UTF-8"}
    ran = subprocess.run(
        [sys.executable, "-S", "-E", str(HOME / "dev"), "--help"],
        env=bare,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("gebruik: ./dev OPDRACHT")


def test_a_fault_of_ours_is_told_in_dutch(weerbaar: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("kapot")

    monkeypatch.setattr("weerbaar.cli.running.registered", broken)
    ran = weerbaar("--language", "nl", "token", "noordster")
    assert (ran.status, ran.err) == (3, "onze fout: RuntimeError: kapot; meld dit alstublieft\n")


def test_a_command_leaves_no_language_behind(weerbaar: Type) -> None:
    weerbaar("--language", "nl", "token", "nobody")
    assert language() == "en"
    assert either(nl="ja", en="yes") == "yes"
    assert "is no member" in weerbaar("token", "nobody").err


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        (
            ["measure", "plan", "--language", "nl", "counts"],
            ["--language", "nl", "measure", "plan", "counts"],
        ),
        (["act", "--language=nl", "x"], ["--language=nl", "act", "x"]),
        (["act", "--language", "en", "--language=nl"], ["--language", "en", "--language=nl", "act"]),
        (["act", "x", "--language"], ["act", "x", "--language"]),
        (["act", "--language", "--language=nl"], ["--language=nl", "act", "--language"]),
        (["act", "--", "--language", "nl"], ["act", "--", "--language", "nl"]),
        ([], []),
    ],
)
def test_the_language_may_stand_anywhere(words: list[str], moved: list[str]) -> None:
    assert in_front(words) == moved


def test_a_command_without_an_option_of_its_own_takes_the_language(weerbaar: Type) -> None:
    assert (
        "geen methode 'zzz'"
        in weerbaar("measure", "plan", "counts", "--method", "zzz", "--language", "nl").err
    )


def test_a_language_that_we_do_not_speak_is_refused(weerbaar: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "fr")
    ran = weerbaar("token", "nobody")
    assert ran.status == 2
    assert "'fr' is not one of 'en', 'nl'" in ran.err


def test_the_list_of_commands_loads_none_of_them() -> None:
    program = (
        "import sys; sys.argv = ['weerbaar', '--language', 'nl', '--help']\n"
        "from weerbaar.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: print(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Opdrachten:" in ran.stdout
    loaded = set(ran.stdout.splitlines()[-1].split())
    ours = {name for name in loaded if name.startswith("weerbaar.")}
    assert ours == {f"weerbaar.cli{part}" for part in ("", ".edition", ".language", ".lazy", ".main")}
    assert not loaded & {"babel", "rich", "msgspec", "httpx", "pathlib"}
