"""Every setting: its variable, its default, what it means, and how it is read and refused."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from admitone.mail_server import parse_mail_server, parse_sender

SECRET_LENGTH_MIN: Final = 32
TOKEN_LENGTH_MIN: Final = 16


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table in the operating guide."""

    variable: str
    default: str
    meaning: str
    read: Callable[[str], Any]
    # A confidential value is never repeated in a message: messages end up in logs.
    confidential: bool = False
    # How people read the default, where the default itself is of this machine or a large number.
    default_shown: str = ""


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"write a whole number from {low} to {high}")
        return int(text)

    return read


def _database(text: str) -> str:
    advice = "write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE"
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise ValueError(advice) from error
    is_file = parts.scheme == "sqlite" and not parts.netloc
    if parts.path.startswith("/") and len(parts.path) > 1 and (is_file or parts.scheme in {"postgresql", "postgres"}):
        return text
    raise ValueError(advice)


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


def _origins(text: str) -> str:
    for origin in filter(None, (part.strip() for part in text.split(","))):
        _origin(origin)
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("write an IANA time zone, for example Asia/Dubai") from error
    return text


def _currency(text: str) -> str:
    if len(text) != 3 or not (text.isascii() and text.isalpha() and text.isupper()):
        raise ValueError("write an ISO 4217 code, for example AED")
    return text


def _networks(text: str) -> str:
    for entry in text.split(","):
        try:
            ipaddress.ip_network(entry.strip(), strict=False)
        except ValueError as error:
            raise ValueError("write addresses or networks separated by commas, for example 10.0.0.0/8") from error
    return text


def _token(text: str) -> str:
    if text and (len(text) < TOKEN_LENGTH_MIN or not text.isascii() or not text.isprintable()):
        raise ValueError(f"write at least {TOKEN_LENGTH_MIN} random ASCII characters, or leave it out")
    return text


def check_secret(text: str) -> str:
    """The secret itself; ValueError, saying what to write, when it is too short."""
    if len(text) < SECRET_LENGTH_MIN:
        raise ValueError(f"write at least {SECRET_LENGTH_MIN} random characters, or leave it out to have one made")
    return text


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError("write " + " or ".join(allowed))
        return text

    return read


def _languages(text: str) -> str:
    # The names become part of a command line and of package names.
    if text and not all(part.isascii() and part.replace("_", "").isalnum() for part in text.split("+")):
        raise ValueError("write names of tesseract's languages joined by plus signs, for example eng+deu")
    return text


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError("write true or false")
    return text == "true"


def _gateway(text: str) -> str:
    return _origin(text) if text else ""


def _store(text: str) -> str:
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError("write the number of the store")
    return text


def _key(text: str) -> str:
    if not text.isascii() or not text.isprintable() or text != text.strip():
        raise ValueError("write the key as the gateway shows it, without spaces around it")
    return text


def _record(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) < 2**31):
        raise ValueError("write the id of the record, a whole number")
    return int(text) if text else None


def _mail_server(text: str) -> str:
    if text:
        parse_mail_server(text)
    return text


def _sender(text: str) -> str:
    parse_sender(text)
    return text


