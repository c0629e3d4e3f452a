"""The keys that sign SECURE tickets, one set for each event: made when first needed, replaced, revoked."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from admitone.core.clock import utc_now
from admitone.core.events import Event
from admitone.core.principal import ADMINS, Principal
from admitone.core.secure.codes import key_id_of
from admitone.core.secure.lists import Revocations, sign_revocations, write_keys
from admitone.services.events import read_event
from admitone.store import events
from admitone.store import secure_codes as store
from admitone.store.audit import Change, record_entity
from admitone.store.database import ConstraintViolated, TransactionUndone, Tx
from admitone.store.secure_codes import KeyRow

_PURPOSE: Final = "secure-key"


@dataclass(frozen=True, slots=True)
class EventKey:
    """A key that signs for an event."""

    private: Ed25519PrivateKey
    key_id: bytes


def derive_key(secret: str, event_uid: str, generation: int) -> EventKey:
    """The key of an event: made of the server's secret, so that who has only the database cannot make it."""
    seed = hmac.new(secret.encode(), f"{_PURPOSE}:{event_uid}:{generation}".encode(), "sha256").digest()
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return EventKey(private, key_id_of(private.public_key().public_bytes_raw()))


async def signing_key(tx: Tx, secret: str, event: Event, now: datetime) -> EventKey:
    """The newest key of an event; the first one is made here."""
    rows = await store.list_keys(tx, event.id)
    if rows and rows[-1].revoked_at is None:
        key = derive_key(secret, event.uid, rows[-1].generation)
        if key.key_id.hex() == rows[-1].key_id:
            return key
    # The first key, or the server's secret was changed since: with another secret no old key can sign.
    return await _add_key(tx, secret, event, len(rows) + 1, now)


async def rotate_key(tx: Tx, principal: Principal, secret: str, event_id: int, *, revoke: bool) -> KeyRow:
    """A new key for an event, which signs from now on.

    With `revoke` the former ones are believed no longer: for when one leaked. Phones then fetch their tickets anew by
    themselves as soon as they are online; until then they are refused.
    """
    principal.require(ADMINS)
    event = await read_event(tx, principal, event_id)
    now = utc_now()
    generation = len(await store.list_keys(tx, event.id)) + 1
    await _add_key(tx, secret, event, generation, now)
    ended = await store.revoke_keys_before(tx, event.id, generation, now) if revoke else 0
    details = f"generation {generation}, {ended} revoked" if revoke else f"generation {generation}"
    await record_entity(
        tx, principal.tenant_id, "EVENT", event.id, Change("ROTATE_KEY", principal.name, now, details=details)
    )
    return (await store.list_keys(tx, event.id))[-1]


async def published_keys(tx: Tx, event_uid: str) -> dict[str, object] | None:
    """What scanners are told of an event's keys; None when there is no such event."""
    event = await _event(tx, event_uid)
    if event is None:
        return None
    keys = [public_key_of(row) for row in await store.list_keys(tx, event.id) if row.revoked_at is None]
    shown = {
        "number": event.id,
        "uid": event.uid,
        "name": event.name,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
    }
    return write_keys(shown, keys)


async def published_revocations(tx: Tx, secret: str, event_uid: str) -> str | None:
    """The signed list of what admits nobody any more; None without such an event, or when nothing was signed for it."""
    event = await _event(tx, event_uid)
    rows = await store.list_keys(tx, event.id) if event else []
    if event is None or not rows:
        return None
    dead = await store.list_dead_codes(tx, event.id)
    versions: dict[str, int] = {}
    for one in dead:
        versions[one.uid] = max(versions.get(one.uid, 0), one.version + 1)
    revocations = Revocations(
        event=event.id,
        issued_at=int(utc_now().timestamp()),
        versions=versions,
        dead=frozenset(one.status_index for one in dead),
        size=await store.count_codes(tx, event.id),
    )
    key = derive_key(secret, event.uid, rows[-1].generation)
    return sign_revocations(revocations, key.private, key.key_id)


def public_key_of(row: KeyRow) -> Ed25519PublicKey:
    """The key of a row."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(row.public_key))


async def _add_key(tx: Tx, secret: str, event: Event, generation: int, now: datetime) -> EventKey:
    key = derive_key(secret, event.uid, generation)
    public = key.private.public_key().public_bytes_raw().hex()
    try:
        await store.insert_key(tx, event.tenant_id, event.id, generation, key.key_id.hex(), public, now)
    except ConstraintViolated as error:
        # Two phones at once were the first of an event; whoever begins anew finds the other's key.
        raise TransactionUndone("the event got a key meanwhile; try again") from error
    return key


async def _event(tx: Tx, uid: str) -> Event | None:
    event_id = await store.find_event(tx, uid)
    return (await events.read_events(tx, [event_id])).get(event_id) if event_id else None
