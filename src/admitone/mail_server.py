"""The two settings of mail: which server takes it, and whom it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

# Submission and submission with TLS from the first byte: RFC 6409 and RFC 8314.
_PORTS: Final = {"smtp": 587, "smtps": 465}
_ADVICE: Final = "write smtp://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST:465"


class Encryption(StrEnum):
    """When a connection to the mail server is encrypted."""

    FROM_THE_START = "from the start"
    REQUIRED = "required"
    OFFERED = "offered"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server as the configuration names it."""

    host: str
    port: int
    encryption: Encryption
    username: str | None = None
    password: str | None = field(default=None, repr=False)


def parse_mail_server(text: str) -> MailServer:
    """The server of an address such as `smtp://USER:PASSWORD@HOST:587?starttls=required`; ValueError with advice.

    A password is never sent unencrypted: with one, STARTTLS must be required or the scheme be smtps.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
        query = parse_qs(parts.query, strict_parsing=True, keep_blank_values=True) if parts.query else {}
    except ValueError as error:
        raise ValueError(_ADVICE) from error
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise ValueError(_ADVICE)
    encryption = _encryption(parts.scheme, query)
    if parts.username and encryption in {Encryption.OFFERED, Encryption.NEVER}:
        raise ValueError("the password would travel unencrypted; write starttls=required, or an smtps:// address")
    return MailServer(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        encryption=encryption,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or "") if parts.username else None,
    )


def parse_sender(text: str) -> Address:
    """The sender `tickets@example.com` or `Name <tickets@example.com>`; ValueError with advice."""
    advice = "write an address such as tickets@example.com, or Name <tickets@example.com>"
    name, address = parseaddr(text)
    if not address.isascii() or not text.isprintable():
        raise ValueError(advice)
    try:
        sender = Address(display_name=name, addr_spec=address)
    except Exception as error:  # the address parser of the standard library raises several unrelated kinds
        raise ValueError(advice) from error
    if not sender.username or not sender.domain:
        raise ValueError(advice)
    return sender


def _encryption(scheme: str, query: dict[str, list[str]]) -> Encryption:
    wishes = query.pop("starttls", ["required"])
    if query:
        raise ValueError(f"{next(iter(query))!r} is no option; starttls is the only one")
    if scheme == "smtps":
        return Encryption.FROM_THE_START
    if wishes[-1] not in {"required", "offered", "never"}:
        raise ValueError("write starttls=required, starttls=offered or starttls=never")
    return Encryption(wishes[-1])
