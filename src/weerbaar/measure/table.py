"""Reads a CSV file cell by cell, so that a bad value is named with its line and nothing is guessed."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from weerbaar.measure.faults import BadInput, Faults

Floats = NDArray[np.float64]
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
COMMA_DECIMAL = re.compile(r"[+-]?\d+,\d+")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
UNKNOWN_WORDS = {"", "na", "n/a", "nan", "none", "null"}


@dataclass(frozen=True)
class Table:
    """The cells of one file as text; `lines` are line numbers in the file, `sha256` is of its bytes."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    sha256: str
    read: bool = True

    def has(self, *columns: str) -> bool:
        """Say whether every named column is there."""
        return all(column in self.header for column in columns)

    def need(self, faults: Faults, *columns: str) -> bool:
        """Note a fault for every absent column; return whether all are there."""
        for column in columns:
            faults.tried(self.text, column)
        return self.has(*columns)

    def asked(self, plan: object, faults: Faults, *fields: str) -> bool:
        """Note a fault for every absent column that a field of the plan names; a field may be empty or a list."""
        named = [faults.tried(getattr, plan, field) for field in fields]
        columns = [[one] if isinstance(one, str) else list(one or ()) for one in named]
        return self.need(faults, *(column for many in columns for column in many if column))

    def text(self, column: str) -> list[str]:
        """Return the cells of one column, stripped of surrounding blanks; raises BadInput where it is absent."""
        if not self.read:
            raise BadInput([])
        if column not in self.header:
            known = ", ".join(self.header)
            raise BadInput(
                [f"{self.name}: there is no column '{column}' (columns: {known}); name it in the plan"]
            )
        place = self.header.index(column)
        return [row[place].strip() for row in self.rows]

    def numbers(self, column: str, faults: Faults, *, empty: bool = False) -> Floats:
        """Return a column as numbers; an empty cell becomes not-a-number when `empty`, else a fault."""
        cells = self.text(column)
        return np.array(
            [
                self._number(cell, column, line, faults, empty)
                for cell, line in zip(cells, self.lines, strict=True)
            ],
            dtype=np.float64,
        )

    def _number(self, cell: str, column: str, line: int, faults: Faults, empty: bool) -> float:
        if NUMBER.fullmatch(cell):
            value = float(cell)
            if math.isfinite(value):
                return value
        elif cell.lower() in UNKNOWN_WORDS:
            if not empty:
                faults.add(f"{self.name} line {line}: '{column}' is empty; fill it in or leave the row out")
            return math.nan
        if COMMA_DECIMAL.fullmatch(cell):
            faults.add(f"{self.name} line {line}: '{cell}' in '{column}' has a decimal comma; write a point")
        else:
            faults.add(
                f"{self.name} line {line}: '{cell}' in '{column}' is not a number; put words such as"
                " 'almost' in a column of their own"
            )
        return math.nan

    def counts(self, column: str, faults: Faults, *, empty: bool = False) -> Floats:
        """Return a column of whole, non-negative numbers; anything else is a fault with its line."""
        values = self.numbers(column, faults, empty=empty)
        for value, cell, line in zip(values, self.text(column), self.lines, strict=True):
            if THOUSANDS.fullmatch(cell):
                faults.add(
                    f"{self.name} line {line}: '{cell}' in '{column}' is read as {value:g}; write"
                    f" {cell.replace('.', '')} if the point stands for thousands"
                )
            elif value < 0:
                faults.add(f"{self.name} line {line}: '{column}' is {value:g}; a count cannot be negative")
            elif not math.isnan(value) and value != math.floor(value):
                faults.add(f"{self.name} line {line}: '{column}' is {value:g}; a count is a whole number")
        return values

    def positive(self, column: str, faults: Faults) -> Floats:
        """Return a column of numbers above zero, such as an exposure or a population."""
        values = self.numbers(column, faults)
        for value, line in zip(values, self.lines, strict=True):
            if value <= 0:
                faults.add(f"{self.name} line {line}: '{column}' is {value:g}; it must be above zero")
        return values

    def where(self, keep: list[bool]) -> Table:
        """Return the same table with only the rows marked."""
        chosen = [i for i, wanted in enumerate(keep) if wanted]
        return Table(
            self.name,
            self.header,
            tuple(self.rows[i] for i in chosen),
            tuple(self.lines[i] for i in chosen),
            self.sha256,
            self.read,
        )

    def only(self, column: str, value: str, faults: Faults) -> Table:
        """Return the rows in which `column` is `value`; a fault when there is none."""
        cells = self.text(column)
        if value not in cells:
            known = ", ".join(sorted(set(cells))[:12])
            faults.add(f"{self.name}: no row has '{value}' in '{column}' (there are: {known})")
        return self.where([cell == value for cell in cells])

    def grid(
        self,
        units: list[str],
        column: str,
        cells: list[str],
        places: list[int | None],
        values: Floats,
        length: int,
        faults: Faults,
    ) -> Floats:
        """Lay one value a row out, shape (units, length); not-a-number where no row has one.

        The name of the unit stands in `column`; `cells` tell when as the file does, `places` as a place in the grid.
        Rows of other units and outside the grid are left out; a spot that is filled twice is a fault.
        """
        found = np.full((len(units), length), np.nan)
        rows = zip(self.text(column), cells, places, values, self.lines, strict=True)
        for unit, cell, place, value, line in rows:
            if unit not in units or place is None or not 0 <= place < length:
                continue
            spot = units.index(unit), place
            if not np.isnan(found[spot]):
                faults.add(f"{self.name} line {line}: {unit} {cell} occurs twice")
            found[spot] = value
        return found


