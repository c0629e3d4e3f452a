"""A real Ethereum node: anvil, from npm, on a port and a chain of its own."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

MODULES = Path(__file__).parent.parent.parent / "node_modules" / "@foundry-rs"
# The first two accounts of the mnemonic that all development nodes give money to.
KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
STRANGERS_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"


@dataclass(frozen=True)
class Anvil:
    """A running node."""

    url: str

    def ask(self, method: str, *parameters: Any) -> Any:
        """Call a method of the node, those for tests among them."""
        question = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        answer = httpx.post(self.url, json=question, timeout=20, trust_env=False).json()
        assert "error" not in answer, answer
        return answer["result"]

    def mine(self, blocks: int = 1) -> None:
        """Make blocks; what waits goes into the first."""
        self.ask("anvil_mine", hex(blocks))

    def mine_when_asked(self) -> None:
        """Make no more blocks by itself."""
        self.ask("evm_setAutomine", False)


@contextmanager
def running_anvil(folder: Path) -> Iterator[Anvil]:
    """A node that makes a block for each transaction, ended with the block of code."""
    program = next(MODULES.glob("anvil-*/bin/anvil"), None)
    assert program is not None, "anvil is missing: run make setup-dev"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (folder / "anvil.log").open("w") as log:
        process = subprocess.Popen([program, "--port", str(port)], stdout=log, stderr=log, cwd=folder)
    node = Anvil(f"http://127.0.0.1:{port}")
    try:
        _wait(node, process)
        yield node
    finally:
        process.kill()
        process.wait(10)


def _wait(node: Anvil, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "anvil has ended; see anvil.log"
        try:
            node.ask("eth_chainId")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("anvil does not answer")
