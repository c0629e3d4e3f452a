"""What a setting is, and how settings are read: each reader raises ValueError that says what to write."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from admitone.mail_server import parse_mail_server, parse_sender

SECRET_LENGTH_MIN: Final = 32
TOKEN_LENGTH_MIN: Final = 16
# Of an Ed25519 key, RFC 8032.
SEED_BYTES: Final = 32
_HEX: Final = re.compile(r"0x[0-9a-fA-F]+")
_VERIFIER_KEY: Final = re.compile(r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}(?:@https?://[^\s@]+)?")


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


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number within bounds, both included."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"write a whole number from {low} to {high}")
        return int(text)

    return read


def read_database(text: str) -> str:
    """The address of a database."""
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


def read_objects(text: str) -> str:
    """The address of an object store."""
    parts = urlsplit(text)
    if (parts.scheme == "file" and parts.path) or (parts.scheme == "s3" and parts.netloc):
        return text
    raise ValueError("write file:///PATH or s3://BUCKET/PREFIX")


def read_origin(text: str) -> str:
    """An address that people use, without the slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("write the address that people use, for example https://tickets.example.com")
    return text.rstrip("/")


def read_origins(text: str) -> str:
    """Such addresses, separated by commas."""
    for origin in filter(None, (part.strip() for part in text.split(","))):
        read_origin(origin)
    return text


def read_zone(text: str) -> str:
    """A time zone."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("write an IANA time zone, for example Asia/Dubai") from error
    return text


def read_currency(text: str) -> str:
    """A currency."""
    if len(text) != 3 or not (text.isascii() and text.isalpha() and text.isupper()):
        raise ValueError("write an ISO 4217 code, for example AED")
    return text


def read_networks(text: str) -> str:
    """Addresses or networks, separated by commas."""
    for entry in text.split(","):
        try:
            ipaddress.ip_network(entry.strip(), strict=False)
        except ValueError as error:
            raise ValueError("write addresses or networks separated by commas, for example 10.0.0.0/8") from error
    return text


def read_token(text: str) -> str:
    """A token that callers send, or nothing."""
    if text and (len(text) < TOKEN_LENGTH_MIN or not text.isascii() or not text.isprintable()):
        raise ValueError(f"write at least {TOKEN_LENGTH_MIN} random ASCII characters, or leave it out")
    return text


def check_secret(text: str) -> str:
    """The secret itself; ValueError, saying what to write, when it is too short."""
    if len(text) < SECRET_LENGTH_MIN:
        raise ValueError(f"write at least {SECRET_LENGTH_MIN} random characters, or leave it out to have one made")
    return text


def one_of(*allowed: str) -> Callable[[str], str]:
    """Reads one of a few words."""

    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError("write " + " or ".join(allowed))
        return text

    return read


def read_languages(text: str) -> str:
    """Names of tesseract's languages, or nothing."""
    # The names become part of a command line and of package names.
    if text and not all(part.isascii() and part.replace("_", "").isalnum() for part in text.split("+")):
        raise ValueError("write names of tesseract's languages joined by plus signs, for example eng+deu")
    return text


def read_flag(text: str) -> bool:
    """True or false."""
    if text not in {"true", "false"}:
        raise ValueError("write true or false")
    return text == "true"


def read_issuer(text: str) -> str:
    """The name of an issuer of tokens, kept to the letter, or nothing."""
    if text:
        read_origin(text)
    return text


def read_gateway(text: str) -> str:
    """An address of another system, or nothing."""
    return read_origin(text) if text else ""


def read_store(text: str) -> str:
    """The number of a store, or nothing."""
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError("write the number, digits only")
    return text


def read_key(text: str) -> str:
    """A key as another system shows it."""
    if not text.isascii() or not text.isprintable() or text != text.strip():
        raise ValueError("write the key as the gateway shows it, without spaces around it")
    return text


def read_record(text: str) -> int | None:
    """The id of a record, or None."""
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) < 2**31):
        raise ValueError("write the id of the record, a whole number")
    return int(text) if text else None


def read_mail_server(text: str) -> str:
    """The address of a mail server, or nothing."""
    if text:
        parse_mail_server(text)
    return text


def read_sender(text: str) -> str:
    """The sender of mails."""
    parse_sender(text)
    return text


def check_seed(text: str) -> str:
    """The secret half of a signing key; ValueError, saying what to write, when it is none."""
    try:
        seed = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        seed = b""
    if len(seed) != SEED_BYTES:
        raise ValueError(f"write {SEED_BYTES} random bytes in base64, or leave it out to have one made")
    return text


def read_log_origin(text: str) -> str:
    """The name of a log, or nothing."""
    if text and (not text.isprintable() or "+" in text or len(text.split()) != 1 or text != text.strip()):
        raise ValueError("write a name without spaces and plus signs, for example tickets.example.com/ledger")
    return text


def read_witnesses(text: str) -> str:
    """Verifier keys of witnesses, separated by commas, or nothing. Whether their ids fit is seen when they are used."""
    for key in filter(None, (part.strip() for part in text.split(","))):
        if not _VERIFIER_KEY.fullmatch(key):
            raise ValueError("write keys of witnesses, NAME+ID+KEY or NAME+ID+KEY@https://ADDRESS, separated by commas")
    return text


def read_hex(length: int, what: str) -> Callable[[str], str]:
    """Reads so many bytes as hexadecimal digits behind 0x, or nothing."""

    def read(text: str) -> str:
        if text and (not _HEX.fullmatch(text) or len(text) != 2 + 2 * length):
            raise ValueError(f"write {what}: 0x and {2 * length} hexadecimal digits")
        return text

    return read
