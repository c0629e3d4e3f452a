"""What every Odoo must do for us: the stand-in of either protocol, and a real one when ODOO_URL names it."""

from __future__ import annotations

import asyncio
import secrets
from datetime import date
from typing import Any

import pytest
from msgspec import structs

from admitone.adapters.odoo.erp import OdooErp
from admitone.core.erp import ErpOrder, ErpPayment, Quotation
from admitone.core.errors import OutsideRefused
from tests.adapters.odoo.conftest import Place
from tests.servers.odoo import make_product, quotation_of

ORDER = "sale.order"


async def cart(place: Place, products: int = 2, **changes: Any) -> Quotation:
    codes = [await make_product(place.odoo, place.client) for _ in range(products)]
    return quotation_of(*codes, **{"currency": place.currency} | changes)


async def orders_of(place: Place, quotation: Quotation) -> list[dict[str, Any]]:
    domain = [["client_order_ref", "=", quotation.cart_reference]]
    return await place.client.rows(ORDER, domain, ["name", "state", "order_line", "invoice_ids"])


async def ordered(place: Place) -> ErpOrder:
    order = await place.erp.write_quotation(await cart(place))
    return await place.erp.confirm_order(order.id)


def payment_of(place: Place, amount_minor: int = 59850) -> ErpPayment:
    return ErpPayment(
        reference=f"0301{secrets.token_hex(4)}",
        amount_minor=amount_minor,
        currency=place.currency,
        paid_on=date(2026, 3, 1),
    )


async def test_a_cart_becomes_a_quotation_with_one_line_per_group(place: Place) -> None:
    quotation = await cart(place)
    order = await place.erp.write_quotation(quotation)
    assert (order.state, order.amount_total_minor, order.currency) == ("draft", 59850, place.currency)
    [row] = await orders_of(place, quotation)
    assert (row["id"], row["name"]) == (order.id, order.name)
    lines = await place.client.read(
        "sale.order.line", row["order_line"], ["name", "product_uom_qty", "price_unit", "product_id"]
    )
    assert [(line["name"], float(line["product_uom_qty"]), float(line["price_unit"])) for line in lines] == [
        ("Adult & child, group 1", 1.0, 199.5),
        ("Adult & child, group 2", 2.0, 199.5),
    ]
    [customer] = await place.client.read("res.partner", [order.customer_id], ["name", "email", "phone", "ref"])
    assert customer["name"] == quotation.customer_name
    assert customer["email"] == quotation.customer_email
    assert customer["ref"] == quotation.cart_reference


async def test_writing_it_again_changes_nothing(place: Place) -> None:
    quotation = await cart(place)
    first = await place.erp.write_quotation(quotation)
    assert await place.erp.write_quotation(quotation) == first
    assert await place.erp.find_order(quotation.cart_reference) == first
    [row] = await orders_of(place, quotation)
    assert len(row["order_line"]) == 2


async def test_a_note_cannot_become_markup(place: Place) -> None:
    order = await place.erp.write_quotation(await cart(place))
    [row] = await place.client.read(ORDER, [order.id], ["note"])
    assert "2 &lt; 3 &amp; so on<br" in row["note"]


async def test_two_at_once_make_one_order(place: Place) -> None:
    quotation = await cart(place)
    other = OdooErp(place.odoo.account())
    try:
        both = await asyncio.gather(
            place.erp.write_quotation(quotation), other.write_quotation(quotation), return_exceptions=True
        )
    finally:
        await other.close()
    orders = [one for one in both if isinstance(one, ErpOrder)]
    assert orders, both
    assert await place.erp.write_quotation(quotation) in orders
    [row] = await orders_of(place, quotation)
    assert len(row["order_line"]) == 2


async def test_a_customer_is_known_again_by_address_in_any_case(place: Place) -> None:
    first = await cart(place)
    known = (await place.erp.write_quotation(first)).customer_id
    again = await place.erp.write_quotation(await cart(place, customer_email=first.customer_email.upper()))
    assert again.customer_id == known


async def test_wildcards_of_an_address_stand_for_themselves(place: Place) -> None:
    mark = secrets.token_hex(4)
    first = await place.erp.write_quotation(await cart(place, customer_email=f"aXb-{mark}@example.com"))
    for address in (f"a_b-{mark}@example.com", f"a%b-{mark}@example.com", f"%-{mark}@example.com"):
        other = await place.erp.write_quotation(await cart(place, customer_email=address))
        assert other.customer_id != first.customer_id, address


