from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import obstore
import psycopg
import pytest
from obstore.store import S3Store

from tests.servers.postgres import PostgresServer
from tests.servers.s3 import S3Server

ROOT = Path(__file__).parents[2]


def table_names(url: str) -> set[str]:
    if url.startswith("sqlite:///"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        connection.close()
    else:
        with psycopg.connect(url) as session:
            rows = session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {name for (name,) in rows}


@pytest.mark.parametrize("visit", ["first", "second"])
def test_every_test_gets_a_migrated_database_without_the_traces_of_another(database_url: str, visit: str) -> None:
    assert "tickets" in table_names(database_url)
    assert "left_behind" not in table_names(database_url)
    statement = "CREATE TABLE left_behind (id integer)"
    if database_url.startswith("sqlite"):
        connection = sqlite3.connect(database_url.removeprefix("sqlite:///"))
        connection.execute(statement)
        connection.close()
    else:
        with psycopg.connect(database_url) as session:
            session.execute(statement)
    assert "left_behind" in table_names(database_url)


def test_a_database_is_dropped_although_somebody_is_still_connected(postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database()
    with psycopg.connect(url) as stays:
        postgres_server.drop(url)
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(url)
        with pytest.raises(psycopg.OperationalError):
            stays.execute("SELECT 1")


def test_the_server_goes_when_its_last_user_is_killed(tmp_path: Path) -> None:
    story = (
        "import sys, time, pathlib; from tests.servers.postgres import joined_server\n"
        "with joined_server(pathlib.Path(sys.argv[1])) as server:\n"
        "    print(server.url('postgres'), flush=True); time.sleep(60)"
    )
    users = [
        subprocess.Popen([sys.executable, "-c", story, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    first, second = (user.stdout.readline().strip() for user in users if user.stdout)
    assert first == second
    for user in users:
        with psycopg.connect(first):
            user.send_signal(signal.SIGKILL)
        user.communicate()
    deadline = time.monotonic() + 30
    while (tmp_path / "postgresql.json").exists():
        assert time.monotonic() < deadline, "the keeper did not notice"
        time.sleep(0.05)
    while True:
        try:
            psycopg.connect(first).close()
        except psycopg.OperationalError:
            break
        assert time.monotonic() < deadline, "the server is still there"
        time.sleep(0.05)


def test_objects_are_kept_by_the_s3_server(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in s3_server.environment().items():
        monkeypatch.setenv(name, value)
    store = S3Store(s3_server.create_bucket(), client_options={"allow_http": True})
    obstore.put(store, "originals/a.pdf", b"%PDF-1.7")
    assert bytes(obstore.get(store, "originals/a.pdf").bytes()) == b"%PDF-1.7"
    assert os.environ["AWS_ENDPOINT_URL"] == s3_server.endpoint
