"""A private S3-compatible server, one per test process that asks for it."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen


@dataclass(frozen=True)
class S3Server:
    """A running server; it accepts any credentials."""

    endpoint: str

    def create_bucket(self) -> str:
        """Make an empty bucket; its name."""
        name = f"test-{uuid.uuid4().hex}"
        with urlopen(Request(f"{self.endpoint}/{name}", method="PUT"), timeout=10) as answer:  # noqa: S310 http
            answer.read()
        return name

    def environment(self) -> dict[str, str]:
        """The variables with which an S3 client, in this or another process, finds this server."""
        return {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ALLOW_HTTP": "true",
        }


@contextmanager
def running_server() -> Iterator[S3Server]:
    """Start a server; stop it at the end of the block."""
    keeper = [sys.executable, str(Path(__file__).with_name("s3_keeper.py"))]
    with subprocess.Popen(keeper, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            port = int(process.stdout.readline())
            yield S3Server(f"http://127.0.0.1:{port}")
        finally:
            process.stdin.close()
