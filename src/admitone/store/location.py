"""Reads `ADMITONE_DATABASE_URL`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from admitone.core.errors import InvalidParameter
from admitone.store.statements import Dialect


@dataclass(frozen=True, slots=True)
class DatabaseLocation:
    """Where the database is. `path` is set for SQLite only."""

    dialect: Dialect
    url: str
    path: Path | None = None


def parse_database_url(url: str) -> DatabaseLocation:
    """Read `sqlite:///PATH` (three slashes and a relative path, or four and an absolute one) or `postgresql://...`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return DatabaseLocation("sqlite", url, Path(unquote(parts.path[1:])).absolute())
    if parts.scheme in {"postgresql", "postgres"} and len(parts.path) > 1:
        return DatabaseLocation("postgresql", "postgresql://" + url.partition("://")[2])
    message = "write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE"
    raise InvalidParameter(message, fields=("ADMITONE_DATABASE_URL",))
