"""A change of many prices is taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from admitone.core.errors import Conflict, Forbidden
from admitone.core.principal import Role
from admitone.services import repricing
from admitone.services.repricing import Repricing
from tests.selling.shop import Shop
from tests.selling.test_selections import of
from tests.selling.test_trends import principal_of


async def change(shop: Shop, tickets: int, price: str = "75.50") -> Repricing:
    maria = await principal_of(shop)
    async with shop.product.database.writing() as tx:
        return await repricing.change_prices(tx, maria, of(shop), Decimal(price), "AED", tickets)


async def undo(shop: Shop, done: Repricing, role: Role = Role.ADMIN) -> int:
    person = await principal_of(shop, role)
    async with shop.product.database.writing() as tx:
        return await repricing.undo_repricing(tx, person, done)


async def prices(shop: Shop, ids: list[int]) -> list[tuple[int | None, str | None]]:
    rows = await shop.sql("SELECT id, selling_price_minor, selling_currency FROM tickets ORDER BY id")
    return [(row["selling_price_minor"], row["selling_currency"]) for row in rows if row["id"] in ids]


async def test_each_ticket_gets_its_own_former_price(shop: Shop) -> None:
    ids = await shop.stock(3)
    await shop.sql(f"UPDATE tickets SET selling_price_minor = 9900 WHERE id = {ids[0]}")
    await shop.sql(f"UPDATE tickets SET selling_price_minor = NULL, selling_currency = NULL WHERE id = {ids[1]}")
    before = await prices(shop, ids)
    done = await change(shop, 3)
    assert await prices(shop, ids) == [(7550, "AED")] * 3
    assert await undo(shop, done) == 3
    assert await prices(shop, ids) == before
    entries = await shop.cast.admin.data("audit/list", entityType="TICKET", entityId=ids[0])
    assert '"selling_price_minor":[7550,9900]' in entries[0]["details"]


async def test_what_was_reserved_or_priced_anew_since_keeps_its_price(shop: Shop) -> None:
    ids = await shop.stock(3)
    former = await prices(shop, ids)
    done = await change(shop, 3)
    await shop.reserve(ids[:1])
    await shop.sql(f"UPDATE tickets SET selling_price_minor = 1234 WHERE id = {ids[1]}")
    assert await undo(shop, done) == 1
    assert await prices(shop, ids) == [(7550, "AED"), (1234, "AED"), former[2]]
    with pytest.raises(Conflict, match="nothing was changed"):
        await undo(shop, done)


async def test_an_agent_takes_back_nothing(shop: Shop) -> None:
    await shop.stock(1)
    done = await change(shop, 1)
    with pytest.raises(Forbidden):
        await undo(shop, done, Role.AGENT)
