"""The adapter against the sandbox: two programs that share no code, over real HTTP, in both protocols."""

from __future__ import annotations

from decimal import Decimal

import pytest

from admitone.adapters.telr.gateway import TelrGateway
from admitone.core.errors import OutsideRefused
from admitone.core.payments import ExpectedPayment, PaymentState, verify_paid
from admitone.services.ports import PaymentGateway
from tests.adapters.telr.conftest import account, order
from tests.servers.sandbox import Sandbox


def fits_the_port(gateway: TelrGateway) -> PaymentGateway:
    return gateway


async def test_an_order_is_open_until_somebody_tries_to_pay(gateway: TelrGateway, cart_id: str) -> None:
    session = await fits_the_port(gateway).create_session(order(cart_id))
    assert session.url.endswith(f"/process.html?o={session.ref}")
    check = await gateway.check(session.ref)
    assert (check.state, check.status_code, check.message) == (PaymentState.OPEN, 1, "Pending")
    assert (check.ref, check.cart_id, check.amount_minor, check.currency) == (session.ref, cart_id, 35000, "AED")
    assert (check.test, check.transaction_ref, check.transaction_status) == (True, None, None)


async def test_what_was_asked_for_is_what_the_gateway_has(gateway: TelrGateway, sandbox: Sandbox, cart_id: str) -> None:
    asked = order(cart_id, description="Aquarium:  2 tickets, 10:30 " + "x" * 60, language="ar")
    session = await gateway.create_session(asked)
    (had,) = [each for each in sandbox.orders() if each["ref"] == session.ref]
    assert had["description"] == "Aquarium. 2 tickets, 10.30 " + "x" * 36
    assert (had["language"], had["amount"], had["type"]) == ("ar", "350.00", "sale")
    assert had["customer"] == {
        "fname": "Maryam bint Rashid",
        "sname": "Al-Ali",
        "email": "maryam@example.com",
        "phone1": "+971500000000",
    }
    assert (had["return_authorised"], had["return_declined"], had["return_cancelled"]) == (
        asked.return_authorised,
        asked.return_declined,
        asked.return_cancelled,
    )


@pytest.mark.parametrize(
    ("currency", "minor", "text"), [("AED", 950, "9.50"), ("KWD", 1, "0.001"), ("JPY", 350, "350")]
)
async def test_amounts_have_the_decimal_places_of_their_currency(
    gateway: TelrGateway, sandbox: Sandbox, cart_id: str, currency: str, minor: int, text: str
) -> None:
    session = await gateway.create_session(order(cart_id, currency=currency, amount_minor=minor))
    (had,) = [each for each in sandbox.orders() if each["ref"] == session.ref]
    assert had["amount"] == text
    assert (await gateway.check(session.ref)).amount_minor == minor


@pytest.mark.parametrize(
    ("cvv", "state", "code", "letter"),
    [
        ("123", PaymentState.PAID, 3, "A"),
        ("999", PaymentState.AUTHORISED, 2, "H"),
        ("041", PaymentState.DECLINED, -3, "D"),
        ("555", PaymentState.DECLINED, -3, "D"),
    ],
)
async def test_what_became_of_a_card(
    gateway: TelrGateway, sandbox: Sandbox, cart_id: str, cvv: str, state: PaymentState, code: int, letter: str
) -> None:
    session = await gateway.create_session(order(cart_id))
    sandbox.pay(session.ref, cvv=cvv)
    check = await gateway.check(session.ref)
    assert (check.state, check.status_code, check.transaction_status) == (state, code, letter)
    assert check.transaction_ref is not None
    expected = ExpectedPayment(ref=session.ref, cart_id=cart_id, amount_minor=35000, currency="AED", test=True)
    assert (verify_paid(check, expected) == []) == (state is PaymentState.PAID)


@pytest.mark.parametrize(
    ("status", "state"),
    [(-1, PaymentState.EXPIRED), (-4, PaymentState.REPLACED), (4, PaymentState.OPEN), (-3, PaymentState.DECLINED)],
)
async def test_states_that_no_card_leads_to(
    gateway: TelrGateway, sandbox: Sandbox, cart_id: str, status: int, state: PaymentState
) -> None:
    session = await gateway.create_session(order(cart_id))
    assert sandbox.command(session.ref, status).status_code == 200
    check = await gateway.check(session.ref)
    assert (check.state, check.status_code) == (state, status)


