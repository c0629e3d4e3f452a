"""`admitone location`: create, list, services, add-service, make-tickets, token, server."""

from __future__ import annotations

import asyncio
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from admitone.cli.terminal import CommandFailed, out, show_rows

if TYPE_CHECKING:
    from admitone.bootstrap import Product
    from admitone.core.principal import Principal
    from admitone.core.wifi.model import Location, WifiService
    from admitone.services.wifi_issuing import Issued
    from admitone.store.database import Tx

TenantName = Annotated[str, Parameter(help="The organisation that the location belongs to.")]


def create(
    name: str,
    /,
    *,
    location_id: Annotated[str | None, Parameter(help="As programs name it; a new one when left out.")] = None,
    currency: Annotated[str | None, Parameter(help="ISO 4217; the installation's when left out.")] = None,
    time_zone: Annotated[str | None, Parameter(help="IANA name; the organisation's when left out.")] = None,
    print_format: Annotated[Literal["thermal", "a4"], Parameter(help="What tickets are printed on.")] = "a4",
    network: Annotated[str | None, Parameter(help="The network's name, as guests see it.")] = None,
    tenant: TenantName = "default",
) -> None:
    """Add a location and print its LocationId.

    Example: admitone location create "Hotel Sol" --time-zone Europe/Madrid --currency EUR

    Parameters
    ----------
    name
        What guests call the place.
    """
    from msgspec import UNSET

    from admitone.cli.operator import act_as_operator
    from admitone.core.wifi.kinds import PrintFormat
    from admitone.services import locations
    from admitone.services.locations import LocationChange

    async def act(product: Product, tx: Tx, operator: Principal) -> str:
        change = LocationChange(
            name=name,
            currency=currency or UNSET,
            time_zone=time_zone or UNSET,
            print_format=PrintFormat(print_format),
            network_name=network,
        )
        made = await locations.create_location(
            tx, operator, change, currency=product.config.currency, public_id=location_id
        )
        return made.public_id

    print(asyncio.run(act_as_operator(tenant, act)))


def list_(*, tenant: TenantName = "default") -> None:
    """List locations; tab-separated when standard output is no terminal.

    Example: admitone location list
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services import locations

    async def act(_product: Product, tx: Tx, operator: Principal) -> list[Location]:
        return await locations.list_locations(tx, operator)

    found = asyncio.run(act_as_operator(tenant, act))
    rows = [
        (one.public_id, one.name, one.currency, one.time_zone, one.print_format, "active" if one.active else "off")
        for one in found
    ]
    show_rows(("LocationId", "name", "currency", "time zone", "prints on", "state"), rows)


def services(location_id: str, /, *, tenant: TenantName = "default") -> None:
    """List what a location offers; tab-separated when standard output is no terminal.

    Example: admitone location services 28XXX004

    Parameters
    ----------
    location_id
        The LocationId.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.core.wifi.terms import type_id
    from admitone.presentation.language import language
    from admitone.presentation.wifi import limit_lines
    from admitone.services import wifi_services

    async def act(_product: Product, tx: Tx, operator: Principal) -> list[WifiService]:
        return await wifi_services.list_services(tx, operator, location_id)

    found = asyncio.run(act_as_operator(tenant, act))
    rows = [
        (
            str(one.id),
            one.name,
            type_id(one),
            ", ".join(limit_lines(one, language("en"))),
            "on" if one.active else "off",
        )
        for one in found
    ]
    show_rows(("id", "name", "type", "allows", "state"), rows)


