"""Rows of users as the admins of their tenant look after them."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.core.people import Member
from admitone.core.principal import Role
from admitone.store.database import Tx, as_struct


class LockedMember(Struct, frozen=True, kw_only=True):
    """A user whose row is held until the transaction ends."""

    id: int
    role: Role
    active: bool


async def list_members(tx: Tx, tenant_id: int) -> list[Member]:
    """All users of a tenant, active ones first."""
    return [as_struct(row, Member) for row in await tx.fetch_all("list_members", tenant_id=tenant_id)]


async def read_member(tx: Tx, tenant_id: int, user_id: int) -> Member | None:
    """One user of a tenant."""
    row = await tx.fetch_one("read_member", tenant_id=tenant_id, user_id=user_id)
    return as_struct(row, Member) if row else None


async def lock_members(tx: Tx, tenant_id: int, user_id: int) -> list[LockedMember]:
    """Hold a user and all active admins of its tenant; others who ask wait until the transaction ends."""
    rows = await tx.fetch_all("lock_members", tenant_id=tenant_id, user_id=user_id)
    return [as_struct(row, LockedMember) for row in rows]


async def disable_member(tx: Tx, tenant_id: int, user_id: int, now: datetime) -> bool:
    """Disable a user; False when it is disabled already, or nobody would be left who can sign in as admin.

    Call `lock_members` before: the rows of the other admins must not change meanwhile.
    """
    return bool(await tx.execute("disable_member", tenant_id=tenant_id, user_id=user_id, now=now))


async def enable_member(tx: Tx, tenant_id: int, user_id: int, now: datetime) -> bool:
    """Let a disabled user in again; False when it is active."""
    return bool(await tx.execute("enable_member", tenant_id=tenant_id, user_id=user_id, now=now))


async def change_role(tx: Tx, tenant_id: int, user_id: int, role: Role, now: datetime) -> bool:
    """Give a user another role; False when it has it, or nobody would be left who can sign in as admin.

    Call `lock_members` before, as for `disable_member`.
    """
    changed = await tx.execute("change_role", tenant_id=tenant_id, user_id=user_id, role=str(role), now=now)
    return bool(changed)


async def change_email(tx: Tx, tenant_id: int, user_id: int, email: str | None, now: datetime) -> None:
    """Where mails for a user go."""
    await tx.execute("change_email", tenant_id=tenant_id, user_id=user_id, email=email, now=now)
