"""An HTTP server that takes what is posted to it, and answers as it was told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl


class Mailbox:
    """The forms that were posted, in the order of their arrival. `statuses` are for the next answers, then 200."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.statuses: list[int] = []
        self.url = ""
        self._arrived = threading.Condition()

    def take(self, form: dict[str, str]) -> int:
        with self._arrived:
            self.forms.append(form)
            self._arrived.notify_all()
            return self.statuses.pop(0) if self.statuses else 200

    def wait_for(self, count: int, seconds_max: float = 15) -> list[dict[str, str]]:
        """The forms once there are so many; fails when they do not come."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.forms) >= count, seconds_max)
            assert came, f"{len(self.forms)} of {count} forms came within {seconds_max} s"
            return list(self.forms)


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """A mailbox on a free port of this machine."""
    mailbox = Mailbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            status = mailbox.take(dict(parse_qsl(content.decode(), keep_blank_values=True)))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"OK")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the forms are the record."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        mailbox.url = f"http://127.0.0.1:{server.server_port}/notify"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()
