"""A plan that is no TOML is told by its line, the line itself and what to do, in two languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from weerbaar.cli.language import speaking
from weerbaar.cli.measure import measure
from weerbaar.cli.sentences import dutch
from weerbaar.measure.faults import BadInput
from weerbaar.measure.misspelling import ADVICE
from weerbaar.measure.run import run


def ask(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(measure, [*words, "--report", str(folder / "out")])


MISSPELT = {
    "question": "Invalid statement|Expected '='",
    'a = "x" b': "Expected newline",
    "source = press reports": "Invalid value",
    'a = "never closed\nb = 1': "Illegal character",
    "a = [1, 2\nb = 3": "Unclosed array",
    "a = 1\na = 2": "Cannot",
    "[[flights]\nname = 1": "Expected",
    'a = "c:\\data"': "Unescaped",
    "a = '''x": "Expected",
    "= 3": "Invalid",
}


@pytest.mark.parametrize("text", MISSPELT)
def test_a_plan_that_is_no_toml_is_told_in_words_with_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as heard:
        tomllib.loads(text)
    assert re.match(MISSPELT[text], str(heard.value))
    plan, data = tmp_path / "plan.toml", tmp_path / "data.csv"
    plan.write_text(text)
    data.write_text("a;b\n1;2\n")
    outputs = {}
    for language in ("nl", "en"):
        with speaking(language):
            outputs[language] = ask(tmp_path, "counts", str(data), "--plan", str(plan)).output.splitlines()
    assert re.search(r"plan\.toml line \d+, column \d+: `.*` is not TOML; ", outputs["en"][0])
    assert re.search(r"plan\.toml regel \d+, kolom \d+: `.*` is geen TOML; ", outputs["nl"][0])
    advice = next(one for one in ADVICE.values() if outputs["en"][0].endswith(one))
    assert outputs["nl"][0].endswith(dutch(advice))
    assert dutch(advice) != advice
    assert "semicolons" in outputs["en"][1], "the form of the figures is told as well"
    assert not (tmp_path / "out").exists()


def test_what_the_reader_of_toml_may_say_one_day_is_quoted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def strange(_text: str) -> dict[str, object]:
        raise tomllib.TOMLDecodeError("Too strange (at line 1, column 2)")

    monkeypatch.setattr("weerbaar.measure.plan.tomllib.loads", strange)
    plan = tmp_path / "plan.toml"
    plan.write_text("a = 1\n")
    with pytest.raises(BadInput) as trouble:
        run("counts", plan, plan)
    said = trouble.value.faults[0]
    assert said == "plan.toml line 1, column 2: `a = 1` is not TOML; the reader of TOML says: Too strange"
    assert (
        dutch(said) == "plan.toml regel 1, kolom 2: `a = 1` is geen TOML; de lezer van TOML zegt: Too strange"
    )


def test_every_thing_that_the_reader_of_toml_can_say_has_its_advice() -> None:
    source = Path(str(tomllib.loads.__code__.co_filename)).read_text("utf-8")
    heard = re.findall(r'suffixed_err\(\s*src,\s*\w+,\s*f?"((?:[^"\\]|\\.)*)"', source)
    assert len(heard) > 20
    for words in heard:
        plain = words.replace("\\\\", "\\")
        assert any(re.fullmatch(pattern, plain) for pattern in ADVICE), plain