async def test_a_customer_is_known_by_id_as_long_as_it_is_there(place: Place) -> None:
    known = (await place.erp.write_quotation(await cart(place))).customer_id
    assert (await place.erp.write_quotation(await cart(place, customer_id=known))).customer_id == known
    await place.client.call("res.partner", "write", ids=[known], vals={"active": False})
    assert (await place.erp.write_quotation(await cart(place, customer_id=known))).customer_id != known
    assert (await place.erp.write_quotation(await cart(place, customer_id=2**30))).customer_id != known


async def test_a_customer_without_address_is_made_once(place: Place) -> None:
    quotation = await cart(place, customer_email="", customer_phone=None, note=None)
    order = await place.erp.write_quotation(quotation)
    [row] = await place.client.rows("res.partner", [["ref", "=", quotation.cart_reference]], ["name"])
    assert row["id"] == order.customer_id


async def test_a_code_must_name_exactly_one_active_product(place: Place) -> None:
    code = await make_product(place.odoo, place.client)
    await make_product(place.odoo, place.client, default_code=code)
    archived = await make_product(place.odoo, place.client, active=False)
    unsold = await make_product(place.odoo, place.client, sale_ok=False)
    for bad, words in (
        ("NO-SUCH", "no active product with the internal reference 'NO-SUCH'"),
        (code, f"2 products with the internal reference '{code}'"),
        (archived, f"no active product with the internal reference '{archived}'"),
        (unsold, f"'{unsold}' cannot be sold"),
        ("", "set odooProductCode"),
    ):
        quotation = quotation_of(bad, currency=place.currency)
        with pytest.raises(OutsideRefused) as refusal:
            await place.erp.write_quotation(quotation)
        assert words in refusal.value.message
        assert await orders_of(place, quotation) == []


async def test_a_currency_that_odoo_does_not_sell_in_is_refused_before_anything_is_made(place: Place) -> None:
    quotation = await cart(place, currency="ISK")
    with pytest.raises(OutsideRefused, match="no price list in ISK"):
        await place.erp.write_quotation(quotation)
    assert await orders_of(place, quotation) == []


async def test_confirming_is_done_once_however_often_it_is_asked_for(place: Place) -> None:
    order = await place.erp.write_quotation(await cart(place))
    confirmed = await place.erp.confirm_order(order.id)
    assert (confirmed.id, confirmed.state) == (order.id, "sale")
    assert await place.erp.confirm_order(order.id) == confirmed


async def test_a_quotation_that_was_sent_can_be_confirmed(place: Place) -> None:
    order = await place.erp.write_quotation(await cart(place))
    await place.client.call(ORDER, "action_quotation_sent", ids=[order.id])
    assert (await place.erp.confirm_order(order.id)).state == "sale"


@pytest.mark.parametrize("confirm", [False, True])
async def test_cancelling_is_done_once_in_every_state(place: Place, confirm: bool) -> None:
    order = await place.erp.write_quotation(await cart(place))
    if confirm:
        await place.erp.confirm_order(order.id)
    assert (await place.erp.cancel_order(order.id)).state == "cancel"
    assert (await place.erp.cancel_order(order.id)).state == "cancel"


async def test_a_late_payment_revives_a_cancelled_order(place: Place) -> None:
    quotation = await cart(place)
    order = await place.erp.write_quotation(quotation)
    await place.erp.cancel_order(order.id)
    assert (await place.erp.write_quotation(quotation)).id == order.id
    assert (await place.erp.confirm_order(order.id)).state == "sale"


async def test_a_copied_reference_is_for_a_person_until_one_is_cancelled(place: Place) -> None:
    quotation = await cart(place)
    order = await place.erp.write_quotation(quotation)
    values = {"partner_id": order.customer_id, "client_order_ref": quotation.cart_reference}
    copy = await place.client.create(ORDER, values, {})
    with pytest.raises(OutsideRefused, match="2 orders"):
        await place.erp.write_quotation(quotation)
    await place.erp.cancel_order(copy)
    assert await place.erp.write_quotation(quotation) == order


async def test_the_customers_own_reference_hides_no_order(place: Place) -> None:
    quotation = await cart(place)
    order = await place.erp.write_quotation(quotation)
    await place.client.call(ORDER, "write", ids=[order.id], vals={"client_order_ref": "PO 4711"})
    assert await place.erp.write_quotation(quotation) == order


