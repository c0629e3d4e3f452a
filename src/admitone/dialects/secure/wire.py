"""Bodies of this door."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from admitone.core.secure.lists import POLL_SECONDS

# Caches may answer for half the time in which scanners ask again.
HEADERS: Final = {"Cache-Control": f"public, max-age={POLL_SECONDS // 2}", "Access-Control-Allow-Origin": "*"}
JWT_TYPE: Final = "application/jwt"


class KeyBody(Struct, frozen=True, kw_only=True):
    """A public key (RFC 8037); `kid` is what tickets name it by, in hexadecimal digits."""

    kty: str
    crv: str
    x: str
    kid: str
    use: str
    alg: str


class KeyedEvent(Struct, frozen=True, kw_only=True):
    """The event that the keys are of; `number` is what tickets name it by."""

    number: int
    uid: str
    name: str
    starts_at: datetime
    ends_at: datetime


class KeySet(Struct, frozen=True, kw_only=True):
    """The keys by which the tickets of an event are checked, the oldest first."""

    event: KeyedEvent
    keys: list[KeyBody]


def key_set(document: dict[str, Any]) -> KeySet:
    """The document as it is sent."""
    return msgspec.convert(document, KeySet)
