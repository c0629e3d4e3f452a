"""Wi-Fi tickets that are out there: found, ended, topped up, and who is on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.contacts import check_email
from admitone.core.errors import Conflict, NotFound
from admitone.core.principal import STAFF, Principal
from admitone.core.wifi.kinds import GOOD_STATES, WifiState
from admitone.core.wifi.model import Location, WifiSession, WifiTicket
from admitone.core.wifi.topping_up import TopUp, top_up
from admitone.services.locations import read_location
from admitone.services.wifi_issuing import last_day
from admitone.services.wifi_mail import request_wifi_mail
from admitone.services.wifi_services import ID_MAX
from admitone.services.wifi_stopping import tell_sessions_of_change
from admitone.store import wifi_ticket_filter
from admitone.store import wifi_tickets as store
from admitone.store.audit import Change, record_tickets
from admitone.store.database import Tx
from admitone.store.wifi_ticket_filter import WifiTicketFilter

SESSIONS_SHOWN_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Some tickets of a location. `devices` are those that are on now, by ticket; `total` is how many there are."""

    location: Location
    tickets: Sequence[WifiTicket]
    devices: dict[int, int]
    total: int


async def list_tickets(
    tx: Tx, principal: Principal, location_id: str, wanted: WifiTicketFilter, *, offset: int, limit: int
) -> TicketPage:
    """Tickets of a location, newest first, and how many the filter has."""
    location = await read_location(tx, principal, location_id)
    total = await wifi_ticket_filter.count_tickets(tx, location, wanted)
    found = await wifi_ticket_filter.page_tickets(tx, location, wanted, offset, limit) if offset < total else []
    devices = await store.count_devices(tx, [one.ticket_id for one in found]) if found else {}
    return TicketPage(location, found, devices, total)


async def read_ticket(tx: Tx, principal: Principal, location_id: str, ticket_id: int) -> TicketPage:
    """One ticket, as a page of one; NotFound when the location has no such one."""
    location = await read_location(tx, principal, location_id)
    found = await _found(tx, location, ticket_id)
    return TicketPage(location, [found], await store.count_devices(tx, [found.ticket_id]), 1)


async def list_issued(tx: Tx, principal: Principal, location_id: str, issue_id: int) -> TicketPage:
    """Tickets that were made together, in the order in which they were made; NotFound when there are none such."""
    location = await read_location(tx, principal, location_id)
    issue = await store.read_issue(tx, location, issue_id) if 0 < issue_id <= ID_MAX else None
    if issue is None:
        raise NotFound(f"there is no issue {issue_id} at {location.public_id}", fields=("issueId",))
    found = await store.list_issued(tx, principal.tenant_id, issue_id)
    return TicketPage(location, found, {}, len(found))


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


async def top_up_ticket(tx: Tx, principal: Principal, location_id: str, ticket_id: int, added: TopUp) -> TicketPage:
    """Give a ticket more time or traffic. Conflict for one that is revoked."""
    principal.require(STAFF)
    location = await read_location(tx, principal, location_id)
    # Held before it is read: what is added must not meet a report of usage, nor another top-up, half way.
    await store.lock_ticket(tx, location, min(ticket_id, ID_MAX))
    before, now = await _found(tx, location, ticket_id), utc_now()
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


async def list_sessions(tx: Tx, principal: Principal, location_id: str, ticket_id: int) -> list[WifiSession]:
    """The sessions of a ticket, newest first."""
    location = await read_location(tx, principal, location_id)
    found = await _found(tx, location, ticket_id)
    return await store.list_sessions(tx, principal.tenant_id, found.ticket_id, SESSIONS_SHOWN_MAX)


async def list_open_sessions(tx: Tx, principal: Principal, location_id: str) -> list[WifiSession]:
    """Who is on at a location: sessions that nobody has reported the end of, newest first."""
    location = await read_location(tx, principal, location_id)
    return await store.list_open_sessions(tx, location, SESSIONS_SHOWN_MAX)


async def _found(tx: Tx, location: Location, ticket_id: int) -> WifiTicket:
    found = await store.read_ticket(tx, location, ticket_id) if 0 < ticket_id <= ID_MAX else None
    if found is None:
        raise NotFound(f"there is no ticket {ticket_id} at {location.public_id}", fields=("ticketId",))
    return found
