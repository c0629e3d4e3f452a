"""Authorisations per second through FreeRADIUS, beside FreeRADIUS's own module `files` with the same codes.

All servers run on the same cores as radclient, which plays 32 access points' requests at once. The product is asked
twice per login (authorize, post-auth), and keeps the first use and the device's place durably on PostgreSQL; `files`
looks into its memory. So three figures: logins that use a ticket for the first time, devices that come back, and the
reports of sessions.

Beside them the way itself: the same FreeRADIUS with the same configuration, asking a program that says yes to
everything (`benchmarks.bare_answer`). What that program reaches is what rules and a database can come near to.

    python -m benchmarks.radius [--quick]
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from admitone.core.ids import token_hash
from admitone.core.wifi.codes import new_code
from admitone.store.migrations import migrate
from benchmarks.inventory import DURABLE
from benchmarks.processes import cpu_seconds
from benchmarks.product import served_product
from benchmarks.report import Figure, Target, main
from tests.servers.freeradius import SECRET, FreeRadius, running_freeradius, started
from tests.servers.postgres import joined_server

TITLE = "radius: logins and reports through FreeRADIUS"
_TICKETS, _QUICK_TICKETS = 1_000_000, 20_000
_LOGINS, _QUICK_LOGINS = 2_000, 1_000
_AT_ONCE = 32
_ACCEPTED = re.compile(r"Accepted\s*:\s*(\d+)")
_FILES = """
raddbdir = {folder}
confdir = {folder}
db_dir = {folder}
run_dir = {folder}
logdir = {folder}
libdir = /usr/lib/freeradius
prefix = /usr
name = files
pidfile = {folder}/files.pid
max_requests = 65536
security {{
	allow_core_dumps = no
}}
thread pool {{
	start_servers = 8
	max_servers = 64
	min_spare_servers = 4
	max_spare_servers = 16
}}
client bench {{
	ipaddr = 127.0.0.1
	secret = "{secret}"
	require_message_authenticator = yes
}}
modules {{
	files {{
		filename = {folder}/users
	}}
	pap {{
		normalise = no
	}}
}}
server files {{
	listen {{
		type = auth
		ipaddr = 127.0.0.1
		port = {port}
	}}
	authorize {{
		files
		pap
	}}
	authenticate {{
		Auth-Type PAP {{
			pap
		}}
	}}
}}
"""


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Fill a location, then let its guests in."""
    tickets, logins = (_QUICK_TICKETS, _QUICK_LOGINS) if quick else (_TICKETS, _LOGINS)
    with tempfile.TemporaryDirectory(prefix="admitone-radius-") as text, _location(Path(text), tickets) as place:
        folder, url, token, codes = place
        asked = [codes[(n * 7919) % tickets] for n in range(logins)]
        with (
            served_product({"ADMITONE_DATABASE_URL": url}) as product,
            running_freeradius(folder / "ours", product.url, token, client="bench") as ours,
            _bare(folder / "bare") as bare,
            _plain(folder / "plain", asked) as plain,
        ):
            return _compare(Contenders(folder, (product.pid, ours), bare, plain), asked, tickets)


@dataclass(frozen=True)
class Contenders:
    """Who is asked: ours and the bare answer, as a program and the FreeRADIUS before it, and FreeRADIUS with a file."""

    folder: Path
    ours: tuple[int, FreeRadius]
    bare: tuple[int, FreeRadius]
    plain: tuple[int, int]

    def run(self, what: str, packets: Path, count: int, *, bare: bool = False) -> Run:
        """Ask ours, or the bare answer."""
        pid, server = self.bare if bare else self.ours
        return _run(what, server.auth_port if what == "auth" else server.acct_port, packets, count, [pid, server.pid])

    def run_plain(self, packets: Path, count: int) -> Run:
        """Ask the file."""
        port, pid = self.plain
        return _run("auth", port, packets, count, [pid])


@dataclass(frozen=True)
class Run:
    """Answers per second, and milliseconds of CPU of the servers (without the database) for each."""

    per_second: float
    cpu_ms: float


