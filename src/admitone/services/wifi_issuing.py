"""Making Wi-Fi tickets: one, or a sheet of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from admitone.core.clock import local_day, utc_now
from admitone.core.contacts import check_email
from admitone.core.errors import Conflict, InvalidParameter
from admitone.core.principal import STAFF, Principal
from admitone.core.wifi.granting import Grant, TicketWish, grant
from admitone.core.wifi.kinds import TicketHandout
from admitone.core.wifi.model import Limits, Location, WifiService, WifiTicket
from admitone.services.locations import read_location
from admitone.services.wifi_mail import request_wifi_mail
from admitone.services.wifi_services import read_service
from admitone.store import batches
from admitone.store import wifi_tickets as store
from admitone.store.audit import Change, record_tickets
from admitone.store.database import ConstraintViolated, Database, Tx
from admitone.store.wifi_tickets import CodeHome

ISSUE_OPERATION: Final = "wifi/tickets"
TICKETS_PER_ISSUE_MAX: Final = 1000
TICKETS_PER_MAIL_MAX: Final = 100
USER_ID_LENGTH_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class Issue:
    """Which tickets are wanted. The same idempotency key gives the same ones."""

    service_id: int
    wish: TicketWish
    quantity: int = 1
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """Tickets that were made together."""

    location: Location
    issue_id: int
    tickets: Sequence[WifiTicket]


async def issue_for(database: Database, principal: Principal, location_id: str, wanted: Issue) -> Issued:
    """`issue_tickets` in a transaction of its own, begun anew when the same idempotency key was used at one moment."""
    try:
        async with database.writing() as tx:
            return await issue_tickets(tx, principal, location_id, wanted)
    except ConstraintViolated as error:
        if error.constraint != "idempotency_key_once":
            raise
    async with database.writing() as tx:
        return await issue_tickets(tx, principal, location_id, wanted)


async def issue_tickets(tx: Tx, principal: Principal, location_id: str, wanted: Issue) -> Issued:
    """Make tickets of a service, all or none, and decide the mail where one is wanted.

    NotFound for the location or the service; Conflict for a location or service that is not in use, or an
    idempotency key that was used for something else.
    """
    principal.require(STAFF)
    location = await read_location(tx, principal, location_id)
    replayed = await _replay(tx, principal, location, wanted)
    if replayed is not None:
        return replayed
    if not location.active:
        raise Conflict(f"the location {location.public_id} is not in use", fields=("LocationId",))
    service, now = await read_service(tx, principal, location, wanted.service_id), utc_now()
    wish = _check_wish(wanted)
    granted = grant(service, wish, now)
    issue_id = await store.insert_issue(tx, location, service.id, wanted.quantity, principal.name, now)
    home = CodeHome(
        tenant_id=location.tenant_id,
        attraction_id=location.attraction_id,
        category=service.name,
        last_day=last_day(granted.valid_until, location),
        price_minor=service.price_minor,
        currency=location.currency,
    )
    ids = await store.insert_code_tickets(tx, home, wanted.quantity, now)
    columns = _columns(location, service, granted, wish)
    await store.insert_wifi_tickets(tx, location.tenant_id, ids, now, issue_id=issue_id, **columns)
    details = f"{location.public_id}: {service.name}"
    await record_tickets(tx, location.tenant_id, ids, Change("ISSUE", principal.name, now, None, "SOLD", details))
    await _keep_key(tx, principal, location, wanted, issue_id, now)
    if wish.format is TicketHandout.EMAIL:
        await request_wifi_mail(tx, location, issue_id, now)
    return Issued(location, issue_id, await store.list_issued(tx, location.tenant_id, issue_id))


def last_day(end: datetime | None, location: Location) -> date | None:
    """The last day of the location's clocks on which a ticket with this end is any good."""
    return None if end is None else local_day(end - timedelta(microseconds=1), location.time_zone)


def _check_wish(wanted: Issue) -> TicketWish:
    wish = wanted.wish
    if not 1 <= wanted.quantity <= TICKETS_PER_ISSUE_MAX:
        raise InvalidParameter(f"quantity must be from 1 to {TICKETS_PER_ISSUE_MAX}", fields=("quantity",))
    user = (wish.user_id or "").strip() or None
    if user is not None and (len(user) > USER_ID_LENGTH_MAX or not user.isprintable()):
        message = f"userId has at most {USER_ID_LENGTH_MAX} letters, digits and signs"
        raise InvalidParameter(message, fields=("userId",))
    email = (wish.email or "").strip() or None
    if wish.format is TicketHandout.EMAIL:
        if wanted.quantity > TICKETS_PER_MAIL_MAX:
            message = f"one mail brings at most {TICKETS_PER_MAIL_MAX} tickets"
            raise InvalidParameter(message, fields=("quantity",))
        # The contract has no field for an address: its identifier of the user is one where tickets go by mail.
        email = check_email(email or user or "", "email" if email or not user else "userId")
    elif email is not None:
        email = check_email(email, "email")
    return replace(wish, user_id=user, email=email)


def _columns(location: Location, service: WifiService, granted: Grant, wish: TicketWish) -> dict[str, object]:
    copied = {name: getattr(service, name) for name in Limits.__struct_fields__}
    return {
        **copied,
        "location_id": location.id,
        "service_id": service.id,
        "devices": granted.devices,
        "start_time": granted.start_time,
        "valid_until": granted.valid_until,
        "num_users": granted.num_users,
        "user_id": wish.user_id,
        "format": wish.format,
        "email": wish.email,
        "language": wish.language,
    }


async def _replay(tx: Tx, principal: Principal, location: Location, wanted: Issue) -> Issued | None:
    if wanted.idempotency_key is None:
        return None
    kept = await batches.read_idempotency_key(tx, principal.tenant_id, ISSUE_OPERATION, wanted.idempotency_key)
    if kept is None:
        return None
    if kept.fingerprint != _fingerprint(location, wanted):
        message = "this Idempotency-Key made tickets from other values; use a new key for new tickets"
        raise Conflict(message, fields=("Idempotency-Key",), details={"issueId": kept.result_id})
    return Issued(location, kept.result_id, await store.list_issued(tx, principal.tenant_id, kept.result_id))


async def _keep_key(  # noqa: PLR0917
    tx: Tx, principal: Principal, location: Location, wanted: Issue, issue_id: int, now: datetime
) -> None:
    if wanted.idempotency_key is None:
        return
    await batches.insert_idempotency_key(
        tx,
        principal.tenant_id,
        ISSUE_OPERATION,
        wanted.idempotency_key,
        fingerprint=_fingerprint(location, wanted),
        result_id=issue_id,
        now=now,
    )


def _fingerprint(location: Location, wanted: Issue) -> str:
    said = (location.id, wanted.service_id, wanted.quantity, wanted.wish)
    return hashlib.sha256(repr(said).encode()).hexdigest()
