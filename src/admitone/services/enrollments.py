"""The people for whom tickets are reserved: found by their e-mail address, or made."""

from __future__ import annotations

from typing import Final

from admitone.core.clock import utc_now
from admitone.core.contacts import check_email
from admitone.core.errors import AdmitError, NotFound
from admitone.core.event_plans import LINE_LENGTH_MAX, check_text
from admitone.core.principal import STAFF, Principal
from admitone.core.refusals import Refusals
from admitone.services.accounts import find_or_make_account, find_or_make_enrollment
from admitone.store import accounts
from admitone.store import enrollments as store
from admitone.store.audit import Change, record_entity
from admitone.store.database import Tx
from admitone.store.enrollments import EnrolledPerson

PAGE_MAX: Final = 500


async def list_enrollments(
    tx: Tx, principal: Principal, *, text: str | None = None, after_id: int | None = None, limit: int
) -> list[EnrolledPerson]:
    """One page of the tenant's people with their tickets, the youngest first; page on with `after_id`."""
    principal.require(STAFF)
    return await store.page_enrollments(tx, principal.tenant_id, text, after_id, min(limit, PAGE_MAX))


async def read_enrollment(tx: Tx, principal: Principal, enrollment_id: int) -> EnrolledPerson:
    """One person of the tenant; NotFound when it has no such one."""
    principal.require(STAFF)
    found = await store.read_person(tx, principal.tenant_id, enrollment_id)
    if found is None:
        raise NotFound(f"there is no enrollment {enrollment_id}", fields=("enrollment_id",))
    return found


async def enroll_person(tx: Tx, principal: Principal, email: str, name: str | None) -> EnrolledPerson:
    """The enrollment of whoever has this e-mail address; made, with an account, when there is none yet.

    The name is this tenant's alone, and counts for a person who has none here so far. InvalidParameter names every
    field that cannot be used.
    """
    principal.require(STAFF)
    address, known_as = _check(email, name)
    now = utc_now()
    account = await accounts.read_account_by_email(tx, address)
    if account is None:
        account = await find_or_make_account(tx, address, now)
        made = Change("CREATE", principal.name, now, new_status="ACTIVE")
        await record_entity(tx, principal.tenant_id, "ACCOUNT", account.id, made)
    enrollment = await find_or_make_enrollment(
        tx, principal.tenant_id, account, name=known_as, by=principal.name, now=now
    )
    if known_as and await store.name_enrollment(tx, principal.tenant_id, enrollment.id, known_as):
        named = Change("EDIT", principal.name, now)
        await record_entity(tx, principal.tenant_id, "ENROLLMENT", enrollment.id, named)
    return await read_enrollment(tx, principal, enrollment.id)


def _check(email: str, name: str | None) -> tuple[str, str | None]:
    wrong = Refusals()
    known_as = check_text(name, "name", LINE_LENGTH_MAX, wrong)
    if known_as and not known_as.isprintable():
        wrong.add("name", reason="has characters that cannot be used here")
    try:
        email = check_email(email, "email").lower()
    except AdmitError as error:
        wrong.take(error)
    wrong.settle()
    return email, known_as
