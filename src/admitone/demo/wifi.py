"""A location of the demo, with what it offers and some tickets, made through the product's own use cases."""

from __future__ import annotations

from typing import Final

from admitone.bootstrap import Product
from admitone.core.principal import Principal
from admitone.core.wifi.granting import TicketWish
from admitone.core.wifi.kinds import PrintFormat
from admitone.core.wifi.terms import ServiceTerms
from admitone.services import locations, wifi_issuing, wifi_services
from admitone.services.locations import LocationChange
from admitone.services.wifi_issuing import Issue

NAME: Final = "Harbour House Hotel"
SERVICES: Final = (
    (ServiceTerms(name="1 hour", price_minor=1500, time_to_finish=True, exp_seconds=3600, sim_devices=1), 6),
    (
        ServiceTerms(
            name="3 h online",
            price_minor=3000,
            online_time=True,
            online_seconds=3 * 3600,
            valid_seconds=7 * 86_400,
            sim_devices=2,
            issue_order=1,
        ),
        4,
    ),
    (
        ServiceTerms(
            name="2 GB",
            price_minor=2500,
            limit_traffic=True,
            traffic_bytes=2 * 10**9,
            valid_seconds=30 * 86_400,
            sim_devices=2,
            max_users=4,
            downrate_bits=20_000_000,
            issue_order=2,
        ),
        3,
    ),
    (ServiceTerms(name="Whole stay", price_minor=0, time_to_limit=True, sim_devices=3, issue_order=3), 0),
)


async def load_wifi(product: Product, principal: Principal) -> str | None:
    """Add the location unless the tenant has one of its name; its LocationId when it was added."""
    async with product.database.writing() as tx:
        if any(one.name == NAME for one in await locations.list_locations(tx, principal)):
            return None
        change = LocationChange(
            name=NAME,
            address="Quay 3",
            network_name="Harbour Guests",
            print_format=PrintFormat.A4,
            portal_texts={"en": "Welcome to the Harbour House.", "ar": "أهلًا بكم في فندق بيت الميناء."},
        )
        public_id = f"HARBOUR-{principal.tenant_id}"
        await locations.create_location(tx, principal, change, currency="AED", public_id=public_id)
        for terms, quantity in SERVICES:
            service = await wifi_services.create_service(tx, principal, public_id, terms)
            if quantity:
                wanted = Issue(service.id, TicketWish(), quantity)
                await wifi_issuing.issue_tickets(tx, principal, public_id, wanted)
    return public_id
