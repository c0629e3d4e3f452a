"""Wi-Fi tickets that are out there: found, ended, topped up, and who is on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from admitone.core.clock import local_day, utc_now
from admitone.core.contacts import check_email
from admitone.core.errors import Conflict, NotFound
from admitone.core.principal import STAFF, Principal
from admitone.core.wifi.allowance import NOTHING, DayUse
from admitone.core.wifi.kinds import GOOD_STATES, WifiState
from admitone.core.wifi.model import Location, WifiSession, WifiTicket
from admitone.core.wifi.topping_up import TopUp, top_up
from admitone.services.locations import read_location
from admitone.services.wifi_issuing import last_day
from admitone.services.wifi_mail import request_wifi_mail
from admitone.services.wifi_services import ID_MAX
from admitone.services.wifi_stopping import tell_sessions_of_change
from admitone.store import batches, wifi_ticket_filter
from admitone.store import wifi_tickets as store
from admitone.store.audit import Change, record_tickets
from admitone.store.database import ConstraintViolated, Database, Tx
from admitone.store.wifi_ticket_filter import WifiTicketFilter

SESSIONS_SHOWN_MAX: Final = 500
TOP_UP_OPERATION: Final = "wifi/topup"


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Some tickets of a location. `devices` are those that are on now, by ticket; `total` is how many there are.

    `today` is what was used on this day of the location, by ticket.
    """

    location: Location
    tickets: Sequence[WifiTicket]
    devices: dict[int, int]
    total: int
    today: dict[int, DayUse] = field(default_factory=dict)

    def used_today(self, ticket: WifiTicket) -> DayUse:
        """What was used of one of them on this day."""
        return self.today.get(ticket.ticket_id, NOTHING)


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Some sessions at a location, newest first; `total` is how many there are."""

    location: Location
    sessions: Sequence[WifiSession]
    total: int


async def list_tickets(
    tx: Tx, principal: Principal, location_id: str, wanted: WifiTicketFilter, *, offset: int, limit: int
) -> TicketPage:
    """Tickets of a location, newest first, and how many the filter has."""
    location = await read_location(tx, principal, location_id)
    total = await wifi_ticket_filter.count_tickets(tx, location, wanted)
    found = await wifi_ticket_filter.page_tickets(tx, location, wanted, offset, limit) if offset < total else []
    return await _page(tx, location, found, total)


async def read_ticket(tx: Tx, principal: Principal, location_id: str, ticket_id: int) -> TicketPage:
    """One ticket, as a page of one; NotFound when the location has no such one."""
    location = await read_location(tx, principal, location_id)
    found = await _found(tx, location, ticket_id)
    return await _page(tx, location, [found], 1)


async def list_issued(tx: Tx, principal: Principal, location_id: str, issue_id: int) -> TicketPage:
    """Tickets that were made together, in the order in which they were made; NotFound when there are none such."""
    location = await read_location(tx, principal, location_id)
    issue = await store.read_issue(tx, location, issue_id) if 0 < issue_id <= ID_MAX else None
    if issue is None:
        raise NotFound(f"there is no issue {issue_id} at {location.public_id}", fields=("issueId",))
    found = await store.list_issued(tx, principal.tenant_id, issue_id)
    return await _page(tx, location, found, len(found))


async def revoke_ticket(
    tx: Tx, principal: Principal, location_id: str, ticket_id: int, reason: str | None = None
) -> TicketPage:
    """End a ticket at once and for good. One that is revoked already is fine."""
    principal.require(STAFF)
    location = await read_location(tx, principal, location_id)
    before, now = await _found(tx, location, ticket_id), utc_now()
    if await store.revoke_ticket(tx, location, ticket_id, now):
        change = Change("REVOKE", principal.name, now, before.state_at(now), WifiState.REVOKED, reason)
        await record_tickets(tx, principal.tenant_id, [ticket_id], change)
    return await read_ticket(tx, principal, location_id, ticket_id)


async def top_up_once(  # noqa: PLR0917
    database: Database, principal: Principal, location_id: str, ticket_id: int, added: TopUp, key: str | None
) -> TicketPage:
    """`top_up_ticket` in a transaction of its own, which a repetition with the same idempotency key leaves at that."""
    try:
        async with database.writing() as tx:
            return await top_up_ticket(tx, principal, location_id, ticket_id, added, key)
    except ConstraintViolated as error:
        if error.constraint != "idempotency_key_once":
            raise
    async with database.writing() as tx:
        return await top_up_ticket(tx, principal, location_id, ticket_id, added, key)


async def top_up_ticket(  # noqa: PLR0917
    tx: Tx, principal: Principal, location_id: str, ticket_id: int, added: TopUp, key: str | None = None
) -> TicketPage:
    """Give a ticket more time or traffic. Conflict for one that is revoked, and a key that was used for another."""
    principal.require(STAFF)
    location = await read_location(tx, principal, location_id)
    # Held before it is read: what is added must not meet a report of usage, nor another top-up, half way.
    await store.lock_ticket(tx, location, min(ticket_id, ID_MAX))
    before, now = await _found(tx, location, ticket_id), utc_now()
    if key and await _was_added(tx, principal, ticket_id, added, key, now):
        return await read_ticket(tx, principal, location_id, ticket_id)
    after = top_up(before, added, now)
    names = ("exp_seconds", "online_seconds", "traffic_bytes", "download_bytes", "upload_bytes")
    columns = {name: getattr(after, name) for name in (*names, "valid_until", "ends_at", "used_up_at")}
    day = last_day(after.valid_until, location)
    if not await store.top_up_ticket(tx, location, ticket_id, now, last_day=day, **columns):
        raise Conflict(f"ticket {ticket_id} is revoked; make a new one", fields=("ticketId",))
    told = "; ".join(
        f"{name}: {getattr(before, name)} -> {getattr(after, name)}"
        for name in (*names, "valid_until")
        if getattr(before, name) != getattr(after, name)
    )
    change = Change("TOP_UP", principal.name, now, before.state_at(now), after.state_at(now), told)
    await record_tickets(tx, principal.tenant_id, [ticket_id], change)
    await tell_sessions_of_change(tx, location, ticket_id, now)
    return await read_ticket(tx, principal, location_id, ticket_id)


async def _was_added(  # noqa: PLR0917
    tx: Tx, principal: Principal, ticket_id: int, added: TopUp, key: str, now: datetime
) -> bool:
    """Whether a key stands for this top-up already; it does from now on."""
    fingerprint = hashlib.sha256(repr((ticket_id, added)).encode()).hexdigest()
    kept = await batches.read_idempotency_key(tx, principal.tenant_id, TOP_UP_OPERATION, key)
    if kept is None:
        await batches.insert_idempotency_key(
            tx, principal.tenant_id, TOP_UP_OPERATION, key, fingerprint=fingerprint, result_id=ticket_id, now=now
        )
        return False
    if kept.fingerprint != fingerprint:
        message = "this Idempotency-Key topped up something else; use a new key for another top-up"
        raise Conflict(message, fields=("Idempotency-Key",))
    return True


async def mail_ticket(tx: Tx, principal: Principal, location_id: str, ticket_id: int, to: str) -> None:
    """Decide to mail one ticket to an address. Conflict for one that lets nobody in any more."""
    principal.require(STAFF)
    address = check_email(to, "email")
    location, now = await read_location(tx, principal, location_id), utc_now()
    found = await _found(tx, location, ticket_id)
    state = found.state_at(now)
    if state not in GOOD_STATES:
        message = f"ticket {ticket_id} lets nobody in any more; make a new one"
        raise Conflict(message, fields=("ticketId",))
    await request_wifi_mail(tx, location, found.issue_id, now, to=address, ticket_id=ticket_id)
    change = Change("EMAIL_TICKETS", principal.name, now, state, state, address)
    await record_tickets(tx, principal.tenant_id, [ticket_id], change)


async def list_sessions(  # noqa: PLR0917
    tx: Tx,
    principal: Principal,
    location_id: str,
    ticket_id: int,
    offset: int = 0,
    limit: int = SESSIONS_SHOWN_MAX,
) -> SessionPage:
    """The sessions of a ticket."""
    location = await read_location(tx, principal, location_id)
    found = await _found(tx, location, ticket_id)
    total = await store.count_sessions(tx, principal.tenant_id, found.ticket_id)
    sessions = await store.list_sessions(tx, principal.tenant_id, found.ticket_id, limit, offset)
    return SessionPage(location, sessions, total)


async def list_open_sessions(
    tx: Tx, principal: Principal, location_id: str, offset: int = 0, limit: int = SESSIONS_SHOWN_MAX
) -> SessionPage:
    """Who is on at a location: sessions that nobody has reported the end of."""
    location = await read_location(tx, principal, location_id)
    total = await store.count_open_sessions(tx, location)
    return SessionPage(location, await store.list_open_sessions(tx, location, limit, offset), total)


async def _page(tx: Tx, location: Location, tickets: Sequence[WifiTicket], total: int) -> TicketPage:
    if not tickets:
        return TicketPage(location, tickets, {}, total)
    ids = [one.ticket_id for one in tickets]
    limited = [one.ticket_id for one in tickets if one.daily_seconds is not None or one.daily_bytes is not None]
    day = local_day(utc_now(), location.time_zone)
    today = await store.list_days(tx, limited, day) if limited else {}
    return TicketPage(location, tickets, await store.count_devices(tx, ids), total, today)


async def _found(tx: Tx, location: Location, ticket_id: int) -> WifiTicket:
    found = await store.read_ticket(tx, location, ticket_id) if 0 < ticket_id <= ID_MAX else None
    if found is None:
        raise NotFound(f"there is no ticket {ticket_id} at {location.public_id}", fields=("ticketId",))
    return found
