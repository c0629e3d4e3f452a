"""Changing many tickets at once: a look at the consequences first, then all of them or none."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from admitone.core.clock import today
from admitone.core.errors import Conflict, Forbidden, InvalidParameter
from admitone.core.inventory import TicketStatus
from admitone.core.principal import Principal, Role
from admitone.services import extending, repricing
from admitone.services.housekeeping import expire_tickets
from admitone.services.selections import refuse_too_many
from admitone.store.ticket_filter import TicketFilter
from tests.selling.pages import pages_of, text_of
from tests.selling.shop import Shop
from tests.selling.test_trends import principal_of

DAY = today("Asia/Dubai")
SOON = DAY + timedelta(days=5)


def of(shop: Shop, at: str = "Aquarium", **more: Any) -> TicketFilter:
    return TicketFilter(today=DAY, attraction_id=shop.attractions[at], **more)


async def mixed_stock(shop: Shop) -> list[int]:
    """Two expired, one that a sweep has not seen, two free until far ahead, one reserved, one sold."""
    ids = await shop.stock(2, ticket_date=(DAY - timedelta(days=3)).isoformat())
    await expire_tickets(shop.product.database)
    ids += await shop.stock(1, ticket_date=(DAY - timedelta(days=1)).isoformat())
    ids += await shop.stock(4)
    await shop.reserve(ids[5:6])
    sold = await shop.reserve(ids[6:7], skipPaymentLink=True)
    await shop.cast.admin.data("sale/confirm-payment", cartReference=sold["cartReference"])
    return ids


async def test_the_preview_tells_what_the_change_does(shop: Shop) -> None:
    ids = await mixed_stock(shop)
    maria = await principal_of(shop)
    async with shop.product.database.reading() as tx:
        preview = await extending.preview_extension(tx, maria, of(shop), SOON)
    assert dict(preview.counts) == {
        TicketStatus.EXPIRED: 3,
        TicketStatus.AVAILABLE: 2,
        TicketStatus.RESERVED: 1,
        TicketStatus.SOLD: 1,
    }
    assert (preview.tickets, preview.shortened) == (7, 4)
    async with shop.product.database.writing() as tx:
        assert await extending.extend_selection(tx, maria, of(shop), SOON, 7) == 7
    assert await shop.tickets(ids) == ["AVAILABLE"] * 5 + ["RESERVED", "SOLD"]
    days = await shop.sql("SELECT DISTINCT CAST(last_day AS TEXT) AS day FROM tickets")
    assert [row["day"] for row in days] == [SOON.isoformat()]
    audited = await shop.sql("SELECT COUNT(*) AS entries FROM audit_entries WHERE action = 'EXTEND_VALIDITY'")
    assert audited[0]["entries"] == 7


async def test_picked_tickets_are_extended_and_no_others(shop: Shop) -> None:
    ids = await mixed_stock(shop)
    maria = await principal_of(shop)
    picked = TicketFilter(today=DAY, ids=(ids[0], ids[2]))
    async with shop.product.database.writing() as tx:
        assert await extending.extend_selection(tx, maria, picked, SOON, 2) == 2
    assert await shop.tickets(ids[:3]) == ["AVAILABLE", "EXPIRED", "AVAILABLE"]


async def test_a_selection_that_has_changed_is_left_alone(shop: Shop) -> None:
    ids = await mixed_stock(shop)
    maria = await principal_of(shop)
    free = of(shop, status=TicketStatus.AVAILABLE)
    await shop.reserve(ids[3:4])
    with pytest.raises(Conflict, match="there are 1 such tickets now, not 2 any more"):
        async with shop.product.database.writing() as tx:
            await extending.extend_selection(tx, maria, free, SOON, 2)
    with pytest.raises(Conflict):
        async with shop.product.database.writing() as tx:
            await repricing.change_prices(tx, maria, of(shop), Decimal(1), "AED", 2)
    rows = await shop.sql("SELECT COUNT(*) AS changed FROM tickets WHERE valid_until IS NOT NULL")
    assert rows[0]["changed"] == 0


async def test_too_many_a_day_that_is_over_and_agents_are_refused(shop: Shop) -> None:
    await shop.stock(1)
    maria, ali = await principal_of(shop), await principal_of(shop, Role.AGENT)
    with pytest.raises(InvalidParameter, match="narrow the search"):
        refuse_too_many(10_001)
    refuse_too_many(10_000)
    async with shop.product.database.writing() as tx:
        with pytest.raises(InvalidParameter):
            await extending.preview_extension(tx, maria, of(shop), DAY - timedelta(days=1))
        with pytest.raises(InvalidParameter):
            await extending.extend_selection(tx, maria, of(shop), DAY - timedelta(days=1), 1)
        with pytest.raises(InvalidParameter):
            await repricing.change_prices(tx, maria, of(shop), Decimal("1.005"), "AED", 1)
        with pytest.raises(InvalidParameter):
            await repricing.change_prices(tx, maria, of(shop), Decimal(1), "QQQ", 1)
        for refused in (
            extending.preview_extension(tx, ali, of(shop), SOON),
            extending.extend_selection(tx, ali, of(shop), SOON, 1),
            repricing.preview_prices(tx, ali, of(shop)),
            repricing.change_prices(tx, ali, of(shop), Decimal(1), "AED", 1),
        ):
            with pytest.raises(Forbidden):
                await refused


async def test_prices_change_for_what_is_free_and_fits(shop: Shop) -> None:
    adults = await shop.stock(3, category="Adult", price="100")
    children = await shop.stock(2, category="Child", price="60")
    usd = await shop.stock(1, category="Adult", price="30", currency="USD")
    held = await shop.reserve(adults[:1])
    maria = await principal_of(shop)
    wanted = of(shop, category="Adult")
    async with shop.product.database.writing() as tx:
        before = await repricing.preview_prices(tx, maria, wanted)
        assert [(one.price_minor, one.currency, one.tickets) for one in before] == [(10000, "AED", 2), (3000, "USD", 1)]
        assert (await repricing.change_prices(tx, maria, wanted, Decimal("75.50"), "AED", 3)).tickets == 3
    rows = await shop.sql("SELECT id, selling_price_minor AS price, selling_currency AS currency FROM tickets")
    prices = {row["id"]: (row["price"], row["currency"]) for row in rows}
    assert prices == {
        adults[0]: (10000, "AED"),
        **dict.fromkeys([*adults[1:], *usd], (7550, "AED")),
        **dict.fromkeys(children, (6000, "AED")),
    }
    assert (await shop.read(held))["total"] == 100.0
    told = await shop.sql("SELECT details FROM audit_entries WHERE action = 'EDIT' AND entity_id = :id", id=usd[0])
    assert told[0]["details"] == '{"selling_price_minor":[3000,7550],"selling_currency":["USD","AED"]}'


async def test_another_tenants_tickets_are_out_of_reach(shop: Shop) -> None:
    ids = await shop.stock(2)
    [row] = await shop.sql("SELECT id FROM tenants WHERE name = 'mirage'")
    stranger = Principal(int(row["id"]), Role.ADMIN, "stranger", "Asia/Dubai")
    async with shop.product.database.writing() as tx:
        for wanted in (of(shop), TicketFilter(today=DAY, ids=tuple(ids))):
            assert (await extending.preview_extension(tx, stranger, wanted, SOON)).tickets == 0
            assert await repricing.preview_prices(tx, stranger, wanted) == []
            with pytest.raises(Conflict):
                await extending.extend_selection(tx, stranger, wanted, SOON, 2)


async def test_the_pages_ask_first_and_say_how_many(shop: Shop) -> None:
    await mixed_stock(shop)
    pages = pages_of(shop.cast.admin)
    search = f"all=true&attractionId={shop.attractions['Aquarium']}&status=EXPIRED"
    page = text_of(await pages.get(f"/tickets/extend?{search}&newValidUntil={SOON}"))
    assert "3 expired tickets are for sale again." in page
    assert "3 tickets will be valid until" in page
    form = {
        "all": "true",
        "attractionId": str(shop.attractions["Aquarium"]),
        "status": "EXPIRED",
        "newValidUntil": SOON.isoformat(),
        "expected": "3",
    }
    done = await pages.send("/tickets/extend", form)
    assert "3 tickets are valid until" in text_of(done.text)
    again = await pages.send("/tickets/extend", form)
    assert again.status_code == 409
    assert "There are 0 such tickets now, not 3 any more" in text_of(again.text)
    assert await pages.behind(f"/tickets?lastDayFrom={SOON}&lastDayTo={SOON}") == "3"
    for path, status in (
        ("/tickets/extend", 400),
        ("/tickets/extend?ticketId=x", 400),
        (f"/tickets/extend?{search}&newValidUntil=soon", 400),
        (f"/tickets/extend?{search}&newValidUntil={DAY - timedelta(days=1)}", 400),
    ):
        assert (await pages.ask(path)).status_code == status, path
    assert (await pages_of(shop.cast.agent).ask(f"/tickets/extend?{search}")).status_code == 403
    assert (await pages_of(shop.cast.agent).send("/tickets/extend", form)).status_code == 403


async def test_a_price_change_on_the_pages(shop: Shop) -> None:
    await shop.stock(3, category="Adult", price="100")
    await shop.stock(1, category="Child", price="60")
    pages = pages_of(shop.cast.admin)
    here = f"/attractions/{shop.attractions['Aquarium']}/prices"
    page = text_of(await pages.get(f"{here}/change?category=Adult&newPrice=80&newCurrency=aed"))
    assert "3 tickets fit" in page
    assert "AED 100.00 3 AED 80" in page
    form = {"category": "Adult", "newPrice": "80", "newCurrency": "aed", "expected": "3"}
    done = await pages.send(f"{here}/change", form)
    assert "3 tickets of Aquarium cost AED 80 now." in text_of(done.text)
    for changed, status in (({"expected": "2"}, 409), ({"newPrice": "-1"}, 400), ({"newPrice": "cheap"}, 400)):
        refused = await pages.send(f"{here}/change", form | changed)
        assert refused.status_code == status, changed
        assert 'role="alert"' in refused.text
        assert f'value="{(form | changed)["newPrice"]}"' in refused.text
    assert "AED 80.00" in text_of(await pages.get(here))
    assert (await pages_of(shop.cast.agent).send(f"{here}/change", form)).status_code == 403


async def test_a_calendar_leads_to_a_sale_that_is_filled_in(shop: Shop) -> None:
    await shop.stock(2, time_slot="10:00", category="Adult")
    await shop.stock(1, time_slot=None, category=None)
    await shop.stock(1, ticket_date=None, category="Child")
    pages = pages_of(shop.cast.agent)
    attraction = shop.attractions["Aquarium"]
    page = await pages.get(f"/attractions/{attraction}/calendar?month=2099-03&day=2099-03-15")
    address = f"/sell?attractionId={attraction}&amp;ticketDate=2099-03-15&amp;timeSlot=10%3A00&amp;category=Adult"
    assert address in page
    sell = await pages.get(address.replace("&amp;", "&"))
    for chosen in ('value="2099-03-15" selected', 'value="10:00" selected', 'value="Adult" selected'):
        assert chosen in sell, chosen
    lacking = f"/tickets?attractionId={attraction}&dateFrom=2099-03-15&dateTo=2099-03-15&status=AVAILABLE"
    assert await pages.behind(f"{lacking}&lacking=slot,category") == "1"
    assert await pages.behind(f"/tickets?attractionId={attraction}&lacking=date") == "1"
    assert "March 2099" in text_of(page)
    # Without a month, the calendar opens where the next ticket is.
    assert "March 2099" in text_of(await pages.get(f"/attractions/{attraction}/calendar"))
    for path in ("month=2099-13", "month=0000-01", "day=yesterday"):
        assert (await pages.ask(f"/attractions/{attraction}/calendar?{path}")).status_code == 400, path
