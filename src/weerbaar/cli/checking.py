"""Checking: judges receipts and logs by hashes and signatures alone, and loads nothing else of the house.

A stranger who does not trust us runs this; so it imports the form of a receipt, the tree and the note, and
neither a database nor a protocol nor a server.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import msgspec

from weerbaar.kernel.ledger.format import ENTRY_MAGIC, Disclosed, Fault, Receipt, Verdict, verify_receipt
from weerbaar.kernel.ledger.merkle import HASH_BYTES, fold, leaf_hash
from weerbaar.kernel.ledger.note import CheckpointText, NoteFault, VerifierKey, open_checkpoint
from weerbaar.kernel.ledger.tiles import WIDTH, TiledFrontier, TilePath, unbundle, width_in

Fetch = Callable[[str], bytes | None]
Progress = Callable[[int, int], None]


def keys_from(given: tuple[str, ...], files: tuple[Path, ...]) -> tuple[list[str], list[Fault]]:
    """Return the verifier keys given as words and in files (one a line), and everything wrong with them."""
    keys: list[str] = []
    faults: list[Fault] = []
    lines = [("--key", text) for text in given]
    for path in files:
        try:
            found = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
        except (OSError, UnicodeDecodeError) as trouble:
            faults.append(unreadable(path, trouble))
            continue
        if not found:
            faults.append(
                Fault(
                    str(path),
                    "there is no key in it; it should hold one a line",
                    "er staat geen sleutel in; het hoort er één per regel te bevatten",
                )
            )
        lines += [(str(path), line) for line in found]
    for where, text in lines:
        try:
            VerifierKey.parse(text)
        except NoteFault as trouble:
            faults.append(Fault(where, str(trouble), trouble.nl))
        else:
            keys.append(text.strip())
    return keys, faults


def read_files(paths: tuple[Path, ...]) -> tuple[list[tuple[Path, bytes]], list[Fault]]:
    """Return what the files hold, and a fault for each that cannot be read."""
    read: list[tuple[Path, bytes]] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            read.append((path, path.read_bytes()))
        except OSError as trouble:
            faults.append(unreadable(path, trouble))
    return read, faults


DUTCH = {
    errno.ENOENT: "dit bestand is er niet",
    errno.EISDIR: "dit is een map",
    errno.ENOTDIR: "dit pad loopt door een bestand heen",
    errno.EACCES: "u mag dit niet lezen of schrijven",
    errno.ENOSPC: "er is geen plaats meer",
    errno.EROFS: "hier kan niet worden geschreven",
}


def unreadable(path: Path, trouble: OSError | UnicodeDecodeError) -> Fault:
    """Return what is wrong with a file that could not be read or written."""
    if isinstance(trouble, UnicodeDecodeError):
        return Fault(str(path), "it is not text", "dit is geen tekst")
    why = (trouble.strerror or str(trouble)).lower()
    return Fault(str(path), why, DUTCH.get(trouble.errno or 0, f"dit gaat niet ({why})"))


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One receipt with its verdict, and what it shows of the decision."""

    file: str
    holds: bool
    scheme: str
    position: int
    size: int
    faults: tuple[Fault, ...]
    shows: dict[str, msgspec.Raw]


def judge(file: str, receipt: bytes, keys: list[str]) -> Judged:
    """Return the verdict on one receipt; what it shows is given only where it is proven."""
    verdict: Verdict = verify_receipt(receipt, keys)
    shown: dict[str, Disclosed] = {}
    if verdict.holds:
        shown = msgspec.json.decode(receipt, type=Receipt).sections
    return Judged(
        file=file,
        holds=verdict.holds,
        scheme=verdict.scheme,
        position=verdict.position,
        size=verdict.size,
        faults=verdict.faults,
        shows={name: one.value for name, one in shown.items()},
    )


class LogVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of checking a published log: how much was read and the first thing that does not hold."""

    origin: str = ""
    size: int = 0
    root: str = ""
    entries: int = 0
    tiles: int = 0
    #: Size of the earlier checkpoint that this log continues, if one was given.
    since: int | None = None
    fault: Fault | None = None

    @property
    def holds(self) -> bool:
        """Say whether everything that was signed is there and unaltered."""
        return self.fault is None


class _Found(Exception):
    def __init__(self, where: str, why: str, nl: str) -> None:
        super().__init__(where, why)
        self.fault = Fault(where, why, nl)


class _Reading:
    """One pass over a published log."""

    def __init__(self, fetch: Fetch, now: CheckpointText, earlier: CheckpointText | None) -> None:
        self.fetch, self.now, self.earlier = fetch, now, earlier
        self.tree = TiledFrontier()
        self.scheme = b""
        self.tiles = 0
        self.compared_since = earlier is None

    def walk(self, progress: Progress) -> None:
        if self.earlier is not None and self.earlier.size > self.now.size:
            was, now = self.earlier.size, self.now.size
            raise _Found(
                "checkpoint",
                f"the log was cut off: {was} entries were signed earlier, and the log now has {now}",
                f"het logboek is afgekapt: eerder zijn {was} regels ondertekend, en nu heeft het er {now}",
            )
        self._compare_since()
        for number in range(-(-self.now.size // WIDTH)):
            self._take(self._entries(number))
            self._compare_full_tiles()
            progress(self.tree.size, self.now.size)
        self._compare_partial_tiles()
        if fold(self.tree.peaks) != self.now.root:
            raise _Found(
                "checkpoint",
                "the entries do not give the root that was signed",
                "de regels geven niet de wortel die is ondertekend",
            )

    def _entries(self, number: int) -> list[bytes]:
        path = self._path(None, number)
        try:
            entries = unbundle(self._get(path))
        except ValueError as trouble:
            raise _Found(str(path), str(trouble), "de bundel is afgekapt") from None
        if len(entries) != path.width:
            count, width = len(entries), path.width
            raise _Found(
                str(path),
                f"it holds {count} entries, not {width}",
                f"er staan {count} regels in, geen {width}",
            )
        for position, entry in enumerate(entries, number * WIDTH):
            self._compare_head(position, entry)
        return entries

    def _compare_head(self, position: int, entry: bytes) -> None:
        """Check that an entry says itself which one it is: scheme and position stand in its first bytes."""
        at = len(ENTRY_MAGIC) + 2
        named = at + int.from_bytes(entry[len(ENTRY_MAGIC) : at], "big")
        scheme = entry[at:named]
        self.scheme = self.scheme or scheme
        stated = int.from_bytes(entry[named : named + 8], "big")
        if not entry.startswith(ENTRY_MAGIC) or len(entry) < named + 10:
            raise _Found(
                f"entry {position}",
                "it is not written as an entry of this log",
                "dit is niet geschreven als een regel van dit logboek",
            )
        if scheme != self.scheme or stated != position:
            raise _Found(
                f"entry {position}",
                f"it says that it is entry {stated} of another place",
                f"de regel zegt regel {stated} van een andere plaats te zijn",
            )

    def _take(self, entries: list[bytes]) -> None:
        leaves = [leaf_hash(entry) for entry in entries]
        stop = 0
        if self.earlier is not None and 0 < self.earlier.size - self.tree.size <= len(leaves):
            stop = self.earlier.size - self.tree.size
            self.tree.extend(leaves[:stop])
            self._compare_since()
        self.tree.extend(leaves[stop:])

    def _compare_since(self) -> None:
        if self.earlier is None or self.earlier.size != self.tree.size:
            return
        if fold(self.tree.peaks) != self.earlier.root:
            size = self.earlier.size
            raise _Found(
                "since",
                f"the log was rewritten: the first {size} entries are not those that were signed earlier",
                f"het logboek is herschreven: de eerste {size} regels zijn niet die eerder zijn ondertekend",
            )
        self.compared_since = True

    def _compare_full_tiles(self) -> None:
        for (level, number), hashes in sorted(self.tree.full.items()):
            self._compare(TilePath(level, number), hashes)
        self.tree.full.clear()

    def _compare_partial_tiles(self) -> None:
        for level, hashes in enumerate(self.tree.rows):
            if hashes:
                number = self.tree.size >> (8 * level) >> 8
                self._compare(self._path(level, number), b"".join(hashes))

    def _compare(self, path: TilePath, hashes: bytes) -> None:
        got = self._get(path)
        if got != hashes:
            parts = range(0, len(hashes), HASH_BYTES)
            first = next((at for at in parts if got[at : at + HASH_BYTES] != hashes[at : at + HASH_BYTES]), 0)
            place = first // HASH_BYTES
            raise _Found(
                str(path),
                f"hash {place} in it does not follow from the entries",
                f"hash {place} daarin volgt niet uit de regels",
            )
        self.tiles += 1

    def _path(self, level: int | None, number: int) -> TilePath:
        whole = TilePath(level, number)
        return TilePath(level, number, width_in(whole, self.now.size))

    def _get(self, path: TilePath) -> bytes:
        got = self.fetch(f"/log/{path}")
        if got is None:
            raise _Found(
                str(path),
                "the log does not have it, though its checkpoint says that it should",
                "het logboek heeft dit niet, al zegt zijn ijkpunt van wel",
            )
        return got


def check_log(
    fetch: Fetch, checkpoint: bytes, keys: list[str], since: bytes | None, progress: Progress
) -> LogVerdict:
    """Check a whole published log against its signed checkpoint, and that it continues an earlier one.

    `fetch` gives what stands at a path such as `/log/tile/0/000`, or nothing. `progress` hears (entries done,
    entries in all).
    """
    known = [VerifierKey.parse(key) for key in keys]
    try:
        now = open_checkpoint(checkpoint, known)
    except NoteFault as trouble:
        return LogVerdict(fault=Fault("checkpoint", str(trouble), trouble.nl))
    try:
        earlier = None if since is None else open_checkpoint(since, known)
    except NoteFault as trouble:
        fault = Fault("since", str(trouble), trouble.nl)
        return LogVerdict(origin=now.origin, size=now.size, fault=fault)
    reading = _Reading(fetch, now, earlier)
    found: Fault | None = None
    try:
        reading.walk(progress)
    except _Found as first:
        found = first.fault
    return LogVerdict(
        origin=now.origin,
        size=now.size,
        root=now.root.hex(),
        entries=reading.tree.size,
        tiles=reading.tiles,
        since=None if earlier is None else earlier.size,
        fault=found,
    )
