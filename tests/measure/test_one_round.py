"""Whatever is wrong with a plan and its figures is said in one round, plan first, once each, in two languages."""

from __future__ import annotations

import random
import re
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from weerbaar.cli.measure import measure
from weerbaar.cli.sentences import dutch
from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.methods import METHODS, template
from weerbaar.measure.run import power, read_plan, run
from weerbaar.measure.table import read_table

from .bad_inputs import BAD, PORTS
from .sound_figures import figures, kept

EVERY = [(analysis, method) for analysis, many in METHODS.items() for method in many]
# Wrong in three ways, whatever the method is: of shape, of type and of meaning.
WRONG = {"colour": '"red"', "seed": '"one"', "level": "3.0"}
OF_PLAN = (
    "'colour' is not known here",
    "'seed': expected `int`, got `str`",
    "'level' is 3; give a probability",
)


def told(folder: Path, analysis: str, text: str, plan: str) -> list[str]:
    """Return every fault of a plan and a file; none where the answer would be worked out."""
    (folder / "plan.toml").write_text(plan)
    (folder / "data.csv").write_text(text)
    (folder / "synthetic_ports_inspections.csv").write_text(kept("synthetic_ports_inspections.csv"))
    with pytest.raises(BadInput) as trouble:
        run(analysis, folder / "data.csv", folder / "plan.toml")
    return trouble.value.faults


def of_figures(folder: Path, analysis: str, method: str) -> list[str]:
    """Return every fault of the file that was read last, under a sound plan."""
    (folder / "sound.toml").write_text(template(analysis, method))
    plan, which = read_plan(folder / "sound.toml", analysis)
    faults = Faults()
    table = faults.tried(read_table, folder / "data.csv")
    if table is not None:
        faults.tried(which.read, table, plan, folder, faults)
    return faults.found


def with_changes(analysis: str, method: str, changes: dict[str, str | None], extra: str = "") -> str:
    """Return the example plan with some keys set, or left out where the value is None."""
    text = template(analysis, method)
    for key, value in changes.items():
        text = re.sub(rf"(?m)^{key} = (\[\n(.*\n)*?\]|.*)\n", "", text)
        text = re.sub(rf"(?m)^\[\[?{key}\]?\].*\n([^\[\n].*\n|\n)*", "", text)
        if value is not None:
            text = f"{key} = {value}\n{text}"
    return text + extra


@pytest.mark.parametrize(("analysis", "method"), EVERY)
def test_a_fault_of_the_plan_hides_none_of_the_figures(tmp_path: Path, analysis: str, method: str) -> None:
    lines = figures(analysis, method).splitlines()
    place = random.Random(method).randrange(len(lines[0].split(",")))
    spoilt = [(lines[0], *lines[1:3], *(["@," * lines[0].count(",") + "@"]), *lines[4:])]
    header = lines[0].split(",")
    spoilt.append((",".join([*header[:place], "renamed", *header[place + 1 :]]), *lines[1:]))
    for text in ("\n".join(one) + "\n" for one in spoilt):
        both = told(tmp_path, analysis, text, with_changes(analysis, method, dict(WRONG)))
        assert [sum(part in fault for fault in both) for part in OF_PLAN] == [1, 1, 1]
        assert both[3:] == of_figures(tmp_path, analysis, method), "as under a sound plan"
        assert all("plan.toml" in fault for fault in both[:3])


@pytest.mark.parametrize(("analysis", "method"), EVERY)
def test_a_field_that_cannot_be_read_is_named_once_and_nothing_follows_from_it(
    tmp_path: Path, analysis: str, method: str
) -> None:
    text = figures(analysis, method)
    for field in msgspec.structs.fields(METHODS[analysis][method].plan):
        if field.name in {"analysis", "method"}:
            continue
        wrong = "[[[0]]]" if "dict" in str(field.type) or "Text" in str(field.type) else "{ no = 1 }"
        said = told(tmp_path, analysis, text, with_changes(analysis, method, {field.name: wrong}))
        assert len(said) == (2 if "Text" in str(field.type) and wrong[0] == "{" else 1), said
        assert f"'{field.name}'" in said[0]
        if field.required:
            said = told(tmp_path, analysis, text, with_changes(analysis, method, {field.name: None}))
            assert said == [f"plan.toml: '{field.name}' is missing"]


@pytest.mark.parametrize(
    ("which", "changes", "extra", "text", "parts"), [one[1:] for one in BAD], ids=[one[0] for one in BAD]
)
def test_bad_input_is_told_in_one_round(
    tmp_path: Path,
    which: tuple[str, str],
    changes: dict[str, str | None],
    extra: str,
    text: str,
    parts: list[str],
) -> None:
    before = sorted(tmp_path.iterdir())
    said = told(tmp_path, which[0], text, with_changes(*which, changes, extra))
    for part in parts:
        assert any(part in fault for fault in said), (part, said)
    of_plan = ["plan.toml" in fault for fault in said]
    assert of_plan == sorted(of_plan, reverse=True), "the plan comes first"
    assert before == []
    assert all(dutch(fault) != fault for fault in said), [fault for fault in said if dutch(fault) == fault]
    assert len(said) == len(set(said))


def ask(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(measure, [*words, "--report", str(folder / "out")])


def test_an_unreadable_file_hides_no_fault_of_the_plan_nor_of_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(with_changes(*PORTS, {"level": "3.0", "effort_file": '"effort.csv"'}))
    (tmp_path / "effort.csv").write_text("month,port,inspections\n2023-01,rotterdam,0\n2023-01,rotterdam,x\n")
    (tmp_path / "plan.frozen.json").write_text("{}")
    done = ask(tmp_path, "displacement", str(tmp_path / "none.csv"), "--plan", str(tmp_path / "plan.toml"))
    assert done.exit_code == 2
    for part in (
        "'level' is 3",
        "is not a list of frozen plans",
        "none.csv",
        "no inspections in",
        "'x' in 'insp",
    ):
        assert part in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("named", ['"magic"', "5", '["counts"]'])
def test_an_unknown_analysis_or_method_hides_nothing_else(tmp_path: Path, named: str) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(with_changes("counts", "chart", {"analysis": named, "source": '" "', "seed": "-1"}))
    done = ask(tmp_path, "counts", str(tmp_path / "none.csv"), "--plan", str(plan))
    for part in ("'analysis' is", "'source' is empty", "'seed' is -1", "none.csv"):
        assert part in done.output
    plan.write_text(with_changes("counts", "chart", {"method": named, "source": '" "', "seed": "-1"}))
    done = ask(tmp_path, "counts", str(tmp_path / "none.csv"), "--plan", str(plan))
    for part in ("'method' is", "'source' is empty", "'seed' is -1", "none.csv"):
        assert part in done.output


def test_power_tells_everything_at_once_too(tmp_path: Path) -> None:
    plan, data = tmp_path / "plan.toml", tmp_path / "data.csv"
    plan.write_text(with_changes("campaign", "segmented", {"level": "3.0"}))
    data.write_text(kept("synthetic_hotline_weekly.csv").replace("ondermijning,143", "ondermijning,-1", 1))
    lines = data.read_text().splitlines()
    data.write_text("\n".join([lines[0], *(f"{line.rpartition(',')[0]},-1" for line in lines[1:])]) + "\n")
    with pytest.raises(BadInput) as trouble:
        power(data, plan)
    assert "'level' is 3" in trouble.value.faults[0]
    assert any("'count' is -1" in fault for fault in trouble.value.faults)
