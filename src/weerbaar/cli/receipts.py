"""Commands for receipts and the public log: fetch a proof, and check proofs and logs without trusting us."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from weerbaar.cli.checking import Judged, LogVerdict, check_log, judge, keys_from, read_files
from weerbaar.kernel.ledger.format import Fault

AT = click.option("--at", "base", required=True, metavar="URL", help="where Weerbaar is served")
KEY = click.option("--key", "keys", multiple=True, help="the log's public key, as /log/key gives it")
KEY_FILE = click.option(
    "--key-file",
    "key_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="a file with public keys, one a line",
)
LANGUAGE = click.option("--language", type=click.Choice(["en", "nl"]), default="en", show_default=True)
PLACES = {  # where something does not hold, as the glossary has it in Dutch
    "key": "sleutel",
    "receipt": "ontvangstbewijs",
    "entry": "regel",
    "section": "deel",
    "proof": "bewijs van opname",
    "checkpoint": "ijkpunt",
}
JSON = click.option("--json", "as_json", is_flag=True, help="print the outcome as JSON")


class BadInput(click.ClickException):
    """What was given cannot be used; every fault is told at once."""

    exit_code = 2

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n       ".join(f"{fault.where}: {fault.why}" for fault in faults))


@click.group()
def receipt() -> None:
    """Fetch and check receipts: the proof of one decision.

    Example: weerbaar receipt verify receipt.json --key-file log.key
    """


@receipt.command()
@click.argument("case")
@click.argument("reference")
@AT
@click.option("--token", required=True, help="an access token, as `weerbaar token` prints it")
@click.option("--protocol", default="container-releases", show_default=True, help="the kind of case")
@click.option("--out", type=click.Path(path_type=Path), help="write it there instead of to the screen")
def get(case: str, reference: str, base: str, token: str, protocol: str, out: Path | None) -> None:
    """Fetch the receipt of one decision on a case.

    Example: weerbaar receipt get 0f3c... 9a41... --at http://127.0.0.1:8080 --token "$TOKEN" --out receipt.json
    """
    with reaching(base, token) as fetch:
        found = fetch(f"/v1/{protocol}/{case}/receipts/{reference}")
    if found is None:
        click.echo("there is no such decision on a case of yours; check both words", err=True)
        sys.exit(1)
    if out is None:
        click.echo(found.decode(), nl=False)
        return
    try:
        out.write_bytes(found)
    except OSError as trouble:
        raise BadInput([Fault(str(out), (trouble.strerror or "").lower())]) from trouble
    click.echo(f"wrote {out}", err=True)


@receipt.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@KEY
@KEY_FILE
@LANGUAGE
@JSON
def verify(
    files: tuple[Path, ...], keys: tuple[str, ...], key_files: tuple[Path, ...], language: str, as_json: bool
) -> None:
    """Check receipts offline: exit 0 when all hold, 1 when one does not.

    Bring the key from elsewhere than the receipt: from the scheme's papers, or from a witness.

    Example: weerbaar receipt verify receipt.json --key-file log.key --language nl
    """
    known, faults = keys_from(keys, key_files)
    read, unreadable = read_files(files)
    faults += unreadable
    if not (keys or key_files):
        faults.append(Fault("--key", "no key was given; a receipt cannot vouch for its own key"))
    if faults:
        raise BadInput(faults)
    judged = [judge(str(path), content, known) for path, content in read]
    if as_json:
        click.echo(msgspec.json.encode(judged).decode())
    else:
        for one in judged:
            click.echo("\n".join(_words(one, dutch=language == "nl")))
    sys.exit(0 if all(one.holds for one in judged) else 1)


def _words(one: Judged, *, dutch: bool) -> Iterator[str]:
    if not one.holds:
        yield f"{one.file}: {'klopt niet' if dutch else 'does not hold'}"
        yield from (f"  {_fault_words(fault, dutch=dutch)}" for fault in one.faults)
        return
    place, size = f"{one.position}", f"{one.size}"
    yield (
        f"{one.file}: klopt: regel {place} van {one.scheme}, in een ondertekend logboek van {size} regels"
        if dutch
        else f"{one.file}: holds: entry {place} of {one.scheme}, in a signed log of {size} entries"
    )
    yield from (f"  {name}: {bytes(value).decode()}" for name, value in sorted(one.shows.items()))


def _fault_words(fault: Fault, *, dutch: bool) -> str:
    if not dutch:
        return f"{fault.where}: {fault.why}"
    kind, _, name = fault.where.partition(" ")
    return f"{PLACES.get(kind, kind)}{' ' if name else ''}{name}: {fault.nl or fault.why}"


@click.command("verify")
@AT
@KEY
@KEY_FILE
@click.option("--since", type=click.Path(path_type=Path), help="an earlier checkpoint that you kept")
@click.option("--save", type=click.Path(path_type=Path), help="keep the checkpoint there for next time")
@click.option("--token", default="", help="an access token, where only some roles may read the log")
@JSON
def verify_log(
    base: str,
    keys: tuple[str, ...],
    key_files: tuple[Path, ...],
    since: Path | None,
    save: Path | None,
    token: str,
    as_json: bool,
) -> None:
    """Check a whole public log: every entry and tile against the signed checkpoint; exit 1 when it fails.

    With --since, also check that the log only grew since a checkpoint that you kept.

    Example: weerbaar verify --at http://127.0.0.1:8080 --since last-week.checkpoint --save today.checkpoint
    """
    known, faults = keys_from(keys, key_files)
    read, unreadable = read_files((since,) if since else ())
    if faults or unreadable:
        raise BadInput([*faults, *unreadable])
    earlier = read[0][1] if read else None
    with reaching(base, token) as fetch, progress_bar("entries") as progress:
        own = not known
        known = known or [_needed(fetch, "/log/key").decode("utf-8", "replace").strip()]
        checkpoint = _needed(fetch, "/log/checkpoint")
        _, wrong = keys_from(tuple(known), ())
        if wrong:
            raise BadInput(wrong)
        verdict = check_log(fetch, checkpoint, known, earlier, progress)
    _tell(verdict, as_json=as_json, own=own)
    if verdict.holds and save is not None:
        save.write_bytes(checkpoint)
    sys.exit(0 if verdict.holds else 1)


def _tell(verdict: LogVerdict, *, as_json: bool, own: bool) -> None:
    if as_json:
        said = {"holds": verdict.holds, **msgspec.structs.asdict(verdict)}
        click.echo(msgspec.json.encode(said).decode())
        return
    if verdict.fault is not None:
        click.echo(f"the log does not hold: {verdict.fault.where}: {verdict.fault.why}")
        return
    click.echo(f"the log holds: {verdict.origin}, {verdict.entries} entries, root {verdict.root}")
    if verdict.since is not None:
        click.echo(f"it only grew since the checkpoint of {verdict.since} entries")
    if own:
        click.echo("the key came from the log itself; bring it from elsewhere with --key to trust no one")


@contextmanager
def reaching(base: str, token: str = "") -> Generator[Callable[[str], bytes | None], None, None]:
    """Give what fetches a path from a server: its content, or nothing when it is not there."""
    import httpx

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with httpx.Client(base_url=base, headers=headers, timeout=30) as client:

            def fetch(path: str) -> bytes | None:
                got = client.get(path)
                if got.status_code == 404:
                    return None
                if got.status_code == 401:
                    raise BadInput([Fault("--token", "the server does not accept it; ask for a new one")])
                got.raise_for_status()
                return got.content

            yield fetch
    except (httpx.HTTPError, httpx.InvalidURL) as trouble:
        why = f"{base} could not be asked ({str(trouble).splitlines()[0] if str(trouble) else 'no answer'})"
        raise BadInput([Fault("--at", f"{why}; check the address, and that it is served")]) from trouble


def _needed(fetch: Callable[[str], bytes | None], path: str) -> bytes:
    found = fetch(path)
    if found is None:
        raise BadInput(
            [Fault("--at", f"there is no {path} there, or not for you; is this where Weerbaar is served?")]
        )
    return found


@contextmanager
def progress_bar(what: str) -> Generator[Callable[[int, int], None], None, None]:
    """Give what moves a bar on the terminal; on anything else than a terminal nothing is drawn."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def moved(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield moved
