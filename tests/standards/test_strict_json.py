"""Strict JSON: a name that stands twice is found wherever it stands, however it is spelled."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.standards.strict_json import named_twice

WORDS = st.sampled_from(["a", "b", 'quote"', "back\\slash", "é", "\n", ""])
LEAVES = st.one_of(
    WORDS, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False)
)


class Pairs:
    """An object of JSON as it is written: names may stand in it twice."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        self.pairs = pairs


VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.lists(st.tuples(WORDS, inner), max_size=4).map(Pairs),
    max_leaves=12,
)


def written(value: object, *, ascii_only: bool) -> str:
    """Return a value as JSON."""
    if isinstance(value, Pairs):
        members = (
            f"{written(n, ascii_only=ascii_only)}: {written(v, ascii_only=ascii_only)}"
            for n, v in value.pairs
        )
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(one, ascii_only=ascii_only) for one in value) + "]"
    return json.dumps(value, ensure_ascii=ascii_only)


def twice_somewhere(value: object) -> bool:
    """Return whether some object in a value has a name twice."""
    if isinstance(value, Pairs):
        counted = Counter(name for name, _ in value.pairs)
        return any(many > 1 for many in counted.values()) or any(
            twice_somewhere(one) for _, one in value.pairs
        )
    return isinstance(value, list) and any(twice_somewhere(one) for one in value)


@given(VALUES, st.booleans())
def test_a_name_that_stands_twice_is_found_and_no_other(value: object, ascii_only: bool) -> None:
    assert bool(named_twice(written(value, ascii_only=ascii_only).encode())) == twice_somewhere(value)


def test_quotes_inside_a_text_hide_nothing() -> None:
    assert named_twice(b'{"a": "\\u0022\\u0022", "a": 1}') == ("a",)
    assert named_twice(b'{"a": 1, "a": "\\"\\""}') == ("a",)


def test_what_cannot_be_read_is_said_to_be_so() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        named_twice(b'{"a": ')
    assert named_twice(b'{"a": 1, "a": 99999999999999999999999999}') == ("a",)