def _compare(contenders: Contenders, codes: Sequence[str], tickets: int) -> list[Figure]:
    logins, reports = contenders.folder / "logins", contenders.folder / "reports"
    logins.write_text("\n\n".join(_login(code, n) for n, code in enumerate(codes)))
    reports.write_text("\n\n".join(_report(code, n) for n, code in enumerate(codes)))
    count, target, of = len(codes), Target("at least", 0.5, of_ratio=True), f"{tickets:,} tickets"
    contenders.run_plain(logins, count)
    plain = contenders.run_plain(logins, count)
    contenders.run("auth", logins, count, bare=True)
    way = contenders.run("auth", logins, count, bare=True)
    way_of_reports = contenders.run("acct", reports, count, bare=True)
    first = contenders.run("auth", logins, count)
    again = contenders.run("auth", logins, count)
    counted = contenders.run("acct", reports, count)
    if contenders.ours[1].waiting():
        raise RuntimeError("reports had to wait for the product")
    figures = [Figure("the way alone: a login that nobody judges", way.per_second, "/s", plain.per_second, "files")]
    for name, run in ((f"first login, {of}", first), (f"a device comes back, {of}", again)):
        figures += [
            Figure(name, run.per_second, "/s", plain.per_second, "files", target),
            Figure("the same", run.per_second, "/s", way.per_second, "the way alone"),
            Figure("the same, CPU of FreeRADIUS and product", run.cpu_ms, "ms", way.cpu_ms, "the way alone"),
        ]
    return [
        *figures,
        Figure(f"interim reports counted, {of}", counted.per_second, "/s", way_of_reports.per_second, "the way alone"),
        Figure("the same, CPU", counted.cpu_ms, "ms", way_of_reports.cpu_ms, "the way alone"),
    ]


def _run(what: str, port: int, packets: Path, count: int, pids: Sequence[int]) -> Run:
    """Send every packet, so many at once. RuntimeError when one was refused or lost."""
    command = ["radclient", "-q", "-s", "-p", str(_AT_ONCE), "-r", "3", "-t", "10", "-f", str(packets)]
    cpu, begin = sum(map(cpu_seconds, pids)), time.perf_counter()
    done = subprocess.run([*command, f"127.0.0.1:{port}", what, SECRET], capture_output=True, text=True, check=False)
    seconds, spent = time.perf_counter() - begin, sum(map(cpu_seconds, pids)) - cpu
    text = done.stdout + done.stderr
    found = _ACCEPTED.search(text)
    accepted = int(found[1]) if found else 0
    # A machine that is busy with other work refuses the few whose answer took longer than FreeRADIUS waits.
    if accepted < count * 0.98:
        raise RuntimeError(f"{accepted} of {count} were accepted: {text[-2000:]}")
    return Run(accepted / seconds, spent * 1000 / count)


def _login(code: str, number: int) -> str:
    return (
        f'User-Name = "{code}"\nUser-Password = "{code}"\nCalling-Station-Id = "{_mac(number)}"\n'
        'NAS-Identifier = "bench"\nMessage-Authenticator = 0x00'
    )


def _report(code: str, number: int) -> str:
    return (
        f'User-Name = "{code}"\nAcct-Status-Type = Interim-Update\nAcct-Session-Id = "b{number}"\n'
        f'Calling-Station-Id = "{_mac(number)}"\nNAS-Identifier = "bench"\nAcct-Session-Time = 60\n'
        "Acct-Output-Octets = 1000000\nAcct-Input-Octets = 100000"
    )


def _mac(number: int) -> str:
    return f"02-00-{number >> 24 & 255:02X}-{number >> 16 & 255:02X}-{number >> 8 & 255:02X}-{number & 255:02X}"


