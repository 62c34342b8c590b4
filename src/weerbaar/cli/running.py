"""Commands that run the whole: the demonstration, a server, and tokens for a demonstration world."""

from __future__ import annotations

import asyncio
import json
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

import click
import uvloop
from rich.console import Console

from weerbaar.cli.installation import HOME, keys_in, registered, running_desk, tokens_in
from weerbaar.cli.language import either
from weerbaar.cli.options import LANGUAGE
from weerbaar.cli.sentences import spoken
from weerbaar.kernel.ledger.errors import LedgerError
from weerbaar.worlds import PORT

if TYPE_CHECKING:
    from weerbaar.webhooks.addresses import Reach

FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=HOME,
    show_default=True,
    help="where keys and data are kept",
)
REGISTER = click.option(
    "--register",
    type=click.Path(exists=True, path_type=Path),
    default=PORT,
    help="the register of members (TOML)",
)


@click.command()
@click.option("--once", is_flag=True, help="play and stop, instead of serving on")
@click.option(
    "--json", "as_json", is_flag=True, help="print the figures as one JSON object, as the last line"
)
@click.option("--seed", default=1, show_default=True, help="the same seed gives the same history")
@click.option("--days", default=1, show_default=True, help="how many days to play")
@click.option("--port", default=8080, show_default=True, help="where to serve; another when it is taken")
@LANGUAGE
def demo(once: bool, as_json: bool, seed: int, days: int, port: int, language: str) -> None:
    """Play a day in an invented port, on a database of its own.

    Example: weerbaar demo --once --json --seed 7
    """
    from weerbaar.cli.demo.play import Plan, play

    console = Console(stderr=as_json, soft_wrap=True)
    plan = Plan(seed=seed, once=once, as_json=as_json, port=port, language=language, days=days)
    counted = uvloop.run(play(plan, console))
    if as_json:
        click.echo(json.dumps(counted))
    if not counted["verified"]:
        sys.exit(3)


@click.command()
@click.option("--database", help="a PostgreSQL address; without it an embedded one is started")
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True)
@click.option(
    "--public", default="", help="the address by which others reach this server, for their webhooks"
)
@click.option(
    "--webhooks-to",
    "reached",
    multiple=True,
    metavar="NETWORK",
    help="a private network that webhooks may go to, such as 10.20.0.0/16, or `loopback`; may be given again",
)
@FOLDER
@REGISTER
def serve(
    database: str | None,
    address: str,
    port: int,
    public: str,
    reached: tuple[str, ...],
    folder: Path,
    register: Path,
) -> None:
    """Serve the protocols over HTTP, and tell subscribers what concerns them.

    Example: weerbaar serve --database postgresql://user@host/weerbaar --public https://weerbaar.example
    """
    base = (public or f"http://{address}:{port}").rstrip("/")
    try:
        uvloop.run(_serve(database, address, port, base, _reach(reached), folder, register))
    except (LedgerError, ValueError, OSError) as trouble:
        raise click.ClickException(spoken(str(trouble))) from trouble


def _reach(named: tuple[str, ...]) -> Reach:
    """Return where webhooks may go; raises `ValueError` for what is no network."""
    from weerbaar.webhooks.addresses import Reach

    networks = tuple(ip_network(name) for name in named if name != "loopback")
    return Reach(loopback="loopback" in named, networks=networks)


async def _serve(
    database: str | None, address: str, port: int, public: str, reach: Reach, folder: Path, register: Path
) -> None:
    from weerbaar.cli.serving import delivering, let_the_clock_run, open_door, until_stopped

    async with (
        running_desk(folder, database=database, register=register) as desk,
        delivering(desk, keys_in(folder), public, reach) as subscriptions,
        open_door(desk, tokens_in(folder), address, port, subscriptions) as base,
    ):
        nl, en = f"de server draait op {base}; Ctrl-C stopt", f"serving on {base}; Ctrl-C stops"
        click.echo(either(nl=nl, en=en), err=True)
        ticking = asyncio.create_task(let_the_clock_run(desk))
        await until_stopped()
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)


@click.command()
@click.argument("party")
@click.option("--functionary", default="", help="the person who acts for the party")
@click.option("--hours", default=12, show_default=True, help="how long the token holds")
@FOLDER
@REGISTER
def token(party: str, functionary: str, hours: int, folder: Path, register: Path) -> None:
    """Print an access token for a party of a local world.

    Example: weerbaar token delta-forwarding --functionary planner-1
    """
    names = [member.name for member in registered(register).member]
    if party not in names:
        known = ", ".join(names)
        raise click.ClickException(
            either(
                nl=f"`{party}` is geen lid van deze wereld; kies uit: {known}",
                en=f"`{party}` is no member of this world; choose from: {known}",
            )
        )
    click.echo(tokens_in(folder).mint(party, functionary, seconds=hours * 3600))
