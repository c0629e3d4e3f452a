"""Rows of API keys."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.core.people import ApiKey
from admitone.core.principal import Role
from admitone.store.database import Tx, as_struct


class LiveKey(Struct, frozen=True, kw_only=True):
    """A key that calls may be signed with, and whose it is."""

    id: int
    tenant_id: int
    name: str
    role: Role
    last_used_at: datetime | None
    time_zone: str


async def insert_key(
    tx: Tx,
    tenant_id: int,
    *,
    name: str,
    role: Role,
    token_hash: str,
    created_by: str,
    now: datetime,
    expires_at: datetime | None,
) -> ApiKey:
    """Add a key; ConstraintViolated `api_keys_name_once` while another one has the name."""
    row = await tx.fetch_one(
        "insert_api_key",
        tenant_id=tenant_id,
        name=name,
        role=str(role),
        token_hash=token_hash,
        created_by=created_by,
        now=now,
        expires_at=expires_at,
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, ApiKey)


async def list_keys(tx: Tx, tenant_id: int) -> list[ApiKey]:
    """All keys of a tenant, revoked ones last."""
    return [as_struct(row, ApiKey) for row in await tx.fetch_all("list_api_keys", tenant_id=tenant_id)]


async def read_key(tx: Tx, tenant_id: int, key_id: int) -> ApiKey | None:
    """One key of a tenant."""
    row = await tx.fetch_one("read_api_key", tenant_id=tenant_id, key_id=key_id)
    return as_struct(row, ApiKey) if row else None


async def read_live_key(tx: Tx, token_hash: str, now: datetime) -> LiveKey | None:
    """The key of a token, unless it is revoked or its time is over."""
    row = await tx.fetch_one("read_live_api_key", token_hash=token_hash, now=now)
    return as_struct(row, LiveKey) if row else None


async def touch_key(tx: Tx, key_id: int, now: datetime) -> None:
    """Note that a key was used."""
    await tx.execute("touch_api_key", key_id=key_id, now=now)


async def revoke_key(tx: Tx, tenant_id: int, key_id: int, now: datetime) -> bool:
    """End a key; False when it had ended already, or there is none."""
    return bool(await tx.execute("revoke_api_key", tenant_id=tenant_id, key_id=key_id, now=now))
