"""Carries counts by municipality over redrawn boundaries, and says where that made them estimates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from weerbaar.measure.faults import Faults
from weerbaar.measure.table import Table

CODE = re.compile(r"GM\d{4}")
BARE = re.compile(r"\d{1,3}|0\d{3}|1\d{3}|2\d{3}")
POSTCODE = re.compile(r"[1-9]\d{3}( ?[A-Z]{2})?")


@dataclass(frozen=True)
class Move:
    """From `year` on, `share` of what had the old code has the new one."""

    old: str
    new: str
    year: int
    share: float


@dataclass(frozen=True)
class Cell:
    """Count and population of one area in one year; `estimated` once a split used a share."""

    code: str
    year: int
    count: float
    population: float
    estimated: bool = False

    def plus(self, other: Cell) -> Cell:
        """Return both together under this code."""
        count, population = self.count + other.count, self.population + other.population
        return Cell(self.code, self.year, count, population, self.estimated or other.estimated)


def read_code(cell: str, line: int, name: str, faults: Faults, repairs: list[str]) -> str:
    """Return a municipality code; a bare number is repaired and logged, anything else is a fault."""
    if CODE.fullmatch(cell):
        return cell
    if BARE.fullmatch(cell):
        repaired = f"GM{int(cell):04}"
        repairs.append(f"line {line}: {cell} read as {repaired}")
        return repaired
    faults.add(
        f"{name} line {line}: '{cell}' is no municipality code; write GM and four digits, such as GM0363"
    )
    return cell


def read_moves(table: Table, faults: Faults) -> list[Move]:
    """Read old_code, new_code, valid_from and share; the shares of one old code and date add up to 1."""
    if not table.need(faults, "old_code", "new_code", "valid_from", "share"):
        return []
    share = table.numbers("share", faults)
    repairs: list[str] = []
    moves = []
    rows = zip(
        table.text("old_code"),
        table.text("new_code"),
        table.text("valid_from"),
        share,
        table.lines,
        strict=True,
    )
    for old, new, since, part, line in rows:
        if not re.fullmatch(r"\d{4}(-\d\d-\d\d)?", since):
            faults.add(f"{table.name} line {line}: '{since}' is no date; write 2022-03-24")
            continue
        if not 0 < part <= 1:
            faults.add(f"{table.name} line {line}: a share of {part:g}; it lies above 0 and at most 1")
        codes = [read_code(code, line, table.name, faults, repairs) for code in (old, new)]
        # yearly figures use the boundaries of 1 January, so a change during a year counts from the next
        year = int(since[:4]) + (since[4:] not in ("", "-01-01"))
        moves.append(Move(codes[0], codes[1], year, float(part)))
    for old, year in sorted({(move.old, move.year) for move in moves}):
        total = sum(move.share for move in moves if move.old == old and move.year == year)
        if abs(total - 1) > 1e-6:
            faults.add(f"{table.name}: the shares of {old} in {year} add up to {total:g}, not to 1")
    return moves


def express(cells: list[Cell], moves: list[Move], base_year: int, faults: Faults) -> list[Cell]:
    """Express every cell in the boundaries of `base_year`, summing what comes together per code and year.

    A code that had already gone in the year of its row is a fault. A split multiplies by shares, so counts
    lose their integrality and are marked as estimated.
    """
    lasting = {(move.old, move.year) for move in moves if move.new == move.old}
    gone = {(move.old, move.year) for move in moves} - lasting
    for cell in cells:
        ended = [year for code, year in gone if code == cell.code and year <= cell.year]
        if ended:
            faults.add(
                f"the code {cell.code} ended in {min(ended)} but has a row for {cell.year}; use the code of"
                " that year"
            )
        if cell.year > base_year:
            faults.add(f"a row for {cell.year} cannot be expressed in the earlier boundaries of {base_year}")
    for year in sorted({move.year for move in moves if move.year <= base_year}):
        cells = [part for cell in cells for part in moved(cell, moves, year)]
    joined: dict[tuple[str, int], Cell] = {}
    for cell in cells:
        other = joined.get((cell.code, cell.year))
        joined[cell.code, cell.year] = cell if other is None else cell.plus(other)
    return sorted(joined.values(), key=lambda cell: (cell.code, cell.year))


def moved(cell: Cell, moves: list[Move], year: int) -> list[Cell]:
    """Carry one cell over the redrawing of one year: itself, or its parts."""
    here = [move for move in moves if move.old == cell.code and move.year == year and cell.year < year]
    split = cell.estimated or len(here) > 1
    return [
        Cell(move.new, cell.year, cell.count * move.share, cell.population * move.share, split)
        for move in here
    ] or [cell]
