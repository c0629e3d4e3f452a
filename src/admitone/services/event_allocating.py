"""Choosing tickets of events for a cart: by ticket config, at a timeslot and in a sector."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from admitone.core.errors import InvalidParameter
from admitone.core.events import TicketConfig
from admitone.core.inventory import Ticket
from admitone.services.placing import PLACES, Placing, Want, place_wants, refuse_overfull, take_placings
from admitone.store import events as store
from admitone.store.database import ConstraintViolated, Tx
from admitone.store.holding import Keeping

# The names of the fields of a wish in the contract of carts.
_NAMES: Final = {
    "ticket_config_id": "ticketConfigId",
    "quantity": "quantity",
    "timeslot_id": "timeslotId",
    "sector_id": "sectorId",
}


@dataclass(frozen=True, slots=True)
class EventWish:
    """So many tickets of a config at a place; `row` is its place among the wishes of the cart."""

    row: int
    ticket_config_id: int
    quantity: int
    timeslot_id: int | None = None
    sector_id: int | None = None


@dataclass(frozen=True, slots=True)
class EventAllocation:
    """For which cart, and when; `wait` for tickets that others are just taking, instead of passing them over."""

    tenant_id: int
    time_zone: str
    today: date
    cart_reference: str
    now: datetime
    wait: bool


async def allocate_event_tickets(tx: Tx, allocation: EventAllocation, wishes: Sequence[EventWish]) -> list[Ticket]:
    """Hold tickets of events for a cart, all or none. Refusals as those of `place_wants` and `take_placings`.

    Events in the order of their ids, so that of two buyers none waits for one who waits for the other.
    """
    if not wishes:
        return []
    configs = await store.read_configs(tx, [wish.ticket_config_id for wish in wishes])
    by_event: defaultdict[int, list[Want]] = defaultdict(list)
    for wish in wishes:
        by_event[_config_of(wish, configs, allocation.tenant_id).event_id].append(_want(wish))
    placings: list[Placing] = []
    for event_id in sorted(by_event):
        event = await store.read_event(tx, allocation.tenant_id, event_id)
        assert event is not None, "a ticket config of the tenant has an event of the tenant"
        placings += await place_wants(tx, event, allocation.time_zone, by_event[event_id])
    keeping = Keeping(
        tenant_id=allocation.tenant_id,
        today=allocation.today,
        now=allocation.now,
        cart_reference=allocation.cart_reference,
    )
    try:
        return await take_placings(tx, keeping, placings, wait=allocation.wait)
    except ConstraintViolated as error:
        if error.constraint in PLACES:
            refuse_overfull(error.constraint)
        raise


def _config_of(wish: EventWish, configs: Mapping[int, TicketConfig], tenant_id: int) -> TicketConfig:
    config = configs.get(wish.ticket_config_id)
    if config is None or config.tenant_id != tenant_id:
        field = _name_in(wish.row)("ticket_config_id")
        raise InvalidParameter(f"{field}: there is no ticket config {wish.ticket_config_id}", fields=(field,))
    return config


def _want(wish: EventWish) -> Want:
    return Want(
        config_id=wish.ticket_config_id,
        quantity=wish.quantity,
        timeslot_id=wish.timeslot_id,
        sector_id=wish.sector_id,
        name=_name_in(wish.row),
    )


def _name_in(row: int) -> Callable[[str], str]:
    return lambda field: f"allocate[{row}].{_NAMES[field]}"
