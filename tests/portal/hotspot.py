"""A hotspot as guests' browsers meet it: it gives challenges, checks the answers, and sends guests back."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

UAM_SECRET = "hidden-on-the-way"
MAC = "AA-BB-CC-00-00-01"


class Hotspot:
    """It knows the codes that are good, as RADIUS would tell it, and remembers who came in."""

    def __init__(self) -> None:
        self.url = ""
        self.portal = ""
        self.codes: set[str] = set()
        self.inside: list[str] = []
        self.challenge = secrets.token_hex(16)

    def prelogin(self) -> str:
        """Where a guest goes who must type a code."""
        given = {
            "res": "notyet",
            "challenge": self.challenge,
            "mac": MAC,
            "nasid": "lobby",
            "userurl": "http://a.example/",
        }
        return f"{self.portal}?{urlencode(given)}"

    def logon(self, query: dict[str, list[str]]) -> str:
        """Where a guest goes who has answered the challenge."""
        code = query["username"][0]
        hidden = hashlib.md5(bytes.fromhex(self.challenge) + UAM_SECRET.encode(), usedforsecurity=False).digest()
        expected = hashlib.md5(b"\x00" + code.encode() + hidden, usedforsecurity=False).hexdigest()
        good = code in self.codes and query["response"] == [expected]
        if good:
            self.inside.append(code)
        return f"{self.portal}?{urlencode({'res': 'success' if good else 'failed', 'mac': MAC, 'nasid': 'lobby'})}"


@contextmanager
def running_hotspot() -> Iterator[Hotspot]:
    """A hotspot on a free port of this machine."""
    hotspot = Hotspot()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            where = hotspot.logon(parse_qs(parts.query)) if parts.path == "/logon" else hotspot.prelogin()
            self.send_response(302)
            self.send_header("Location", where)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: who is inside is the record."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hotspot.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield hotspot
        finally:
            server.shutdown()
            thread.join()