async def test_an_order_is_invoiced_once(place: Place) -> None:
    order = await ordered(place)
    name = await place.erp.invoice_order(order.id, payment=None)
    assert name
    assert await place.erp.invoice_order(order.id, payment=None) == name
    [row] = await place.client.read(ORDER, [order.id], ["invoice_ids"])
    [invoice] = await place.client.read("account.move", row["invoice_ids"], ["state", "payment_state"])
    assert (invoice["state"], invoice["payment_state"]) == ("posted", "not_paid")


async def test_a_payment_is_registered_once(place: Place) -> None:
    order, payment = await ordered(place), payment_of(place)
    name = await place.erp.invoice_order(order.id, payment=payment)
    assert await place.erp.invoice_order(order.id, payment=payment) == name
    [row] = await place.client.read(ORDER, [order.id], ["invoice_ids"])
    [invoice] = await place.client.read("account.move", row["invoice_ids"], ["payment_state"])
    assert invoice["payment_state"] in {"paid", "in_payment"}
    memo = "memo" if (await place.client.connect()).major >= 18 else "ref"
    [paid] = await place.client.rows("account.payment", [[memo, "=", payment.reference]], ["amount", "date"])
    assert (float(paid["amount"]), paid["date"]) == (598.5, "2026-03-01")


async def test_only_what_was_paid_is_registered(place: Place) -> None:
    order, payment = await ordered(place), payment_of(place, 50000)
    for _ in range(2):
        await place.erp.invoice_order(order.id, payment=payment)
    [row] = await place.client.read(ORDER, [order.id], ["invoice_ids"])
    [invoice] = await place.client.read("account.move", row["invoice_ids"], ["amount_residual", "payment_state"])
    assert (float(invoice["amount_residual"]), invoice["payment_state"]) == (98.5, "partial")


async def test_a_quotation_cannot_be_invoiced(place: Place) -> None:
    order = await place.erp.write_quotation(await cart(place))
    with pytest.raises(OutsideRefused, match="only a confirmed order"):
        await place.erp.invoice_order(order.id, payment=None)


async def test_cancelling_an_invoiced_order_tells_what_is_left_to_do(place: Place) -> None:
    order = await ordered(place)
    name = await place.erp.invoice_order(order.id, payment=None)
    for _ in range(2):
        with pytest.raises(OutsideRefused, match="make a credit note") as refusal:
            await place.erp.cancel_order(order.id)
        assert str(name) in refusal.value.message


def returning(quotation: Quotation, *returned: int) -> Quotation:
    """The same cart after so many tickets of each line have come back."""
    lines = [structs.replace(line, returned=count) for line, count in zip(quotation.lines, returned, strict=True)]
    return structs.replace(quotation, lines=lines)


async def papers_of(place: Place, order: ErpOrder) -> dict[str, list[dict[str, Any]]]:
    """The order's invoices and credit notes by type, cancelled ones left out."""
    [row] = await place.client.read(ORDER, [order.id], ["invoice_ids"])
    fields = ["name", "state", "move_type", "amount_total", "invoice_line_ids", "reversed_entry_id"]
    papers: dict[str, list[dict[str, Any]]] = {"out_invoice": [], "out_refund": []}
    for move in await place.client.read("account.move", row["invoice_ids"], fields):
        if move["state"] != "cancel":
            papers[move["move_type"]].append(move)
    return papers


async def quantities(place: Place, order: ErpOrder) -> list[float]:
    [row] = await place.client.read(ORDER, [order.id], ["order_line"])
    lines = await place.client.read("sale.order.line", row["order_line"], ["product_uom_qty"])
    return [float(line["product_uom_qty"]) for line in lines]


async def test_tickets_of_an_order_without_invoice_leave_its_lines(place: Place) -> None:
    quotation = await cart(place)
    order = await place.erp.confirm_order((await place.erp.write_quotation(quotation)).id)
    for _ in range(2):
        assert await place.erp.take_back(order.id, returning(quotation, 1, 1)) == []
        assert await quantities(place, order) == [0.0, 1.0]
    assert (await place.erp.find_order(quotation.cart_reference)) == structs.replace(order, amount_total_minor=19950)


