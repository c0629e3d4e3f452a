"""What all tests share: a real database of either kind per test, and the servers behind them."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from admitone.observability.logs import configure_logging
from admitone.store.migrations import migrate
from tests.servers.postgres import PostgresServer, joined_server, memory_folder
from tests.servers.s3 import S3Server, running_server


class ErrorsOfNow(io.StringIO):
    """Standard error as it is when a line is written: a test captures what loggers made before it say."""

    def write(self, text: str, /) -> int:
        """Hand the text on; its length in characters."""
        return sys.stderr.write(text)


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Logs as operators have them: without every request, and with traces that are written in no time."""
    configure_logging("console", "warning", ErrorsOfNow())


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder common to all processes of this test session (pytest-xdist gives each its own one below it)."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def postgres_server(session_folder: Path) -> Iterator[PostgresServer]:
    """The session's PostgreSQL."""
    with joined_server(session_folder, data_in=memory_folder()) as server:
        yield server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """This process's S3-compatible object store."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody has open."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    assert not path.with_name("template.db-wal").exists(), "a copy of the file alone would lack what is in its log"
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of this test's own migrated SQLite database."""
    path = tmp_path / "admitone.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of this test's own migrated PostgreSQL database."""
    url = postgres_server.create_database(postgres_server.template(migrate))
    yield url
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of this test's own migrated database; a test that takes it runs once on each kind."""
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])
    return url