MEBIBYTE: Final = 1024 * 1024
SETTINGS: Final[dict[str, Setting]] = {
    "environment": Setting(
        "ADMITONE_ENVIRONMENT",
        "development",
        "`development`, or `production`, which refuses sandboxes and test payments",
        _choice("development", "production"),
    ),
    "data_folder": Setting("ADMITONE_DATA", "~/.local/share/admitone", "Folder for what is kept on this machine", Path),
    "database_url": Setting(
        "ADMITONE_DATABASE_URL",
        "sqlite:///DATA/admitone.db",
        "`sqlite:///PATH` (four slashes for an absolute path) or `postgresql://USER:PASSWORD@HOST/DATABASE`",
        _database,
        confidential=True,
    ),
    "objects_url": Setting(
        "ADMITONE_OBJECTS_URL",
        "file:///DATA/objects",
        "Uploaded files: `file:///PATH` or `s3://BUCKET/PREFIX`",
        _objects,
    ),
    "base_url": Setting(
        "ADMITONE_BASE_URL", "http://127.0.0.1:8080", "Address under which people reach the product", _origin
    ),
    "secret": Setting(
        "ADMITONE_SECRET",
        "",
        "Signs form tokens; at least 32 random characters",
        check_secret,
        confidential=True,
        default_shown="made on first start",
    ),
    "timezone": Setting("ADMITONE_TIMEZONE", "Asia/Dubai", "IANA time zone of new tenants", _zone),
    "currency": Setting("ADMITONE_CURRENCY", "AED", "ISO 4217 currency of prices that come without one", _currency),
    "database_connections": Setting(
        "ADMITONE_DATABASE_CONNECTIONS", "10", "PostgreSQL connections of one process", _number(1, 500)
    ),
    "upload_bytes_max": Setting(
        "ADMITONE_UPLOAD_BYTES_MAX",
        str(300 * MEBIBYTE),
        "Largest upload",
        _number(1024, 4 * 1024 * MEBIBYTE),
        default_shown="300 MiB",
    ),
    "upload_pages_max": Setting("ADMITONE_UPLOAD_PAGES_MAX", "20000", "Most pages of one PDF", _number(1, 1_000_000)),
    "upload_seconds_max": Setting(
        "ADMITONE_UPLOAD_SECONDS_MAX", "1800", "Longest reading of one PDF", _number(10, 86_400)
    ),
    "json_bytes_max": Setting(
        "ADMITONE_JSON_BYTES_MAX",
        str(20 * MEBIBYTE),
        "Largest JSON body",
        _number(1024, 1024 * MEBIBYTE),
        default_shown="20 MiB",
    ),
    "page_seconds_max": Setting(
        "ADMITONE_PAGE_SECONDS_MAX", "10", "Longest reading of one page before its worker is replaced", _number(1, 600)
    ),
    "pdf_workers": Setting(
        "ADMITONE_PDF_WORKERS",
        str(os.cpu_count() or 1),
        "Processes that read PDFs",
        _number(1, 256),
        default_shown="one per CPU",
    ),
    "pdf_worker_bytes_max": Setting(
        "ADMITONE_PDF_WORKER_BYTES_MAX",
        str(400 * MEBIBYTE),
        "Address space of one such process",
        _number(256 * MEBIBYTE, 64 * 1024 * MEBIBYTE),
        default_shown="400 MiB",
    ),
    "ocr_languages": Setting(
        "ADMITONE_OCR_LANGUAGES",
        "",
        "Languages of scanned pages, as tesseract names them, for example `eng+deu`; see "
        "[Scanned tickets](#scanned-tickets)",
        _languages,
        default_shown="none: no text recognition",
    ),
    "page_cache_bytes_max": Setting(
        "ADMITONE_PAGE_CACHE_BYTES_MAX",
        str(2048 * MEBIBYTE),
        "Local copies of originals for cutting pages",
        _number(MEBIBYTE, 1024 * 1024 * MEBIBYTE),
        default_shown="2 GiB",
    ),
    "session_idle_minutes": Setting(
        "ADMITONE_SESSION_IDLE_MINUTES", "480", "A session unused for so long ends", _number(2, 100_000)
    ),
    "session_hours_max": Setting("ADMITONE_SESSION_HOURS_MAX", "168", "Longest life of a session", _number(1, 10_000)),
    "download_days": Setting(
        "ADMITONE_DOWNLOAD_DAYS",
        "90",
        "Days that a ticket's link works, or to its last day",
        _number(1, 3650),
    ),
    "hold_minutes": Setting(
        "ADMITONE_HOLD_MINUTES", "1440", "How long a reservation waits for its payment", _number(1, 86_400)
    ),
    "link_origins": Setting(
        "ADMITONE_LINK_ORIGINS",
        "",
        "Further addresses, separated by commas, that links in mails may point to",
        _origins,
        default_shown="none",
    ),
    "trusted_proxies": Setting(
        "ADMITONE_TRUSTED_PROXIES",
        "127.0.0.1,::1",
        "Addresses or networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed",
        _networks,
    ),
    "metrics_token": Setting(
        "ADMITONE_METRICS_TOKEN",
        "",
        "When set, `/metrics` asks for it as a Bearer token",
        _token,
        confidential=True,
        default_shown="none",
    ),
    "telr_url": Setting(
        "ADMITONE_TELR_URL",
        "",
        "Folder of Telr's gateway, `https://secure.telr.com/gateway`; without it there are no payment links",
        _gateway,
        default_shown="none",
    ),
    "telr_store": Setting("ADMITONE_TELR_STORE", "", "Number of the Telr store", _store, default_shown="none"),
    "telr_auth_key": Setting(
        "ADMITONE_TELR_AUTH_KEY",
        "",
        "The store's authentication key: opens and checks payments, signs notices of single orders",
        _key,
        confidential=True,
        default_shown="none",
    ),
    "telr_remote_key": Setting(
        "ADMITONE_TELR_REMOTE_KEY",
        "",
        "The store's remote API key; without it refunds are made by hand",
        _key,
        confidential=True,
        default_shown="none",
    ),
    "telr_webhook_secret": Setting(
        "ADMITONE_TELR_WEBHOOK_SECRET",
        "",
        "The data-integrity key of the store's webhook; without it the webhook's notices count as unsigned",
        _key,
        confidential=True,
        default_shown="none",
    ),
    "telr_protocol": Setting(
        "ADMITONE_TELR_PROTOCOL",
        "form",
        "`form`, whose orders carry the address for notices, or `json`, which relies on the store's webhook",
        _choice("json", "form"),
    ),
    "telr_test": Setting("ADMITONE_TELR_TEST", "true", "`true` for payments with test cards, or `false`", _flag),
    "odoo_url": Setting(
        "ADMITONE_ODOO_URL",
        "",
        "Address of Odoo 16 or newer; without it there are no quotations",
        _gateway,
        default_shown="none",
    ),
    "odoo_database": Setting(
        "ADMITONE_ODOO_DATABASE",
        "",
        "Odoo's database; Odoo 19 or newer needs it only where one address serves several",
        str,
        default_shown="none",
    ),
    "odoo_login": Setting(
        "ADMITONE_ODOO_LOGIN", "", "Login of the key's user; Odoo up to 18 asks for it", str, default_shown="none"
    ),
    "odoo_key": Setting(
        "ADMITONE_ODOO_KEY",
        "",
        "API key of a user of Odoo; see [Odoo](#odoo) for the rights it needs",
        _key,
        confidential=True,
        default_shown="none",
    ),
    "odoo_invoice": Setting(
        "ADMITONE_ODOO_INVOICE",
        "invoice",
        "What Odoo gets of a paid cart beside the order: `none`, `invoice`, or `payment`, an invoice with its payment",
        _choice("none", "invoice", "payment"),
    ),
    "odoo_journal_id": Setting(
        "ADMITONE_ODOO_JOURNAL_ID",
        "",
        "Id of the bank or cash journal that payments are registered in",
        _record,
        default_shown="Odoo's choice",
    ),
    "smtp_url": Setting(
        "ADMITONE_SMTP_URL",
        "",
        "Mail server: `smtp://USER:PASSWORD@HOST:587` or `smtps://USER:PASSWORD@HOST:465`, reserved characters "
        "percent-encoded; `?starttls=required` (else `offered`, `never`); without it mails are files in `DATA/outbox`",
        _mail_server,
        confidential=True,
        default_shown="none",
    ),
    "mail_from": Setting(
        "ADMITONE_MAIL_FROM",
        "Admit One <tickets@localhost>",
        "Sender of mails; a real address of yours when there is a mail server",
        _sender,
    ),
    "log_level": Setting(
        "ADMITONE_LOG_LEVEL",
        "info",
        "Least severe log line to write: `debug`, `info`, `warning` or `error`",
        _choice("debug", "info", "warning", "error"),
    ),
    "log_format": Setting("ADMITONE_LOG_FORMAT", "json", "`json`, or `console` for people", _choice("json", "console")),
}