async def test_tickets_of_an_invoiced_order_are_credited_alone_and_once(place: Place) -> None:
    quotation = await cart(place)
    order = await place.erp.confirm_order((await place.erp.write_quotation(quotation)).id)
    await place.erp.invoice_order(order.id, payment=payment_of(place))
    [name] = await place.erp.take_back(order.id, returning(quotation, 0, 1))
    assert await place.erp.take_back(order.id, returning(quotation, 0, 1)) == [name]
    [note] = (await papers_of(place, order))["out_refund"]
    assert (note["name"], note["state"], float(note["amount_total"])) == (name, "posted", 199.5)
    [line] = await place.client.read("account.move.line", note["invoice_line_ids"], ["name", "quantity"])
    assert ("group 2" in line["name"], float(line["quantity"])) == (True, 1.0)
    assert await quantities(place, order) == [1.0, 1.0]
    # The rest comes back another day: a second note of its own.
    assert len(await place.erp.take_back(order.id, returning(quotation, 1, 1))) == 2
    assert [float(one["amount_total"]) for one in (await papers_of(place, order))["out_refund"]] == [199.5, 199.5]
    assert await quantities(place, order) == [0.0, 1.0]


async def test_an_invoiced_order_that_comes_back_whole_is_credited_and_cancelled(place: Place) -> None:
    quotation = await cart(place)
    order = await place.erp.confirm_order((await place.erp.write_quotation(quotation)).id)
    invoice = await place.erp.invoice_order(order.id, payment=payment_of(place))
    for _ in range(2):
        [name] = await place.erp.take_back(order.id, returning(quotation, 1, 2))
        assert (await place.erp.cancel_order(order.id)).state == "cancel"
    papers = await papers_of(place, order)
    assert [(one["name"], one["state"]) for one in papers["out_invoice"]] == [(invoice, "posted")]
    assert [(one["name"], float(one["amount_total"])) for one in papers["out_refund"]] == [(name, 598.5)]


async def test_a_credit_note_of_a_person_counts(place: Place) -> None:
    quotation = await cart(place)
    order = await place.erp.confirm_order((await place.erp.write_quotation(quotation)).id)
    await place.erp.invoice_order(order.id, payment=None)
    invoice = (await papers_of(place, order))["out_invoice"][0]
    context = {"active_model": "account.move", "active_ids": [invoice["id"]], "active_id": invoice["id"]}
    wizard = await place.client.create("account.move.reversal", {"reason": "by hand"}, context)
    await place.client.call("account.move.reversal", "refund_moves", ids=[wizard], context=context)
    with pytest.raises(OutsideRefused, match="has a draft credit note"):
        await place.erp.take_back(order.id, returning(quotation, 1, 2))
    [note] = (await papers_of(place, order))["out_refund"]
    await place.client.call("account.move", "action_post", ids=[note["id"]])
    assert len(await place.erp.take_back(order.id, returning(quotation, 1, 2))) == 1
    assert (await place.erp.cancel_order(order.id)).state == "cancel"


async def test_lines_that_a_person_rewrote_are_for_a_person(place: Place) -> None:
    quotation = await cart(place)
    order = await place.erp.confirm_order((await place.erp.write_quotation(quotation)).id)
    [row] = await place.client.read(ORDER, [order.id], ["order_line"])
    await place.client.call("sale.order.line", "write", ids=row["order_line"], vals={"price_unit": 150.0})
    with pytest.raises(OutsideRefused, match="bring their quantities to the tickets that were kept"):
        await place.erp.take_back(order.id, returning(quotation, 1, 0))
    assert await quantities(place, order) == [1.0, 2.0]


async def test_an_order_that_is_gone_is_for_a_person(place: Place) -> None:
    assert await place.erp.find_order("OT-20260301-NEVER") is None
    for step in (place.erp.confirm_order, place.erp.cancel_order):
        with pytest.raises(OutsideRefused, match="not in Odoo any more"):
            await step(2**30)


async def test_a_wrong_key_is_refused_and_never_repeated(place: Place) -> None:
    stranger = OdooErp(place.odoo.account(key="hunter2-hunter2"))
    try:
        with pytest.raises(OutsideRefused) as refusal:
            await stranger.describe()
    finally:
        await stranger.close()
    assert "hunter2" not in str(refusal.value)


async def test_it_says_what_it_speaks_to(place: Place) -> None:
    assert "Odoo" in await place.erp.describe()
