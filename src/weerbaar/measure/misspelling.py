"""Says of a plan that is no TOML where it goes wrong, what stands there, and what to do about it."""

from __future__ import annotations

import re

from weerbaar.measure.faults import BadInput

PLACED = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.S
)
LONGEST_LINE = 80
LAST = "put a comma between the values, and the closing mark at the end"
TWICE = "this stands higher up in the plan too; keep one of the two"
QUOTES = "put text between double quotes, and write two backslashes for one"
# What the reader of the standard library says, and what to do about it.
ADVICE = {
    "Invalid statement": "begin the line with a name, a [table] or a # for a remark",
    "Expected newline or end of document after a statement": "one setting a line: `name = value`, and nothing after it",
    "Invalid value|Invalid date or datetime|Invalid hex value": (
        "write text between double quotes, a number with a point, a day as 2025-01-31, true or false in small letters"
    ),
    "Expected '=' after a key in a key/value pair": "write `name = value`",
    "Invalid initial character for a key part": "a name before the = has letters, digits, - and _ only",
    "Expected ']{1,2}' at the end of an? (table|array) declaration": (
        "close the name of the table with as many square brackets as it opens with"
    ),
    "Unclosed array|Unclosed inline table": LAST,
    "Unterminated string|Expected .*": "close the text with the quotes that it opens with",
    "Unescaped .*|Escaped character .*": QUOTES,
    "(Illegal|Found invalid) character .*": (
        "a text is not closed on its own line, or holds a sign that cannot be shown; type it anew, between quotes"
    ),
    "Cannot .*|Duplicate inline table key .*": TWICE,
}


def misspelt(name: str, text: str, trouble: str) -> BadInput:
    """Say of a text that is no TOML where it goes wrong, what stands there, and what to do about it."""
    found = PLACED.fullmatch(trouble)
    lines = text.splitlines() or [""]
    if not found:
        return BadInput(
            [f"{name} is not TOML ({trouble}); compare it with what `weerbaar measure plan` prints"]
        )
    at_end = found["line"] is None
    number = len(lines) if at_end else int(found["line"])
    column = len(lines[-1]) + 1 if at_end else int(found["column"])
    known = [advice for pattern, advice in ADVICE.items() if re.fullmatch(pattern, found["what"])]
    advice = known[0] if known else f"the reader of TOML says: {found['what']}"
    shown = lines[number - 1].strip() if number <= len(lines) else ""
    return BadInput(
        [f"{name} line {number}, column {column}: `{shown[:LONGEST_LINE]}` is not TOML; {advice}"]
    )
