"""An evening of the demo: one event on sale, with kinds of tickets, timeslots and sectors, and its first guests."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from admitone.bootstrap import Product
from admitone.core.event_design import EventDesign, write_design
from admitone.core.event_plans import EventChange
from admitone.core.events import Event
from admitone.core.inventory import TicketFormat
from admitone.core.principal import Principal
from admitone.services import enrollments, event_states, events, owner_tickets, sectors, ticket_configs, timeslots
from admitone.services.event_holding import Item, OwnerHold, OwnerWish, reserve_for_owner
from admitone.services.sectors import SectorChange
from admitone.services.ticket_configs import ConfigChange
from admitone.services.timeslots import Series
from admitone.store import event_planning
from admitone.store.event_planning import EventSearch

NAME: Final = "Garden of Lights"
CODE: Final = "GOL-EVE"
_BEGINS, _ENDS = time(17), time(22)
_CONFIGS: Final = (
    ConfigChange(name="Adult", price=Decimal("180.00"), currency="AED", capacity=240, position=0),
    ConfigChange(name="Child", price=Decimal("90.00"), currency="AED", capacity=120, position=1),
    ConfigChange(
        name="Lantern tour",
        description="With a guide and a lantern of one's own.",
        price=Decimal("320.00"),
        currency="AED",
        capacity=40,
        position=2,
    ),
)
# Who: adults, children, the timeslot by its place, and whether the tickets are issued.
_GUESTS: Final = (
    ("Layla Haddad", "layla.haddad@example.com", 2, 3, 2, True),
    ("Tom Becker", "tom.becker@example.com", 4, 0, 4, True),
    ("Priya Nair", "priya.nair@example.com", 2, 1, 4, False),
)
_DESIGN: Final = EventDesign(
    background="#1d2b53",
    foreground="#ffffff",
    accent="#e0a526",
    note="Enter within your half hour; stay as long as you like.",
    terms="Paths are lit but uneven: wear firm shoes.\nTickets can be given back until the day before.",
)


async def load_event(product: Product, principal: Principal, day: date) -> str:
    """Add the demo's event a month after `day`, unless it is there; a line that tells of it."""
    async with product.database.reading() as tx:
        known = await events.list_events(tx, principal, EventSearch(text=NAME), 1)
    if not known:
        await _fill(product, principal, await _plan(product, principal, day + timedelta(days=30)))
    return f"{NAME}: an event with {sum(config.capacity or 0 for config in _CONFIGS)} tickets"


async def _plan(product: Product, principal: Principal, day: date) -> Event:
    begins, ends = datetime.combine(day, _BEGINS), datetime.combine(day, _ENDS)
    change = EventChange(
        name=NAME,
        odoo_product_code=CODE,
        starts_at=begins,
        ends_at=ends,
        doors_at=begins - timedelta(minutes=30),
        activation_minutes=120,
        venue="Al Noor Park",
        address="Lake Road, Dubai",
        latitude=25.1972,
        longitude=55.2744,
        description="A walk of an hour among ten thousand lanterns.",
    )
    async with product.database.writing() as tx:
        event = await events.create_event(tx, principal, change)
        for config in _CONFIGS:
            await ticket_configs.create_config(tx, principal, event.id, config)
        series = Series(first_day=day, last_day=day, begins=_BEGINS, ends=_ENDS, minutes=30, capacity=40)
        await timeslots.create_series(tx, principal, event.id, series)
        for sector, capacity in (("East gate", 250), ("West gate", None)):
            await sectors.create_sector(tx, principal, event.id, SectorChange(name=sector, capacity=capacity))
        await event_planning.set_design(tx, event.tenant_id, event.id, write_design(_DESIGN), event.updated_at)
        return await event_states.publish_event(tx, principal, event.id)


async def _fill(product: Product, principal: Principal, event: Event) -> None:
    for name, email, adults, children, slot, issued in _GUESTS:
        held = await _reserve(product, principal, event, (name, email), (adults, children, slot))
        if issued:
            async with product.database.writing() as tx:
                ids = [ticket.id for ticket in held.tickets]
                # The guests do not exist: their mails must not leave the house.
                mail_in = "en" if product.outbox_world.outbox is not None else None
                await owner_tickets.issue_owner_tickets(tx, principal, product.terms, ids, mail_in=mail_in)


async def _reserve(
    product: Product, principal: Principal, event: Event, guest: tuple[str, str], wanted: tuple[int, int, int]
) -> OwnerHold:
    (name, email), (adults, children, slot) = guest, wanted
    async with product.database.writing() as tx:
        person = await enrollments.enroll_person(tx, principal, email, name)
        configs = await ticket_configs.list_configs(tx, principal, event.id)
        slots = await timeslots.list_timeslots(tx, principal, event.id)
        gates = await sectors.list_sectors(tx, principal, event.id)
    pairs = ((configs[0], adults), (configs[1], children))
    items = [Item(config.id, count, slots[slot].id, gates[0].id) for config, count in pairs if count]
    wish = OwnerWish(
        owner_id=person.id, format=TicketFormat.PDF, event_id=event.id, items=items, hold_minutes=7 * 24 * 60
    )
    return await reserve_for_owner(product.database, principal, product.terms, wish)
