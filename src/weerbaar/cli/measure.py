"""The shell door of the measurements: runs an analysis, freezes a plan, shows an example plan."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weerbaar.cli.claim import claim
from weerbaar.cli.language import either
from weerbaar.measure.faults import BadInput

if TYPE_CHECKING:
    from weerbaar.measure.run import Answer

# Small matrices gain nothing from threads, and one thread gives the same bytes on every number of cores.
# It has to be set before numpy is loaded, which happens when an analysis runs.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
BAD_INPUT = 2
EXAMPLES = {
    "campaign": "Did a campaign raise the reports, and did the rise last?",
    "displacement": "Did something move elsewhere, or fall altogether?",
    "wastewater": "What does sewage say about use, and was anything dumped?",
    "counts": "Is a count, a trend or a map more than chance?",
    "hidden": "How many are there that nobody counted?",
}


FILE = click.argument("file", type=click.Path(path_type=Path))
PLAN = click.option(
    "--plan", required=True, type=click.Path(path_type=Path), help="The plan, as TOML (see `plan`)."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print the machine-readable result.")
REPORT = click.option(
    "--report", type=click.Path(path_type=Path, file_okay=False), help="Write a report into this folder."
)


@click.group()
def measure() -> None:
    """Did it help? Estimates with their uncertainty, and no more words than they bear.

    Begin with `measure plan`, edit what it prints, and `measure freeze` it before you look at the figures.

    Example: weerbaar measure campaign hotline.csv --plan plan.toml --report out
    """


def refuse(trouble: BadInput) -> None:
    """Print every fault and stop with status 2."""
    from weerbaar.cli.sentences import spoken

    for fault in trouble.faults:
        click.echo(f"weerbaar measure: {spoken(fault)}", err=True)
    sys.exit(BAD_INPUT)


def analyse(analysis: str, file: Path, plan: Path, as_json: bool, report: Path | None) -> None:
    """Run one analysis and show or write what came of it."""
    from weerbaar.measure.run import run

    try:
        with working(f"{analysis}: {file.name}"):
            answer = run(analysis, file, plan)
    except BadInput as trouble:
        refuse(trouble)
        return
    show(answer, as_json, report)


def show(answer: Answer, as_json: bool, report: Path | None) -> None:
    """Write the report where one is asked, and print the answer for a program or for a person."""
    from weerbaar.measure.report.dutch import called
    from weerbaar.measure.report.words import VERDICTS
    from weerbaar.measure.result import as_json as written

    if report:
        from weerbaar.measure.report.pages import write_report

        with working(either(nl=f"verslag: {report}", en=f"report: {report}")):
            write_report(answer, report)
    found = answer.result
    if as_json:
        click.echo(written(found), nl=False)
        return
    ahead = found.analysis == "power"
    nl, en = found.sentence.nl, found.sentence.en
    verdict = either(
        nl="onderscheidend vermogen" if ahead else VERDICTS[found.verdict].nl.lower(),
        en="power" if ahead else found.verdict.value,
    )
    click.echo(f"{verdict}: {either(nl=nl, en=en)}\n")
    click.echo(f"({either(nl=en, en=nl)})\n")
    click.echo(either(nl=f"methode: {called(found.method, 'methods', 'nl')}", en=f"method: {found.method}"))
    for caveat in found.caveats:
        click.echo(either(nl=f"voorbehoud: {caveat.nl}", en=f"caveat: {caveat.en}"))
    if report:
        index = report / "index.html"
        click.echo(either(nl=f"verslag: {index}", en=f"report: {index}"))


@contextmanager
def working(what: str) -> Generator[None, None, None]:
    """Show on the terminal that something goes on, and for how long; on anything else nothing is drawn."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(pulse_style="cyan"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        bar.add_task(what, total=None)
        yield


def command_for(analysis: str, summary: str) -> Callable[..., None]:
    """Make the command of one analysis."""
    text = f"""{summary}

    Example: weerbaar measure {analysis} figures.csv --plan plan.toml --json
    """

    @measure.command(name=analysis, help=text)
    @FILE
    @PLAN
    @JSON
    @REPORT
    def command(file: Path, plan: Path, as_json: bool, report: Path | None) -> None:
        analyse(analysis, file, plan, as_json, report)

    return command


for _analysis, _summary in EXAMPLES.items():
    command_for(_analysis, _summary)
measure.add_command(claim)


@measure.command(name="plan")
@click.argument("analysis", type=click.Choice(list(EXAMPLES)))
@click.option("--method", default="", help="Which method; the first one when left out.")
@click.option("--list", "only_list", is_flag=True, help="Only name the methods of the analysis.")
def plan_command(analysis: str, method: str, only_list: bool) -> None:
    """Print an example plan with comments.

    Example: weerbaar measure plan displacement --method panel > plan.toml
    """
    from weerbaar.measure.methods import METHODS, template

    methods = METHODS[analysis]
    if only_list:
        for name, one in methods.items():
            click.echo(f"{name:<28} {one.title.en} / {one.title.nl}")
        return
    if method and method not in methods:
        known = ", ".join(methods)
        refuse(
            BadInput(
                [
                    either(
                        nl=f"{analysis} heeft geen methode '{method}'; kies uit {known}",
                        en=f"{analysis} has no method '{method}'; choose {known}",
                    )
                ]
            )
        )
    click.echo(template(analysis, method or next(iter(methods))), nl=False)


@measure.command()
@FILE
@PLAN
@JSON
@REPORT
def power(file: Path, plan: Path, as_json: bool, report: Path | None) -> None:
    """Could the plan find what it looks for? Reads only what lies before the first flight.

    Example: weerbaar measure power hotline.csv --plan plan.toml --report out
    """
    from weerbaar.measure.run import power as ahead

    try:
        with working(either(nl=f"onderscheidend vermogen: {file.name}", en=f"power: {file.name}")):
            answer = ahead(file, plan)
    except BadInput as trouble:
        refuse(trouble)
        return
    show(answer, as_json, report)


@measure.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "--power",
    "before",
    type=click.Path(path_type=Path),
    help="Figures from before: keep with the plan what it could find (see `power`).",
)
def freeze(plan: Path, before: Path | None) -> None:
    """Fix a plan before the outcome is known: writes its hash beside it, as a new version when it changed.

    Example: weerbaar measure freeze plan.toml --power hotline.csv
    """
    import msgspec

    from weerbaar.measure.plan import freeze as fix
    from weerbaar.measure.plan import frozen_file, keep_frozen
    from weerbaar.measure.run import power as ahead
    from weerbaar.measure.run import promise_of, read_plan

    try:
        frozen = fix(read_plan(plan)[0])
        if before:
            with working(either(nl=f"onderscheidend vermogen: {before.name}", en=f"power: {before.name}")):
                frozen = msgspec.structs.replace(frozen, power=promise_of(ahead(before, plan)))
        new = keep_frozen(plan, frozen)
    except BadInput as trouble:
        refuse(trouble)
        return
    word = (
        either(nl="vastgelegd in", en="frozen in")
        if new
        else either(nl="was al vastgelegd in", en="was frozen already in")
    )
    click.echo(f"{frozen.plan_hash} {word} {frozen_file(plan)}")
