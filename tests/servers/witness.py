"""A witness that speaks C2SP tlog-witness over HTTP, and signs only what follows from what it has signed."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from admitone.core.ledger.checkpoints import Checkpoint, open_checkpoint
from admitone.core.ledger.merkle import EMPTY_ROOT, verify_consistency
from admitone.core.ledger.notes import COSIGNATURE, NoteSigner, VerifierKey, parse_note


@dataclass
class Witness:
    """Its key, the one log that it knows, and the last checkpoint of it that it has signed."""

    log: VerifierKey
    signer: NoteSigner = field(default_factory=lambda: NoteSigner("witness.example.com/w1", b"w" * 32, COSIGNATURE))
    seen: Checkpoint | None = None
    url: str = ""
    statuses: list[int] = field(default_factory=list)

    @property
    def setting(self) -> str:
        """How the product is told of it."""
        return f"{self.signer.key}@{self.url}"

    def add_checkpoint(self, request: str) -> tuple[int, str]:
        """The answer to a request, by the specification's rules in their order."""
        head, _, note = request.partition("\n\n")
        first, *lines = head.split("\n")
        old, path = int(first.removeprefix("old ")), [base64.b64decode(line) for line in lines]
        try:
            checkpoint, _ = open_checkpoint(note, self.log)
        except ValueError:
            return 403, "not signed by this log\n"
        size, root = (self.seen.size, self.seen.root) if self.seen else (0, EMPTY_ROOT)
        if old > checkpoint.size:
            return 400, "old is above\n"
        if old != size or (old == checkpoint.size and root != checkpoint.root):
            return 409, f"{size}\n"
        if not verify_consistency(old, checkpoint.size, path, root, checkpoint.root):
            return 422, "inconsistent\n"
        self.seen = checkpoint
        return 200, self.signer.cosign(parse_note(note).text, int(time.time())).line


@contextmanager
def running_witness(log: VerifierKey) -> Iterator[Witness]:
    """A witness of a log on a port of its own."""
    witness = Witness(log)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, text = witness.add_checkpoint(request) if self.path == "/w/add-checkpoint" else (404, "")
            witness.statuses.append(status)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        witness.url = f"http://127.0.0.1:{server.server_address[1]}/w"
        try:
            yield witness
        finally:
            server.shutdown()
            thread.join()
