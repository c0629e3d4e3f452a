"""Changing the price of many tickets that are for sale, with a look at them first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict
from admitone.core.inventory import TicketStatus
from admitone.core.money import check_currency, to_minor
from admitone.core.principal import ADMINS, Principal
from admitone.services.selections import refuse_too_many, refuse_unexpected
from admitone.services.tickets import TICKETS_PER_CALL_MAX
from admitone.store import audit, tickets
from admitone.store import ticket_selection as store
from admitone.store.audit import Change
from admitone.store.database import Tx
from admitone.store.ticket_filter import TicketFilter
from admitone.store.ticket_selection import Price, PriceSum


class FormerPrice(Struct, frozen=True, kw_only=True):
    """What tickets cost before a change."""

    price: Price
    ticket_ids: list[Annotated[int, Meta(ge=1, le=2**63 - 1)]]


class Repricing(Struct, frozen=True, kw_only=True):
    """A change of prices, with what is needed to take it back."""

    given: Price
    former: list[FormerPrice]

    @property
    def tickets(self) -> int:
        """How many tickets it changed."""
        return sum(len(one.ticket_ids) for one in self.former)


async def preview_prices(tx: Tx, principal: Principal, wanted: TicketFilter) -> list[PriceSum]:
    """The free tickets of a filter by their present price: what is reserved or sold keeps the price it was sold for."""
    principal.require(ADMINS)
    found = await store.count_prices(tx, principal.tenant_id, _free(wanted))
    refuse_too_many(sum(one.tickets for one in found))
    return found


async def change_prices(  # noqa: PLR0917
    tx: Tx, principal: Principal, wanted: TicketFilter, price: Decimal, currency: str, expected: int
) -> Repricing:
    """Give all free tickets of a filter a price, or none of them.

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
    given = Price(minor=minor, currency=currency)
    former = [
        FormerPrice(price=Price(minor=old_minor, currency=old_currency), ticket_ids=group)
        for (old_minor, old_currency), group in by_price.items()
    ]
    for one in former:
        await _record(tx, principal, one.ticket_ids, one.price, given, now)
    return Repricing(given=given, former=former)


async def undo_repricing(tx: Tx, principal: Principal, change: Repricing) -> int:
    """Give tickets their former prices back; how many.

    One that was reserved, sold or priced anew since keeps what it has. Conflict when that is true of all.
    """
    principal.require(ADMINS)
    refuse_too_many(change.tickets)
    ids = [ticket_id for one in change.former for ticket_id in one.ticket_ids]
    await tickets.lock_tickets(tx, principal.tenant_id, ids)
    now = utc_now()
    restored = 0
    for one in change.former:
        back = await store.restore_prices(tx, principal.tenant_id, one.ticket_ids, change.given, one.price, now)
        await _record(tx, principal, back, change.given, one.price, now)
        restored += len(back)
    if not restored:
        raise Conflict("all of these tickets were reserved, sold or priced anew meanwhile; nothing was changed")
    return restored


async def _record(  # noqa: PLR0917
    tx: Tx, principal: Principal, ids: list[int], before: Price, after: Price, now: datetime
) -> None:
    pairs: dict[str, list[int | str | None]] = {
        "selling_price_minor": [before.minor, after.minor],
        "selling_currency": [before.currency, after.currency],
    }
    text = msgspec.json.encode({name: pair for name, pair in pairs.items() if pair[0] != pair[1]}).decode()
    status = TicketStatus.AVAILABLE
    await audit.record_tickets(tx, principal.tenant_id, ids, Change("EDIT", principal.name, now, status, status, text))


def _free(wanted: TicketFilter) -> TicketFilter:
    return replace(wanted, status=TicketStatus.AVAILABLE)
