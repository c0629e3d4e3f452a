"""The people of a tenant who own tickets, in lists."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.store.database import Tx, as_struct, as_structs
from admitone.store.statements import escape_like


class EnrolledPerson(Struct, frozen=True, kw_only=True):
    """A person at a tenant, with how many tickets they have, and how many of those are issued."""

    id: int
    account_uid: str
    email: str | None
    name: str | None
    created_at: datetime
    tickets: int
    issued: int


async def page_enrollments(
    tx: Tx, tenant_id: int, text: str | None, after_id: int | None, limit: int
) -> list[EnrolledPerson]:
    """One page of enrollments, the youngest first; `text` stands anywhere in e-mail address or name."""
    rows = await tx.fetch_all(
        "page_enrollments",
        tenant_id=tenant_id,
        text_like=f"%{escape_like(text.lower())}%" if text else None,
        after_id=after_id,
        limit=limit,
    )
    return as_structs(rows, EnrolledPerson)


async def read_person(tx: Tx, tenant_id: int, enrollment_id: int) -> EnrolledPerson | None:
    """One enrollment of a tenant."""
    row = await tx.fetch_one("read_enrolled_person", tenant_id=tenant_id, enrollment_id=enrollment_id)
    return as_struct(row, EnrolledPerson) if row else None


async def name_enrollment(tx: Tx, tenant_id: int, enrollment_id: int, name: str) -> bool:
    """Give a person without a name one, at this tenant; False when they have one, which they keep."""
    found = await tx.execute("name_enrollment", tenant_id=tenant_id, enrollment_id=enrollment_id, name=name)
    return found == 1
