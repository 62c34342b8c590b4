"""Reads the Kamer's open data, from files or from an address that the user gives, page after page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from weerbaar.letter.register.faults import BadInput, Fault
from weerbaar.letter.register.kamer import Import
from weerbaar.letter.register.odata import Page, read_odata
from weerbaar.letter.register.syncfeed import MAX_BYTES, read_syncfeed

OK = 200
MAX_PAGES = 10_000
Progress = Callable[[int, int], None]


def read_page(raw: bytes, file: str) -> Page:
    """Return a page of either form; the first character tells them apart. Raises BadInput."""
    if len(raw) > MAX_BYTES:
        raise BadInput([Fault(file, 0, f"is larger than {MAX_BYTES // 1_000_000} MB; a page is small")])
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        return read_syncfeed(start, file)
    try:
        return read_odata(raw.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        raise BadInput([Fault(file, 0, "is not UTF-8 text; give a page as the service sends it")]) from error


def import_files(paths: list[Path]) -> Import:
    """Return what the pages hold, in any order. Raises BadInput with every file that is no page."""
    done, faults = Import(), []
    for path in paths:
        try:
            if path.stat().st_size > MAX_BYTES:
                faults.append(
                    Fault(str(path), 0, f"is larger than {MAX_BYTES // 1_000_000} MB; a page is small")
                )
                continue
            take(done, read_page(path.read_bytes(), str(path)))
        except OSError as error:
            faults.append(
                Fault(str(path), 0, f"cannot be read ({(error.strerror or 'no reason given').lower()})")
            )
        except BadInput as bad:
            faults += bad.faults
    if faults:
        raise BadInput(faults)
    return done


def import_address(address: str, progress: Progress | None = None, timeout: float = 30.0) -> Import:
    """Return what the service at an address holds, following its pages on the same host only.

    Raises BadInput when the address does not answer, leads elsewhere, leads in a circle or sends no page.
    """
    if urlsplit(address).scheme not in {"http", "https"}:
        raise BadInput([Fault(address, 0, "is no http or https address")])
    done, seen, here = Import(), set[str](), address
    with httpx.Client(timeout=timeout, follow_redirects=False) as client:
        while here:
            if here in seen or done.pages >= MAX_PAGES:
                raise BadInput([Fault(here, 0, "the pages lead in a circle; nothing was imported")])
            seen.add(here)
            page = read_page(fetched(client, here), here)
            take(done, page)
            if progress:
                progress(done.pages, done.rows)
            # The SyncFeed's last page names itself, or has no entries, as its next one.
            following = urljoin(here, page.following) if page.following and page.rows else ""
            if following and urlsplit(following).netloc != urlsplit(address).netloc:
                raise BadInput(
                    [Fault(here, 0, f"leads to another host, {urlsplit(following).netloc}; not followed")]
                )
            here = "" if following == here else following
    return done


def fetched(client: httpx.Client, address: str) -> bytes:
    """Return the body at an address. Raises BadInput when there is none, or too large a one."""
    try:
        with client.stream("GET", address) as answer:
            if answer.status_code != OK:
                raise BadInput([Fault(address, 0, f"answers {answer.status_code}; nothing was imported")])
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise BadInput(
                        [Fault(address, 0, f"sends more than {MAX_BYTES // 1_000_000} MB for one page")]
                    )
            return bytes(body)
    except httpx.HTTPError as error:
        raise BadInput(
            [Fault(address, 0, f"does not answer ({type(error).__name__}); nothing was imported")]
        ) from error


def take(done: Import, page: Page) -> None:
    """Add a page to an import."""
    done.add(page.records)
    done.alarms += page.alarms
    done.pages += 1
