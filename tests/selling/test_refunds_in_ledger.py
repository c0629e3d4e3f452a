"""A refund of issued tickets is in the ledger, whether they are sold again or void."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from admitone.core.clock import utc_now
from admitone.core.ledger.records import RecordKind
from admitone.core.principal import Principal, Role
from admitone.services.issuing import Issuing, issue_tickets, ledger_ticket
from admitone.services.ledger import NoLedger, append_events
from admitone.services.ledger_checking import check_ledger
from admitone.services.refunding import RefundWish, refund_sale
from admitone.store import ledger, tickets
from tests.offline.api import sql
from tests.selling.shop import Shop


async def refund_without_ledger(shop: Shop, cart: dict[str, Any]) -> None:
    """Take the tickets of a cart back for sale while no ledger is kept."""
    [row] = await sql(shop.product, "SELECT tenant_id FROM carts WHERE reference = :it", it=cart["cartReference"])
    async with shop.product.database.writing() as tx:
        admin = Principal(row["tenant_id"], Role.ADMIN, "amal")
        await refund_sale(tx, admin, NoLedger(), RefundWish(cart["cartReference"]))


async def kinds_of(shop: Shop, ticket_id: int) -> list[str]:
    """What the ledger says of a ticket, first record first."""
    text = "SELECT kind FROM ledger_records WHERE ticket_id = :id ORDER BY turn"
    return [str(row["kind"]) for row in await sql(shop.product, text, id=ticket_id)]


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


@pytest.mark.parametrize("through_gateway", [True, False])
async def test_what_came_back_while_no_ledger_was_kept_is_sold_again(shop: Shop, through_gateway: bool) -> None:
    came_back, fresh = await shop.stock(2)
    first = await shop.reserve([came_back])
    await shop.cast.admin.data("sale/confirm-payment", cartReference=first["cartReference"])
    await refund_without_ledger(shop, first)
    assert await kinds_of(shop, came_back) == ["ISSUE"]
    again = await shop.reserve([fresh, came_back])
    if through_gateway:
        await shop.pay(again)
        await shop.sweep()
    else:
        await shop.cast.admin.data("sale/confirm-payment", cartReference=again["cartReference"])
    assert (await shop.read(again))["status"] == "COMPLETED"
    assert await kinds_of(shop, came_back) == ["ISSUE", "VOID", "ISSUE"]
    assert await kinds_of(shop, fresh) == ["ISSUE"]
    world = shop.product.ledger_world
    assert world is not None
    assert (await check_ledger(world)).faults == []


@pytest.mark.parametrize("late", [False, True])
async def test_money_for_what_the_ledger_refuses_is_a_refund_that_people_see(shop: Shop, late: bool) -> None:
    ids = await shop.stock(1)
    cart = await shop.reserve(ids)
    if late:
        await shop.lapse(cart)
        await shop.sweep()
    [row] = await sql(shop.product, "SELECT tenant_id FROM tickets WHERE id = :id", id=ids[0])
    async with shop.product.database.writing() as tx:
        [ticket] = await tickets.read_tickets(tx, row["tenant_id"], ids)
        # By a process whose clock is ahead: no sale of now is after that.
        recorded_at = utc_now() + timedelta(hours=1)
        await append_events(tx, RecordKind.ISSUE, [ledger_ticket(row["tenant_id"], ticket)], recorded_at)
    await shop.pay(cart)
    await shop.sweep()
    await shop.sweep()
    [session] = await shop.sessions(cart)
    assert session["state"] == "PAID"
    [refund] = await shop.refunds("OPEN")
    assert (refund["amount"], "could not be issued" in refund["reason"]) == (350.0, True)
    assert (await shop.read(cart))["status"] == "CANCELLED"
    assert await shop.tickets(ids) == ["AVAILABLE"]
