"""Figures from reports: how exact, of which source, replaced or contradicted; each refused or said."""

# A result's diagnostics are a tree of JSON without types, and estimates may be absent.
# pyright: reportIndexIssue=false, reportOperatorIssue=false, reportOptionalOperand=false
# pyright: reportArgumentType=false, reportOptionalSubscript=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false

from __future__ import annotations

from collections.abc import Callable

import pytest

from weerbaar.measure.faults import BadInput
from weerbaar.measure.precision import Precision, in_words, last_digit, parse_precision, worded
from weerbaar.measure.report.dutch import in_dutch
from weerbaar.measure.result import Verdict
from weerbaar.measure.run import Answer

Measure = Callable[..., Answer]
HEAD = "place,period,kg,unit_note,precision,basis,source,retrieved_at,supersedes\n"
BEFORE = "Rotterdam,2024H1,11875,cocaine,,stated,crimesite.nl 2025-07,2025-07-10,\n"
KILOS = {"others": "[]", "conflicts": '"refuse"'}


@pytest.mark.parametrize(
    ("cell", "value", "low", "high"),
    [
        ("bijna", 26000, 25000, 26000),
        ("almost 500", 26000, 25500, 26000),
        ("meer dan", 7000, 7000, 8000),
        ("more than", 70000, 70000, 80000),
        ("rounded 1000", 19000, 18500, 19500),
        ("1000", 19000, 18500, 19500),
        ("afgerond", 4175, 4174.5, 4175.5),
        ("exact", 5870, 5870, 5870),
        ("ruim 100", 7000, 7000, 7100),
    ],
)
def test_a_precision_is_a_range(cell: str, value: float, low: float, high: float) -> None:
    read = parse_precision(cell)
    assert read is not None
    assert read.range(value) == (low, high)


@pytest.mark.parametrize("cell", ["", "roughly speaking", "exact 5", "almost almost", "-10"])
def test_what_is_no_precision_is_none(cell: str) -> None:
    assert parse_precision(cell) is None


def test_only_remarks_tell_the_precision() -> None:
    assert in_words("cocaine; 'almost 26000'") == Precision("almost")
    assert in_words("cocaine; ruim zevenduizend") == Precision("more than")
    assert in_words("finds of at least 100 kg") is None
    assert in_words("cocaine; one single shipment") is None
    assert (last_digit(26000), last_digit(0), last_digit(2.5)) == (1000, 1, 1)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("bijna 26.000", "write 26000, and 'bijna' in the column of the precision"),
        ("more than 7,000 kg", "write 7000, and 'more than'"),
        ("26.000", "write 26000 if the marks stand for thousands"),
    ],
)
def test_a_number_typed_as_text_is_refused_with_what_to_write(
    measured: Measure, cell: str, said: str
) -> None:
    assert said in (worded(cell) or "")
    quoted = f'"{cell}"'
    data = HEAD + BEFORE + f"Rotterdam,2025H1,{quoted},cocaine,,stated,crimesite.nl 2025-07,2025-07-10,\n"
    with pytest.raises(BadInput, match="line 3") as trouble:
        measured("displacement", "totals", data, **KILOS)
    assert said in trouble.value.faults[0]


def test_a_point_for_thousands_is_no_count(measured: Measure) -> None:
    data = "series,year,value,definition,basis,source\nsites,2023,1.510,all,stated,a\nsites,2024,167,all,stated,a\n"
    with pytest.raises(BadInput, match="write 1510"):
        measured("counts", "change", data, series='"sites"')
    with pytest.raises(BadInput, match=r"'1\.510' in 'count' is read as 1\.51; write 1510"):
        measured("counts", "chart", "count\n" + "9\n" * 20 + "1.510\n")


def test_a_remark_without_its_precision_is_refused_where_the_file_has_the_column(measured: Measure) -> None:
    data = HEAD + BEFORE + "Rotterdam,2025H1,7000,cocaine; 'more than 7000',,stated,crimesite.nl,,\n"
    with pytest.raises(BadInput, match=r"line 3: the remark .* not exact; say so in 'precision'"):
        measured("displacement", "totals", data, **KILOS)
    wrong = data.replace("7000',,", "7000',a bit over,")
    with pytest.raises(BadInput, match="precision 'a bit over'; write exact, almost, more than, about"):
        measured("displacement", "totals", wrong, **KILOS)


