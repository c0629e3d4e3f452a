"""Stock that should never be sold: out of sale, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from admitone.core.errors import Conflict, Forbidden, NotFound
from admitone.core.inventory import TicketStatus
from admitone.core.principal import Role
from admitone.services import extending, withdrawing
from admitone.services.housekeeping import expire_tickets
from admitone.services.tickets import extend_validity
from admitone.store.ticket_filter import TicketFilter
from tests.selling.shop import CUSTOMER, Shop
from tests.selling.test_selections import DAY, SOON, of
from tests.selling.test_trends import principal_of


async def take_out(shop: Shop, *ids: int) -> None:
    maria = await principal_of(shop)
    async with shop.product.database.writing() as tx:
        assert await withdrawing.withdraw_tickets(tx, maria, ids, "recalled by the supplier") == list(ids)


async def test_what_is_out_of_sale_is_sold_through_no_door(shop: Shop) -> None:
    ids = await shop.stock(3)
    await take_out(shop, ids[0])
    assert await shop.tickets(ids) == ["EXPIRED", "AVAILABLE", "AVAILABLE"]
    wish = [{"attractionId": shop.attractions["Aquarium"], "quantity": 3}]
    for body in ({"ticketIds": [ids[0]]}, {"ticketIds": [], "allocate": wish}):
        assert (await shop.cast.agent.refusal("sale/reserve", **CUSTOMER, **body))[0] == 409
    [line] = (await shop.cast.admin.data("report/inventory-summary"))["attractions"]
    assert (line["available"], line["expired"]) == (2, 1)


async def test_it_comes_back_by_being_put_back_and_by_nothing_else(shop: Shop) -> None:
    ids = await shop.stock(2)
    await take_out(shop, ids[0])
    maria = await principal_of(shop)
    async with shop.product.database.writing() as tx:
        both = TicketFilter(today=DAY, ids=tuple(ids))
        assert dict((await extending.preview_extension(tx, maria, both, SOON)).counts) == {TicketStatus.AVAILABLE: 1}
        assert await extending.extend_selection(tx, maria, both, SOON, 1) == 1
        await extend_validity(tx, maria, [ids[0]], SOON)
    await shop.cast.admin.data("batch/tickets/save", tickets=[{"ticketId": ids[0], "category": "Adult"}])
    assert await shop.tickets(ids) == ["EXPIRED", "AVAILABLE"]
    async with shop.product.database.writing() as tx:
        assert await withdrawing.put_back_tickets(tx, maria, [ids[0]]) == [ids[0]]
    assert await shop.tickets(ids) == ["AVAILABLE", "AVAILABLE"]
    entries = await shop.cast.admin.data("audit/list", entityType="TICKET", entityId=ids[0])
    told = [(entry["action"], entry["oldStatus"], entry["newStatus"]) for entry in entries]
    assert told[0] == ("PUT_BACK", "EXPIRED", "AVAILABLE")
    assert ("WITHDRAW", "AVAILABLE", "EXPIRED") in told
    assert any(entry["details"] == "recalled by the supplier" for entry in entries)


async def test_what_has_expired_meanwhile_stays_so(shop: Shop) -> None:
    ids = await shop.stock(1, ticket_date=(DAY - timedelta(days=1)).isoformat())
    await take_out(shop, *ids)
    maria = await principal_of(shop)
    async with shop.product.database.writing() as tx:
        await withdrawing.put_back_tickets(tx, maria, ids)
    assert await shop.tickets(ids) == ["EXPIRED"]


async def test_all_of_a_selection_or_none(shop: Shop) -> None:
    ids = await shop.stock(3)
    await shop.reserve(ids[2:])
    maria = await principal_of(shop)
    with pytest.raises(Conflict, match=f"not free, or of an event: ticket {ids[2]};"):
        async with shop.product.database.writing() as tx:
            await withdrawing.withdraw_selection(tx, maria, of(shop), 3, "recalled")
    with pytest.raises(Conflict, match="there are 3 such tickets now, not 2"):
        async with shop.product.database.writing() as tx:
            await withdrawing.withdraw_selection(tx, maria, of(shop), 2, "recalled")
    assert await shop.tickets(ids) == ["AVAILABLE", "AVAILABLE", "RESERVED"]


async def test_who_may_and_what_is_there(shop: Shop) -> None:
    ids = await shop.stock(1)
    maria = await principal_of(shop)
    agent = await principal_of(shop, Role.AGENT)
    async with shop.product.database.writing() as tx:
        with pytest.raises(Forbidden):
            await withdrawing.withdraw_tickets(tx, agent, ids, "recalled")
        with pytest.raises(Forbidden):
            await withdrawing.put_back_tickets(tx, agent, ids)
        with pytest.raises(Conflict, match="nothing was put back"):
            await withdrawing.put_back_tickets(tx, maria, ids)
        with pytest.raises(NotFound, match="there is no ticket 4711"):
            await withdrawing.withdraw_tickets(tx, maria, [4711], "recalled")


async def test_an_expired_ticket_is_not_for_sale_already(shop: Shop) -> None:
    ids = await shop.stock(1, ticket_date=(DAY - timedelta(days=3)).isoformat())
    await expire_tickets(shop.product.database)
    maria = await principal_of(shop)
    async with shop.product.database.writing() as tx:
        with pytest.raises(Conflict, match="not free"):
            await withdrawing.withdraw_tickets(tx, maria, ids, "recalled")
