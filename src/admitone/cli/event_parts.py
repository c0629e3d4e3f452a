"""`admitone event config`, `timeslot` and `sector add`: what belongs to an event."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from admitone.cli.events import TenantName
from admitone.cli.terminal import CommandFailed

if TYPE_CHECKING:
    from admitone.bootstrap import Product
    from admitone.core.principal import Principal
    from admitone.store.database import Tx

Places = Annotated[int | None, Parameter(help="How many tickets it has room for; no limit unless given.")]


def add_config(
    event_id: int,
    name: str,
    /,
    *,
    price: Annotated[str, Parameter(help="Of one ticket, as 250.00.")],
    capacity: Annotated[int, Parameter(help="How many tickets there are.")],
    currency: Annotated[str | None, Parameter(help="ADMITONE_CURRENCY unless given.")] = None,
    tenant: TenantName = "default",
) -> None:
    """Add a kind of ticket to an event, and print its number. A worker makes what is beyond the first thousand.

    Example: admitone event config add 1 Standing --price 250 --capacity 800

    Parameters
    ----------
    event_id
        The event's number.
    name
        What the tickets are called.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services.ticket_configs import ConfigChange, create_config

    amount = _read_price(price)

    async def act(product: Product, tx: Tx, operator: Principal) -> int:
        change = ConfigChange(name=name, price=amount, currency=currency or product.config.currency, capacity=capacity)
        return (await create_config(tx, operator, event_id, change)).id

    print(asyncio.run(act_as_operator(tenant, act)))


def add_timeslots(
    event_id: int,
    starts: datetime,
    /,
    *,
    minutes: Annotated[int, Parameter(help="How long each is.")],
    until: Annotated[str | None, Parameter(help="More of them, one behind the other, until then, as 18:00.")] = None,
    capacity: Places = None,
    tenant: TenantName = "default",
) -> None:
    """Add a timeslot to an event, or many one behind the other, and print their numbers.

    Example: admitone event timeslot add 1 2027-03-15T10:00 --minutes 30 --until 18:00 --capacity 25

    Parameters
    ----------
    event_id
        The event's number.
    starts
        When the first one begins, by the tenant's clocks.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services.timeslots import Series, create_series

    ends = _read_time(until) if until else (starts + timedelta(minutes=minutes)).time()
    series = Series(
        first_day=starts.date(),
        last_day=starts.date(),
        begins=starts.time(),
        ends=ends,
        minutes=minutes,
        capacity=capacity,
    )

    async def act(_product: Product, tx: Tx, operator: Principal) -> list[int]:
        return [timeslot.id for timeslot in await create_series(tx, operator, event_id, series)]

    for number in asyncio.run(act_as_operator(tenant, act)):
        print(number)


def add_sector(event_id: int, name: str, /, *, capacity: Places = None, tenant: TenantName = "default") -> None:
    """Add a sector to an event, and print its number.

    Example: admitone event sector add 1 "Left stand" --capacity 400

    Parameters
    ----------
    event_id
        The event's number.
    name
        What the sector is called.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services.sectors import SectorChange, create_sector

    async def act(_product: Product, tx: Tx, operator: Principal) -> int:
        return (await create_sector(tx, operator, event_id, SectorChange(name=name, capacity=capacity))).id

    print(asyncio.run(act_as_operator(tenant, act)))


def _read_price(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise CommandFailed(f"--price {text}: write an amount as 250.00") from error


def _read_time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise CommandFailed(f"--until {text}: write a time as 18:00") from error