def test_a_vague_figure_gives_a_range_of_ratios(measured: Measure) -> None:
    data = HEAD + BEFORE + "Rotterdam,2025H1,7000,cocaine,more than,stated,crimesite.nl,2025-07-10,\n"
    found = measured("displacement", "totals", data, **KILOS).result
    edges = {one.name: one.estimate for one in found.sensitivity}
    assert edges["Rotterdam: lowest that the precision allows"] == pytest.approx(7000 / 11875)
    assert edges["Rotterdam: highest that the precision allows"] == pytest.approx(8000 / 11875)
    assert all(in_dutch(name, "calculations") for name in edges)
    assert any("may be 7,000 to 8,000" in caveat.en for caveat in found.caveats)
    assert found.diagnostics["rows_used"][1]["retrieved_at"] == "2025-07-10"


def test_a_verdict_does_not_hang_on_a_rounding(measured: Measure) -> None:
    head = "series,year,value,definition,precision,basis,source\n"
    rows = "sites,2023,{},all,{},stated,a\nsites,2024,1300,all,exact,stated,a\n"
    sharp = measured("counts", "change", head + rows.format(1100, "exact"), series='"sites"').result
    vague = measured("counts", "change", head + rows.format(1100, "about 500"), series='"sites"').result
    assert sharp.estimate == vague.estimate
    low = next(one for one in vague.sensitivity if one.name == "lowest that the precision allows")
    assert low.estimate == pytest.approx(1300 / 1350)
    assert low.weighs
    assert vague.verdict is Verdict.PLAUSIBLE
    close = measured("counts", "change", head + rows.format(1100, "about 20"), series='"sites"').result
    assert close.verdict is Verdict.SHOWN


def test_a_superseded_row_is_left_out_and_said(measured: Measure) -> None:
    rows = (
        "Rotterdam,2025H1,7000,cocaine,more than,stated,crimesite.nl 2025-07,2025-07-10,\n"
        "Rotterdam,2025H1,5870,cocaine,,stated,ANP 2025-08,2025-08-02,crimesite.nl 2025-07\n"
    )
    found = measured("displacement", "totals", HEAD + BEFORE + rows, **KILOS).result
    assert found.estimate == pytest.approx(5870 / 11875)
    assert any("7000 (crimesite.nl 2025-07) was superseded by 5870" in caveat.en for caveat in found.caveats)
    assert any("is vervangen door 5870" in caveat.nl for caveat in found.caveats)
    assert [row["value"] for row in found.diagnostics["rows_used"]] == [11875, 5870]
    with pytest.raises(BadInput, match="supersedes 'nobody', but for 'Rotterdam' 2025H1 there is 'crimesite"):
        measured(
            "displacement",
            "totals",
            HEAD + BEFORE + rows.replace(",crimesite.nl 2025-07\n", ",nobody\n"),
            **KILOS,
        )
    both = rows.replace("2025-07-10,\n", "2025-07-10,ANP 2025-08\n")
    with pytest.raises(BadInput, match="supersede each other"):
        measured("displacement", "totals", HEAD + BEFORE + both, **KILOS)


def test_the_source_that_does_not_rule_is_named(measured: Measure) -> None:
    head = "series,year,value,definition,basis,source\n"
    rows = "sites,2023,151,all,stated,police\nsites,2024,167,all,stated,police\nsites,2024,171,all,stated,paper\n"
    with pytest.raises(BadInput, match="sources disagree on 'sites' in 2024"):
        measured("counts", "change", head + rows, series='"sites"')
    found = measured("counts", "change", head + rows, series='"sites"', prefer='["police"]').result
    assert found.diagnostics["count_after"] == 167
    assert any("by the plan 167 (police) rules; paper says 171" in caveat.en for caveat in found.caveats)


def test_when_a_figure_was_retrieved_counts(measured: Measure) -> None:
    rows = "Rotterdam,2025H1,5870,cocaine,,stated,ANP,{},\n"
    early = measured("displacement", "totals", HEAD + BEFORE + rows.format("2025-06-01"), **KILOS).result
    assert any("while the period was running" in caveat.en for caveat in early.caveats)
    due = measured("displacement", "totals", HEAD + BEFORE + rows.format("2025-06-30"), **KILOS).result
    assert not any("while the period" in caveat.en for caveat in due.caveats)
    late = HEAD + BEFORE + rows.format("2025-08-02")
    with pytest.raises(BadInput, match="line 3: retrieved on 2025-08-02, after 2025-07-31 in the plan"):
        measured("displacement", "totals", late, **KILOS, retrieved_on="2025-07-31")
    with pytest.raises(BadInput, match="'July' in 'retrieved_at' is no date"):
        measured("displacement", "totals", HEAD + BEFORE + rows.format("July"), **KILOS)


def test_a_figure_without_a_source_is_refused(measured: Measure) -> None:
    data = HEAD + BEFORE + "Rotterdam,2025H1,5870,cocaine,,stated,,2025-08-02,\n"
    with pytest.raises(BadInput, match="line 3: a figure without a source cannot be published"):
        measured("displacement", "totals", data, **KILOS)
