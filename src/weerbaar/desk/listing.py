"""Listing: the signed list of cases by which a party may decide for a while when it cannot reach the desk."""

from __future__ import annotations

from typing import Any

from weerbaar.desk.asking import Answer, Asking
from weerbaar.desk.desk import Desk
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.ledger.offline_list import SALT_BYTES, Entry, OfflineList, hide, list_text

NUMBER_BYTES = 8


async def make_list(desk: Desk, protocol: Protocol[Any], party: str) -> bytes | None:
    """Put every case of the party that may stand there on a new list, durably, and return the list, signed.

    Nothing when the protocol knows no such lists. Who may list nothing gets a list without entries.
    """
    offline = protocol.offline
    if offline is None:
        return None
    number, now = desk.entropy(NUMBER_BYTES).hex(), desk.now()
    act = offline.act(party, number)
    fit = [
        one
        for one in desk.deciding.cases.of_party(party)
        if one.protocol is protocol
        # Asked only where it would be permitted: the ledger need not hold that a list does not name a case.
        and desk.deciding.admits(one, act, now)
    ]
    answers = await desk.ask_all([Asking(protocol=protocol, act=act, case=one.id) for one in fit])
    names = [one.case for one in answers if isinstance(one, Answer) and one.outcome == "permitted"]
    listed = [one for name in names if (one := desk.deciding.cases.get(name)) is not None]
    salt, made = desk.entropy(SALT_BYTES).hex(), desk.now()
    whole = OfflineList(
        scheme=desk.scheme,
        protocol=str(protocol),
        party=party,
        number=number,
        made=made,
        ends=max((offline.until(one.case) for one in listed), default=made),
        log_size=desk.tree.size,
        salt=salt,
        entries=tuple(_entry(one.id, offline.entry(one.case), salt) for one in listed),
    )
    return desk.signer.sign(list_text(desk.signer.verifier.name, whole))


def _entry(case: str, told: dict[str, Any], salt: str) -> Entry:
    hidden = {name: hide(salt, name, value) for name, value in told["hidden"].items() if value is not None}
    return Entry(case=case, plain=told["plain"], hidden=hidden)
