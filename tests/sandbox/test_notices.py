"""What the sandbox tells unasked, read and verified by the product's own reader."""

from __future__ import annotations

import time

from admitone.notices.telr import NoticeKind, read_notice
from tests.sandbox.conftest import CreateOrder, check
from tests.servers.mailbox import Mailbox
from tests.servers.sandbox import AUTH_KEY, REMOTE_KEY, STORE, WEBHOOK_SECRET, Sandbox


def about(webhook: Mailbox, ref: str, count: int) -> list[dict[str, str]]:
    """The webhook's notices of an order, once there are so many."""
    deadline = time.monotonic() + 15
    while len(found := [form for form in list(webhook.forms) if form["tran_order"] == ref]) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count} notices came"
        time.sleep(0.05)
    return found


def signed(form: dict[str, str]) -> bool:
    return read_notice(form, auth_key=AUTH_KEY, webhook_secret=WEBHOOK_SECRET).signed


def test_both_notices_of_a_payment(sandbox: Sandbox, create: CreateOrder, mailbox: Mailbox, webhook: Mailbox) -> None:
    ref = create(ivp_update_url=mailbox.url)["ref"]
    sandbox.pay(ref)
    callback = read_notice(mailbox.wait_for(1)[0], auth_key=AUTH_KEY, webhook_secret=WEBHOOK_SECRET)
    advice = read_notice(about(webhook, ref, 1)[0], auth_key=AUTH_KEY, webhook_secret=WEBHOOK_SECRET)
    assert (callback.kind, callback.transaction_type) == (NoticeKind.CALLBACK, "1")
    assert (advice.kind, advice.transaction_type) == (NoticeKind.WEBHOOK, "sale")
    for notice in (callback, advice):
        assert notice.signed
        assert (notice.order_ref, notice.status, notice.amount, notice.currency) == (ref, "A", "350.00", "AED")
        assert notice.transaction_ref == check(sandbox, ref)["transaction"]["ref"]


def test_declines_are_told_and_leaving_is_not(sandbox: Sandbox, create: CreateOrder, mailbox: Mailbox) -> None:
    left, declined = (create(ivp_update_url=mailbox.url)["ref"] for _ in range(2))
    sandbox.client.post("/sandbox/gateway/process.html", data={"o": left, "action": "cancel"})
    sandbox.pay(declined, cvv="041")
    (form,) = mailbox.wait_for(1)
    assert (form["tran_order"], form["tran_authstatus"], form["tran_authcode"]) == (declined, "D", "41")
    assert signed(form)


def test_a_refund_is_told_with_the_payment_that_it_belongs_to(
    sandbox: Sandbox, create: CreateOrder, mailbox: Mailbox, webhook: Mailbox
) -> None:
    ref = create(ivp_update_url=mailbox.url)["ref"]
    sandbox.pay(ref)
    paid = check(sandbox, ref)["transaction"]["ref"]
    tran = {"type": "refund", "test": "1", "currency": "AED", "amount": "100.00", "ref": paid}
    body = {"store": STORE, "authkey": REMOTE_KEY, "tran": tran}
    done = sandbox.client.post("/sandbox/gateway/remote.json", json=body).json()["auth"]
    told = [form for form in about(webhook, ref, 2) if form["tran_type"] == "refund"]
    assert [(form["tran_ref"], form["tran_prevref"], form["tran_amount"]) for form in told] == [
        (done["tranref"], paid, "100.00")
    ]
    assert all(signed(form) for form in [*told, *mailbox.wait_for(2)])
    assert sorted(form["tran_type"] for form in mailbox.forms) == ["1", "3"]


def test_the_card_and_billing_groups_are_signed(sandbox: Sandbox, create: CreateOrder, webhook: Mailbox) -> None:
    ref = create()["ref"]
    sandbox.pay(ref)
    (form,) = about(webhook, ref, 1)
    assert (form["card_last4"], form["bill_fname"]) == ("0002", "Maryam")
    assert signed(form)
    assert not signed(form | {"card_last4": "9999"})
    assert not signed(form | {"bill_fname": "Mallory"})


def test_a_notice_that_is_not_taken_comes_again(sandbox: Sandbox, create: CreateOrder, mailbox: Mailbox) -> None:
    mailbox.statuses = [500]
    ref = create(ivp_update_url=mailbox.url)["ref"]
    sandbox.pay(ref)
    first, second = mailbox.wait_for(2)
    assert first == second
    deadline = time.monotonic() + 10
    statuses: list[int] = []
    while len(statuses) < 2 and time.monotonic() < deadline:
        (had,) = [each for each in sandbox.orders() if each["ref"] == ref]
        statuses = [each["status"] for each in had["deliveries"] if each["kind"] == "callback"]
    assert statuses == [500, 200]


def test_a_duplicate_notice(sandbox: Sandbox, create: CreateOrder, mailbox: Mailbox) -> None:
    sandbox.fail("duplicate_notice")
    sandbox.pay(create(ivp_update_url=mailbox.url)["ref"])
    first, second = mailbox.wait_for(2)
    assert first == second
    assert signed(first)


def test_a_forged_signature(sandbox: Sandbox, create: CreateOrder, mailbox: Mailbox, webhook: Mailbox) -> None:
    sandbox.fail("forged_signature")
    ref = create(ivp_update_url=mailbox.url)["ref"]
    sandbox.pay(ref)
    assert not signed(mailbox.wait_for(1)[0])
    assert not signed(about(webhook, ref, 1)[0])


def test_a_lost_and_a_late_notice(sandbox: Sandbox, create: CreateOrder, mailbox: Mailbox) -> None:
    sandbox.fail("lost_notice")
    lost = create(ivp_update_url=mailbox.url)["ref"]
    sandbox.pay(lost)
    sandbox.fail("slow", operation="notice", seconds=1)
    late = create(ivp_update_url=mailbox.url)["ref"]
    paid_at = time.monotonic()
    sandbox.pay(late)
    (form,) = mailbox.wait_for(1)
    assert time.monotonic() - paid_at > 0.9
    assert form["tran_order"] == late
    assert check(sandbox, lost)["status"]["code"] == 3
