"""`admitone event`: create, list, show, publish, cancel."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from admitone.cli.terminal import out, show_rows

if TYPE_CHECKING:
    from admitone.bootstrap import Product
    from admitone.core.events import Event
    from admitone.core.principal import Principal
    from admitone.services.event_overview import EventOverview, Progress
    from admitone.services.events import ListedEvent
    from admitone.store.database import Tx

TenantName = Annotated[str, Parameter(help="The organisation that the event belongs to.")]


def create(
    name: str,
    /,
    *,
    product_code: Annotated[str, Parameter(help="The code of the product in the accounting system.")],
    starts: Annotated[datetime, Parameter(help="By the tenant's clocks, as 2027-03-15T19:00.")],
    ends: Annotated[datetime, Parameter(help="By the tenant's clocks, as 2027-03-15T23:00.")],
    doors: Annotated[datetime | None, Parameter(help="When the doors open.")] = None,
    venue: Annotated[str | None, Parameter(help="Where it is.")] = None,
    address: Annotated[str | None, Parameter(help="The address of the venue.")] = None,
    tenant: TenantName = "default",
) -> None:
    """Set up an event as a draft, and print its number.

    Example: admitone event create "Jazz Night" --product-code JAZZ --starts 2027-03-15T19:00 --ends 2027-03-15T23:00

    Parameters
    ----------
    name
        What the event is called.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.core.event_plans import EventChange
    from admitone.services import events

    change = EventChange(
        name=name,
        odoo_product_code=product_code,
        starts_at=starts,
        ends_at=ends,
        doors_at=doors,
        venue=venue,
        address=address,
    )

    async def act(_product: Product, tx: Tx, operator: Principal) -> Event:
        return await events.create_event(tx, operator, change)

    print(asyncio.run(act_as_operator(tenant, act)).id)


def list_(
    *,
    text: Annotated[str | None, Parameter(help="Any part of a name or venue.")] = None,
    state: Annotated[Literal["DRAFT", "PUBLISHED", "CANCELLED"] | None, Parameter(help="Only these.")] = None,
    tenant: TenantName = "default",
) -> None:
    """List events, the latest start first; tab-separated when standard output is no terminal.

    Example: admitone event list --state PUBLISHED
    """
    from admitone.cli.operator import act_as_operator
    from admitone.core.clock import to_local
    from admitone.core.events import EventState
    from admitone.services import events
    from admitone.store.event_planning import EventSearch

    async def act(_product: Product, tx: Tx, operator: Principal) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = []
        after: int | None = None
        while True:
            search = EventSearch(text, EventState(state) if state else None, after_id=after)
            page = await events.list_events(tx, operator, search, events.PAGE_MAX)
            rows += [_row(listed, to_local(listed.event.starts_at, operator.time_zone)) for listed in page]
            if len(page) < events.PAGE_MAX:
                return rows
            after = page[-1].event.id

    found = asyncio.run(act_as_operator(tenant, act))
    show_rows(("number", "event", "starts", "state", "tickets", "reserved", "sold"), found)


def show(event_id: int, /, *, tenant: TenantName = "default") -> None:
    """Show how far the tickets of an event are, by kind, timeslot and sector.

    Example: admitone event show 1

    Parameters
    ----------
    event_id
        The event's number.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services.event_overview import overlook_event

    async def act(_product: Product, tx: Tx, operator: Principal) -> EventOverview:
        return await overlook_event(tx, operator, event_id)

    seen = asyncio.run(act_as_operator(tenant, act))
    out.print(f"{seen.event.name}: {seen.event.state}", markup=False)
    rows = [_told("kind", one.id, one.name, one.capacity, seen.of_config.get(one.id)) for one in seen.configs]
    rows += [_told("timeslot", one.id, one.name, one.capacity, seen.of_timeslot.get(one.id)) for one in seen.timeslots]
    rows += [_told("sector", one.id, one.name, one.capacity, seen.of_sector.get(one.id)) for one in seen.sectors]
    show_rows(("what", "number", "name", "places", "reserved", "issued"), rows)


def publish(event_id: int, /, *, tenant: TenantName = "default") -> None:
    """Put an event on sale.

    Example: admitone event publish 1

    Parameters
    ----------
    event_id
        The event's number.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services import event_states

    async def act(_product: Product, tx: Tx, operator: Principal) -> Event:
        return await event_states.publish_event(tx, operator, event_id)

    out.print(f"{asyncio.run(act_as_operator(tenant, act)).name} is on sale", markup=False)


def cancel(
    event_id: int,
    /,
    *,
    confirmed: Annotated[bool, Parameter(negative="", help="Even if somebody has tickets.")] = False,
    tenant: TenantName = "default",
) -> None:
    """Call an event off, for good. What is kept for persons is let go; sold tickets are refunded from their sales.

    When somebody has tickets, it tells how many and does nothing without --confirmed.

    Example: admitone event cancel 1

    Parameters
    ----------
    event_id
        The event's number.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services import event_states

    async def act(_product: Product, tx: Tx, operator: Principal) -> Event:
        return await event_states.cancel_event(tx, operator, event_id, confirmed=confirmed)

    out.print(f"{asyncio.run(act_as_operator(tenant, act)).name} is called off", markup=False)


def rotate_key(
    event_id: int,
    /,
    *,
    revoke: Annotated[bool, Parameter(help="Believe the former keys no longer: for when one leaked.")] = False,
    tenant: TenantName = "default",
) -> None:
    """Make a new key that signs the SECURE tickets of an event from now on, and print its name.

    After --revoke, phones without a network are refused until they have been online once.

    Example: admitone event rotate-key 1 --revoke

    Parameters
    ----------
    event_id
        The event's number.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services import secure_keys

    async def act(product: Product, tx: Tx, operator: Principal) -> str:
        row = await secure_keys.rotate_key(tx, operator, product.config.secret, event_id, revoke=revoke)
        return f"generation {row.generation}: {row.key_id}"

    out.print(asyncio.run(act_as_operator(tenant, act)), markup=False)


def _row(listed: ListedEvent, starts: datetime) -> tuple[str, ...]:
    event, count = listed.event, listed.count
    figures = (count.total, count.reserved, count.sold) if count else (0, 0, 0)
    return str(event.id), event.name, f"{starts:%Y-%m-%d %H:%M}", str(event.state), *map(str, figures)


def _told(what: str, number: int, name: str, capacity: int | None, progress: Progress | None) -> tuple[str, ...]:
    reserved = progress.reserved + progress.confirmed if progress else 0
    issued = progress.issued if progress else 0
    return what, str(number), name, "no limit" if capacity is None else str(capacity), str(reserved), str(issued)