def add_service(
    location_id: str,
    name: str,
    /,
    *,
    price: Annotated[str, Parameter(help="In the location's currency.")] = "0",
    minutes: Annotated[int | None, Parameter(help="Minutes from the first use (ttf).")] = None,
    online_minutes: Annotated[int | None, Parameter(help="Minutes connected (onl).")] = None,
    megabytes: Annotated[int | None, Parameter(help="Megabytes both ways (trf).")] = None,
    own_end: Annotated[bool, Parameter(help="Each ticket gets a moment of its own (ttl).")] = False,
    valid_days: Annotated[int | None, Parameter(help="Days after its making within which a ticket is good.")] = None,
    devices: Annotated[int | None, Parameter(help="Devices at once; any number when left out.")] = None,
    tenant: TenantName = "default",
) -> None:
    """Add a service to a location and print its id.

    Example: admitone location add-service 28XXX004 "1 hour" --minutes 60 --devices 2 --price 3

    Parameters
    ----------
    location_id
        The LocationId.
    name
        What it is called.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.core.money import to_minor
    from admitone.core.wifi.terms import ServiceTerms
    from admitone.services import locations, wifi_services

    async def act(_product: Product, tx: Tx, operator: Principal) -> int:
        location = await locations.read_location(tx, operator, location_id)
        terms = ServiceTerms(
            name=name,
            price_minor=to_minor(_amount(price), location.currency, "price"),
            time_to_finish=minutes is not None,
            online_time=online_minutes is not None,
            limit_traffic=megabytes is not None,
            time_to_limit=own_end,
            exp_seconds=None if minutes is None else minutes * 60,
            online_seconds=None if online_minutes is None else online_minutes * 60,
            traffic_bytes=None if megabytes is None else megabytes * 10**6,
            valid_seconds=None if valid_days is None else valid_days * 86_400,
            sim_devices=devices,
        )
        return (await wifi_services.create_service(tx, operator, location_id, terms)).id

    print(asyncio.run(act_as_operator(tenant, act)))


def make_tickets(
    location_id: str,
    service_id: int,
    /,
    *,
    quantity: Annotated[int, Parameter(help="How many.")] = 1,
    valid_until: Annotated[str | None, Parameter(help="ISO 8601 with an offset, as 2026-12-24T12:00+01:00.")] = None,
    tenant: TenantName = "default",
) -> None:
    """Make tickets and print their codes, one on each line.

    Example: admitone location make-tickets 28XXX004 1 --quantity 60

    Parameters
    ----------
    location_id
        The LocationId.
    service_id
        The id of one of its services.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.core.wifi.codes import group_code
    from admitone.core.wifi.granting import TicketWish
    from admitone.services import wifi_issuing
    from admitone.services.wifi_issuing import Issue

    wish = TicketWish(valid_until=_moment(valid_until))

    async def act(_product: Product, tx: Tx, operator: Principal) -> Issued:
        return await wifi_issuing.issue_tickets(tx, operator, location_id, Issue(service_id, wish, quantity))

    for ticket in asyncio.run(act_as_operator(tenant, act)).tickets:
        print(group_code(ticket.code))


def token(location_id: str, /, *, tenant: TenantName = "default") -> None:
    """Make a new token for the RADIUS server of a location and print it: it is not shown again.

    Example: admitone location token 28XXX004

    Parameters
    ----------
    location_id
        The LocationId.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services import locations

    async def act(_product: Product, tx: Tx, operator: Principal) -> str:
        return await locations.renew_radius_token(tx, operator, location_id)

    print(asyncio.run(act_as_operator(tenant, act)))


def server(
    location_id: str,
    nas: str,
    address: str,
    /,
    *,
    secret_file: Annotated[str, Parameter(help="A file whose only line is the shared secret.")],
    port: Annotated[int, Parameter(help="Where it takes Disconnect-Requests.")] = 3799,
    tenant: TenantName = "default",
) -> None:
    """Say where an access server takes requests to let go of a device (RFC 5176).

    Example: admitone location server 28XXX004 ap-lobby 10.0.0.9 --secret-file secret

    Parameters
    ----------
    location_id
        The LocationId.
    nas
        Its NAS-Identifier.
    address
        Its host name or IP address.
    """
    from pathlib import Path

    from admitone.cli.operator import act_as_operator
    from admitone.services import access_servers
    from admitone.services.access_servers import AccessServerChange

    change = AccessServerChange(nas, address, Path(secret_file).read_text(encoding="utf-8").strip(), port)

    async def act(_product: Product, tx: Tx, operator: Principal) -> None:
        await access_servers.save_access_server(tx, operator, location_id, change)

    asyncio.run(act_as_operator(tenant, act))
    out.print(f"saved {nas}", markup=False)


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise CommandFailed(f"--price {text}: write an amount as 3.50") from error


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise CommandFailed(f"--valid-until {text}: write a moment as 2026-12-24T12:00+01:00") from error
    if moment is not None and moment.tzinfo is None:
        raise CommandFailed(f"--valid-until {text}: add the offset, as 2026-12-24T12:00+01:00")
    return moment
