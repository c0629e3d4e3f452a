"""An organiser at a venue: use cases in transactions of their own, and what came of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from admitone.core.event_plans import EventChange
from admitone.core.events import Event
from admitone.core.principal import Principal, Role
from admitone.services import events, ticket_configs
from admitone.services.ticket_configs import ConfigChange
from tests.events.venue import Venue

ZONE = "Asia/Dubai"


class Organiser:
    """The admin of a venue's tenant."""

    def __init__(self, venue: Venue, role: Role = Role.ADMIN) -> None:
        self.venue = venue
        self.principal = Principal(venue.tenant_id, role, str(role), ZONE)

    async def do(self, act: Callable[..., Awaitable[Any]], *arguments: Any, **more: Any) -> Any:
        """One use case in one transaction."""
        async with self.venue.product.database.writing() as tx:
            return await act(tx, self.principal, *arguments, **more)

    async def plan(self, name: str = "Jazz Night", **more: Any) -> Event:
        """A draft of one evening by the clocks of Dubai: 19:00 to 23:00 on the 15th of March 2099."""
        change: dict[str, Any] = {
            "name": name,
            "odoo_product_code": "JAZZ",
            "starts_at": datetime(2099, 3, 15, 19),  # noqa: DTZ001 - by the tenant's clocks
            "ends_at": datetime(2099, 3, 15, 23),  # noqa: DTZ001 - by the tenant's clocks
        } | more
        planned: Event = await self.do(events.create_event, EventChange(**change))
        return planned

    async def config(self, event: Event, **more: Any) -> Any:
        """A kind of ticket, ten of them for 250 dirhams each unless said otherwise."""
        change: dict[str, Any] = {"name": "Standing", "price": Decimal(250), "currency": "AED", "capacity": 10} | more
        return await self.do(ticket_configs.create_config, event.id, ConfigChange(**change))

    async def audit(self, entity: str, entity_id: int) -> list[tuple[str, str, str | None, str | None]]:
        """What the audit tells of something, the oldest first."""
        rows = await self.venue.sql(
            "SELECT action, user_id, old_status, new_status FROM audit_entries "
            "WHERE entity_type = :entity::text AND entity_id = :entity_id::bigint ORDER BY id",
            entity=entity,
            entity_id=entity_id,
        )
        return [(row["action"], row["user_id"], row["old_status"], row["new_status"]) for row in rows]
