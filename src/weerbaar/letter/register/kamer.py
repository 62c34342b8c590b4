"""What the Tweede Kamer's own register says of a commitment or motion, whatever form it arrived in."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["open", "fulfilled", "not_fulfilled", "unknown"]

# The Kamer's words for a status, as seen in different years and clients: an open list. A word that is
# not here is an alarm and never stops an import. [parliament.md section 4: seen in the data and its clients]
STATUSES: dict[str, Status] = {
    "openstaand": "open",
    "open": "open",
    "voldaan": "fulfilled",
    "afgedaan": "fulfilled",
    "nagekomen": "fulfilled",
    "niet nagekomen": "not_fulfilled",
}
NO_DATE = dt.date(1, 1, 1)


@dataclass(frozen=True)
class KamerRecord:
    """One record of the Kamer, commitment (`toezegging`) or motion (`motie`).

    `status` is the Kamer's word as it stands. `due` is None when the Kamer gave none (also when it wrote the
    year 1). `letters` are the documents that fulfil it and `promised_to` the members or fracties: both may
    be more than one. `deleted` marks a record that was withdrawn; it may then hold nothing but its guid.
    """

    guid: str
    kind: Literal["motie", "toezegging"]
    changed: dt.datetime
    number: str = ""
    made: dt.date | None = None
    status: str = ""
    due: dt.date | None = None
    text: str = ""
    title: str = ""
    ministry: str = ""
    minister: str = ""
    activity: str = ""
    letters: tuple[str, ...] = ()
    promised_to: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    adds_to: tuple[str, ...] = ()
    appreciation: str = ""
    outcome: str = ""
    done: bool | None = None
    deleted: bool = False


@dataclass
class Import:
    """What an import brought: the records, and what a person should look at. Nothing here stops it."""

    records: dict[str, KamerRecord] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)
    pages: int = 0
    rows: int = 0

    def add(self, records: Iterable[KamerRecord]) -> None:
        """Add records; of one guid the one that was changed last stays, wherever in the feed it stood.

        A withdrawn record is kept with what was known of it, and marked.
        """
        for record in records:
            self.rows += 1
            known = self.records.get(record.guid)
            if known is None or record.changed >= known.changed:
                self.records[record.guid] = kept(known, record)
            elif known.deleted and not known.text:
                self.records[record.guid] = kept(record, known)

    def settled_alarms(self) -> tuple[str, ...]:
        """Return the alarms of the import and of the records as they then are, each once and in order."""
        alarms = list(self.alarms)
        for r in self.records.values():
            if not r.deleted and r.status and status_of(r) == "unknown" and r.kind == "toezegging":
                named = r.number or r.guid
                alarms.append(f"status {r.status!r} of {named} is not in the table; it counts as unknown")
        return tuple(sorted(set(alarms)))


def kept(known: KamerRecord | None, new: KamerRecord) -> KamerRecord:
    """Return the newer record; a bare deletion keeps the words of the older one."""
    if known is None or not new.deleted or new.text:
        return new
    return dataclasses.replace(known, deleted=True, changed=new.changed)


def status_of(record: KamerRecord) -> Status:
    """Return what the Kamer's status means; a word that the table does not know is `unknown`."""
    if record.kind == "motie" and record.done is not None and not record.status:
        return "fulfilled" if record.done else "open"
    known = STATUSES.get(" ".join(record.status.lower().split()), "unknown")
    if known == "unknown" and record.kind == "motie" and record.done is not None:
        return "fulfilled" if record.done else "open"
    return known


def read_day(text: str) -> dt.date | None:
    """Return the day of a moment as the feed writes it; empty and the year 1 are no day.

    Raises ValueError when the text is no moment.
    """
    if not text:
        return None
    day = dt.datetime.fromisoformat(text.replace("Z", "+00:00")).date()
    return None if day == NO_DATE else day


def read_moment(text: str) -> dt.datetime:
    """Return a moment with its zone; without a zone it is UTC. Raises ValueError when it is none."""
    moment = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
