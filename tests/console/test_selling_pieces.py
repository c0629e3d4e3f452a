"""Small parts of selling by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from litestar.datastructures import FormMultiDict

from admitone.console.forms.days import period
from admitone.console.forms.sales import refund_wish
from admitone.console.forms.selling import (
    aspects_of,
    change_lines,
    empty_line,
    read_lines,
    read_ticket_ids,
    reservation,
)
from admitone.console.messages import international_number, invite_to_pay
from admitone.core.errors import AdmitError, InvalidParameter, MissingParameter
from admitone.core.selling import Cart, SaleStatus
from admitone.core.spreadsheets import write_table
from admitone.services.allocating import Wish
from admitone.services.offers import narrow_offer
from admitone.store.free_stock import FreeKind

KEY = ("reserveKey", "0123456789abcdef")
CUSTOMER = [("customerName", "Layla"), ("customerEmail", "layla@example.com"), KEY]
MARCH = date(2027, 3, 15)


def line(**values: str) -> list[tuple[str, str]]:
    return list((empty_line("3") | values).items())


def kind(free: int, price: int | None = 100, currency: str | None = "AED", **aspects: Any) -> FreeKind:
    given = {"category": None, "age_group": "Adult", "ticket_date": MARCH, "time_slot": None} | aspects
    return FreeKind(free=free, price_minor_min=price, price_minor_max=price, currency=currency, **given)


def cart(**values: Any) -> Cart:
    now = datetime(2027, 1, 1, tzinfo=UTC)
    given: dict[str, Any] = dict.fromkeys(Cart.__struct_fields__) | {
        "id": 1,
        "tenant_id": 1,
        "reference": "OT-20270101-ABCDE",
        "public_code": "x",
        "status": SaleStatus.PENDING_PAYMENT,
        "customer_name": "Layla",
        "customer_email": "layla+tickets@example.com",
        "language": "en",
        "currency": "AED",
        "total_minor": 24100,
        "wants_payment_link": True,
        "created_at": now,
        "updated_at": now,
    }
    return Cart(**given | values)


def test_two_adults_and_a_child_for_a_day_are_two_wishes() -> None:
    form = FormMultiDict([
        *line(ageGroup="Adult", quantity="2", ticketDate="2027-03-15"),
        *line(ageGroup="Child", ticketDate="2027-03-15"),
        *line(attractionId="", choicesOf=""),
        *CUSTOMER,
    ])  # fmt: skip
    wanted = reservation(form)
    assert wanted.wishes == [Wish(3, 2, None, "Adult", MARCH), Wish(3, 1, None, "Child", MARCH)]
    assert (wanted.ticket_ids, wanted.idempotency_key) == ([], "console-0123456789abcdef")


def test_picked_tickets_count_once_and_before_wishes() -> None:
    form = FormMultiDict([("ticketId", "7"), ("ticketId", "5"), ("ticketId", "7"), *line(), *CUSTOMER])
    wanted = reservation(form)
    assert (wanted.ticket_ids, wanted.wishes) == ([7, 5], [])


@pytest.mark.parametrize("text", ["0", "-1", "7 ", "x", "1" * 19, "٣"])
def test_what_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameter):
        read_ticket_ids(FormMultiDict([("ticketId", text)]))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"quantity": "0"}, "allocate[1]"),
        ({"quantity": "501"}, "allocate[1]"),
        ({"quantity": "two"}, "allocate[1]"),
        ({"ticketDate": "15 March"}, "allocate[1]"),
        ({"attractionId": "Aquarium", "choicesOf": "Aquarium"}, "allocate[1]"),
    ],
)
def test_a_wish_that_cannot_be_read_names_its_line(values: dict[str, str], field: str) -> None:
    with pytest.raises(AdmitError) as refused:
        reservation(FormMultiDict([*line(), *line(**values), *CUSTOMER]))
    assert refused.value.fields == (field,)


def test_nothing_chosen_and_no_customer_are_refused() -> None:
    with pytest.raises(InvalidParameter) as refused:
        reservation(FormMultiDict([*line(attractionId="", choicesOf=""), *CUSTOMER]))
    assert refused.value.fields == ("allocate[0]",)
    with pytest.raises(InvalidParameter) as missing:
        reservation(FormMultiDict([*line(), KEY]))
    assert missing.value.fields == ("customerName", "customerEmail")


def test_lines_of_unequal_length_are_no_form_of_ours() -> None:
    with pytest.raises(InvalidParameter):
        read_lines(FormMultiDict([*line(), ("category", "Adult")]))
    with pytest.raises(InvalidParameter):
        read_lines(FormMultiDict(line() * 21))
    with pytest.raises(InvalidParameter):
        read_lines(FormMultiDict(line(lineKey="x")))


def test_another_attraction_empties_what_was_chosen_of_the_first() -> None:
    (read,) = read_lines(FormMultiDict(line(attractionId="4", category="VIP", quantity="3")))
    assert (read["category"], read["quantity"]) == ("", "3")


def test_a_further_line_begins_as_the_last_one_but_for_the_age_group() -> None:
    lines = [empty_line("3") | {"ticketDate": "2027-03-15", "ageGroup": "Adult", "quantity": "2"}]
    longer = change_lines(lines, "add")
    assert longer[1] == empty_line("3") | {"ticketDate": "2027-03-15", "lineKey": "1"}
    assert change_lines(longer, "remove-0") == longer[1:]
    assert change_lines(longer[:1], "remove-0") == longer[:1], "one line always stays"
    assert change_lines(longer, "remove-9") == longer
    assert len(change_lines([empty_line()] * 20, "add")) == 20
    shorter = change_lines(longer, "remove-0")
    assert change_lines(shorter, "add")[1]["lineKey"] == "2", "no line takes over what was typed in another"


def test_each_choice_counts_what_is_free_with_the_others() -> None:
    kinds = [
        kind(3),
        kind(2, age_group="Child", price=50),
        kind(4, age_group="Child", ticket_date=None, time_slot="10:00"),
    ]
    chosen = aspects_of(empty_line("3") | {"ageGroup": "Child"})
    offer = narrow_offer(kinds, chosen)
    assert offer.free == 6
    assert offer.choices["age_group"] == {"Adult": 3, "Child": 6}, "its own choice does not narrow it"
    assert offer.choices["ticket_date"] == {MARCH: 2}
    assert offer.choices["time_slot"] == {"10:00": 4}
    assert (offer.currency, offer.price_minor_min, offer.price_minor_max) == ("AED", 50, 100)


def test_prices_in_two_currencies_are_no_price() -> None:
    assert narrow_offer([kind(1), kind(1, currency="EUR")], {}).currency is None
    assert narrow_offer([kind(1, price=None, currency=None)], {}).price_minor_min is None
    assert narrow_offer([], {"category": "VIP"}).free == 0


def test_a_payment_link_travels_in_the_customers_language() -> None:
    told = invite_to_pay(cart(customer_phone="+971 50 123-4567"), "https://pay.example/?o=1&x=2")
    assert told.whatsapp.startswith("https://wa.me/971501234567?text=Dear%20Layla")
    assert "https%3A%2F%2Fpay.example%2F%3Fo%3D1%26x%3D2" in told.whatsapp
    assert told.mail is not None
    assert told.mail.startswith("mailto:layla%2Btickets@example.com?subject=Payment%20for%20booking")
    assert "%D8" in invite_to_pay(cart(language="ar"), "https://pay.example/").whatsapp


@pytest.mark.parametrize(
    ("phone", "digits"),
    [("+971 50 1", "971501"), ("00971 50 1", "971501"), ("050 123 4567", ""), (None, ""), ("+", "")],
)
def test_only_a_number_with_its_country_is_dialled(phone: str | None, digits: str) -> None:
    assert international_number(phone) == digits


def test_a_period_of_days_ends_when_the_last_one_does() -> None:
    begins, ends = period(MARCH, MARCH, "Asia/Dubai")
    assert begins == datetime(2027, 3, 14, 20, tzinfo=UTC)
    assert ends == datetime(2027, 3, 15, 20, tzinfo=UTC)
    assert period(None, date.max, "Asia/Dubai") == (None, datetime.max.replace(tzinfo=UTC))
    # In Dubai the first day of the calendar begins before the first instant in UTC.
    assert period(date.min, None, "Asia/Dubai") == (datetime.min.replace(tzinfo=UTC), None)


def test_a_refund_names_its_tickets() -> None:
    with pytest.raises(MissingParameter):
        refund_wish("OT-1", FormMultiDict([("tickets", "void")]))
    wish = refund_wish("OT-1", FormMultiDict([("ticketId", "4"), ("tickets", "void")]))
    assert (wish.ticket_ids, wish.restock) == ([4], False)


def test_a_table_runs_nothing_in_a_spreadsheet() -> None:
    assert write_table(("name", "sold"), [("=cmd()", 3), (None, -2)]) == "name,sold\n'=cmd(),3\n,-2\n"
