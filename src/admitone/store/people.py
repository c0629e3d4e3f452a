"""Rows of tenants, users, sessions and sign-in throttles."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.core.people import OpenedSession
from admitone.core.principal import Role
from admitone.store.database import Tx, as_struct


class Tenant(Struct, frozen=True, kw_only=True):
    """An organisation; `time_zone` is an IANA name."""

    id: int
    name: str
    time_zone: str


class User(Struct, frozen=True, kw_only=True):
    """Somebody who can sign in."""

    id: int
    tenant_id: int
    username: str
    password_hash: str
    role: Role
    active: bool
    email: str | None = None
    tenant: str | None = None


class LiveSession(Struct, frozen=True, kw_only=True):
    """A session that has neither ended nor expired, with its user."""

    session_id: int
    last_used_at: datetime
    user_id: int
    tenant_id: int
    username: str
    role: Role
    time_zone: str


class Throttle(Struct, frozen=True, kw_only=True):
    """Failures of one subject since it was last forgotten."""

    failures: int
    last_failed_at: datetime


async def read_or_insert_tenant(tx: Tx, name: str, time_zone: str, now: datetime) -> Tenant:
    """The tenant of that name, made when there is none."""
    row = await tx.fetch_one("read_tenant_by_name", name=name)
    row = row or await tx.fetch_one("insert_tenant", name=name, time_zone=time_zone, now=now)
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, Tenant)


async def insert_tenant(tx: Tx, name: str, time_zone: str, now: datetime) -> Tenant:
    """Add a tenant; ConstraintViolated `tenants_name_once` when the name is taken."""
    row = await tx.fetch_one("insert_tenant", name=name, time_zone=time_zone, now=now)
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, Tenant)


async def read_time_zone(tx: Tx, tenant_id: int) -> str:
    """The IANA time zone of a tenant that is known to exist."""
    row = await tx.fetch_one("read_time_zone", tenant_id=tenant_id)
    if row is None:
        raise LookupError(f"there is no tenant {tenant_id}")
    return str(row["time_zone"])


async def read_tenant(tx: Tx, tenant_id: int) -> Tenant:
    """A tenant that is known to exist."""
    for tenant in await list_tenants(tx):
        if tenant.id == tenant_id:
            return tenant
    raise LookupError(f"there is no tenant {tenant_id}")


async def list_admins(tx: Tx, tenant_id: int) -> list[User]:
    """The active admins of a tenant."""
    return [as_struct(row, User) for row in await tx.fetch_all("list_admins", tenant_id=tenant_id)]


async def list_tenants(tx: Tx) -> list[Tenant]:
    """Every tenant."""
    return [as_struct(row, Tenant) for row in await tx.fetch_all("list_tenants")]


async def insert_user(
    tx: Tx,
    tenant_id: int,
    username: str,
    password_hash: str,
    role: Role,
    now: datetime,
    *,
    email: str | None = None,
) -> User:
    """Add a user; ConstraintViolated `users_username_once` when the name is taken."""
    row = await tx.fetch_one(
        "insert_user",
        tenant_id=tenant_id,
        username=username,
        email=email,
        password_hash=password_hash,
        role=str(role),
        now=now,
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, User)


async def read_user_by_name(tx: Tx, username: str) -> User | None:
    """The user of that (already folded) name."""
    row = await tx.fetch_one("read_user_by_name", username=username)
    return as_struct(row, User) if row else None


async def read_user(tx: Tx, tenant_id: int, user_id: int) -> User | None:
    """One user of a tenant."""
    row = await tx.fetch_one("read_user", tenant_id=tenant_id, user_id=user_id)
    return as_struct(row, User) if row else None


async def list_users(tx: Tx) -> list[User]:
    """Every user of every tenant, for the operator at the command line."""
    return [as_struct(row, User) for row in await tx.fetch_all("list_users")]


async def replace_password(tx: Tx, user: User, password_hash: str, now: datetime) -> bool:
    """Replace the password of a user as it was read; False when it has been changed or disabled since."""
    changed = await tx.execute(
        "replace_password", user_id=user.id, present_hash=user.password_hash, password_hash=password_hash, now=now
    )
    return bool(changed)


async def set_password(tx: Tx, user_id: int, password_hash: str, now: datetime) -> bool:
    """Give a user a password, whatever it was before; False for one who is disabled."""
    return bool(await tx.execute("set_password", user_id=user_id, password_hash=password_hash, now=now))


async def insert_session(
    tx: Tx,
    user: User,
    token_hash: str,
    now: datetime,
    expires_at: datetime,
    *,
    address: str | None = None,
    browser: str | None = None,
) -> bool:
    """Open a session; False when the user as it was read has another password or is disabled since.

    The token itself is never stored.
    """
    opened = await tx.execute(
        "insert_session",
        user_id=user.id,
        password_hash=user.password_hash,
        token_hash=token_hash,
        address=address,
        browser=browser,
        now=now,
        expires_at=expires_at,
    )
    return bool(opened)


async def read_session(tx: Tx, token_hash: str, now: datetime) -> LiveSession | None:
    """The live session of a token."""
    row = await tx.fetch_one("read_session", token_hash=token_hash, now=now)
    return as_struct(row, LiveSession) if row else None


async def touch_session(tx: Tx, session_id: int, now: datetime) -> None:
    """Note that a session was used."""
    await tx.execute("touch_session", session_id=session_id, now=now)


async def end_session(tx: Tx, session_id: int, now: datetime) -> bool:
    """Sign out; False when it had ended already."""
    return bool(await tx.execute("end_session", session_id=session_id, now=now))


async def list_live_sessions(tx: Tx, user_id: int, now: datetime, used_after: datetime) -> list[OpenedSession]:
    """Sessions of a user that have not ended and were used since, the last used one first."""
    rows = await tx.fetch_all("list_live_sessions", user_id=user_id, now=now, used_after=used_after)
    return [as_struct(row, OpenedSession) for row in rows]


async def end_own_session(tx: Tx, user_id: int, session_id: int, now: datetime) -> bool:
    """End one session of a user; False when the user has no such one that lives."""
    return bool(await tx.execute("end_own_session", user_id=user_id, session_id=session_id, now=now))


async def end_other_sessions(tx: Tx, user_id: int, kept_id: int | None, now: datetime) -> int:
    """End the sessions of a user but the one to keep, all with None; how many there were."""
    return await tx.execute("end_other_sessions", user_id=user_id, kept_id=kept_id or 0, now=now)


async def read_throttle(tx: Tx, subject: str) -> Throttle | None:
    """Failures of a subject."""
    row = await tx.fetch_one("read_throttle", subject=subject)
    return as_struct(row, Throttle) if row else None


async def lock_throttle(tx: Tx, subject: str, now: datetime) -> Throttle:
    """Failures of a subject, none at first; others who ask wait until the transaction ends."""
    await tx.execute("insert_throttle", subject=subject, now=now)
    row = await tx.fetch_one("lock_throttle", subject=subject)
    if row is None:
        raise LookupError("a row that was just made sure of is gone")
    return as_struct(row, Throttle)


async def take_back_failure(tx: Tx, subject: str, counted_at: datetime, last_failed_at: datetime) -> None:
    """One failure less: what was counted at `counted_at` was none. The last one was earlier, unless one came since."""
    await tx.execute("take_back_failure", subject=subject, counted_at=counted_at, last_failed_at=last_failed_at)


async def count_failure(tx: Tx, subject: str, now: datetime, forget_before: datetime) -> int:
    """Add a failure, or a use of something limited; how many there are now.

    When the last one was before `forget_before`, counting starts anew.
    """
    row = await tx.fetch_one("count_failure", subject=subject, now=now, forget_before=forget_before)
    return int(row["failures"]) if row else 0


async def clear_throttle(tx: Tx, subject: str) -> None:
    """Forget the failures of a subject."""
    await tx.execute("clear_throttle", subject=subject)
