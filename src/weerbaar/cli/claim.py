"""The shell door of the check on sentences: which words claim more than a figure bears, and what may be said."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weerbaar.cli.language import either

if TYPE_CHECKING:
    from weerbaar.measure.claim import Measured, TooMuch

CLAIMS_MORE = 1


@click.command()
@click.argument("sentence")
@click.option("--count", type=int, help="The number that the sentence is about.")
@click.option("--before", type=int, help="The number it is set beside.")
@click.option(
    "--result",
    type=click.Path(path_type=Path),
    help="Instead of two numbers: a `result.json` of a report, or what `--json` printed.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the machine-readable answer.")
def claim(sentence: str, count: int | None, before: int | None, result: Path | None, as_json: bool) -> None:
    """Does a sentence claim more than its figure bears? Names the words, and proposes what may be said.

    Exit status 0 when it claims no more, 1 when it does, 2 when it cannot be judged.

    Example: weerbaar measure claim "167, a record rise" --count 167 --before 151
    """
    from weerbaar.cli.measure import refuse
    from weerbaar.measure.claim import of_result, too_much, two_counts
    from weerbaar.measure.faults import BadInput

    if (count is None) != (before is None) or (count is None) == (result is None):
        raise click.UsageError(
            either(
                nl="geef `--count` en `--before`, of `--result`",
                en="give `--count` and `--before`, or `--result`",
            )
        )
    try:
        measured = of_result(result) if result else two_counts(count or 0, before or 0)
        found = too_much(sentence, measured)
    except BadInput as trouble:
        refuse(trouble)
        return
    if as_json:
        click.echo(written(sentence, measured, found), nl=False)
    else:
        tell(measured, found)
    sys.exit(CLAIMS_MORE if found else 0)


def tell(measured: Measured, found: list[TooMuch]) -> None:
    """Say for each word why it claims too much, and what may be said."""
    for one in found:
        why = either(nl=one.why.nl, en=one.why.en)
        click.echo(either(nl=f"'{one.word}' zegt te veel: {why}", en=f"'{one.word}' claims too much: {why}"))
    if not found:
        click.echo(
            either(
                nl="de zin zegt niet meer dan het cijfer draagt", en="it claims no more than the figure bears"
            )
        )
    click.echo(either(nl=f"voorstel: {measured.sentence.nl}", en=f"proposed: {measured.sentence.en}"))
    click.echo(f"({either(nl=measured.sentence.en, en=measured.sentence.nl)})")


def written(sentence: str, measured: Measured, found: list[TooMuch]) -> bytes:
    """Return the answer as indented JSON with a closing newline."""
    import msgspec

    tree = {
        "sentence": sentence,
        "verdict": measured.verdict,
        "direction": measured.direction,
        "too_much": found,
        "proposed": measured.sentence,
    }
    return msgspec.json.format(msgspec.json.encode(tree), indent=2) + b"\n"
