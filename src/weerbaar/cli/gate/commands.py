"""Commands for a lane without a line: fetch a list beforehand, decide by it, and report when the line is back."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from weerbaar.cli.checking import keys_from
from weerbaar.cli.gate.lane import Record, RecordFault, Shown, Use, found, judge
from weerbaar.cli.language import either
from weerbaar.kernel.ledger.note import NoteFault, VerifierKey
from weerbaar.kernel.ledger.offline_list import OfflineList, open_list

COLLECTION = "container-releases"
Ask = Callable[..., bytes]
LIST = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
RECORD = click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("gate-record.jsonl"),
    show_default=True,
    help="where every yes and no is kept; all lanes of a terminal share it",
)
KEYS = click.option("--key", "keys", multiple=True, help="the log's public key, as /log/key gives it")
KEY_FILES = click.option(
    "--key-file", "key_files", multiple=True, type=click.Path(path_type=Path), help="a file with public keys"
)
AT = click.option("--at", "base", required=True, metavar="URL", help="where Weerbaar is served")
TOKEN = click.option(
    "--token", required=True, envvar="WEERBAAR_TOKEN", help="an access token of the terminal"
)
LANE = click.option("--lane", default="", help="which lane")
JSON = click.option("--json", "as_json", is_flag=True, help="print the outcome as JSON")


@click.group()
def gate() -> None:
    """Decide at a terminal's lane for a while without a line.

    Example: weerbaar gate check list.note --key-file log.key --container CSQU3054383 --appointment TAR-1
    --ean 8712345001056 --identity-confirmed
    """


@gate.command()
@AT
@TOKEN
@click.option("--out", type=click.Path(path_type=Path), default=Path("list.note"), show_default=True)
def fetch(base: str, token: str, out: Path) -> None:
    """Fetch the list of what may be collected now; do it every few minutes, while there is a line.

    Example: weerbaar gate fetch --at http://127.0.0.1:8080 --token "$TOKEN" --out list.note
    """
    with _line(base, token) as ask:
        got = ask(f"/v1/{COLLECTION}/offline-lists", b"")
    rough = out.with_name(out.name + ".new")
    rough.write_bytes(got)
    rough.replace(out)  # a lane reads the old list or the new one, never half of one
    click.echo(either(nl=f"{out} geschreven", en=f"wrote {out}"), err=True)


@gate.command()
@LIST
@KEYS
@KEY_FILES
@click.option("--terminal", required=True, help="whose lane this is; the list of another lets nobody in")
@click.option("--container", required=True)
@click.option("--appointment", required=True)
@click.option("--ean", required=True)
@click.option("--plate")
@click.option("--driver-pass", help="SHA-256 of the port pass, in hex")
@click.option("--identity-confirmed", is_flag=True, help="the issuer of the pass confirmed the driver")
@LANE
@RECORD
@JSON
def check(
    file: Path,
    keys: tuple[str, ...],
    key_files: tuple[Path, ...],
    terminal: str,
    lane: str,
    record: Path,
    as_json: bool,
    **shown: Any,
) -> None:
    """Say whether a truck may collect, by a list: exit 0 yes, 1 no, 2 the list or the record cannot be used.

    Example: weerbaar gate check list.note --key-file log.key --container CSQU3054383 --appointment TAR-1
    --ean 8712345001056 --identity-confirmed --lane 7
    """
    whole, now, asked = _opened(file, keys, key_files, terminal), datetime.now(UTC), Shown(**shown)
    kept = Record(record)
    try:
        with kept.held() as used:
            reasons = judge(whole, asked, now, used)
            entry = found(whole, asked.container)
            kept.add(
                Use(
                    number=whole.number,
                    case=entry.case if entry else "",
                    container=asked.container,
                    appointment=asked.appointment,
                    at=now,
                    lane=lane,
                    what="no" if reasons else "in",
                    reasons=reasons,
                )
            )
    except (RecordFault, OSError) as trouble:
        raise click.ClickException(str(trouble)) from None
    _say({"decision": not reasons, "reasons": list(reasons)}, as_json)


@gate.command()
@click.option("--container", required=True)
@LANE
@RECORD
@JSON
def out(container: str, lane: str, record: Path, as_json: bool) -> None:
    """Keep that a truck which a lane let in left with its container: exit 0 kept, 1 no such truck is in.

    Example: weerbaar gate out --container CSQU3054383
    """
    kept = Record(record)
    try:
        with kept.held() as used:
            last = next(
                (one for one in reversed(used) if one.container == container and one.what != "no"), None
            )
            let_in = last if last is not None and last.what == "in" else None
            if let_in is not None:
                kept.add(
                    Use(
                        number=let_in.number,
                        case=let_in.case,
                        container=container,
                        appointment=let_in.appointment,
                        at=datetime.now(UTC),
                        lane=lane,
                        what="out",
                    )
                )
    except (RecordFault, OSError) as trouble:
        raise click.ClickException(str(trouble)) from None
    _say({"decision": let_in is not None, "reasons": [] if let_in else ["NOT_LET_IN"]}, as_json)


@gate.command()
@AT
@TOKEN
@RECORD
@JSON
def upload(base: str, token: str, record: Path, as_json: bool) -> None:
    """Report what the lanes did, once the line is back: exit 0 all taken over, 1 there are conflicts.

    Sent again it changes nothing. A conflict is what the platform would not have allowed: it is listed with its
    reasons, and nobody's decision is changed in silence.

    Example: weerbaar gate upload --at http://127.0.0.1:8080 --token "$TOKEN" --record gate-record.jsonl
    """
    from weerbaar.cli.gate.reporting import conflicts_of, reports_of

    try:
        with Record(record).held() as used:
            reports, unknown = reports_of(used)
    except (RecordFault, OSError) as trouble:
        raise click.ClickException(str(trouble)) from None
    with _line(base, token) as ask:
        answers = [_reported(ask, report) for report in reports]
    conflicts = conflicts_of(answers)
    if as_json:
        click.echo(
            json.dumps({"reported": len(reports), "not_on_list": len(unknown), "conflicts": conflicts})
        )
    else:
        told, wrong, alone = len(reports), len(conflicts), len(unknown)
        nl = f"{told} gemeld, {wrong} in conflict; {alone} geweigerd die op geen lijst stonden"
        en = f"{told} reported, {wrong} in conflict; {alone} refused that no list named"
        click.echo(either(nl=nl, en=en))
        for one in conflicts:
            click.echo(f"  {one['container']} {one['at']}: {', '.join(one['reasons'])}")
    sys.exit(1 if conflicts else 0)


def _reported(ask: Ask, report: dict[str, Any]) -> dict[str, Any]:
    """Report one use; return it with its answer and the case as it then stands."""
    from weerbaar.cli.gate.reporting import gone_since

    def told(act: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        answer = json.loads(ask(f"/v1/{COLLECTION}/orders", _order(act), headers))["items"][0]
        return {"report": report, "answer": answer, "case": json.loads(ask(case))}

    case = f"/v1/{COLLECTION}/{report['case']}"
    found = told(report, {"Idempotency-Key": f"offline-{sha256(_order(report)).hexdigest()}"})
    later = gone_since(report, found["answer"], found["case"])
    # It was let in by an earlier report, and has left since.
    return found if later is None else told(later, {})


def _order(act: dict[str, Any]) -> bytes:
    return json.dumps({"acts": [act]}, sort_keys=True).encode()


def _opened(file: Path, keys: tuple[str, ...], key_files: tuple[Path, ...], terminal: str) -> OfflineList:
    known, faults = keys_from(keys, key_files)
    told = [f"{one.where}: {either(nl=one.nl or one.why, en=one.why)}" for one in faults]
    if not (keys or key_files):
        nl = "geef een sleutel; een lijst kan niet instaan voor haar eigen sleutel"
        en = "no key was given; a list cannot vouch for its own key"
        told.append(f"--key: {either(nl=nl, en=en)}")
    if told:
        raise click.ClickException("\n".join(told))
    try:
        whole = open_list(file.read_bytes(), [VerifierKey.parse(text) for text in known])
    except (NoteFault, OSError) as trouble:
        why = (isinstance(trouble, NoteFault) and trouble.nl) or str(trouble)
        nl = f"{file}: {why}; haal de lijst opnieuw, en laat met deze niemand binnen"
        en = f"{file}: {trouble}; fetch it again, and let nobody in by it"
        raise click.ClickException(either(nl=nl, en=en)) from None
    if whole.party != terminal:
        nl = f"{file} is de lijst van {whole.party}; laat met deze niemand binnen"
        en = f"{file} is the list of {whole.party}; let nobody in by it"
        raise click.ClickException(either(nl=nl, en=en))
    return whole


def _say(outcome: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(outcome))
    else:
        yes, no = either(nl="ja", en="yes"), either(nl="nee", en="no")
        click.echo(yes if outcome["decision"] else f"{no}: {', '.join(outcome['reasons'])}")
    sys.exit(0 if outcome["decision"] else 1)


@contextmanager
def _line(base: str, token: str) -> Generator[Ask]:
    """Give what asks the platform, over one line for all that is asked: with a body by POST, and else by GET."""
    import httpx  # a lane that only decides never loads it

    def ask(where: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
        got = client.request("GET" if body is None else "POST", where, content=body, headers=headers)
        if got.status_code >= 400:
            answered = either(nl="antwoordde", en="answered")
            raise click.ClickException(f"{base} {answered} {got.status_code}: {got.text[:300]}")
        return got.content

    try:
        bearer = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=base.rstrip("/"), headers=bearer, timeout=30) as client:
            yield ask
    except (httpx.HTTPError, httpx.InvalidURL) as trouble:
        nl = f"geen antwoord van {base}: {trouble}; is er verbinding?"
        en = f"no answer from {base}: {trouble}; is there a line?"
        raise click.ClickException(either(nl=nl, en=en)) from None
