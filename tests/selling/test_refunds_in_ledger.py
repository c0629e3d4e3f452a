"""A refund of issued tickets is in the ledger, whether they are sold again or void."""

from __future__ import annotations

import pytest

from admitone.core.clock import utc_now
from admitone.services.issuing import Issuing, issue_tickets
from admitone.services.ledger_checking import check_ledger
from admitone.store import ledger, tickets
from tests.offline.api import sql
from tests.selling.shop import Shop


async def issue(shop: Shop, ids: list[int]) -> None:
    """Issue tickets of a cart that is paid, unless that has happened by itself."""
    (row,) = await sql(shop.product, "SELECT tenant_id FROM tickets WHERE id = :id", id=ids[0])
    async with shop.product.database.writing() as tx:
        found = [each for each in await tickets.read_tickets(tx, row["tenant_id"], ids) if each.issued_at is None]
        await issue_tickets(tx, Issuing(shop.product.ledger, row["tenant_id"], "amal", utc_now()), found)


@pytest.mark.parametrize("restock", [True, False])
async def test_what_is_taken_back_is_void_in_the_ledger(shop: Shop, restock: bool) -> None:
    ids = await shop.stock(2)
    cart = await shop.reserve(ids, skipPaymentLink=True)
    await shop.cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    await issue(shop, ids)
    await shop.cast.admin.data(
        "sale/refund", cartReference=cart["cartReference"], ticketIds=ids[:1], returnToStock=restock
    )
    async with shop.product.database.reading() as tx:
        last = await ledger.list_last_turns(tx, ids)
    assert [last[each].kind.value for each in ids] == ["VOID", "ISSUE"]
    world = shop.product.ledger_world
    assert world is not None
    assert (await check_ledger(world)).faults == []
