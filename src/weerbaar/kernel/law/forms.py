"""Forms: the exact shape of a text, such as a registered number, with nothing before it and nothing after."""

from __future__ import annotations

from typing import Any

from msgspec import Meta, ValidationError, convert


def form(pattern: str, *, nl: str, en: str) -> Meta:
    """Return the mark of a text that has this form from its first sign to its last, told in two languages.

    `pattern` is a regular expression that Python and ECMA-262 read alike, for the API's description gives it too.
    """
    # In Python `$` also matches before a last line end: without the rest one number would have two spellings.
    return Meta(pattern=f"^{pattern}$(?!\\n)", description=en, extra={"nl": nl})


def fits(value: object, kind: Any) -> bool:  # Any: a type as a law gives it, with its form
    """Return whether a plain value is one of a type: whether a text has its form, for instance."""
    try:
        convert(value, kind)
    except ValidationError:
        return False
    return True
