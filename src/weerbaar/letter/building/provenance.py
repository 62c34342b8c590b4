"""Says of every figure in a letter where it stands, what it is exactly, and where it comes from."""

from __future__ import annotations

import csv
import io
import json

from weerbaar.letter.building.binding import FigureUse, Letter

COLUMNS = (
    *("place", "line", "id", "shown", "form", "value", "unit", "decimals", "of", "period", "as_of", "source"),
    *("position", "data_hash", "file", "file_sha256", "low", "high", "level", "method", "verdict", "caveats"),
    *("seed", "plan_hash", "code_version", "expected"),
)


def rows(letter: Letter) -> list[dict[str, str]]:
    """Return one row per place where the letter states a figure, in reading order."""
    return [row(place, use) for place, use in enumerate(letter.uses, start=1)]


def row(place: int, use: FigureUse) -> dict[str, str]:
    """Return the provenance of one stated figure; `value` is exact, `shown` is what the letter says."""
    figure = use.figure
    values: dict[str, object] = {
        "place": place,
        "line": use.line,
        "shown": use.rendered.replace("\u00a0", " "),
        "form": " ".join(use.forms),
        "caveats": "; ".join(figure.caveats),
    }
    for name in COLUMNS:
        if name not in values:
            values[name] = getattr(figure, name)
    return {name: "" if values[name] is None else str(values[name]) for name in COLUMNS}


def as_csv(letter: Letter) -> bytes:
    """Return the provenance as CSV with a header."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(letter))
    return out.getvalue().encode()


def as_json(letter: Letter) -> bytes:
    """Return the provenance as JSON: figures, and the numbers that are another's words or part of a name."""
    head = letter.draft.head
    quoted = [{"text": q.text, "source": q.source, "line": q.line} for q in letter.quotations if q.source]
    names = [{"text": q.text, "line": q.line} for q in letter.quotations if not q.source]
    unanchored = sorted({u.figure.id for u in letter.uses if not (u.figure.data_hash or u.figure.position)})
    inconclusive = sorted({u.figure.id for u in letter.uses if u.figure.verdict == "no_conclusion"})
    return to_json(
        {
            "document": {
                "title": head.title,
                "date": head.date.isoformat(),
                "own_reference": head.reference,
                "kamer_number": head.kamer_number,
                "publication": head.publication,
            },
            "draft_sha256": letter.draft.sha256,
            "figures": rows(letter),
            "quoted": quoted,
            "names": names,
            "without_position_or_data_hash": unanchored,
            "stated_without_conclusion": inconclusive,
        }
    )


def to_json(value: object) -> bytes:
    """Return readable JSON bytes that depend on the value only."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
