"""The players of a simulation: who asks what next, mostly sensible, sometimes wrong, sometimes in bad faith."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from weerbaar.protocols.container_release.release import Release
from weerbaar.standards.iso6346 import check_digit

LINE, QUAY, CUSTOMS, OUTSIDER = "noordster", "maasvlakte-terminal", "douane", "zuiderpark-bv"
CALLS = ("NOORD-2026-118", "NOORD-2026-119")
FORWARDERS = ("delta-forwarding", "maas-expeditie", "oever-logistiek")
HAULIERS = ("van-dam-transport", "rijnmond-trucking")
#: An officer of a haulier who has been bought shows the outsider his cases.
COLLUDING = (HAULIERS[0], OUTSIDER)
EANS = {
    HAULIERS[0]: "8712345001056",
    HAULIERS[1]: "8712345001063",
    "jansen-charter": "8712345001070",
    OUTSIDER: "8712345001100",
}
EVERYBODY = (LINE, QUAY, CUSTOMS, OUTSIDER, "havenpolitie", "jansen-charter", *FORWARDERS, *HAULIERS)


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One act that somebody wants, before any door has read it."""

    party: str
    act: str
    functionary: str = ""
    fields: dict[str, Any] = {}


def number(chance: random.Random) -> str:
    """Return a container number with its right check digit."""
    while True:
        text = f"NOSU{chance.randrange(10**6):06}"
        digit = check_digit(text)
        if digit is not None and digit < 10:
            return f"{text}{digit}"


def issue(chance: random.Random, container: str, call: str, now: datetime) -> Ask:
    """Return the release of a container, for some hours to two days."""
    fields = {
        "container": container,
        "call": call,
        "terminal": QUAY,
        "reference": f"R{chance.randrange(10**9)}",
        "expires_at": (now + timedelta(hours=chance.choice((4, 12, 24, 48)))).isoformat(),
        "release_to": chance.choice(FORWARDERS),
    }
    return Ask(party=LINE, act="issue", functionary="a", fields=fields)


def sensible(release: Release, chance: random.Random, now: datetime) -> list[Ask]:
    """Return what somebody would reasonably ask on a case as it stands."""
    key = {"container": release.container, "call": release.call}
    found = list(_lights(release, key))
    holder, visit = release.holder, release.visit
    if release.offered_to is not None:
        found.append(Ask(party=release.offered_to, act="accept"))
    elif release.state == "live" and holder in FORWARDERS:
        taker, role = chance.choice(
            [(name, "road") for name in HAULIERS] + [(chance.choice(FORWARDERS), "forwarder")]
        )
        found.append(Ask(party=holder, act="offer", functionary="p", fields={"to": taker, "role": role}))
    elif release.state == "live" and holder in HAULIERS:
        found.append(_prenotify(holder, now))
    if visit is not None and visit.state == "submitted":
        appointment = f"TAR{chance.randrange(10**9)}"
        found.append(Ask(party=QUAY, act="accept-visit", fields={"appointment": appointment}))
    elif visit is not None and release.state == "announced":
        found.append(_collect(visit.appointment, visit.ean))
    if release.state == "committed":
        found.append(Ask(party=QUAY, act="gate-out", fields={"number_read": release.container}))
    return found


def _lights(release: Release, key: dict[str, str]) -> Iterator[Ask]:
    if not release.discharged:
        yield Ask(party=QUAY, act="report-discharge", fields=key)
    if release.customs_light != "ok":
        yield Ask(party=CUSTOMS, act="clear-customs", fields=key)
    if release.terminal_light != "ok" and release.terminal is not None:
        yield Ask(party=QUAY, act="clear-terminal")
    for hold in release.holds:
        yield Ask(party=hold.owner, act="unblock")


def _prenotify(party: str, now: datetime) -> Ask:
    window = {"window_from": now.isoformat(), "window_to": (now + timedelta(hours=2)).isoformat()}
    return Ask(party=party, act="prenotify", fields={"modality": "road", "ean": EANS[party], **window})


def _collect(appointment: str, ean: str) -> Ask:
    fields = {"appointment": appointment or "TAR0", "ean": ean, "identity_confirmed": True}
    return Ask(party=QUAY, act="collect", fields=fields)


def disturbing(release: Release, chance: random.Random, now: datetime) -> Ask:
    """Return something that crosses a case: a hold, an end, a wrong card, a wrong party, a colluding pair."""
    key = {"container": release.container, "call": release.call}
    insider, outsider = COLLUDING
    visit = release.visit
    return chance.choice(
        (
            Ask(party=chance.choice((CUSTOMS, LINE, QUAY)), act="block", fields={**key, "reason": "scan"}),
            Ask(party=LINE, act="withdraw", functionary="b", fields={"reason": "wrong party"}),
            issue(chance, release.container, release.call, now),
            Ask(party=chance.choice(FORWARDERS), act="revoke", fields={"reason": "changed plans"}),
            Ask(party=chance.choice(HAULIERS), act="return"),
            Ask(party=QUAY, act="abort-visit", fields={"reason": "box not reachable"}),
            Ask(party=chance.choice(HAULIERS), act="cancel-visit"),
            _collect(visit.appointment if visit else "TAR1", EANS[outsider]),
            _collect(f"TAR{chance.randrange(10**9)}", EANS[insider]),
            Ask(party=insider, act="offer", functionary="x", fields={"to": outsider, "role": "road"}),
            Ask(party=insider, act="confirm", functionary="x"),
            _prenotify(outsider, now),
            Ask(party=chance.choice(EVERYBODY), act="accept"),
            Ask(party=QUAY, act="override", functionary="x", fields={"reason": "reefer alarm"}),
            Ask(party=QUAY, act="propose", functionary="y", fields={"what": "override", "reason": "reefer"}),
            Ask(party=chance.choice(EVERYBODY), act="gate-out", fields={"number_read": release.container}),
        )
    )
