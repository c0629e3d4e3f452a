"""Configuration, read once from the environment."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from admitone.store.location import parse_database_url

SECRET_LENGTH_MIN: Final = 32


class ConfigurationError(Exception):
    """A setting cannot be used; the message names it and says what to write."""


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting of a process. Sizes are bytes, durations seconds unless the name says otherwise."""

    data_folder: Path
    database_url: str
    objects_url: str
    base_url: str
    secret: str
    timezone: str
    database_connections: int
    upload_bytes_max: int
    upload_pages_max: int
    upload_seconds_max: int
    json_bytes_max: int
    page_seconds_max: int
    pdf_workers: int
    pdf_worker_bytes_max: int
    page_cache_bytes_max: int
    session_idle_minutes: int
    session_hours_max: int
    download_days: int
    log_format: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table in the operating guide."""

    variable: str
    default: str
    meaning: str
    read: Callable[[str], Any]


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"write a whole number from {low} to {high}")
        return int(text)

    return read


def _database(text: str) -> str:
    parse_database_url(text)
    return text


def _objects(text: str) -> str:
    parts = urlsplit(text)
    if (parts.scheme == "file" and parts.path) or (parts.scheme == "s3" and parts.netloc):
        return text
    raise ValueError("write file:///PATH or s3://BUCKET/PREFIX")


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("write the address that people use, for example https://tickets.example.com")
    return text.rstrip("/")


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("write an IANA time zone, for example Asia/Dubai") from error
    return text


def _secret(text: str) -> str:
    if len(text) < SECRET_LENGTH_MIN:
        raise ValueError(f"write at least {SECRET_LENGTH_MIN} random characters, or leave it out to have one made")
    return text


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError("write " + " or ".join(allowed))
        return text

    return read


MEBIBYTE: Final = 1024 * 1024
SETTINGS: Final[dict[str, Setting]] = {
    "data_folder": Setting(
        "ADMITONE_DATA", "~/.local/share/admitone", "Folder for what is kept on this machine", lambda text: Path(text)
    ),
    "database_url": Setting(
        "ADMITONE_DATABASE_URL",
        "sqlite:///DATA/admitone.db",
        "`sqlite:///PATH` (four slashes for an absolute path) or `postgresql://USER:PASSWORD@HOST/DATABASE`",
        _database,
    ),
    "objects_url": Setting(
        "ADMITONE_OBJECTS_URL", "file:///DATA/objects", "Uploaded files: `file:///PATH` or `s3://BUCKET/PREFIX`", _objects
    ),
    "base_url": Setting(
        "ADMITONE_BASE_URL", "http://127.0.0.1:8080", "Address under which people reach the product", _origin
    ),
    "secret": Setting(
        "ADMITONE_SECRET", "made on first start", "Signs form tokens; at least 32 random characters", _secret
    ),
    "timezone": Setting("ADMITONE_TIMEZONE", "Asia/Dubai", "IANA time zone of new tenants", _zone),
    "database_connections": Setting(
        "ADMITONE_DATABASE_CONNECTIONS", "10", "PostgreSQL connections of one process", _number(1, 500)
    ),
    "upload_bytes_max": Setting(
        "ADMITONE_UPLOAD_BYTES_MAX", str(300 * MEBIBYTE), "Largest upload", _number(1024, 4 * 1024 * MEBIBYTE)
    ),
    "upload_pages_max": Setting(
        "ADMITONE_UPLOAD_PAGES_MAX", "20000", "Most pages of one PDF", _number(1, 1_000_000)
    ),
    "upload_seconds_max": Setting(
        "ADMITONE_UPLOAD_SECONDS_MAX", "1800", "Longest reading of one PDF", _number(10, 86_400)
    ),
    "json_bytes_max": Setting(
        "ADMITONE_JSON_BYTES_MAX", str(20 * MEBIBYTE), "Largest JSON body", _number(1024, 1024 * MEBIBYTE)
    ),
    "page_seconds_max": Setting(
        "ADMITONE_PAGE_SECONDS_MAX", "20", "Longest reading of one page before its worker is replaced", _number(1, 600)
    ),
    "pdf_workers": Setting(
        "ADMITONE_PDF_WORKERS", str(os.cpu_count() or 1), "Processes that read PDFs", _number(1, 256)
    ),
    "pdf_worker_bytes_max": Setting(
        "ADMITONE_PDF_WORKER_BYTES_MAX",
        str(1024 * MEBIBYTE),
        "Address space of one such process",
        _number(256 * MEBIBYTE, 64 * 1024 * MEBIBYTE),
    ),
    "page_cache_bytes_max": Setting(
        "ADMITONE_PAGE_CACHE_BYTES_MAX",
        str(2048 * MEBIBYTE),
        "Local copies of originals for cutting pages",
        _number(MEBIBYTE, 1024 * 1024 * MEBIBYTE),
    ),
    "session_idle_minutes": Setting(
        "ADMITONE_SESSION_IDLE_MINUTES", "480", "A session unused for so long ends", _number(2, 100_000)
    ),
    "session_hours_max": Setting("ADMITONE_SESSION_HOURS_MAX", "168", "Longest life of a session", _number(1, 10_000)),
    "download_days": Setting(
        "ADMITONE_DOWNLOAD_DAYS", "90", "How long a sold ticket's link works", _number(1, 3650)
    ),
    "log_format": Setting("ADMITONE_LOG_FORMAT", "json", "`json`, or `console` for people", _choice("json", "console")),
}


def read_config(environment: Mapping[str, str] = os.environ) -> Config:
    """Read every setting; ConfigurationError names the first one that cannot be used."""
    unknown = sorted(set(known_like(environment)) - {setting.variable for setting in SETTINGS.values()})
    if unknown:
        raise ConfigurationError(f"{unknown[0]} is no setting of this version; see docs/operating.md for all of them")
    data = Path(environment.get("ADMITONE_DATA") or default_data_folder()).expanduser().absolute()
    defaults = {
        "ADMITONE_DATA": str(data),
        "ADMITONE_DATABASE_URL": f"sqlite:///{data}/admitone.db",
        "ADMITONE_OBJECTS_URL": f"file://{data}/objects",
    }
    values: dict[str, Any] = {}
    for field in fields(Config):
        setting = SETTINGS[field.name]
        text = environment.get(setting.variable) or defaults.get(setting.variable, setting.default)
        if field.name == "secret" and not environment.get(setting.variable):
            values["secret"] = keep_secret(data)
            continue
        try:
            values[field.name] = setting.read(text)
        except (ValueError, Exception) as error:  # noqa: BLE001  the reader's own words say what to write
            raise ConfigurationError(f"{setting.variable}={text!r}: {error}") from error
    values["data_folder"] = data
    return Config(**values)


def known_like(environment: Mapping[str, str]) -> list[str]:
    """The variables that look as if they were ours."""
    return [name for name in environment if name.startswith("ADMITONE_")]


def default_data_folder() -> str:
    """`admitone` in the user's data folder by the XDG base directory specification."""
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return f"{base}/admitone"


def keep_secret(data_folder: Path) -> str:
    """The secret of this data folder, made on first use and readable by its owner only."""
    path = data_folder / "secret"
    try:
        data_folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_secret(path)
        return path.read_text().strip()
    except OSError as error:
        message = f"ADMITONE_DATA={str(data_folder)!r}: {error.strerror}; choose a folder that this user may write to"
        raise ConfigurationError(message) from error


def _make_secret(path: Path) -> None:
    # Written aside and linked into place: of two processes that start at once one link wins, and the other process
    # never sees a file that is still empty.
    descriptor, aside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        os.unlink(aside)
