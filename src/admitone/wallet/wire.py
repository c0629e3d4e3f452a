"""What devices say and hear, as Apple's documentation has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from admitone.core.errors import InvalidParameter
from admitone.wallet.auth import WalletRequest

BODY_BYTES_MAX: Final = 64 * 1024


class Registration(Struct, rename="camel"):
    """Body of a registration."""

    push_token: str


class DeviceLogs(Struct):
    """Body of a log: what devices found wrong with our passes."""

    logs: list[str]


class SerialNumbers(Struct, rename="camel"):
    """Passes of a device that have changed; `last_updated` is the tag to ask with next time."""

    serial_numbers: Sequence[str]
    last_updated: str


async def read_body(request: WalletRequest, kind: type[Any]) -> Any:
    """The JSON body; InvalidParameter when it is of another shape."""
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InvalidParameter(f"the body is not the JSON that this call takes: {error}", fields=("body",)) from error


def read_since(text: str | None) -> datetime | None:
    """The moment of `If-Modified-Since` (RFC 9110 13.1.3: what cannot be read is as if it were not there)."""
    if text is None:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def last_modified(changed_at: datetime, now: datetime) -> dict[str, str]:
    """The header to ask with next time. None within the second of the change: the next one could be in it too."""
    whole = changed_at.astimezone(UTC).replace(microsecond=0)
    if whole >= now.replace(microsecond=0):
        return {}
    return {"Last-Modified": format_datetime(whole, usegmt=True)}