@contextmanager
def _bare(folder: Path) -> Iterator[tuple[int, FreeRadius]]:
    """A program that says yes to everything, and a FreeRADIUS that asks it as it would ask us."""
    command = [sys.executable, "-m", "benchmarks.bare_answer"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        url = f"http://127.0.0.1:{int(program.stdout.readline())}"
        try:
            with running_freeradius(folder, url, "nobody asks", client="bench") as server:
                yield program.pid, server
        finally:
            program.terminate()


@contextmanager
def _plain(folder: Path, codes: Sequence[str]) -> Iterator[tuple[int, int]]:
    """FreeRADIUS with a file of the same codes; its port and process."""
    folder.mkdir()
    port = 20_000 + os.getpid() % 20_000
    lines = (f'{code} Cleartext-Password := "{code}"\n\tSession-Timeout = 3600\n' for code in sorted(set(codes)))
    (folder / "users").write_text("\n".join(lines))
    (folder / "dictionary").write_text("")
    (folder / "radiusd.conf").write_text(_FILES.format(folder=folder, secret=SECRET, port=port))
    with started(folder, folder / "files.log") as process:
        yield port, process.pid


@contextmanager
def _location(folder: Path, tickets: int) -> Iterator[tuple[Path, str, str, list[str]]]:
    """A location with so many tickets on PostgreSQL: a folder, the database, the token, the codes."""
    token, codes = secrets.token_urlsafe(32), [new_code() for _ in range(tickets)]
    with joined_server(folder, DURABLE) as server:
        url = server.create_database()
        migrate(url)
        with psycopg.connect(url) as connection:
            _fill(connection, token, codes)
            connection.commit()
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE")
        yield folder, url, token, codes


def _fill(connection: psycopg.Connection[tuple[object, ...]], token: str, codes: Sequence[str]) -> None:
    now = datetime.now(UTC)
    connection.execute(
        "INSERT INTO tenants (id, name, time_zone, created_at) VALUES (900, 'wifi', 'Asia/Dubai', now());"
        "INSERT INTO attractions (id, tenant_id, name, odoo_product_code, active, created_at, updated_at)"
        " VALUES (900, 900, 'Wi-Fi', 'WIFI', FALSE, now(), now())"
    )
    connection.execute(
        "INSERT INTO locations (id, tenant_id, public_id, attraction_id, name, currency, time_zone, print_format,"
        " slip_mm, radius_token_hash, interim_seconds, created_at, updated_at)"
        " VALUES (900, 900, 'BENCH', 900, 'Bench', 'AED', 'Asia/Dubai', 'a4', 80, %s, 60, %s, %s)",
        [token_hash(token), now, now],
    )
    connection.execute(
        "INSERT INTO wifi_services (id, tenant_id, location_id, name, time_to_finish, online_time, time_to_limit,"
        " limit_traffic, price_minor, exp_seconds, created_at, updated_at)"
        " VALUES (900, 900, 900, 'Hour', TRUE, FALSE, FALSE, FALSE, 500, 3600, now(), now())"
    )
    connection.execute(
        "INSERT INTO wifi_issues (id, tenant_id, location_id, service_id, quantity, created_by, created_at, updated_at)"
        " VALUES (900, 900, 900, 900, 1, 'bench', now(), now())"
    )
    columns = (
        "uid, tenant_id, attraction_id, barcode, status, download_code, sold_at, issued_at, created_at, updated_at"
    )
    with connection.cursor().copy(f"COPY tickets ({columns}) FROM STDIN") as copy:
        for code in codes:
            copy.write_row((secrets.token_hex(16), 900, 900, code, "SOLD", code, now, now, now, now))
    connection.execute(
        "INSERT INTO wifi_tickets (ticket_id, tenant_id, location_id, service_id, issue_id, time_to_finish,"
        " online_time, time_to_limit, limit_traffic, exp_seconds, devices, start_time, num_users, format, language,"
        " created_at, updated_at)"
        " SELECT id, 900, 900, 900, 900, TRUE, FALSE, FALSE, FALSE, 3600, 2, created_at, 1, 'print', 'en', created_at,"
        " created_at FROM tickets WHERE tenant_id = 900"
    )


if __name__ == "__main__":
    main(TITLE, measure)
