"""Changing the price of many tickets that are for sale, with a look at them first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import msgspec

from admitone.core.clock import utc_now
from admitone.core.inventory import TicketStatus
from admitone.core.money import check_currency, to_minor
from admitone.core.principal import ADMINS, Principal
from admitone.services.selections import refuse_too_many, refuse_unexpected
from admitone.services.tickets import TICKETS_PER_CALL_MAX
from admitone.store import audit
from admitone.store import ticket_selection as store
from admitone.store.audit import Change
from admitone.store.database import Tx
from admitone.store.ticket_filter import TicketFilter
from admitone.store.ticket_selection import PriceSum


async def preview_prices(tx: Tx, principal: Principal, wanted: TicketFilter) -> list[PriceSum]:
    """The free tickets of a filter by their present price: what is reserved or sold keeps the price it was sold for."""
    principal.require(ADMINS)
    found = await store.count_prices(tx, principal.tenant_id, _free(wanted))
    refuse_too_many(sum(one.tickets for one in found))
    return found


async def change_prices(  # noqa: PLR0917
    tx: Tx, principal: Principal, wanted: TicketFilter, price: Decimal, currency: str, expected: int
) -> int:
    """Give all free tickets of a filter a price, or none of them; how many.

    Conflict when they are no longer the `expected` number that somebody was shown.
    """
    principal.require(ADMINS)
    minor = to_minor(price, check_currency(currency, "newCurrency"), "newPrice")
    found = await store.lock_selection(tx, principal.tenant_id, _free(wanted), TICKETS_PER_CALL_MAX + 1)
    refuse_too_many(len(found))
    refuse_unexpected(len(found), expected)
    now = utc_now()
    ids = [ticket.id for ticket in found]
    changed = await store.set_prices(tx, principal.tenant_id, ids, minor, currency, now)
    refuse_unexpected(changed, expected)
    by_price: defaultdict[tuple[int | None, str | None], list[int]] = defaultdict(list)
    for ticket in found:
        by_price[ticket.selling_price_minor, ticket.selling_currency].append(ticket.id)
    for (old_minor, old_currency), group in by_price.items():
        pairs: dict[str, list[int | str | None]] = {
            "selling_price_minor": [old_minor, minor],
            "selling_currency": [old_currency, currency],
        }
        details = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        text = msgspec.json.encode(details).decode()
        status = TicketStatus.AVAILABLE
        await audit.record_tickets(
            tx, principal.tenant_id, group, Change("EDIT", principal.name, now, status, status, text)
        )
    return changed


def _free(wanted: TicketFilter) -> TicketFilter:
    return replace(wanted, status=TicketStatus.AVAILABLE)
