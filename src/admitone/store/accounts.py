"""Rows of the people who own tickets, and of what they are at each tenant."""

from __future__ import annotations

from datetime import datetime

from admitone.core.events import Account, Enrollment
from admitone.core.ids import new_uid
from admitone.store.database import Row, Tx, as_struct, as_structs


async def insert_account(
    tx: Tx,
    now: datetime,
    *,
    email: str | None = None,
    name: str | None = None,
    issuer: str | None = None,
    subject: str | None = None,
) -> Account | None:
    """Add an account; None when its address, or its subject of the issuer, has one. `email` is in lower case."""
    row = await tx.fetch_one(
        "insert_account", uid=new_uid(), email=email, name=name, issuer=issuer, subject=subject, now=now
    )
    return as_struct(row, Account) if row else None


async def read_account(tx: Tx, account_id: int) -> Account | None:
    """An account by its id."""
    return _account(await tx.fetch_one("read_account", account_id=account_id))


async def read_account_by_uid(tx: Tx, uid: str) -> Account | None:
    """An account by its public identity."""
    return _account(await tx.fetch_one("read_account_by_uid", uid=uid))


async def read_account_by_email(tx: Tx, email: str) -> Account | None:
    """The account of an address in lower case."""
    return _account(await tx.fetch_one("read_account_by_email", email=email))


async def read_account_by_subject(tx: Tx, issuer: str, subject: str) -> Account | None:
    """The account that an issuer calls by this subject."""
    return _account(await tx.fetch_one("read_account_by_subject", issuer=issuer, subject=subject))


async def adopt_account(tx: Tx, email: str, issuer: str, subject: str, now: datetime) -> Account | None:
    """Let an issuer's subject be the account of an address; None when there is none, or it is another subject's."""
    return _account(await tx.fetch_one("adopt_account", email=email, issuer=issuer, subject=subject, now=now))


async def insert_enrollment(
    tx: Tx, tenant_id: int, account_id: int, name: str | None, now: datetime
) -> Enrollment | None:
    """Enrol an account at a tenant; None when it is enrolled already."""
    row = await tx.fetch_one("insert_enrollment", tenant_id=tenant_id, account_id=account_id, name=name, now=now)
    return _enrollment(row)


async def read_enrollment(tx: Tx, tenant_id: int, enrollment_id: int) -> Enrollment | None:
    """An enrollment of a tenant by its id."""
    row = await tx.fetch_one("read_enrollment", tenant_id=tenant_id, enrollment_id=enrollment_id)
    return _enrollment(row)


async def read_enrollment_of_account(tx: Tx, tenant_id: int, account_id: int) -> Enrollment | None:
    """What an account is at a tenant."""
    row = await tx.fetch_one("read_enrollment_of_account", tenant_id=tenant_id, account_id=account_id)
    return _enrollment(row)


async def list_enrollments(tx: Tx, account_id: int) -> list[Enrollment]:
    """What an account is, at every tenant."""
    return as_structs(await tx.fetch_all("list_enrollments_of_account", account_id=account_id), Enrollment)


def _account(row: Row | None) -> Account | None:
    return as_struct(row, Account) if row else None


def _enrollment(row: Row | None) -> Enrollment | None:
    return as_struct(row, Enrollment) if row else None
