"""The command by which an officer of a party keeps two codes: an everyday one, and one for when forced."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from weerbaar.cli.installation import ALL, HOME, code_secret, keys_in, registered
from weerbaar.cli.language import either
from weerbaar.cli.receipts import BadInput
from weerbaar.desk.codes import Codes, digest, keep_codes, read_codes, unfit
from weerbaar.desk.members import Members
from weerbaar.desk.register import needs_of
from weerbaar.kernel.ledger.format import Fault
from weerbaar.worlds import PORT

PATHS = click.Path(path_type=Path)


@click.command()
@click.argument("party")
@click.argument("functionary")
@click.option("--folder", type=PATHS, default=HOME, show_default=True, help="where keys and data are kept")
@click.option(
    "--register", type=PATHS, default=PORT, help="the register of members; without it the invented port"
)
@click.option("--forget", is_flag=True, help="the officer has codes no longer")
def codes(party: str, functionary: str, folder: Path, register: Path, forget: bool) -> None:
    """Let FUNCTIONARY of PARTY choose two codes for grave acts; only digests of them are kept.

    The officer types both, unseen, at the desk of who runs the register. From the next start of the server no
    grave act of this officer is done without one of them. With the second one it is done just the same, and the
    police and the firm's own security learn that the officer was forced.

    Example: weerbaar codes maasvlakte-terminal t.bos
    """
    _check(party, Members(registered(register), ALL), chooses=not forget)
    kept = read_codes(keys_in(folder).folder)
    kept.get(party, {}).pop(functionary, None)
    if not forget:
        kept.setdefault(party, {})[functionary] = _typed(code_secret(keys_in(folder)), party, functionary)
    keep_codes(keys_in(folder).folder, kept)
    nl = f"{functionary} van {party}: {'geen codes' if forget else 'twee codes'}, vanaf de volgende start"
    en = f"{functionary} of {party}: {'no codes' if forget else 'two codes'}, from the next start on"
    click.echo(either(nl=nl, en=en))
    sys.exit(0)


def _typed(secret: bytes, party: str, functionary: str) -> Codes:
    """Ask for both codes, unseen and each twice; raises `BadInput` when they cannot be a pair."""
    normal, forced = (
        click.prompt(words, hide_input=True, confirmation_prompt=either(nl="nog eens", en="once more"))
        for words in (
            either(nl="code voor elke dag", en="everyday code"),
            either(nl="code onder dwang", en="code when forced"),
        )
    )
    if faults := list(_faults(normal, forced)):
        raise BadInput(faults)
    return Codes(
        normal=digest(secret, party, functionary, normal),
        forced=digest(secret, party, functionary, forced),
    )


def _check(party: str, members: Members, *, chooses: bool) -> None:
    if party not in members:
        why, nl = f"`{party}` is no member of this world", f"`{party}` is geen lid van deze wereld"
        raise BadInput([Fault("party", why, nl)])
    contacts = members.contacts(party)
    warned = [kind.name for kind in needs_of(ALL).contacts if kind.warned_by_code]
    lacking = [kind for kind in warned if contacts.get(kind, party) == party or contacts[kind] not in members]
    if lacking and chooses:
        # Otherwise an officer would give the sign and nobody would be told.
        why = "nobody is to be told: name another member in the register, under `contacts` of this party"
        nl = "er is niemand om te waarschuwen: noem in het register een ander lid, onder `contacts` van deze partij"
        raise BadInput([Fault(f"contacts.{kind}", why, nl) for kind in lacking])


def _faults(normal: str, forced: str) -> Iterator[Fault]:
    for form in dict.fromkeys((*unfit(normal, ALL), *unfit(forced, ALL))):
        yield Fault("code", f"a code is {form.en}", f"een code is {form.nl}")
    if normal == forced:
        why = "the two codes must differ, or nobody could tell that you are forced"
        nl = "de twee codes moeten verschillen, anders kan niemand merken dat u gedwongen wordt"
        yield Fault("code", why, nl)
    if len(normal) != len(forced):
        why = "the two codes must be of equal length, or whoever watches your hands could tell them apart"
        nl = "de twee codes moeten even lang zijn, anders kan wie op uw handen kijkt ze onderscheiden"
        yield Fault("code", why, nl)
