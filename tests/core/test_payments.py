from __future__ import annotations

from typing import Any

import msgspec
import pytest

from admitone.core.payments import ExpectedPayment, GatewayCheck, PaymentState, verify_paid

EXPECTED = ExpectedPayment(
    ref="ORDERREF0001", cart_id="OT-20260301-ABC12_1", amount_minor=35000, currency="AED", test=True
)
PAID = GatewayCheck(
    ref="ORDERREF0001",
    cart_id="OT-20260301-ABC12_1",
    amount_minor=35000,
    currency="AED",
    test=True,
    state=PaymentState.PAID,
    status_code=3,
    transaction_ref="011287290362",
    transaction_status="A",
    message="Authorised",
)


def test_the_payment_that_was_asked_for_is_paid() -> None:
    assert verify_paid(PAID, EXPECTED) == []


@pytest.mark.parametrize("state", [state for state in PaymentState if state is not PaymentState.PAID])
def test_no_other_state_is_paid(state: PaymentState) -> None:
    assert verify_paid(msgspec.structs.replace(PAID, state=state), EXPECTED) == [f"state: {state}, not PAID"]


@pytest.mark.parametrize(
    ("change", "mismatch"),
    [
        ({"ref": "ORDERREF0002"}, "ref: 'ORDERREF0001' was asked for, the gateway says 'ORDERREF0002'"),
        ({"cart_id": "OT-20260301-ABC12_2"}, "cart_id: 'OT-20260301-ABC12_1' was asked for, the gateway says "),
        ({"amount_minor": 34999}, "amount: 350.00 was asked for, the gateway says 349.99"),
        ({"amount_minor": 35001}, "amount: 350.00 was asked for, the gateway says 350.01"),
        ({"amount_minor": None}, "amount: 350.00 was asked for, the gateway says no amount"),
        ({"currency": "USD"}, "currency: 'AED' was asked for, the gateway says 'USD'"),
        ({"currency": "aed"}, "currency: 'AED' was asked for, the gateway says 'aed'"),
        ({"test": False}, "test: True was asked for, the gateway says False"),
    ],
)
def test_a_payment_of_something_else_is_named(change: dict[str, Any], mismatch: str) -> None:
    (found,) = verify_paid(msgspec.structs.replace(PAID, **change), EXPECTED)
    assert found.startswith(mismatch)


def test_play_money_does_not_pay_a_real_price() -> None:
    real = msgspec.structs.replace(EXPECTED, test=False)
    assert verify_paid(PAID, real) == ["test: False was asked for, the gateway says True"]


def test_every_mismatch_is_told() -> None:
    other = msgspec.structs.replace(PAID, ref="", cart_id="", amount_minor=0, currency="", state=PaymentState.OPEN)
    assert [text.partition(":")[0] for text in verify_paid(other, EXPECTED)] == [
        "state",
        "ref",
        "cart_id",
        "currency",
        "amount",
    ]
