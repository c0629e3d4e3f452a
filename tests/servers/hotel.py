"""A hotel with Wi-Fi: a location, its access servers, and tickets of any terms, on an open database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from admitone.core.clock import local_day, utc_now
from admitone.core.ids import new_session_token, token_hash
from admitone.core.wifi.access_ticket import AccessTicket
from admitone.core.wifi.model import Location, WifiSession
from admitone.store import locations, people, wifi_access, wifi_services, wifi_tickets
from admitone.store.audit import AuditFilter, list_audit
from admitone.store.database import Database, Row, Tx
from admitone.store.statements import fit_statement
from admitone.store.wifi_tickets import CodeHome

NAS = "lobby"
NAS_SECRET = "a-secret-of-the-lobby"
_NO_TERMS: dict[str, Any] = {
    "time_to_finish": False,
    "online_time": False,
    "time_to_limit": False,
    "limit_traffic": False,
    "exp_seconds": None,
    "online_seconds": None,
    "traffic_bytes": None,
    "download_bytes": None,
    "upload_bytes": None,
    "daily_seconds": None,
    "daily_bytes": None,
    "downrate_bits": None,
    "uprate_bits": None,
}


@dataclass
class Hotel:
    """A location with the token of its access server."""

    database: Database
    location: Location
    token: str

    async def ticket(
        self,
        *,
        devices: int | None = 1,
        start_time: datetime | None = None,
        valid_until: datetime | None = None,
        **limits: Any,
    ) -> AccessTicket:
        """A ticket that allows this."""
        async with self.database.writing() as tx:
            return await self._make(tx, devices, start_time or utc_now() - timedelta(minutes=1), valid_until, limits)

    async def read(self, ticket: AccessTicket) -> AccessTicket:
        """The ticket as it is now."""
        async with self.database.reading() as tx:
            return await wifi_access.read_access_by_id(tx, ticket.ticket_id, self.today())

    async def sessions(self, ticket: AccessTicket) -> list[WifiSession]:
        """Its sessions, oldest first."""
        async with self.database.reading() as tx:
            return (await wifi_tickets.list_sessions(tx, ticket.tenant_id, ticket.ticket_id, 100))[::-1]

    async def actions(self, ticket: AccessTicket) -> list[str]:
        """What the audit tells of it, oldest first."""
        async with self.database.reading() as tx:
            wanted = AuditFilter(entity_type="TICKET", entity_id=ticket.ticket_id)
            return [entry.action for entry in await list_audit(tx, ticket.tenant_id, wanted, 100)][::-1]

    async def days(self, ticket: AccessTicket) -> list[Row]:
        """What was used of it on each day."""
        text = "SELECT day, seconds, download_bytes, upload_bytes FROM wifi_days WHERE ticket_id = :id ORDER BY day"
        return await self.sql(text, id=ticket.ticket_id)

    async def revoke(self, ticket: AccessTicket) -> None:
        """Take it back."""
        async with self.database.writing() as tx:
            assert await wifi_tickets.revoke_ticket(tx, self.location, ticket.ticket_id, utc_now())

    async def add_access_server(self, port: int, nas: str = NAS, secret: str = NAS_SECRET) -> None:
        """Say where an access server takes orders."""
        async with self.database.writing() as tx:
            await locations.save_access_server(
                tx, self.location, utc_now(), nas=nas, address="127.0.0.1", disconnect_port=port, secret=secret
            )

    async def sql(self, text: str, **parameters: Any) -> list[Row]:
        """Look at what is kept, or change it behind everybody's back."""
        async with self.database.writing() as tx:
            return await tx.fetch_composed(fit_statement(text, tx.dialect), parameters)

    def today(self) -> Any:
        """The day by the location's clocks."""
        return local_day(datetime.now(UTC), self.location.time_zone)

    async def _make(
        self, tx: Tx, devices: int | None, start: datetime, end: datetime | None, limits: dict[str, Any]
    ) -> AccessTicket:
        now, terms = utc_now(), _NO_TERMS | limits
        service = await wifi_services.insert_service(
            tx,
            self.location,
            now,
            **(terms | {"time_to_limit": True}),
            name=f"Service {secrets.token_hex(6)}",
            price_minor=500,
            fixed_end=None,
            valid_seconds=None,
            sim_devices=devices,
            max_users=None,
            active=True,
            show_login=True,
            issue_order=0,
        )
        tenant_id, attraction_id = self.location.tenant_id, self.location.attraction_id
        home = CodeHome(tenant_id, attraction_id, service.name, None, 500, "AED")
        (ticket_id,) = await wifi_tickets.insert_code_tickets(tx, home, 1, now)
        issue_id = await wifi_tickets.insert_issue(tx, self.location, service.id, 1, "reception", now)
        await wifi_tickets.insert_wifi_tickets(
            tx,
            tenant_id,
            [ticket_id],
            # Made a month ago: no session of a ticket is believed to have begun before that.
            now - timedelta(days=30),
            **terms,
            location_id=self.location.id,
            service_id=service.id,
            issue_id=issue_id,
            devices=devices,
            start_time=start,
            valid_until=end,
            num_users=1,
            user_id=None,
            format="print",
            email=None,
            language="en",
        )
        return await wifi_access.read_access_by_id(tx, ticket_id, self.today())


async def open_hotel(database: Database, name: str = "Palm Hotel", tenant: str = "oasis") -> Hotel:
    """A hotel in Dubai whose access server has a token."""
    token, now = new_session_token(), utc_now()
    async with database.writing() as tx:
        tenant_id = (await people.read_or_insert_tenant(tx, tenant, "Asia/Dubai", now)).id
        face = await locations.insert_face(tx, tenant_id, now, name=name, product_code="WIFI", notes="")
        location = await locations.insert_location(
            tx,
            tenant_id,
            now,
            public_id=f"L{secrets.token_hex(4).upper()}",
            attraction_id=face,
            name=name,
            address=None,
            currency="AED",
            time_zone="Asia/Dubai",
            print_format="a4",
            slip_mm=80,
            network_name="Palm Guest",
            portal_url=None,
            venue_url=None,
            portal_texts=None,
            interim_seconds=60,
        )
        await locations.set_radius_token(tx, location, token_hash(token), now)
    return Hotel(database, location, token)
