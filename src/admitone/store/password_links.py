"""Rows of one-time links to choose a password. The link itself is not kept: it is made of the seed and our secret."""

from __future__ import annotations

from datetime import datetime

from admitone.core.people import LinkPurpose, PasswordLink
from admitone.store.database import Tx, as_struct


async def end_links(tx: Tx, user_id: int, now: datetime) -> None:
    """No earlier link of a user works any more."""
    await tx.execute("end_password_links", user_id=user_id, now=now)


async def insert_link(
    tx: Tx,
    tenant_id: int,
    user_id: int,
    *,
    purpose: LinkPurpose,
    seed: str,
    token_hash: str,
    now: datetime,
    expires_at: datetime,
) -> int:
    """Add a link; its id. ConstraintViolated `password_links_live_once` while another one of the user lives."""
    row = await tx.fetch_one(
        "insert_password_link",
        tenant_id=tenant_id,
        user_id=user_id,
        purpose=str(purpose),
        seed=seed,
        token_hash=token_hash,
        now=now,
        expires_at=expires_at,
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return int(row["id"])


async def read_live_link(tx: Tx, token_hash: str, now: datetime) -> PasswordLink | None:
    """The link of a token that can still be used."""
    row = await tx.fetch_one("read_live_link", token_hash=token_hash, now=now)
    return as_struct(row, PasswordLink) if row else None


async def read_link_to_mail(tx: Tx, tenant_id: int, link_id: int, now: datetime) -> PasswordLink | None:
    """A link that can still be used, whose user has an address."""
    row = await tx.fetch_one("read_link_to_mail", tenant_id=tenant_id, link_id=link_id, now=now)
    return as_struct(row, PasswordLink) if row else None


async def use_link(tx: Tx, token_hash: str, now: datetime) -> bool:
    """Take a link; False when somebody has used or replaced it, or its time is over."""
    return bool(await tx.execute("use_password_link", token_hash=token_hash, now=now))
