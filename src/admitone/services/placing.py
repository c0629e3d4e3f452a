"""Places of an event: which timeslot and sector a ticket is for, and whether there is room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn, TypeVar

from admitone.core.clock import local_day, local_time
from admitone.core.errors import Conflict, InvalidParameter, MissingParameter
from admitone.core.events import Event, EventState, Sector, TicketConfig, Timeslot
from admitone.core.inventory import Ticket
from admitone.store import events as store
from admitone.store import holding
from admitone.store.database import TransactionUndone, Tx
from admitone.store.holding import Keeping, Place

# The constraints that no place is taken twice by.
PLACES: Final = frozenset({"event_timeslots_capacity", "event_sectors_capacity"})
_P = TypeVar("_P", Timeslot, Sector)


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """So many tickets of a config at a place. `name` gives the caller's own name of one of its fields."""

    config_id: int
    quantity: int
    timeslot_id: int | None
    sector_id: int | None
    name: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Placing:
    """A want that can be fulfilled as far as places go."""

    want: Want
    config: TicketConfig
    place: Place


async def place_wants(tx: Tx, event: Event, time_zone: str, wants: Sequence[Want]) -> list[Placing]:
    """Check wants against their event, lock their places until the transaction ends, and see that there is room.

    The event, then timeslots, then sectors, each in the order of their ids, so that nobody waits for one who waits for
    them. The refusals name the field: InvalidParameter for what is not of the event, MissingParameter for a place that
    an event with timeslots or sectors needs, Conflict for a place without room and for an event that is not PUBLISHED.
    """
    # As it is now, and stays: a reservation that commits after the event was called off would be nobody's to let go.
    refuse_unsold_event(await holding.lock_event(tx, event.tenant_id, event.id))
    configs = {config.id: config for config in await store.list_configs(tx, event.tenant_id, event.id)}
    for want in wants:
        _check_config(event, configs, want)
    timeslots = {one.id: one for one in await store.list_timeslots(tx, event.tenant_id, event.id)}
    sectors = {one.id: one for one in await store.list_sectors(tx, event.tenant_id, event.id)}
    _check_places(event, timeslots, wants, "timeslot_id")
    _check_places(event, sectors, wants, "sector_id")
    await _see_to_room(tx, event, wants)
    placings = []
    for want in wants:
        timeslot = timeslots[want.timeslot_id] if want.timeslot_id is not None else None
        placings.append(Placing(want, configs[want.config_id], _place(timeslot, want.sector_id, time_zone)))
    return placings


async def take_placings(tx: Tx, keeping: Keeping, placings: Sequence[Placing], *, wait: bool) -> list[Ticket]:
    """Take the tickets of placed wants, all or none. Without `wait` see `reserve_owner_tickets`.

    Conflict says of which config how many are free.
    """
    held: list[Ticket] = []
    # Everybody takes several configs in one order, so that nobody waits for one who waits for them.
    for placing in sorted(placings, key=lambda one: one.config.id):
        want = placing.want
        taken = await holding.hold_config(tx, keeping, placing.config.id, placing.place, want.quantity, wait=wait)
        if len(taken) < want.quantity:
            field = want.name("quantity")
            message = (
                f"{field}: {len(taken)} of {want.quantity} tickets of {placing.config.name} are free; "
                "nothing was reserved"
            )
            if not wait:
                raise TransactionUndone(message)
            details = {"ticket_config_id": placing.config.id, "asked": want.quantity, "free": len(taken)}
            raise Conflict(message, fields=(field,), details=details)
        held += taken
    return held


def refuse_unsold_event(event: Event) -> None:
    """Conflict for an event whose tickets cannot be held."""
    if event.state is EventState.DRAFT:
        raise Conflict(f"event {event.id} is a draft; publish it first", fields=("event_id",))
    if event.state is EventState.CANCELLED:
        raise Conflict(f"event {event.id} is cancelled; its tickets cannot be had any more", fields=("event_id",))


def _check_config(event: Event, configs: Mapping[int, TicketConfig], want: Want) -> None:
    field = want.name("ticket_config_id")
    config = configs.get(want.config_id)
    if config is None:
        raise InvalidParameter(f"{field}: event {event.id} has no ticket config {want.config_id}", fields=(field,))
    if not config.active:
        raise Conflict(f"{field}: {config.name} is not for sale", fields=(field,))


def _check_places(event: Event, places: Mapping[int, _P], wants: Sequence[Want], column: str) -> None:
    kind = column.removesuffix("_id")
    for want in wants:
        field, chosen = want.name(column), getattr(want, column)
        if chosen is None and places:
            known = ", ".join(f"{one.id} ({one.name})" for one in list(places.values())[:20])
            raise MissingParameter(f"{field}: this event has {kind}s; send one of {known}", fields=(field,))
        if chosen is not None and chosen not in places:
            raise InvalidParameter(f"{field}: event {event.id} has no {kind} {chosen}", fields=(field,))


async def _see_to_room(tx: Tx, event: Event, wants: Sequence[Want]) -> None:
    by_timeslot = Counter[int]()
    by_sector = Counter[int]()
    for want in wants:
        if want.timeslot_id is not None:
            by_timeslot[want.timeslot_id] += want.quantity
        if want.sector_id is not None:
            by_sector[want.sector_id] += want.quantity
    timeslots = await holding.lock_timeslots(tx, event.tenant_id, sorted(by_timeslot))
    _refuse_full(timeslots, by_timeslot, wants, "timeslot_id")
    sectors = await holding.lock_sectors(tx, event.tenant_id, sorted(by_sector))
    _refuse_full(sectors, by_sector, wants, "sector_id")


def _refuse_full(places: Mapping[int, _P], wanted: Counter[int], wants: Sequence[Want], column: str) -> None:
    kind = column.removesuffix("_id")
    for place in places.values():
        left = None if place.capacity is None else place.capacity - place.taken
        if left is not None and wanted[place.id] > left:
            fields = [want.name(column) for want in wants if getattr(want, column) == place.id]
            message = f"{kind} {place.name} has {left} of the {wanted[place.id]} places left; nothing was reserved"
            details = {column: place.id, "asked": wanted[place.id], "free": left}
            raise Conflict(message, fields=fields, details=details)


def refuse_overfull(constraint: str) -> NoReturn:
    """The same refusal where only the database noticed: a capacity that was lowered meanwhile."""
    kind = "sector" if "sector" in constraint else "timeslot"
    raise Conflict(f"a {kind} has fewer places left than that; nothing was reserved", fields=(f"{kind}_id",))


def _place(timeslot: Timeslot | None, sector_id: int | None, time_zone: str) -> Place:
    if timeslot is None:
        return Place(sector_id=sector_id)
    starts_at = timeslot.starts_at
    return Place(
        timeslot_id=timeslot.id,
        sector_id=sector_id,
        ticket_date=local_day(starts_at, time_zone),
        valid_until=local_day(timeslot.ends_at, time_zone),
        time_slot=local_time(starts_at, time_zone),
    )
