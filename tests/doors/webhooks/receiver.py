"""A receiver as a process of its own: notes each request in a file before it answers, and answers as it is told."""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Receiver(BaseHTTPRequestHandler):
    """Answers by the first line of the file of orders that fits, and uses each of these up as often as it says."""

    protocol_version = "HTTP/1.1"
    noted: Path
    orders: Path

    def do_OPTIONS(self) -> None:
        """Agree to be told."""
        self.note(b"")
        self.answer(
            {"status": 200, "headers": {"WebHook-Allowed-Origin": "port.test"}, **self.order("OPTIONS")}
        )

    def do_POST(self) -> None:
        """Take one event."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.note(body)
        self.answer({"status": 204, **self.order("POST")})

    def note(self, body: bytes) -> None:
        """Write a request down, whole, before anything is answered."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        line = {"method": self.command, "path": self.path, "headers": headers, "body": body.decode()}
        with self.noted.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**line, "at": time.monotonic()}) + "\n")

    def order(self, method: str) -> dict[str, Any]:
        """Return how to answer now."""
        orders: list[dict[str, Any]] = (
            json.loads(self.orders.read_text("utf-8")) if self.orders.exists() else []
        )
        found: dict[str, Any] = next((one for one in orders if one.get("method", "POST") == method), {})
        if found and "times" in found:
            found["times"] -= 1
            left = [one for one in orders if one.get("times", 1) > 0]
            self.orders.write_text(json.dumps(left), "utf-8")
        return found

    def answer(self, told: dict[str, Any]) -> None:
        """Answer as told: late, with a status, with headers."""
        time.sleep(told.get("seconds", 0))
        self.send_response(told["status"])
        for name, value in told.get("headers", {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the notes say it."""


if __name__ == "__main__":
    Receiver.noted, Receiver.orders = Path(sys.argv[2]), Path(sys.argv[3])
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
