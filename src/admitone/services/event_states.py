"""An event goes on sale, and is called off."""

from __future__ import annotations

from dataclasses import dataclass

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict
from admitone.core.events import Event, EventState
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.resale import CALLED_OFF
from admitone.services.event_releasing import request_release
from admitone.services.events import found_event, read_event, record_event
from admitone.services.pass_changes import event_passes_changed
from admitone.store import event_planning, holding, resale
from admitone.store import events as store
from admitone.store.audit import Change, record_entity, record_tickets
from admitone.store.database import Tx


@dataclass(frozen=True, slots=True)
class Consequence:
    """Whom calling an event off concerns: its tickets that are kept for owners, wait in carts, and are sold."""

    kept: int
    in_carts: int
    sold: int

    @property
    def concerns_somebody(self) -> bool:
        """Whether somebody has a ticket."""
        return bool(self.kept or self.in_carts or self.sold)


async def publish_event(tx: Tx, principal: Principal, event_id: int) -> Event:
    """DRAFT -> PUBLISHED: from here on its tickets can be held and sold. One that is published already is fine.

    Conflict for a cancelled event, for one that is over, and for one that has no ticket config to sell.
    """
    principal.require(ADMINS)
    event = found_event(await event_planning.lock_event(tx, principal.tenant_id, event_id), event_id)
    if event.state is EventState.PUBLISHED:
        return event
    now = utc_now()
    if event.state is EventState.CANCELLED:
        raise Conflict(f"{event.name} is cancelled; create another event", fields=("event_id",))
    if event.ends_at <= now:
        raise Conflict(f"{event.name} is over; give it other times first", fields=("event_id",))
    configs = await store.list_configs(tx, principal.tenant_id, event_id)
    if not any(config.active for config in configs):
        raise Conflict(f"{event.name} has no tickets to sell; add a ticket config first", fields=("event_id",))
    return await _move(tx, principal, event, EventState.PUBLISHED)


async def foresee_cancelling(tx: Tx, principal: Principal, event_id: int) -> Consequence:
    """Whom calling an event off would concern."""
    principal.require(STAFF)
    event = await read_event(tx, principal, event_id)
    return await _consequence(tx, event)


async def cancel_event(tx: Tx, principal: Principal, event_id: int, *, confirmed: bool = False) -> Event:
    """DRAFT or PUBLISHED -> CANCELLED: nothing of it can be held any more. One that is cancelled already is fine.

    What is kept for owners is let go at once, what waits in carts by a worker: such a cart cannot be paid any more,
    and money that comes for it goes back. Sold tickets stay with their holders, invalidated, until their sales are
    refunded; when there are any, or tickets in carts, or kept ones, Conflict tells how many unless the caller has
    `confirmed`.
    """
    principal.require(ADMINS)
    event = found_event(await event_planning.lock_event(tx, principal.tenant_id, event_id), event_id)
    if event.state is EventState.CANCELLED:
        return event
    concerned = await _consequence(tx, event)
    if concerned.concerns_somebody and not confirmed:
        message = (
            f"{event.name} has {concerned.sold} sold tickets, {concerned.in_carts} in carts and {concerned.kept} kept "
            "for owners; confirm that it is called off all the same"
        )
        details = {"sold": concerned.sold, "in_carts": concerned.in_carts, "kept": concerned.kept}
        raise Conflict(message, fields=("confirmed",), details=details)
    await _let_go(tx, principal, event)
    if concerned.in_carts:
        await request_release(tx, event, by=principal.name, now=utc_now())
    return await _move(tx, principal, event, EventState.CANCELLED)


async def _let_go(tx: Tx, principal: Principal, event: Event) -> None:
    now = utc_now()
    # What has a place is locked in one order by everybody: timeslots, sectors, tickets.
    timeslots = await store.list_timeslots(tx, event.tenant_id, event.id)
    await holding.lock_timeslots(tx, event.tenant_id, sorted(one.id for one in timeslots))
    sectors = await store.list_sectors(tx, event.tenant_id, event.id)
    await holding.lock_sectors(tx, event.tenant_id, sorted(one.id for one in sectors))
    ids = await event_planning.release_kept_tickets(tx, event.tenant_id, event.id, now)
    await resale.end_event_listings(tx, event.id, now, reason=CALLED_OFF)
    change = Change("FREE", principal.name, now, "RESERVED", "AVAILABLE", "the event is cancelled")
    await record_tickets(tx, event.tenant_id, ids, change)


async def _move(tx: Tx, principal: Principal, event: Event, state: EventState) -> Event:
    now = utc_now()
    if not await event_planning.move_event(tx, event, state, now):
        raise Conflict(f"{event.name} is being changed by somebody else; try again", fields=("event_id",))
    sold = state is EventState.PUBLISHED
    await event_planning.save_face(tx, event, now, active=sold)
    await event_passes_changed(tx, event.tenant_id, event.id, now)
    action = "PUBLISH" if sold else "CALL_OFF"
    face = Change(action, principal.name, now, new_status="ACTIVE" if sold else "INACTIVE")
    await record_entity(tx, event.tenant_id, "ATTRACTION", event.attraction_id, face)
    await record_event(tx, principal, event, Change(action, principal.name, now, event.state, state))
    return await read_event(tx, principal, event.id)


async def _consequence(tx: Tx, event: Event) -> Consequence:
    counts = await event_planning.count_event_tickets(tx, event.tenant_id, event.id)
    kept = len(await event_planning.list_event_holds(tx, event.tenant_id, event.id))
    reserved = sum(count.reserved for count in counts)
    return Consequence(kept, reserved - kept, sum(count.confirmed + count.issued for count in counts))
