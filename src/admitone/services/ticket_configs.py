"""The kinds of tickets of an event: their prices, and how many there are of each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError, Conflict, NotFound
from admitone.core.event_plans import TEXT_LENGTH_MAX, check_name, check_text
from admitone.core.events import Event, TicketConfig
from admitone.core.money import check_currency, to_minor
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.refusals import Refusals
from admitone.services.changes import given_or
from admitone.services.config_bounds import check_capacity_change, check_name_change, check_price_change
from admitone.services.event_making import start_making
from admitone.services.events import days_of, hold_event, read_event
from admitone.store import event_planning
from admitone.store import events as store
from admitone.store import place_planning as planning
from admitone.store.audit import Change, record_entity
from admitone.store.database import ConstraintViolated, Tx

CAPACITY_MAX: Final = 1_000_000
CONFIGS_MAX: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigChange:
    """What to write of a ticket config; UNSET keeps the present value. Prices are in major units."""

    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    price: Decimal | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    capacity: int | UnsetType = UNSET
    position: int | UnsetType = UNSET
    active: bool | UnsetType = UNSET


async def list_configs(tx: Tx, principal: Principal, event_id: int) -> list[TicketConfig]:
    """The ticket configs of an event in their order; NotFound when the tenant has no such event."""
    event = await read_event(tx, principal, event_id)
    return await store.list_configs(tx, event.tenant_id, event.id)


async def read_config(tx: Tx, principal: Principal, event_id: int, config_id: int) -> TicketConfig:
    """One ticket config of an event; NotFound when there is none."""
    principal.require(STAFF)
    for config in await list_configs(tx, principal, event_id):
        if config.id == config_id:
            return config
    raise NotFound(f"event {event_id} has no ticket config {config_id}", fields=("ticket_config_id",))


async def create_config(tx: Tx, principal: Principal, event_id: int, change: ConfigChange) -> TicketConfig:
    """Add a kind of ticket; its first tickets are made at once, the rest by a worker.

    NotFound, Conflict for a cancelled event or a taken name; InvalidParameter names every field that cannot be used.
    """
    principal.require(ADMINS)
    event = await hold_event(tx, principal, event_id)
    columns = _columns(change, None)
    siblings = await store.list_configs(tx, event.tenant_id, event.id)
    if len(siblings) >= CONFIGS_MAX:
        raise Conflict(f"an event has at most {CONFIGS_MAX} ticket configs", fields=("event_id",))
    days, now = days_of(event, principal.time_zone), utc_now()
    places = [*await store.list_timeslots(tx, event.tenant_id, event.id)]
    sectors = await store.list_sectors(tx, event.tenant_id, event.id)
    try:
        config = await store.insert_config(
            tx,
            event.tenant_id,
            now,
            event_id=event.id,
            placed=bool(places or sectors),
            ticket_date=days.first,
            valid_until=days.last,
            capacity=given_or(change.capacity, 0),
            **columns,
        )
    except ConstraintViolated as error:
        raise _taken(columns) from error
    await start_making(tx, config, by=principal.name, now=now)
    await describe_event(tx, event)
    details = f"{config.capacity} tickets"
    await _record(tx, principal, config, Change("CREATE", principal.name, now, None, _state(config), details))
    return await read_config(tx, principal, event_id, config.id)


async def change_config(
    tx: Tx, principal: Principal, event_id: int, config_id: int, change: ConfigChange
) -> TicketConfig:
    """Change a ticket config. A new price is that of tickets that nobody has yet.

    A higher capacity makes tickets, a lower one takes away free ones only: Conflict tells how low it can be. Conflict
    also when more than CHANGED_AT_ONCE_MAX tickets would change: it tells what to do instead.
    """
    event = await hold_event(tx, principal, event_id)
    await read_config(tx, principal, event_id, config_id)
    # Whoever makes tickets of it in the background waits, so that `made` is what it is.
    present = await store.lock_config(tx, event.tenant_id, config_id)
    if present is None:
        raise NotFound(f"event {event_id} has no ticket config {config_id}", fields=("ticket_config_id",))
    columns, now = _columns(change, present), utc_now()
    try:
        changed = await planning.update_config(tx, event.tenant_id, config_id, now, **columns)
    except ConstraintViolated as error:
        raise _taken(columns) from error
    config = changed or present
    if (config.price_minor, config.currency) != (present.price_minor, present.currency):
        await check_price_change(tx, present)
        await planning.reprice_free_tickets(tx, config, now)
    if config.name != present.name:
        check_name_change(present)
        await planning.rename_tickets(tx, config, now)
    capacity = given_or(change.capacity, present.capacity)
    if capacity != present.capacity:
        await _set_capacity(tx, principal, present, capacity)
    await describe_event(tx, event)
    saved = await read_config(tx, principal, event_id, config_id)
    details = msgspec.json.encode(_differences(present, saved)).decode()
    await _record(tx, principal, saved, Change("EDIT", principal.name, now, _state(present), _state(saved), details))
    return saved


async def delete_config(tx: Tx, principal: Principal, event_id: int, config_id: int) -> None:
    """Delete a ticket config none of whose tickets was ever sold or is held; Conflict else: switch it off instead."""
    event = await hold_event(tx, principal, event_id)
    config = await read_config(tx, principal, event_id, config_id)
    locked = await store.lock_config(tx, event.tenant_id, config_id) or config
    await _set_capacity(tx, principal, locked, 0)
    await planning.delete_config(tx, config)
    await describe_event(tx, event)
    await _record(tx, principal, config, Change("DELETE", principal.name, utc_now(), _state(config), None))


async def describe_event(tx: Tx, event: Event) -> None:
    """Bring the attraction of an event up to its kinds of tickets and timeslots."""
    configs = await store.list_configs(tx, event.tenant_id, event.id)
    timeslots = await store.list_timeslots(tx, event.tenant_id, event.id)
    names = ",".join(config.name.replace(",", " ") for config in configs if config.active) or None
    await event_planning.describe_face(tx, event, utc_now(), categories=names, has_time_slots=bool(timeslots))


async def _set_capacity(tx: Tx, principal: Principal, config: TicketConfig, capacity: int) -> None:
    now = utc_now()
    check_capacity_change(config, capacity)
    surplus = max(config.made - capacity, 0)
    gone = await planning.delete_free_tickets(tx, config, surplus) if surplus else 0
    if not await planning.set_capacity(tx, config, capacity, gone, now):
        least = config.made - gone
        message = f"{least} tickets of {config.name} are held, sold or were sold once; that many have to stay"
        raise Conflict(message, fields=("capacity",), details={"capacity_min": least})
    grown = (await store.read_configs(tx, [config.id]))[config.id]
    if capacity > grown.made:
        await start_making(tx, grown, by=principal.name, now=now)


def _columns(change: ConfigChange, present: TicketConfig | None) -> dict[str, object]:
    """What a config is after a change, but for its capacity; InvalidParameter naming every field that is wrong."""
    wrong = Refusals()
    name = check_name(given_or(change.name, present.name if present else ""), "name", wrong)
    description = given_or(change.description, present.description if present else None)
    description = check_text(description, "description", TEXT_LENGTH_MAX, wrong)
    currency = given_or(change.currency, present.currency if present else "").upper()
    minor = present.price_minor if present else None
    try:
        check_currency(currency, "currency")
        if not isinstance(change.price, UnsetType):
            minor = to_minor(change.price, currency, "price")
        elif present is not None and currency != present.currency:
            wrong.add("price", reason="write the price in the new currency as well")
    except AdmitError as error:
        wrong.take(error)
    if minor is None:
        wrong.add("price", reason="fill in this field")
    capacity = given_or(change.capacity, present.capacity if present else 0)
    if not (0 if present else 1) <= capacity <= CAPACITY_MAX:
        wrong.add("capacity", reason=f"write a number from 1 to {CAPACITY_MAX}")
    position = given_or(change.position, present.position if present else 0)
    if not 0 <= position <= CAPACITY_MAX:
        wrong.add("position", reason=f"write a number from 0 to {CAPACITY_MAX}")
    wrong.settle()
    return {
        "name": name,
        "description": description,
        "price_minor": minor,
        "currency": currency,
        "position": position,
        "active": given_or(change.active, present.active if present else True),
    }


def _taken(columns: dict[str, object]) -> Conflict:
    return Conflict(f"the event has a ticket config {columns['name']} already; choose another name", fields=("name",))


def _state(config: TicketConfig) -> str:
    return "ACTIVE" if config.active else "INACTIVE"


def _differences(before: TicketConfig, after: TicketConfig) -> dict[str, list[object]]:
    told = ("name", "description", "price_minor", "currency", "capacity", "position", "active")
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in told}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


async def _record(tx: Tx, principal: Principal, config: TicketConfig, change: Change) -> None:
    await record_entity(tx, principal.tenant_id, "TICKET_CONFIG", config.id, change)
