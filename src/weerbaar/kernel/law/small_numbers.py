"""Small numbers: which cells of a table to leave out, so that nobody can work out a number under five."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

SMALLEST = 5
Sums = tuple[tuple[str, tuple[str, ...]], ...]  # each total with the parts that add up to it


def left_out(sums: Sums, behind: Mapping[str, int], unfit: Iterable[str] = ()) -> frozenset[str]:
    """Return which cells to leave out, given how many cases stand behind each.

    Those under five, and those unfit for another reason. Then, as long as a cell left out could be worked out
    from a total and its other parts, or fewer than five cases together could, the smallest part still shown.
    """
    hidden = {name for name, number in behind.items() if number < SMALLEST} | set(unfit)
    while more := [name for total, parts in sums for name in _also(total, parts, hidden, behind)]:
        hidden.add(more[0])
    return frozenset(hidden)


def _also(total: str, parts: Sequence[str], hidden: set[str], behind: Mapping[str, int]) -> Iterable[str]:
    """Yield the cell that must go too, when what is left out of one sum can be worked out."""
    missing = [name for name in parts if name in hidden]
    if total in hidden:
        told = not missing
    else:
        told = len(missing) == 1 or (bool(missing) and sum(behind[name] for name in missing) < SMALLEST)
    shown = sorted((name for name in parts if name not in hidden), key=lambda name: (behind[name], name))
    if told and shown:
        yield shown[0]
    elif told and total not in hidden:
        yield total
