"""Commands for receipts and the public log: fetch a proof, and check proofs and logs without trusting us."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from weerbaar.cli.checking import Judged, LogVerdict, check_log, judge, keys_from, read_files, unreadable
from weerbaar.cli.language import either, language
from weerbaar.cli.options import LANGUAGE
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
PLACES = {  # where something does not hold, as the glossary has it in Dutch
    "key": "sleutel",
    "receipt": "ontvangstbewijs",
    "entry": "regel",
    "section": "deel",
    "proof": "bewijs van opname",
    "checkpoint": "ijkpunt",
    "since": "--since",
}
JSON = click.option("--json", "as_json", is_flag=True, help="print the outcome as JSON")


class BadInput(click.ClickException):
    """What was given cannot be used; every fault is told at once."""

    exit_code = 2

    def __init__(self, faults: list[Fault], *, dutch: bool | None = None) -> None:
        dutch = language() == "nl" if dutch is None else dutch
        told = (f"{fault.where}: {(fault.nl if dutch else '') or fault.why}" for fault in faults)
        super().__init__("\n       ".join(told))


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
@click.option("--protocol", "name", help="under which protocol; without it, the first that is installed")
@click.option("--out", type=click.Path(path_type=Path), help="write it there instead of to the screen")
def get(case: str, reference: str, base: str, token: str, name: str | None, out: Path | None) -> None:
    """Fetch the receipt of one decision on a case.

    Example: weerbaar receipt get 0f3c... 9a41... --at http://127.0.0.1:8080 --token "$TOKEN" --out receipt.json
    """
    # Loaded here: to verify a receipt nobody needs a law.
    from weerbaar.cli.acting import protocol_named
    from weerbaar.cli.installation import ALL

    collection = protocol_named(name or ALL[0].name).collection
    with reaching(base, token) as fetch:
        found = fetch(f"/v1/{collection}/{case}/receipts/{reference}")
    if found is None:
        nl = "er is geen zulk besluit in een zaak van u; kijk beide woorden na"
        en = "there is no such decision on a case of yours; check both words"
        click.echo(either(nl=nl, en=en), err=True)
        sys.exit(1)
    if out is None:
        click.echo(found.decode(), nl=False)
        return
    try:
        out.write_bytes(found)
    except OSError as trouble:
        raise BadInput([unreadable(out, trouble)]) from trouble
    click.echo(either(nl=f"{out} geschreven", en=f"wrote {out}"), err=True)


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
    read, wrong = read_files(files)
    faults += wrong
    if not (keys or key_files):
        why = "no key was given; a receipt cannot vouch for its own key"
        faults.append(
            Fault("--key", why, "geef een sleutel; een bewijs kan niet instaan voor zijn eigen sleutel")
        )
    if faults:
        raise BadInput(faults, dutch=language == "nl")
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
@LANGUAGE
@JSON
def verify_log(
    base: str,
    keys: tuple[str, ...],
    key_files: tuple[Path, ...],
    since: Path | None,
    save: Path | None,
    token: str,
    language: str,
    as_json: bool,
) -> None:
    """Check a whole public log: every entry and tile against the signed checkpoint; exit 1 when it fails.

    With --since, also check that the log only grew since a checkpoint that you kept.

    Example: weerbaar verify --at http://127.0.0.1:8080 --since last-week.checkpoint --save today.checkpoint
    """
    known, faults = keys_from(keys, key_files)
    read, unread = read_files((since,) if since else ())
    dutch = language == "nl"
    if faults or unread:
        raise BadInput([*faults, *unread], dutch=dutch)
    earlier = read[0][1] if read else None
    with (
        reaching(base, token, dutch=dutch) as fetch,
        progress_bar(either(nl="regels", en="entries")) as progress,
    ):
        own = not known
        known = known or [_needed(fetch, "/log/key", dutch=dutch).decode("utf-8", "replace").strip()]
        checkpoint = _needed(fetch, "/log/checkpoint", dutch=dutch)
        _, wrong = keys_from(tuple(known), ())
        if wrong:
            raise BadInput(wrong, dutch=dutch)
        verdict = check_log(fetch, checkpoint, known, earlier, progress)
    if as_json:
        click.echo(msgspec.json.encode({"holds": verdict.holds, **msgspec.structs.asdict(verdict)}).decode())
    else:
        click.echo("\n".join(_log_words(verdict, own=own, dutch=dutch)))
    if verdict.holds and save is not None:
        _save(save, checkpoint, dutch=dutch)
    sys.exit(0 if verdict.holds else 1)


def _save(path: Path, checkpoint: bytes, *, dutch: bool) -> None:
    try:
        path.write_bytes(checkpoint)
    except OSError as trouble:
        raise BadInput([unreadable(path, trouble)], dutch=dutch) from trouble


def _log_words(verdict: LogVerdict, *, own: bool, dutch: bool) -> Iterator[str]:
    if verdict.fault is not None:
        told = _fault_words(verdict.fault, dutch=dutch)
        yield f"het logboek klopt niet: {told}" if dutch else f"the log does not hold: {told}"
        return
    origin, entries, root, since = verdict.origin, verdict.entries, verdict.root, verdict.since
    if dutch:
        yield f"het logboek klopt: {origin}, {entries} regels, wortel {root}"
    else:
        yield f"the log holds: {origin}, {entries} entries, root {root}"
    if since is not None:
        yield (
            f"het is alleen gegroeid sinds het ijkpunt van {since} regels"
            if dutch
            else f"it only grew since the checkpoint of {since} entries"
        )
    if own:
        yield (
            "de sleutel kwam van het logboek zelf; breng hem van elders mee met --key om niemand te vertrouwen"
            if dutch
            else "the key came from the log itself; bring it from elsewhere with --key to trust no one"
        )


@contextmanager
def reaching(
    base: str, token: str = "", *, dutch: bool = False
) -> Generator[Callable[[str], bytes | None], None, None]:
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
                    why = "the server does not accept it; ask for a new one"
                    nl = "de server aanvaardt het niet; vraag een nieuw"
                    raise BadInput([Fault("--token", why, nl)], dutch=dutch)
                got.raise_for_status()
                return got.content

            yield fetch
    except (httpx.HTTPError, httpx.InvalidURL) as trouble:
        told = str(trouble).splitlines()[0] if str(trouble) else "no answer"
        why = f"{base} could not be asked ({told}); check the address, and that it is served"
        nl = f"{base} kon niet worden gevraagd ({told}); controleer het adres, en of daar iets draait"
        raise BadInput([Fault("--at", why, nl)], dutch=dutch) from trouble


def _needed(fetch: Callable[[str], bytes | None], path: str, *, dutch: bool) -> bytes:
    found = fetch(path)
    if found is None:
        why = f"there is no {path} there, or not for you; is this where Weerbaar is served?"
        nl = f"daar is geen {path}, of niet voor u; is dit waar Weerbaar draait?"
        raise BadInput([Fault("--at", why, nl)], dutch=dutch)
    return found


@contextmanager
def progress_bar(what: str) -> Generator[Callable[[int, int], None], None, None]:
    """Give what moves a bar on the terminal; on anything else than a terminal nothing is drawn."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def moved(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield moved
