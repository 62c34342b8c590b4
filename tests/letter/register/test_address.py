"""The Kamer's service as a real web server on this machine: pages are followed, and nothing else."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from weerbaar.letter.register.faults import BadInput
from weerbaar.letter.register.importing import import_address

FEED = Path(__file__).parent / "feed"


def row(number: int) -> dict[str, object]:
    changed = f"2026-01-01T00:00:{number % 60:02}Z"
    return {
        "Id": f"id-{number}",
        "Nummer": f"TZ202601-{number:03}",
        "Tekst": "t",
        "Status": "Voldaan",
        "GewijzigdOp": changed,
    }


class Service(BaseHTTPRequestHandler):
    """Serves three pages of 250 rows, a feed, and the ways in which a service goes wrong."""

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        skip = int(query.partition("=")[2] or 0) if path == "/Toezegging" else 0
        letter = {"Id": "b", "Nummer": "2026Z00001", "Soort": "Brief regering"}
        bodies = {
            "/Toezegging": json.dumps(
                {
                    "@odata.context": "x#Toezegging",
                    "value": [row(number) for number in range(skip, min(skip + 250, 600))],
                    **({"@odata.nextLink": f"Toezegging?$skip={skip + 250}"} if skip < 500 else {}),
                }
            ).encode(),
            "/letters": json.dumps({"value": [letter], "@odata.nextLink": "/Toezegging?$skip=500"}).encode(),
            "/feed": (FEED / "page.xml").read_bytes().replace(b"page2.xml", b"/last"),
            "/last": b'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="/last"/></feed>',
            "/circle": json.dumps({"value": [row(1)], "@odata.nextLink": "/circle2"}).encode(),
            "/circle2": json.dumps({"value": [row(1)], "@odata.nextLink": "/circle"}).encode(),
            "/away": json.dumps({"value": [row(1)], "@odata.nextLink": "http://other.example/x"}).encode(),
            "/broken": json.dumps({"value": [row(1)], "@odata.nextLink": "/absent"}).encode(),
        }
        body = bodies.get(path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"nee")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_page_is_followed_and_progress_is_told(address: str) -> None:
    told: list[tuple[int, int]] = []
    got = import_address(f"{address}/Toezegging", lambda pages, rows: told.append((pages, rows)))
    assert len(got.records) == 600
    assert told == [(1, 250), (2, 500), (3, 600)]


def test_a_page_of_other_rows_does_not_end_the_import(address: str) -> None:
    got = import_address(f"{address}/letters")
    assert (got.pages, len(got.records)) == (2, 100)


def test_a_feed_ends_where_it_has_no_more_entries(address: str) -> None:
    got = import_address(f"{address}/feed")
    assert (got.pages, len(got.records)) == (2, 2)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/circle", "lead in a circle"),
        ("/away", "leads to another host, other.example"),
        ("/broken", "answers 404"),
        ("/absent", "answers 404"),
    ],
)
def test_a_service_that_goes_wrong_brings_nothing(address: str, path: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        import_address(address + path)


def test_an_address_that_is_none() -> None:
    with pytest.raises(BadInput, match="no http or https address"):
        import_address("file:///etc/passwd")
    with pytest.raises(BadInput, match="does not answer"):
        import_address("http://127.0.0.1:9/x", timeout=2)
