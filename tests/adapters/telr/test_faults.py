"""Everything that the sandbox can do wrong, and what the adapter makes of it."""

from __future__ import annotations

import asyncio

import pytest

from admitone.adapters.telr.gateway import TelrGateway
from admitone.core.errors import OutsideRefused, Unavailable
from admitone.core.payments import ExpectedPayment, PaymentState, verify_paid
from tests.adapters.telr.conftest import account, order
from tests.servers.mailbox import open_mailbox
from tests.servers.sandbox import Sandbox, running_sandbox

FAULTS = ["down", "server_error", "html", "lost_answer"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failing_create_is_unavailable_with_unknown_outcome(
    gateway: TelrGateway, sandbox: Sandbox, cart_id: str, fault: str
) -> None:
    sandbox.fail(fault, operation="create")
    with pytest.raises(Unavailable) as refused:
        await gateway.create_session(order(cart_id))
    assert refused.value.details == {"system": "telr", "outcomeUnknown": True}
    assert any(each["cart_id"] == cart_id for each in sandbox.orders()) == (fault == "lost_answer")


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failing_check_can_be_repeated(
    gateway: TelrGateway, sandbox: Sandbox, cart_id: str, fault: str
) -> None:
    session = await gateway.create_session(order(cart_id))
    sandbox.pay(session.ref)
    sandbox.fail(fault, operation="check", times=2)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await gateway.check(session.ref)
    assert (await gateway.check(session.ref)).state is PaymentState.PAID


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failing_refund_has_an_unknown_outcome(
    gateway: TelrGateway, sandbox: Sandbox, cart_id: str, fault: str
) -> None:
    session = await gateway.create_session(order(cart_id))
    sandbox.pay(session.ref)
    paid = (await gateway.check(session.ref)).transaction_ref
    assert paid is not None
    sandbox.fail(fault, operation="remote")
    with pytest.raises(Unavailable) as refused:
        await gateway.refund(
            transaction_ref=paid, cart_id=cart_id, amount_minor=35000, currency="AED", reason="cancelled"
        )
    assert refused.value.details["outcomeUnknown"]
    (had,) = [each for each in sandbox.orders() if each["ref"] == session.ref]
    assert len(had["follow_ups"]) == (1 if fault == "lost_answer" else 0)


async def test_a_slow_gateway_is_not_waited_for_and_did_it_all_the_same(sandbox: Sandbox, cart_id: str) -> None:
    hasty = TelrGateway(account(sandbox.url), seconds_max=0.5)
    sandbox.fail("slow", operation="create", seconds=1)
    with pytest.raises(Unavailable, match=r"within 0\.5 s") as refused:
        await hasty.create_session(order(cart_id))
    assert refused.value.details["outcomeUnknown"]
    await asyncio.sleep(1)
    with pytest.raises(OutsideRefused, match="E56"):
        await hasty.create_session(order(cart_id))
    await hasty.create_session(order(f"{cart_id[:-1]}2"))
    await hasty.close()


async def test_slow_within_the_limit_is_no_error(gateway: TelrGateway, sandbox: Sandbox, cart_id: str) -> None:
    sandbox.fail("slow", operation="create", seconds=0.3)
    assert (await gateway.create_session(order(cart_id))).ref


async def test_after_a_lost_answer_the_old_cart_id_is_spent_and_a_new_one_is_not(
    gateway: TelrGateway, sandbox: Sandbox, cart_id: str
) -> None:
    sandbox.fail("lost_answer", operation="create")
    with pytest.raises(Unavailable):
        await gateway.create_session(order(cart_id))
    with pytest.raises(OutsideRefused) as refused:
        await gateway.create_session(order(cart_id))
    assert refused.value.details["code"] == "E56"
    assert (await gateway.create_session(order(f"{cart_id[:-1]}2"))).ref


async def test_a_duplicate_on_command(gateway: TelrGateway, sandbox: Sandbox, cart_id: str) -> None:
    sandbox.fail("duplicate_cart")
    with pytest.raises(OutsideRefused, match=r"E56:Duplicate transaction \(Cart ID must be unique\)"):
        await gateway.create_session(order(cart_id))
    assert all(each["cart_id"] != cart_id for each in sandbox.orders())


async def test_a_wrong_amount_is_not_paid(gateway: TelrGateway, sandbox: Sandbox, cart_id: str) -> None:
    session = await gateway.create_session(order(cart_id))
    sandbox.pay(session.ref)
    expected = ExpectedPayment(ref=session.ref, cart_id=cart_id, amount_minor=35000, currency="AED", test=True)
    sandbox.fail("wrong_amount")
    assert verify_paid(await gateway.check(session.ref), expected) == [
        "amount: 350.00 was asked for, the gateway says 351.00"
    ]
    assert verify_paid(await gateway.check(session.ref), expected) == []


async def test_a_payment_after_expiry(gateway: TelrGateway, sandbox: Sandbox, cart_id: str) -> None:
    session = await gateway.create_session(order(cart_id))
    sandbox.command(session.ref, -1)
    assert (await gateway.check(session.ref)).state is PaymentState.EXPIRED
    sandbox.fail("paid_after_expiry")
    assert "success" in sandbox.pay(session.ref)
    assert (await gateway.check(session.ref)).state is PaymentState.PAID


async def test_a_notice_can_come_before_the_answer(sandbox: Sandbox, cart_id: str) -> None:
    gateway = TelrGateway(account(sandbox.url))
    with open_mailbox() as mailbox:
        sandbox.fail("early_notice")
        creating = asyncio.create_task(gateway.create_session(order(cart_id, notify_url=mailbox.url)))
        (notice,) = await asyncio.to_thread(mailbox.wait_for, 1)
        session = await creating
    assert (notice["tran_cartid"], notice["tran_order"], notice["tran_authstatus"]) == (cart_id, session.ref, "A")
    assert (await gateway.check(session.ref)).state is PaymentState.PAID
    await gateway.close()


async def test_a_gateway_that_is_not_there_did_nothing(
    sandbox: Sandbox, cart_id: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with running_sandbox(tmp_path_factory.mktemp("gone")) as gone:
        gateway = TelrGateway(account(gone.url))
        await gateway.create_session(order(cart_id))
    with pytest.raises(Unavailable, match="cannot be reached") as refused:
        await gateway.create_session(order(cart_id))
    assert refused.value.details["outcomeUnknown"] is False
    await gateway.close()
