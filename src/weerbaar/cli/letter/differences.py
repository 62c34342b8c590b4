"""Tells where two lists of motions and commitments differ, what presses most first."""

from __future__ import annotations

import json

import click

from weerbaar.cli.language import either


def tell(differences: tuple[object, ...], *, as_json: bool) -> None:
    """Print differences, grouped under their reason, most pressing first."""
    from weerbaar.letter.register.comparison import ORDER, Difference

    known = [one for one in differences if isinstance(one, Difference)]
    if as_json:
        rows = [{**one.__dict__, "since": one.since.isoformat() if one.since else None} for one in known]
        click.echo(json.dumps({"differences": rows}, ensure_ascii=False, indent=1))
        return
    for why, heading in ORDER.items():
        chosen = [one for one in known if one.why == why]
        if chosen:
            click.echo(f"{either(nl=heading.nl, en=heading.en)} ({len(chosen)})")
        for one in chosen:
            since = f" [{either(nl='sinds', en='since')} {one.since}]" if one.since else ""
            both = " | ".join(part for part in (one.ours, one.theirs) if part)
            click.echo(f"  {one.id or '-'}  {one.title}: {both}{since}")
