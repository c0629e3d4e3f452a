"""FreeRADIUS with the configuration that we hand out, on ports of its own, and radclient as the access point."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

DEPLOYED = Path(__file__).parent.parent.parent / "deploy" / "freeradius"
PROGRAM = "/usr/sbin/freeradius"
SECRET = "a-secret-of-the-access-point"
START_SECONDS_MAX = 30
_RECEIVED = re.compile(r"^Received (\S+) Id", re.MULTILINE)
_ATTRIBUTE = re.compile(r"^\t(\S+) [+:]?= (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """What the access point got: the kind of the packet, empty when none came, and its attributes."""

    kind: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class FreeRadius:
    """A running server."""

    auth_port: int
    acct_port: int
    folder: Path
    pid: int = 0

    def authenticate(
        self, code: str, device: Mapping[str, str], *, chap: bool = False, password: str | None = None
    ) -> Answer:
        """Somebody typed a code at the access point; the device's attributes with underscores for dashes."""
        word = "CHAP-Password" if chap else "User-Password"
        asked = {"User-Name": code, word: code if password is None else password, "Message-Authenticator": "0x00"}
        return self.ask("auth", self.auth_port, asked | _named(device))

    def account(self, code: str, status: str, session: str = "s1", **more: str) -> Answer:
        """The access point reports; attributes with underscores for dashes."""
        told = {"User-Name": code, "Acct-Status-Type": status, "Acct-Session-Id": session}
        return self.ask("acct", self.acct_port, told | _named(more))

    def ask(self, what: str, port: int, attributes: dict[str, str], *, seconds: int = 12) -> Answer:
        """Send one packet, once."""
        text = ",".join(f'{name}="{value}"' for name, value in attributes.items() if value != "")
        command = ["radclient", "-x", "-r", "1", "-t", str(seconds), f"127.0.0.1:{port}", what, SECRET]
        done = subprocess.run(command, input=text, text=True, capture_output=True, timeout=60, check=False)
        received = _RECEIVED.search(done.stdout)
        if received is None:
            assert "No reply" in done.stdout + done.stderr, done.stdout + done.stderr
            return Answer("", {})
        values = _ATTRIBUTE.findall(done.stdout[received.start() :])
        return Answer(received[1], {name: value.strip('"') for name, value in values})

    def waiting(self) -> str:
        """The reports that could not be handed in yet."""
        return _content(self.folder / "state" / "waiting")

    def refused(self) -> str:
        """The reports that were refused for good."""
        return _content(self.folder / "state" / "refused")

    def log(self) -> str:
        """What the server has logged."""
        return (self.folder / "freeradius.log").read_text(errors="replace")


@contextmanager
def running_freeradius(folder: Path, url: str, token: str, *, client: str = "lobby") -> Iterator[FreeRadius]:
    """The server with one access point of this machine, asking the product at `url`."""
    folder.mkdir()
    configuration = folder / "raddb"
    shutil.copytree(DEPLOYED, configuration)
    auth_port, acct_port = _free_port(), _free_port()
    (folder / "state").mkdir()
    (configuration / "local.conf").write_text(
        f'raddbdir = {configuration}\nadmitone_url = "{url}"\nadmitone_ca = "/etc/ssl/certs/ca-certificates.crt"\n'
        f"listen_address = 127.0.0.1\nauth_port = {auth_port}\nacct_port = {acct_port}\n"
        f"state_folder = {folder}/state\nlog_folder = {folder}/state\nlog_destination = files\n"
    )
    (configuration / "clients.conf").write_text(
        f'client {client} {{\n\tipaddr = 127.0.0.1\n\tsecret = "{SECRET}"\n'
        f'\trequire_message_authenticator = yes\n\tadmitone_token = "{token}"\n}}\n'
    )
    with started(configuration, folder / "freeradius.log") as process:
        yield FreeRadius(auth_port, acct_port, folder, process.pid)


@contextmanager
def started(configuration: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A FreeRADIUS of any configuration, until the end of the block."""
    if not Path(PROGRAM).exists():
        message = "FreeRADIUS is needed: apt-get install freeradius freeradius-rest freeradius-utils"
        raise FileNotFoundError(message)
    with log.open("wb") as output:
        # TZ: times in its files are read back by people and by us.
        process = subprocess.Popen(
            [PROGRAM, "-f", "-l", "stdout", "-d", configuration],
            stdout=output,
            stderr=output,
            env={"TZ": "UTC", "PATH": "/usr/bin:/bin"},
        )
    try:
        deadline = time.monotonic() + START_SECONDS_MAX
        while b"Ready to process requests" not in log.read_bytes():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait(5)


def _named(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in attributes.items()}


def _content(folder: Path) -> str:
    return "".join(path.read_text() for path in sorted(folder.glob("detail*"))) if folder.is_dir() else ""


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
