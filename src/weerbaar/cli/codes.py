"""The command by which an officer of a party keeps two codes: an everyday one, and one for when forced."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from weerbaar.cli.installation import HOME, code_secret, keys_in
from weerbaar.cli.receipts import BadInput
from weerbaar.desk.codes import Codes, digest, keep_codes, read_codes
from weerbaar.desk.members import Members, read_register
from weerbaar.kernel.ledger.format import Fault
from weerbaar.protocols.container_release.force import CONTACTS, Code
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
    _check(party, Members(read_register(register)))
    kept = read_codes(keys_in(folder).folder)
    kept.get(party, {}).pop(functionary, None)
    if not forget:
        normal = click.prompt("everyday code", hide_input=True, confirmation_prompt=True)
        forced = click.prompt("code when forced", hide_input=True, confirmation_prompt=True)
        if faults := list(_faults(normal, forced)):
            raise BadInput([Fault("code", why) for why in faults])
        secret = code_secret(keys_in(folder))
        own = Codes(
            normal=digest(secret, party, functionary, normal),
            forced=digest(secret, party, functionary, forced),
        )
        kept.setdefault(party, {})[functionary] = own
    keep_codes(keys_in(folder).folder, kept)
    click.echo(f"{functionary} of {party}: {'no codes' if forget else 'two codes'}, from the next start on")
    sys.exit(0)


def _check(party: str, members: Members) -> None:
    if party not in members:
        raise BadInput([Fault("party", f"`{party}` is no member of this world")])
    contacts = next(one.contacts for one in members.register.member if one.name == party)
    lacking = [
        kind for kind in CONTACTS if contacts.get(kind, party) == party or contacts[kind] not in members
    ]
    if lacking:
        # Otherwise an officer would give the sign and nobody would be told.
        why = "name another member in the register, under `contacts` of this party"
        raise BadInput([Fault(f"contacts.{kind}", f"nobody is to be told: {why}") for kind in lacking])


def _faults(normal: str, forced: str) -> list[str]:
    faults = []
    for word in (normal, forced):
        try:
            msgspec.convert(word, Code)
        except msgspec.ValidationError:
            faults.append("a code is 4 to 64 digits or small letters")
            break
    if normal == forced:
        faults.append("the two codes must differ, or nobody could tell that you are forced")
    if len(normal) != len(forced):
        faults.append(
            "the two codes must be of equal length, or whoever watches your hands could tell them apart"
        )
    return faults