def unread(path: Path) -> Table:
    """Stand in for a file that cannot be read, so that what lies beside it is still looked at."""
    return Table(path.name, (), (), (), "", read=False)


def attempted(faults: Faults, length: int, read: Callable[[], Floats]) -> Floats:
    """Return what `read` returns, shape (length,); not-a-number throughout where it throws faults, which are noted."""
    found = faults.tried(read)
    return np.full(length, np.nan) if found is None else found


def read_table(path: Path) -> Table:
    """Read a comma-separated UTF-8 file with a header; raises BadInput with every fault of form."""
    try:
        raw = path.read_bytes()
    except OSError as trouble:
        raise BadInput([f"cannot read {path}: {trouble.strerror}; check the name of the file"]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput([f"{path.name} is not UTF-8 text; save it as CSV in UTF-8"]) from None
    return parse_table(path.name, text, hashlib.sha256(raw).hexdigest())


def parse_table(name: str, text: str, sha256: str) -> Table:
    """Split the text of a CSV file into a table, checking the header and the width of each row."""
    faults = Faults()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    try:
        header = tuple(cell.strip() for cell in next(reader, []))
        if len(header) == 1 and ";" in header[0]:
            raise BadInput([f"{name} is separated by semicolons; save it with commas and decimal points"])
        for row in reader:
            if not row and len(header) == 1:
                row = [""]  # noqa: PLW2901 - in a file of one column an empty line is an empty cell
            if len(header) > 1 and not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                faults.add(
                    f"{name} line {reader.line_num}: {len(row)} cells where the header has {len(header)}"
                )
                continue
            rows.append(tuple(row))
            lines.append(reader.line_num)
        while len(header) == 1 and rows and not rows[-1][0]:
            rows.pop()
            lines.pop()
    except csv.Error as trouble:
        raise BadInput([f"{name} line {reader.line_num}: not well-formed CSV ({trouble})"]) from None
    for column in sorted({column for column in header if header.count(column) > 1}):
        faults.add(f"{name}: the column '{column}' occurs twice")
    if not rows and not faults.found:
        faults.add(f"{name} has no rows under its header")
    faults.stop()
    return Table(name, header, tuple(rows), tuple(lines), sha256)
