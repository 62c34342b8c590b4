"""A number is admitted only in the forms of the table; every other number is a figure typed by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.letter.building.typed_figures import Form, forms, typed_figures

YES = [(form, text) for form in forms() for text in form.yes]
NO = [(form, text) for form in forms() for text in form.no]


@pytest.mark.parametrize(("form", "text"), YES, ids=[f"{form.id}: {text}" for form, text in YES])
def test_the_examples_of_a_form_are_admitted(form: Form, text: str) -> None:
    assert typed_figures(f"Dat staat er: {text}.", 1) == ()


@pytest.mark.parametrize(("form", "text"), NO, ids=[f"{form.id}: {text}" for form, text in NO])
def test_what_only_looks_like_a_form_is_a_figure(form: Form, text: str) -> None:
    assert typed_figures(text, 1), form.nl


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("167 productielocaties", ["167"]),
        ("zevenentwintig gemeenten", ["zevenentwintig"]),
        ("twee gemeenten", ["twee"]),
        ("tweeduizend meldingen", ["tweeduizend"]),
        ("2,25 miljoen euro", ["2,25"]),
        ("structureel vier miljoen euro", ["vier miljoen"]),
        ("€ 5 per keer", ["€ 5"]),
        ("50% minder", ["50%"]),
        ("een 8 (de benchmark is 7,2)", ["8", "7,2"]),
        ("In 2026\n12 locaties", ["12"]),
        ("artikel 13b van de Opiumwet en 167 panden", ["167"]),
        ("12.345,67 euro", ["12.345,67"]),
        ("in 2024 locaties", ["2024"]),
        ("achttien maanden en acht panden", ["achttien", "acht"]),
        ("een derde van de panden", ["een derde van"]),
        ("anderhalf keer zo veel", ["anderhalf"]),
        ("op 1 januari 2026 zijn 1 januari 40 panden gesloten", ["40"]),
    ],
)
def test_figures_in_digits_and_in_words(text: str, found: list[str]) -> None:
    assert [figure.text for figure in typed_figures(text, 1)] == found


@pytest.mark.parametrize(
    "text",
    [
        "{labs} locaties en {budget} miljoen euro",
        "de komende twee jaar, in deze drie lijnen",
        "[bijlage](https://example.org/2025/167)",
        "tientallen meldingen, honderden tips",
        "Ik acht het van belang dit in acht te nemen, in de komende achttien maanden",
        "gegevens aan een derde verstrekken",
        "De een zegt dit, de ander dat.",
        "{aangehaald: 12 keer | Rapport}",
    ],
)
def test_what_is_no_typed_figure(text: str) -> None:
    assert typed_figures(text, 1) == ()


def test_the_line_is_that_of_the_figure_also_after_a_mark_over_two_lines() -> None:
    assert typed_figures("Zie {noot: een\nnoot} en\nook 12 panden", 10)[0].line == 12


def test_a_noun_of_the_figure_files_makes_a_year_a_count() -> None:
    assert typed_figures("in 2024 kikkers", 1) == ()
    assert typed_figures("in 2024 kikkers", 1, frozenset({"kikkers"}))


@given(
    st.integers(min_value=0, max_value=10**9),
    st.sampled_from(["Er waren {} panden.", "Totaal: {}", "({})", "{}%"]),
)
def test_no_bare_number_slips_through(number: int, words: str) -> None:
    if words == "({})" and 1900 <= number < 2100:
        return
    assert typed_figures(words.format(number), 1)
    assert typed_figures(words.format(f"{number:,}".replace(",", ".")), 1) or 1900 <= number < 2100