async def test_a_held_payment_is_paid_once_somebody_has_reviewed_it(
    gateway: TelrGateway, sandbox: Sandbox, cart_id: str
) -> None:
    session = await gateway.create_session(order(cart_id))
    sandbox.pay(session.ref, cvv="999")
    held = await gateway.check(session.ref)
    assert sandbox.command(session.ref, 3).status_code == 200
    paid = await gateway.check(session.ref)
    assert (held.state, paid.state) == (PaymentState.AUTHORISED, PaymentState.PAID)
    assert held.transaction_ref == paid.transaction_ref


async def test_a_cart_id_serves_once(gateway: TelrGateway, cart_id: str) -> None:
    await gateway.create_session(order(cart_id))
    with pytest.raises(OutsideRefused, match="E56:Duplicate transaction") as refused:
        await gateway.create_session(order(cart_id))
    assert refused.value.details["code"] == "E56"
    await gateway.create_session(order(f"{cart_id[:-1]}2"))


async def test_an_unknown_reference_is_refused(gateway: TelrGateway) -> None:
    with pytest.raises(OutsideRefused) as refused:
        await gateway.check("0" * 64)
    assert refused.value.details["code"] == "E22"


async def test_money_goes_back_in_parts_and_never_more_than_was_paid(
    gateway: TelrGateway, sandbox: Sandbox, cart_id: str
) -> None:
    session = await gateway.create_session(order(cart_id))
    sandbox.pay(session.ref)
    paid = (await gateway.check(session.ref)).transaction_ref
    assert paid is not None

    async def refund(minor: int) -> str:
        return await gateway.refund(
            transaction_ref=paid, cart_id=cart_id, amount_minor=minor, currency="AED", reason="أُلغيت: cancelled <&>"
        )

    first, second = await refund(10000), await refund(25000)
    (had,) = [each for each in sandbox.orders() if each["ref"] == session.ref]
    assert [(each["ref"], Decimal(each["amount"])) for each in had["follow_ups"]] == [
        (first, Decimal(100)),
        (second, Decimal(250)),
    ]
    with pytest.raises(OutsideRefused, match="Not authorised"):
        await refund(1)


@pytest.mark.parametrize("protocol", ["form", "json"])
async def test_every_key_opens_its_own_door_only(sandbox: Sandbox, cart_id: str, protocol: str) -> None:
    swapped = account(
        sandbox.url,
        "json" if protocol == "json" else "form",
        auth_key="sandbox-remote-key",
        remote_key="sandbox-auth-key",
    )
    gateway = TelrGateway(swapped)
    with pytest.raises(OutsideRefused, match="E04:Invalid store ID") as refused:
        await gateway.create_session(order(cart_id))
    assert "sandbox-remote-key" not in f"{refused.value.message} {refused.value.details}"
    with pytest.raises(OutsideRefused, match="Invalid store ID"):
        await gateway.refund(transaction_ref="04", cart_id=cart_id, amount_minor=1, currency="AED", reason="")
    await gateway.close()


async def test_without_a_remote_key_a_person_refunds(sandbox: Sandbox, cart_id: str) -> None:
    gateway = TelrGateway(account(sandbox.url, remote_key=""))
    with pytest.raises(OutsideRefused, match="ADMITONE_TELR_REMOTE_KEY"):
        await gateway.refund(transaction_ref="04", cart_id=cart_id, amount_minor=1, currency="AED", reason="")
    await gateway.close()


async def test_a_live_order_takes_no_test_card(sandbox: Sandbox, cart_id: str) -> None:
    gateway = TelrGateway(account(sandbox.url, test=False))
    session = await gateway.create_session(order(cart_id))
    assert not gateway.test
    sandbox.pay(session.ref)
    check = await gateway.check(session.ref)
    assert (check.state, check.test) == (PaymentState.DECLINED, False)
    await gateway.close()


async def test_telr_is_asked_whether_it_knows_us_without_leaving_an_order(
    gateway: TelrGateway, sandbox: Sandbox
) -> None:
    before = sandbox.orders()
    assert (await gateway.describe()).startswith("Telr knows us: store ")
    assert sandbox.orders() == before
    stranger = TelrGateway(account(sandbox.url, auth_key="another key of nobody"), seconds_max=3)
    with pytest.raises(OutsideRefused) as refused:
        await stranger.describe()
    await stranger.close()
    assert "another key" not in refused.value.message
