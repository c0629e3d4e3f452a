"""The sandbox as people start it: a process of its own that can be killed and started again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.servers.nursery import Started, start_command

STORE = "1234"
AUTH_KEY, REMOTE_KEY, WEBHOOK_SECRET = "sandbox-auth-key", "sandbox-remote-key", "sandbox-webhook-secret"


@dataclass
class Sandbox:
    """A gateway and an Odoo. `url` is the gateway's folder, as the setting wants it; `client` stays on its host."""

    log: Path
    options: tuple[str, ...] = ()
    process: Started | None = None
    url: str = ""
    port: str = "0"
    odoo_url: str = ""
    odoo_port: str = "0"
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20, trust_env=False))

    def start(self) -> None:
        """Start the process, on the port of its last life when there was one."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ADMITONE_")}
        with self.log.open("a") as stderr:
            self.process = start_command(
                ["sandbox", "--gateway-port", self.port, "--odoo-port", self.odoo_port, *self.options],
                env=kept,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("Payment gateway at http://"), self.log.read_text()
        self.url = line.split()[-1]
        self.port = str(httpx.URL(self.url).port)
        odoo_line = self.process.stdout.readline()
        assert odoo_line.startswith("Odoo "), odoo_line
        self.odoo_url = odoo_line.split()[-1]
        self.odoo_port = str(httpx.URL(self.odoo_url).port)
        self.client.base_url = httpx.URL(self.url.removesuffix("/sandbox/gateway"))

    def stop(self, *, kill: bool = False) -> int:
        """End the process; its exit status."""
        assert self.process is not None
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        status = self.process.wait(20)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status

    def fail(self, fault: str, **details: Any) -> None:
        """Order a fault."""
        answer = self.client.post("/sandbox/faults", json={"fault": fault, **details})
        assert answer.status_code == 200, answer.text

    def orders(self) -> list[dict[str, Any]]:
        """Every order the gateway knows."""
        found: list[dict[str, Any]] = self.client.get("/sandbox/orders").json()
        return found

    def command(self, ref: str, status: int) -> httpx.Response:
        """Bring an order into a state."""
        return self.client.post(f"/sandbox/orders/{ref}", json={"status": status})

    def pay(self, ref: str, *, number: str = "4000000000000002", expiry: str = "12/49", cvv: str = "123") -> str:
        """Pay on the hosted page with a card whose bank asks nothing; the address that the customer is sent back to."""
        form = {"o": ref, "number": number, "expiry": expiry, "cvv": cvv, "action": "pay"}
        answer = self.client.post("/sandbox/gateway/process.html", data=form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@contextmanager
def running_sandbox(folder: Path, *options: str) -> Iterator[Sandbox]:
    """A sandbox on a free port, ended at the end of the block."""
    sandbox = Sandbox(folder / "sandbox.log", options)
    sandbox.start()
    try:
        yield sandbox
    finally:
        sandbox.stop()
        sandbox.client.close()
