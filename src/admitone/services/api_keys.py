"""Keys with which programs sign their calls, and who a caller is by key or session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from admitone.core.clock import day_ends, today, utc_now
from admitone.core.errors import Conflict, InvalidParameter, NotFound, Unauthenticated
from admitone.core.ids import is_api_key, new_api_key, token_hash
from admitone.core.networks import network_of
from admitone.core.people import ApiKey
from admitone.core.principal import ADMINS, Principal, Role
from admitone.services.sessions import TOUCH_EVERY, SessionLimits, identify
from admitone.services.throttling import count_attempt
from admitone.store import api_keys as store
from admitone.store import transfers
from admitone.store.audit import Change, record_entity
from admitone.store.database import ConstraintViolated, Database, Tx

NAME_LENGTH_MAX = 100


@dataclass(frozen=True, slots=True)
class KeyWish:
    """What key is wanted. `last_day` is the last one on which it works, in the tenant's time zone; None is no end.

    `may_transfer` lets the program ask for transfers of tickets.
    """

    name: str
    role: Role
    last_day: date | None = None
    may_transfer: bool = False


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key that was just made. `token` is told only now."""

    key: ApiKey
    token: str


async def list_keys(tx: Tx, principal: Principal) -> list[ApiKey]:
    """All keys of the tenant, revoked ones last."""
    principal.require(ADMINS)
    return await store.list_keys(tx, principal.tenant_id)


async def read_key(tx: Tx, principal: Principal, key_id: int) -> ApiKey:
    """One key; NotFound when the tenant has no such one."""
    principal.require(ADMINS)
    key = await store.read_key(tx, principal.tenant_id, key_id)
    if key is None:
        raise NotFound(f"there is no API key {key_id}", fields=("keyId",))
    return key


async def make_key(tx: Tx, principal: Principal, wish: KeyWish) -> MadeKey:
    """Make a key. Conflict when a key that is not revoked has the name: the audit tells keys apart by it."""
    principal.require(ADMINS)
    name = " ".join(wish.name.split())
    if not 1 <= len(name) <= NAME_LENGTH_MAX:
        raise InvalidParameter(f"a name has 1 to {NAME_LENGTH_MAX} characters", fields=("name",))
    token, now = new_api_key(), utc_now()
    try:
        key = await store.insert_key(
            tx,
            principal.tenant_id,
            name=name,
            role=wish.role,
            token_hash=token_hash(token),
            created_by=principal.name,
            now=now,
            expires_at=_end_of(wish.last_day, principal.time_zone),
        )
    except ConstraintViolated as error:
        raise Conflict(f"there is a key {name} already; revoke it, or choose another name", fields=("name",)) from error
    told = f"{name} as {wish.role}{', may transfer tickets' if wish.may_transfer else ''}"
    if wish.may_transfer:
        await transfers.allow_key(tx, principal.tenant_id, key.id)
    await _record(tx, principal, key.id, Change("CREATE", principal.name, now, None, "LIVE", told))
    return MadeKey(key, token)


async def revoke_key(tx: Tx, principal: Principal, key_id: int) -> None:
    """End a key at once. One that is revoked already is fine; NotFound when the tenant has no such one."""
    key = await read_key(tx, principal, key_id)
    now = utc_now()
    if await store.revoke_key(tx, principal.tenant_id, key_id, now):
        await _record(tx, principal, key_id, Change("REVOKE", principal.name, now, "LIVE", "REVOKED", key.name))


async def identify_caller(database: Database, limits: SessionLimits, token: str | None, address: str) -> Principal:
    """The principal of an API key or a session token; a guest without one. `address` is where the call comes from.

    Unauthenticated for a session or a key that is unknown or has ended; TooManyRequests for wrong keys after ten
    of them from one address. A right key is answered all the same: there is nothing to guess in 256 random bits, so the
    pause keeps a broken program from burdening us, and must not stop the others of its office.
    """
    if not token or not is_api_key(token):
        return await identify(database, limits, token)
    now = utc_now()
    async with database.reading() as tx:
        key = await store.read_live_key(tx, token_hash(token), now)
    if key is None:
        async with database.writing() as tx:
            await count_attempt(tx, f"api-key:{network_of(address)}", "Authorization", "wrong API keys")
        raise Unauthenticated("the API key is unknown, revoked or expired", fields=("Authorization",))
    if key.last_used_at is None or now - key.last_used_at > TOUCH_EVERY:
        async with database.writing() as tx:
            await store.touch_key(tx, key.id, now)
    return Principal(
        tenant_id=key.tenant_id,
        role=key.role,
        name=f"API key {key.name}",
        time_zone=key.time_zone,
        api_key_id=key.id,
    )


def _end_of(last_day: date | None, time_zone: str) -> datetime | None:
    if last_day is None:
        return None
    if last_day < today(time_zone):
        raise InvalidParameter("this day is over; choose a later one, or leave it empty", fields=("lastDay",))
    try:
        return day_ends(last_day, time_zone)
    except OverflowError as error:
        raise InvalidParameter("this day is too far away", fields=("lastDay",)) from error


async def _record(tx: Tx, principal: Principal, key_id: int, change: Change) -> None:
    await record_entity(tx, principal.tenant_id, "API_KEY", key_id, change)
