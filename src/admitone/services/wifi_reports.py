"""What Wi-Fi tickets were sold for, by service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admitone.core.principal import STAFF, Principal
from admitone.core.wifi.model import Location, WifiService
from admitone.store import locations, wifi_services, wifi_tickets
from admitone.store.database import Tx


@dataclass(frozen=True, slots=True)
class WifiSales:
    """Tickets of one service in one currency. Revoked ones count as tickets, but brought nothing in."""

    location: Location
    service: WifiService
    currency: str
    tickets: int
    used: int
    revoked: int
    sold_minor: int


async def report_sales(
    tx: Tx, principal: Principal, begins: datetime | None, ends: datetime | None, location_id: int | None = None
) -> Sequence[WifiSales]:
    """Tickets made from `begins` until before `ends`, by location and service; deleted services are named too."""
    principal.require(STAFF)
    sums = await wifi_tickets.sum_sales(tx, principal.tenant_id, location_id, begins, ends)
    places = {one.id: one for one in await locations.list_locations(tx, principal.tenant_id)}
    services = {
        service.id: service
        for place_id in {one.location_id for one in sums}
        for service in await wifi_services.list_services(tx, places[place_id], deleted=True)
    }
    return [
        WifiSales(
            places[one.location_id],
            services[one.service_id],
            one.currency,
            one.tickets,
            one.used,
            one.revoked,
            one.sold_minor,
        )
        for one in sums
    ]
