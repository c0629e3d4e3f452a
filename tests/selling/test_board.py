"""The dashboard and the reports: every figure leads to a list that says the same figure."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

from admitone.core.clock import today
from admitone.services.housekeeping import expire_tickets, fold_counters
from tests.selling.pages import Pages, figures, pages_of, text_of
from tests.selling.shop import Shop
from tests.selling.test_late_payments import expired
from tests.selling.test_trends import eventful_month


async def busy_shop(shop: Shop) -> None:
    """Sales in several currencies, stock that expires and has expired, and one of everything that needs a person."""
    await eventful_month(shop)
    day = today("Asia/Dubai")
    for offset, count in ((0, 2), (1, 1), (30, 3), (31, 4)):
        await shop.stock(count, at="Soon", ticket_date=(day + timedelta(days=offset)).isoformat())
    await shop.stock(2, at="Soon", ticket_date=(day - timedelta(days=1)).isoformat())
    await expire_tickets(shop.product.database)
    await shop.stock(3, at="Soon", ticket_date=(day - timedelta(days=2)).isoformat())
    late = await shop.stock(1, at="Late")
    cart = await expired(shop, late)
    await shop.reserve(late)
    await shop.pay(cart)
    await shop.sweep()
    declined = await shop.reserve(await shop.stock(2, at="Declined"))
    await shop.sql(
        "UPDATE carts SET payment_status = 'DECLINED' WHERE reference = :reference::text",
        reference=declined["cartReference"],
    )
    for _ in range(2):
        await shop.sql(
            "INSERT INTO effects (tenant_id, kind, effect_key, payload, state, run_at, created_at, updated_at) "
            "SELECT tenant_id, 'mail_tickets', 'k' || COUNT(*), '{}', 'FAILED', :now::timestamptz, :now::timestamptz, "
            ":now::timestamptz FROM effects GROUP BY tenant_id"
        )
    await shop.cast.admin.data("attraction/threshold", attractionId=shop.attractions["Soon"], threshold=50)


async def check_figures(pages: Pages, path: str) -> dict[str, str]:
    """Follow every figure of a page; what they are, by their addresses."""
    found = figures(await pages.get(path))
    for address, text in found:
        behind = await pages.behind(address)
        told = re.findall(r"not known|-?[\d,]+(?:\.\d+)?", behind)
        for figure in _figures_of(text):
            assert figure in told, (address, text, behind)
    return dict(found)


def _figures_of(text: str) -> list[str]:
    """What a link promises: a count, an amount, or both of a column of a chart."""
    column = re.search(r": ([\d,]+) tickets? for [A-Z]{3} ([\d,.]+\d)", text)
    low = re.search(r"runs low: ([\d,]+) left", text)
    if column or low:
        return list((column or low).groups())  # type: ignore[union-attr]
    return [text] if text == "not known" else re.findall(r"-?[\d,]+(?:\.\d+)?", text)[:1]


async def test_every_figure_of_the_dashboard_leads_to_just_its_rows(shop: Shop) -> None:
    await busy_shop(shop)
    pages = pages_of(shop.cast.admin)
    for path in ("/", "/?span=months"):
        found = await check_figures(pages, path)
        assert len(found) > 25, path
        addresses = " ".join(found)
        for part in (
            "/refunds?paidLate=true",
            "/effects?state=FAILED",
            "payment=DECLINED",
            "status=EXPIRED",
            "lastDayFrom",
            "currency=USD",
            "currency=KWD",
            "/reports/margin",
        ):
            assert part in addresses, (path, part)
    await fold_counters(shop.product.database)
    assert found == await check_figures(pages, "/?span=months")


async def test_the_dashboard_tells_what_there_is(shop: Shop) -> None:
    await busy_shop(shop)
    page = text_of(await pages_of(shop.cast.admin).get("/"))
    for told in (
        "Soon runs low: 10 left, the threshold is 50",
        "1 of them was paid after its reservation had ended",
        "1 customer was declined and still holds tickets",
        "2 things failed outside",
        "Currencies are never added up.",
    ):
        assert told in page, told
    assert "1 attraction runs low" not in page, "each that is shown by name is told once"
    # Of the stock that ends between today and in thirty days, both included.
    assert re.search(r"Expires in the next 30 days 6 tickets", page)


async def test_agents_are_shown_sales_and_neither_margins_nor_what_only_admins_settle(shop: Shop) -> None:
    await busy_shop(shop)
    pages = pages_of(shop.cast.agent)
    page = await pages.get("/")
    for hidden in ("/reports/margin", "/effects", "/refunds", "Margin"):
        assert hidden not in page, hidden
    assert await check_figures(pages, "/")


async def test_the_reports_lead_to_just_their_rows_too(shop: Shop) -> None:
    await busy_shop(shop)
    pages = pages_of(shop.cast.admin)
    day = today("Asia/Dubai")
    for path in (
        "/reports/stock",
        f"/reports/sales?dateFrom={day - timedelta(days=50)}&status=SOLD",
        "/reports/margin?groupBy=attraction",
        "/reports/margin?groupBy=agent&currency=AED",
        "/reports/expiring?withinDays=40",
        "/reports/low-stock",
        f"/attractions/{shop.attractions['Soon']}/calendar?day={day}",
        f"/attractions/{shop.attractions['Aquarium']}/calendar?month=2099-03&day=2099-03-15",
        f"/attractions/{shop.attractions['Aquarium']}/prices",
        f"/attractions/{shop.attractions['Aquarium']}",
        "/attractions",
    ):
        assert await check_figures(pages, path), path
    assert "stock.pdf" in await pages.get("/reports/margin?groupBy=batch")


async def test_asking_since_the_year_one_draws_no_more_than_there_is(shop: Shop) -> None:
    await eventful_month(shop)
    pages = pages_of(shop.cast.admin)
    for path in ("/reports/sales?status=SOLD", "/reports/margin?groupBy=month", "/reports/sales?agentUserId=agent"):
        page = await pages.get(f"{path}&dateFrom=1000-01-01")
        assert len(page) < 60_000, path
        await check_figures(pages, f"{path}&dateFrom=1000-01-01")
    # A seller's or an attraction's sales are added up one by one, all of them from the counters; both agree.
    [attraction] = [number for name, number in shop.attractions.items() if name == "Museum"]
    found = await pages.get(f"/reports/sales?status=SOLD&currency=USD&attractionId={attraction}")
    whole = await pages.get("/reports/sales?status=SOLD&currency=USD")
    columns = [re.findall(r'class="chart-sold" ([^>]+)>', page) for page in (found, whole)]
    assert columns[0] == columns[1] != []


async def test_a_chart_has_words_for_everything_that_it_draws(shop: Shop) -> None:
    await busy_shop(shop)
    page = await pages_of(shop.cast.admin).get("/")
    charts = re.findall(r'<svg class="chart-picture".*?</svg>', page, re.DOTALL)
    assert len(charts) == 4
    for chart in charts:
        labelled = re.search(r'aria-labelledby="(\S+) (\S+)"', chart)
        assert labelled
        assert all(f'id="{name}"' in chart for name in labelled.groups())
        assert len(re.findall(r"<a href", chart)) == len(re.findall(r'aria-label="[^"]+ ticket', chart)) > 0
        assert "style=" not in chart
    assert len(re.findall(r'<table class="table table-sm chart-table">', page)) == 4


async def test_an_empty_shop_says_what_to_do_next(shop: Shop) -> None:
    pages = pages_of(shop.cast.admin)
    assert "Create an attraction" in text_of(await pages.get("/"))
    await shop.attraction()
    expected: dict[str, Any] = {
        "/": "Sales appear here as soon as they are paid.",
        "/reports/sales": "Choose earlier days",
        "/reports/margin": "Choose other days, or sell something first.",
        "/reports/expiring": "Look further ahead",
        "/reports/duplicates": "Every serial and every barcode is on one ticket.",
        "/attractions/1/prices": "Upload some, or extend the validity of expired ones.",
        "/attractions/1/calendar": "Look at another month, or upload tickets.",
        "/attractions?text=nothing": "Search finds any part",
    }
    for path, told in expected.items():
        assert told in text_of(await pages.get(path)), path


async def test_another_tenants_figures_are_its_own(shop: Shop) -> None:
    await busy_shop(shop)
    stranger = pages_of(shop.cast.stranger)
    assert "Create an attraction" in text_of(await stranger.get("/"))
    for path in ("calendar", "prices", "prices/change"):
        assert (await stranger.ask(f"/attractions/{shop.attractions['Soon']}/{path}")).status_code == 404


async def test_long_lists_are_turned_page_by_page(shop: Shop) -> None:
    ids = await shop.stock(120, ticket_date=(today("Asia/Dubai") + timedelta(days=9)).isoformat())
    pages = pages_of(shop.cast.admin)
    tenant = "(SELECT id FROM tenants WHERE name = 'oasis')"
    cart = await shop.reserve(ids[:60], skipPaymentLink=True)
    await shop.cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    for number in range(60):
        await shop.sql(
            "INSERT INTO effects (tenant_id, kind, effect_key, payload, state, run_at, created_at, updated_at) "
            f"VALUES ({tenant}, 'mail_tickets', 'k{number}', '{{}}', 'FAILED', :now::timestamptz, :now::timestamptz, "
            ":now::timestamptz)"
        )
        await shop.sql(
            "INSERT INTO refunds (tenant_id, cart_id, amount_minor, currency, reason, state, created_at, updated_at) "
            f"SELECT {tenant}, MAX(id), 100, 'AED', 'a reason {number}', 'OPEN', :now::timestamptz, :now::timestamptz "
            "FROM carts"
        )
        await shop.sql(
            "INSERT INTO attractions (tenant_id, name, odoo_product_code, created_at, updated_at) "
            f"VALUES ({tenant}, 'Attraction {number}', 'X', :now::timestamptz, :now::timestamptz)"
        )
        await shop.sql(
            "INSERT INTO batches (tenant_id, attraction_id, state, file_name, pages_total, created_at, updated_at) "
            f"SELECT {tenant}, MIN(id), 'READY', 'file-{number}.pdf', 1, :now::timestamptz, :now::timestamptz "
            "FROM attractions"
        )
    for path, row, total in (
        ("/effects?state=FAILED", r'action="/effects/(\d+)/retry"', 60),
        ("/refunds", r"A reason (\d+)\.", 60),
        ("/attractions", r'<a href="/attractions/(\d+)" class="row-link"', 61),
        ("/batches", r'<a class="row-link[^"]*" href="/batches/(\d+)"', 61),
        ("/reports/sales?status=SOLD", r'<td data-label="Ticket"><a href="/tickets/(\d+)"', 60),
        ("/tickets?status=AVAILABLE", r'<tr id="ticket-(\d+)"', 60),
    ):
        seen = await _all_rows(pages, path, row)
        assert len(seen) == len(set(seen)) == total, (path, len(seen))


async def _all_rows(pages: Pages, path: str, row: str) -> list[str]:
    """The rows of all pages of a list, going on as long as it says that there is more."""
    seen: list[str] = []
    address: str | None = path
    while address is not None:
        page = await pages.get(address)
        found = re.findall(row, page)
        assert 0 < len(found) <= 50, (address, len(found))
        seen += found
        onward = re.search(r'<a class="btn"[^>]*rel="next"[^>]*href="([^"]+)"', page) or re.search(
            r'<a class="btn" href="([^"]+)"[^>]*rel="next"', page
        )
        address = html.unescape(onward[1]) if onward else None
    return seen
