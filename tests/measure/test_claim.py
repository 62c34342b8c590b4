"""A sentence may not claim more than its figure bears; the check names the words and proposes another sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from weerbaar.cli.measure import measure
from weerbaar.measure.claim import BEARS, Claim, Measured, claims, of_result, too_much, two_counts
from weerbaar.measure.faults import BadInput
from weerbaar.measure.report.pages import write_report
from weerbaar.measure.result import Text, Verdict, as_json
from weerbaar.measure.run import Answer

Measure = Callable[..., Answer]


def words(sentence: str, measured: Measured) -> dict[str, str]:
    """Return the words that claim too much, with their family."""
    return {one.word: one.claim for one in too_much(sentence, measured)}


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_every_family_finds_its_examples_and_only_those(claim: Claim) -> None:
    assert claim.needs in BEARS
    for example in claim.match:
        assert re.search(claim.pattern, example, re.IGNORECASE), example
    for example in claim.no_match:
        assert not re.search(claim.pattern, example, re.IGNORECASE), example


def test_scenario_1_a_record_rise_that_can_be_chance() -> None:
    measured = two_counts(167, 151)
    assert measured.sentence.en == "167 (95 %: 143–194), 16 more than 151. This difference can be chance."
    assert measured.sentence.nl == "167 (95 %: 143–194), 16 meer dan 151. Dit verschil kan toeval zijn."
    assert words("167, a record rise", measured) == {"record": "record", "rise": "rise"}
    assert {one.claim for one in too_much("167, een recordstijging", measured)} == {"record", "rise"}


def test_what_is_more_than_chance_may_be_called_a_rise_but_has_no_cause() -> None:
    measured = two_counts(151, 105)
    assert measured.verdict is Verdict.PLAUSIBLE
    assert words("151, a record and a rise", measured) == {}
    assert words("Het aantal is duidelijk gestegen dankzij de campagne", measured) == {
        "duidelijk": "certain",
        "dankzij": "cause",
    }
    assert words("het aantal daalde", measured) == {"daalde": "fall"}
    assert too_much("het aantal daalde", measured)[0].why.en == "the figure did not go that way"


def test_a_record_needs_the_highest_figure_of_the_series(measured: Measure, tmp_path: Path) -> None:
    series = "series,year,value,definition,basis,source\n" + "".join(
        f"sites,{year},{value},all,stated,x\n" for year, value in ((2021, 400), (2022, 100), (2023, 200))
    )
    answer = measured("counts", "change", series, series='"sites"', before="2022", after="2023")
    assert answer.result.verdict is Verdict.PLAUSIBLE
    (tmp_path / "result.json").write_bytes(as_json(answer.result))
    found = too_much("een recordstijging", of_result(tmp_path / "result.json"))
    assert [one.why.en for one in found] == ["the series has held a higher figure"]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_that_nothing_happened_is_never_borne(verdict: Verdict) -> None:
    measured = Measured(verdict, "up", "campaign", Text("", ""))
    assert words("de campagne had geen effect", measured)["geen effect"] == "nothing"
    assert words("no change", measured)["no change"] == "nothing"


def test_a_shown_effect_of_a_campaign_bears_its_cause() -> None:
    shown = Measured(Verdict.SHOWN, "up", "campaign", Text("", ""))
    sentence = "Dankzij de campagne steeg het aantal duidelijk."
    assert words(sentence, shown) == {}
    assert set(words(sentence, Measured(Verdict.PLAUSIBLE, "up", "campaign", Text("", ""))).values()) == {
        "cause",
        "certain",
    }


@pytest.mark.parametrize(("count", "before"), [(167, 151), (151, 105), (60, 143), (0, 4), (5, 5)])
def test_what_is_proposed_passes_its_own_check(count: int, before: int) -> None:
    measured = two_counts(count, before)
    assert too_much(measured.sentence.nl, measured) == []
    assert too_much(measured.sentence.en, measured) == []


def test_a_result_of_a_report_is_read(measured: Measure, tmp_path: Path) -> None:
    answer = measured("counts", "change", "nl_annual_counts.csv")
    write_report(answer, tmp_path / "out")
    found = of_result(tmp_path / "out" / "result.json")
    assert (found.verdict, found.direction, found.analysis) == (Verdict.NOT_SHOWN, "up", "counts")
    assert found.sentence == answer.result.sentence
    assert words("a record rise", found) == {"record": "record", "rise": "rise"}
    assert too_much(found.sentence.nl, found) == too_much(found.sentence.en, found) == []
    (tmp_path / "none.json").write_text("{}")
    for name, said in (("none.json", "is no result"), ("absent.json", "cannot read")):
        with pytest.raises(BadInput, match=said):
            of_result(tmp_path / name)


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (["167, a record rise", "--count", "167", "--before", "151"], 1, "16 more than 151"),
        (["167 sites", "--count", "167", "--before", "151"], 0, "claims no more"),
        (["x", "--count", "-1", "--before", "-2"], 2, "a count of -2 is negative"),
        (["x", "--count", "0", "--before", "0"], 2, "both counts are zero"),
        (["x", "--count", "1"], 2, "--before"),
        (["x"], 2, "--result"),
        ([" ", "--count", "3", "--before", "2"], 2, "there is no sentence"),
        (["x" * 2001, "--count", "3", "--before", "2"], 2, "2001 characters"),
    ],
)
def test_the_command_answers_and_refuses(line: list[str], status: int, said: str) -> None:
    ran = CliRunner().invoke(measure, ["claim", *line])
    assert (ran.exit_code, said in ran.output) == (status, True), ran.output


def test_the_command_speaks_to_programs_and_in_dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    line = ["claim", "een recordstijging", "--count", "167", "--before", "151"]
    found = json.loads(CliRunner().invoke(measure, [*line, "--json"]).output)
    assert found["verdict"] == "not_shown"
    assert found["proposed"]["nl"].startswith("167 (95 %: 143–194), 16 meer dan 151.")
    assert {one["claim"] for one in found["too_much"]} == {"record", "rise"}
    monkeypatch.setenv("LANGUAGE", "nl")
    said = CliRunner().invoke(measure, line).output
    assert "16 meer dan 151. Dit verschil kan toeval zijn." in said
    assert "'recordstijging' zegt te veel" in said
