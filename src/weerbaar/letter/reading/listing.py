"""A reading as lines for the terminal."""

from __future__ import annotations

from weerbaar.letter.reading.findings import Finding, Promise, Reading, TermFound


def listing(reading: Reading) -> str:
    """Return what was found, most important first, each with its place in the text."""
    source = reading.source
    signed = ", ".join(source.signatories) or "unsigned"
    lines = [
        f"{source.identifier or 'letter'} of {source.date}, to {source.addressee or 'nobody named'}, {signed}"
    ]
    lines += _part(
        "settled", [(s, f"{s.kind} {s.member or ''}: {_short(s.subject or s.text)}") for s in reading.settled]
    )
    lines += _part("promises", [(p, _promise(p)) for p in reading.promises])
    lines += _part("commitments without a term", [(p, _promise(p)) for p in reading.undated])
    lines += _part(
        "figures",
        [
            (
                f,
                f"{f.value:,.10g} "
                f"{f.unit}{' of ' + f.of if f.of else ''}{' (' + f.period.text + ')' if f.period else ''}",
            )
            for f in reading.figures
        ],
    )
    lines += _part("contradictions", [(c, c.en) for c in reading.contradictions])
    lines += _part(
        "claims without a figure", [(c, f"{_short(c.text)}: needs {c.asks_for}") for c in reading.claims]
    )
    lines += _part("vague periods", [(v, _short(v.text)) for v in reading.vague])
    lines.append(
        f"\n{len(reading.dates)} dates, {len(reading.footnotes)} footnotes, "
        f"{len(reading.references)} references; "
        "--json gives them all"
    )
    return "\n".join(lines)


def _part(title: str, found: list[tuple[Finding, str]]) -> list[str]:
    if not found:
        return []
    return [
        f"\n{title} ({len(found)})",
        *(f"  {one.start:>6}  {words}  [{one.rule}]" for one, words in found),
    ]


def _promise(promise: Promise) -> str:
    who = ", ".join(promise.actor) or "nobody named"
    return f"{days(promise.term)}  {who}: {_short(promise.text)} ({promise.strength})"


def days(term: TermFound | None) -> str:
    """Return the days of a term in ISO form, open ends shown as dots."""
    return f"{term.earliest or '..'}/{term.latest or '..'}" if term else "no term"


def _short(text: str, most: int = 90) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
