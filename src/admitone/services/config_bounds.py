"""How many tickets of a ticket config one change touches at most: it is one transaction, for which others wait."""

from __future__ import annotations

from typing import Final

from admitone.core.errors import Conflict
from admitone.core.events import TicketConfig
from admitone.store import place_planning as planning
from admitone.store.database import Tx

CHANGED_AT_ONCE_MAX: Final = 20_000


async def check_price_change(tx: Tx, config: TicketConfig) -> None:
    """Conflict when too many free tickets would get a new price."""
    most = CHANGED_AT_ONCE_MAX
    if await planning.count_free_tickets(tx, config, most + 1) > most:
        message = (
            f"{config.name} has more than {most} free tickets, too many for a new price at once: add a ticket config "
            f"at that price, and lower the capacity of this one, by at most {most} at a time"
        )
        raise Conflict(message, fields=("price",), details={"tickets_max": most})


def check_name_change(config: TicketConfig) -> None:
    """Conflict when too many tickets would get a new name."""
    most = CHANGED_AT_ONCE_MAX
    if config.made > most:
        message = (
            f"{config.name} has more than {most} tickets, too many for a new name at once: add a ticket config of "
            f"that name, and lower the capacity of this one, by at most {most} at a time"
        )
        raise Conflict(message, fields=("name",), details={"tickets_max": most})


def check_capacity_change(config: TicketConfig, capacity: int) -> None:
    """Conflict when too many tickets would be deleted; it tells how low the capacity can be at once."""
    most = CHANGED_AT_ONCE_MAX
    least = config.made - most
    if capacity < least:
        message = f"lower the capacity of {config.name} by at most {most} tickets at a time, now to {least} or more"
        raise Conflict(message, fields=("capacity",), details={"capacity_min": least})
