"""Reserve, confirm, cancel, assign: what an agent does with stock."""

from __future__ import annotations

from typing import Any

import pytest

from tests.offline.api import Api, Cast

CUSTOMER = {"customerName": "Layla Haddad", "customerEmail": "layla@example.com", "customerPhone": "+971 50 123 4567"}


@pytest.fixture
async def stock(cast: Cast, aquarium: int, five_tickets: Any) -> list[int]:
    """Five tickets at 350.00 AED; their ids."""
    response = await cast.admin.upload(
        five_tickets, attractionId=aquarium, defaultSellingPrice="350.00", sellingCurrency="AED"
    )
    return [ticket["ticketId"] for ticket in response.json()["apiData"]["tickets"]]


async def test_a_reservation_holds_its_tickets(cast: Cast, stock: list[int]) -> None:
    cart = await cast.agent.data("sale/reserve", ticketIds=stock[:2], **CUSTOMER)
    assert cart["cartReference"].startswith("OT-")
    assert [sale["status"] for sale in cart["sales"]] == ["PENDING_PAYMENT"] * 2
    assert [ticket["status"] for ticket in cart["tickets"]] == ["RESERVED"] * 2
    assert cart["paymentLink"] is None
    assert cart["total"] == 700.0
    read = await cast.agent.data("sale/read", cartReference=cart["cartReference"])
    assert read["sales"] == cart["sales"]


async def test_a_taken_ticket_refuses_the_whole_cart_and_names_what_is_free(cast: Cast, stock: list[int]) -> None:
    await cast.agent.data("sale/reserve", ticketIds=stock[:1], **CUSTOMER)
    response = await cast.agent.post("sale/reserve", ticketIds=stock[:2], **CUSTOMER)
    assert response.status_code == 409
    details = response.json()["apiStatus"]["errorDetails"]
    assert details["unavailable"] == [{"ticketId": stock[0], "status": "RESERVED"}]
    other = await cast.agent.data("ticket/read", ticketId=stock[1])
    assert other["status"] == "AVAILABLE"


async def test_confirmed_tickets_are_sold_and_cannot_be_cancelled(cast: Cast, stock: list[int]) -> None:
    cart = await cast.agent.data("sale/reserve", ticketIds=stock[:2], **CUSTOMER)
    sales = await cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    assert {(sale["status"], sale["paymentStatus"]) for sale in sales} == {("COMPLETED", "PAID")}
    ticket = await cast.agent.data("ticket/read", ticketId=stock[0])
    assert (ticket["status"], ticket["downloadExpiresAt"] is not None) == ("SOLD", True)
    status, code, fields = await cast.admin.refusal("sale/cancel", cartReference=cart["cartReference"])
    assert (status, code, fields) == (409, "CONFLICT", ["cartReference"])


async def test_cancelled_tickets_are_for_sale_again(cast: Cast, stock: list[int]) -> None:
    cart = await cast.agent.data("sale/reserve", ticketIds=stock, **CUSTOMER)
    sales = await cast.admin.data("sale/cancel", cartReference=cart["cartReference"], reason="changed plans")
    assert {sale["status"] for sale in sales} == {"CANCELLED"}
    again = await cast.agent.data("sale/reserve", ticketIds=stock, **CUSTOMER)
    assert again["status"] == "PENDING_PAYMENT"


async def test_tickets_are_allocated_by_wish(cast: Cast, stock: list[int], aquarium: int) -> None:
    wish = {"attractionId": aquarium, "quantity": 2, "category": "Child"}
    cart = await cast.agent.data("sale/reserve", ticketIds=[], allocate=[wish], **CUSTOMER)
    assert [ticket["category"] for ticket in cart["tickets"]] == ["Child", "Child"]
    days = [ticket["ticketDate"] for ticket in cart["tickets"]]
    assert days == sorted(days)
    wish["quantity"] = 5
    status, code, fields = await cast.agent.refusal("sale/reserve", ticketIds=[], allocate=[wish], **CUSTOMER)
    assert (status, code, fields) == (409, "CONFLICT", ["allocate[0]"])


async def test_a_group_takes_tickets_without_payment(cast: Cast, stock: list[int]) -> None:
    cart = await cast.agent.data("sale/assign-group", ticketIds=stock[:3], tripServiceId=77)
    assert {sale["status"] for sale in cart["sales"]} == {"GROUP_ASSIGNED"}
    assert {(ticket["status"], ticket["tripServiceId"]) for ticket in cart["tickets"]} == {("SOLD", 77)}


async def test_refunded_tickets_return_to_stock_with_a_new_code(cast: Cast, stock: list[int]) -> None:
    cart = await cast.agent.data("sale/reserve", ticketIds=stock[:2], **CUSTOMER)
    await cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    before = await cast.agent.data("ticket/read", ticketId=stock[0])
    refund = await cast.admin.data("sale/refund", cartReference=cart["cartReference"], ticketIds=stock[:1])
    assert (refund["amount"], refund["state"]) == (350.0, "OPEN")
    after = await cast.agent.data("ticket/read", ticketId=stock[0])
    assert after["status"] == "AVAILABLE"
    assert after["downloadCode"] != before["downloadCode"]
    closed = await cast.admin.data("refund/dismiss", refundId=refund["refundId"], note="cash over the counter")
    assert closed["state"] == "DISMISSED"


async def test_the_summary_counts_stock_and_revenue(cast: Cast, stock: list[int], aquarium: int) -> None:
    cart = await cast.agent.data("sale/reserve", ticketIds=stock[:2], **CUSTOMER)
    await cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    await cast.agent.data("sale/reserve", ticketIds=stock[2:3], **CUSTOMER)
    summary = await cast.admin.data("report/inventory-summary")
    assert (summary["available"], summary["reserved"], summary["sold"], summary["expired"]) == (2, 1, 2, 0)
    assert (summary["totalRevenue"], summary["revenueByCurrency"]) == (700.0, {"AED": 700.0})
    one = await cast.agent.data("report/attraction-summary", attractionId=aquarium)
    assert (one["totalTickets"], one["sold"], one["totalRevenue"]) == (5, 2, 700.0)
    rows = await cast.agent.data("report/sales", status="COMPLETED")
    assert len(rows) == 2


async def test_merged_tickets_are_one_pdf(cast: Cast, stock: list[int]) -> None:
    cart = await cast.agent.data("sale/reserve", ticketIds=stock[:2], **CUSTOMER)
    assert (await cast.agent.refusal("sale/merge-download", cartReference=cart["cartReference"]))[0] == 409
    await cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    response = await cast.agent.post("sale/merge-download", cartReference=cart["cartReference"])
    assert response.headers["content-type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


async def test_a_merged_file_whose_original_is_gone_is_named(api: Api, cast: Cast, stock: list[int]) -> None:
    cart = await cast.agent.data("sale/reserve", ticketIds=stock[:2], **CUSTOMER)
    await cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    for path in (api.product.config.data_folder / "objects").rglob("*.pdf"):
        path.unlink()
    response = await cast.agent.post("sale/merge-download", cartReference=cart["cartReference"])
    assert response.status_code == 404
    assert "restore it from a backup" in response.json()["apiStatus"]["errorMessage"]
