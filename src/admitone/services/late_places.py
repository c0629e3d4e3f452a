"""Money that comes late for tickets of an event: any tickets of the same config, at the same place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from admitone.core.clock import today
from admitone.core.errors import Conflict, InvalidParameter, MissingParameter
from admitone.core.inventory import Ticket
from admitone.core.selling import Cart
from admitone.services.placing import Want, place_wants, take_placings
from admitone.store import events, people
from admitone.store.carts import SoldPlace
from admitone.store.database import Tx
from admitone.store.holding import Keeping


async def hold_places_again(
    tx: Tx, cart: Cart, wanted: Sequence[Ticket], places: Sequence[SoldPlace], now: datetime
) -> list[tuple[int, int]] | None:
    """Hold tickets for those that had a place at an event, as pairs of old and new; None when there are too few.

    `places` are what the sales of the cart remember. What was held until then the caller gives back.
    """
    if any(place.place_gone for place in places):
        return None
    by_ticket = {place.ticket_id: place for place in places}
    zone = await people.read_time_zone(tx, cart.tenant_id)
    keeping = Keeping(tenant_id=cart.tenant_id, today=today(zone), now=now, cart_reference=cart.reference)
    groups: defaultdict[int, Counter[tuple[int, int | None, int | None]]] = defaultdict(Counter)
    for ticket in wanted:
        place = by_ticket[ticket.id]
        groups[ticket.event_id or 0][ticket.ticket_config_id or 0, place.timeslot_id, place.sector_id] += 1
    held: list[Ticket] = []
    for event_id in sorted(groups):
        event = await events.read_event(tx, cart.tenant_id, event_id)
        wants = [_want(*kind, quantity) for kind, quantity in groups[event_id].items()]
        try:
            assert event is not None, "a ticket refers to its event"
            held += await take_placings(tx, keeping, await place_wants(tx, event, zone, wants), wait=True)
        except (Conflict, InvalidParameter, MissingParameter):
            # No room any more, no such place, or the event is off.
            return None
    return _pairs(wanted, by_ticket, held)


def _want(config_id: int, timeslot_id: int | None, sector_id: int | None, quantity: int) -> Want:
    return Want(config_id=config_id, quantity=quantity, timeslot_id=timeslot_id, sector_id=sector_id, name=str)


def _pairs(wanted: Sequence[Ticket], by_ticket: dict[int, SoldPlace], held: Sequence[Ticket]) -> list[tuple[int, int]]:
    """The same ticket for itself where it was got; for each other one, one of its kind and place."""
    free: defaultdict[tuple[int | None, int | None, int | None], set[int]] = defaultdict(set)
    for ticket in held:
        free[ticket.ticket_config_id, ticket.timeslot_id, ticket.sector_id].add(ticket.id)
    kinds = {
        ticket.id: (ticket.ticket_config_id, by_ticket[ticket.id].timeslot_id, by_ticket[ticket.id].sector_id)
        for ticket in wanted
    }
    pairs: list[tuple[int, int]] = []
    # Those that were got themselves first, so that no other one is put in their place.
    for ticket in sorted(wanted, key=lambda one: one.id not in free[kinds[one.id]]):
        fitting = free[kinds[ticket.id]]
        chosen = ticket.id if ticket.id in fitting else min(fitting)
        fitting.remove(chosen)
        pairs.append((ticket.id, chosen))
    return pairs
