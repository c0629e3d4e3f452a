"""What devices ask of us about the passes they hold: Apple's "Adding a Web Service to Update Passes"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, InvalidParameter
from admitone.services.guessing import count_use
from admitone.services.pass_changes import device_joined
from admitone.services.passes import authenticate_pass
from admitone.store import passes as store
from admitone.store.database import Tx

_LIBRARY_ID_LENGTH_MAX: Final = 200
_PUSH_TOKEN_LENGTH_MAX: Final = 200
# A ticket is one person's: telephone, watch, tablet and their successors.
DEVICES_PER_PASS: Final = 20
# A change that commits a little later than one with a younger moment must not be missed: lists reach back so far.
_OVERLAP: Final = timedelta(seconds=30)
_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ChangedSerials:
    """The serial numbers of a device's passes that have changed, and the tag to ask with next time."""

    serials: Sequence[str]
    tag: str


async def register_device(tx: Tx, *, library_id: str, serial: str, token: str, push_token: str) -> bool:
    """Let a device be told of a pass's changes; False when it was registered already.

    Of more than DEVICES_PER_PASS the one that came first is told no more. Unauthenticated without the pass's token,
    InvalidParameter for a push token that is none, Conflict for a new one from a device that is not registered for this
    pass, but for others: whoever knows of it could turn away its pushes. TooManyRequests when it is too much.
    """
    known = await authenticate_pass(tx, serial, token)
    check_library_id(library_id)
    if not 0 < len(push_token) <= _PUSH_TOKEN_LENGTH_MAX or not (push_token.isascii() and push_token.isalnum()):
        raise InvalidParameter("pushToken: write the token that Apple has given to the device", fields=("pushToken",))
    await count_use(tx, "pass-registration", known.serial)
    now = utc_now()
    is_new = await store.register_device(tx, known.id, library_id, push_token, now)
    if is_new is None:
        message = "this device is known by another push token; register a pass again that it holds, then this one"
        raise Conflict(message, fields=("pushToken",))
    if is_new:
        await store.trim_registrations(tx, known.id, DEVICES_PER_PASS)
        await device_joined(tx, known, now)
    return is_new


async def unregister_device(tx: Tx, *, library_id: str, serial: str, token: str) -> bool:
    """Tell a device no more of a pass; False when it was not registered. Unauthenticated without the pass's token.

    InvalidParameter as of `check_library_id`.
    """
    known = await authenticate_pass(tx, serial, token)
    check_library_id(library_id)
    return await store.unregister_device(tx, known.id, library_id)


async def list_changed_serials(tx: Tx, library_id: str, tag: str | None) -> ChangedSerials:
    """The passes of a device that have changed since it got the tag; all of them for a tag that is not ours."""
    check_library_id(library_id)
    now = utc_now()
    serials = await store.list_serials(tx, library_id, _moment(tag))
    return ChangedSerials(serials, str(int((now - _OVERLAP).timestamp() * 1000)))


def check_library_id(library_id: str) -> None:
    """InvalidParameter for what cannot be the identifier of a device's library."""
    if not 0 < len(library_id) <= _LIBRARY_ID_LENGTH_MAX or not (library_id.isascii() and library_id.isprintable()):
        raise InvalidParameter("the device's library identifier cannot be used", fields=("deviceLibraryIdentifier",))


def _moment(tag: str | None) -> datetime:
    if tag is None or not (tag.isascii() and tag.isdigit() and len(tag) <= 14):
        return _EVER
    return datetime.fromtimestamp(int(tag) / 1000, UTC)
