"""Accounts: people who own tickets, found or made by their address."""

from __future__ import annotations

from datetime import datetime

from admitone.core.events import Account, Enrollment
from admitone.store import accounts as store
from admitone.store import audit
from admitone.store.audit import Change
from admitone.store.database import Tx


async def find_or_make_account(tx: Tx, email: str, now: datetime) -> Account:
    """The account of an address that has been checked, however it is written; made when there is none."""
    address = email.strip().lower()
    account = await store.read_account_by_email(tx, address)
    account = account or await store.insert_account(tx, now, email=address)
    # Somebody else has just made it: inserting waited for them.
    account = account or await store.read_account_by_email(tx, address)
    if account is None:
        raise LookupError("an account that is there cannot be read")
    return account


async def find_or_make_enrollment(
    tx: Tx, tenant_id: int, account: Account, *, name: str | None = None, by: str, now: datetime
) -> Enrollment:
    """What an account is at a tenant; made, under `name` and on behalf of `by`, when it is nothing yet."""
    enrollment = await store.read_enrollment_of_account(tx, tenant_id, account.id)
    if enrollment is not None:
        return enrollment
    enrollment = await store.insert_enrollment(tx, tenant_id, account.id, name, now)
    if enrollment is not None:
        change = Change("ENROL", by, now, details=f"account {account.uid}")
        await audit.record_entity(tx, tenant_id, "ENROLLMENT", enrollment.id, change)
        return enrollment
    enrollment = await store.read_enrollment_of_account(tx, tenant_id, account.id)
    if enrollment is None:
        raise LookupError("an enrollment that is there cannot be read")
    return enrollment
