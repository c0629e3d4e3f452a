"""The sandbox answers as Telr is documented to, to clients other than ours too."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import CreateOrder, check, creation
from tests.servers.sandbox import AUTH_KEY, REMOTE_KEY, STORE, WEBHOOK_SECRET, Sandbox

ORDER_JSON = "/sandbox/gateway/order.json"


def test_a_new_order_has_a_reference_and_a_page(sandbox: Sandbox) -> None:
    answer = sandbox.client.post(ORDER_JSON, data=creation()).json()
    assert (answer["method"], set(answer), len(answer["order"]["ref"])) == ("create", {"method", "trace", "order"}, 64)
    assert answer["order"]["url"] == f"{sandbox.url}/process.html?o={answer['order']['ref']}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ivp_store": "4321"}, "E04:"),
        ({"ivp_authkey": REMOTE_KEY}, "E04:"),
        ({"ivp_method": "delete"}, "E01:"),
        ({"ivp_cart": ""}, "E03:"),
        ({"ivp_cart": "x" * 64}, "E01:"),
        ({"ivp_desc": "x" * 64}, "E01:"),
        ({"ivp_desc": ""}, "E01:"),
        ({"ivp_amount": ""}, "E02:"),
        ({"ivp_amount": "0.00"}, "E05:"),
        ({"ivp_amount": "1,350.00"}, "E05:"),
        ({"ivp_amount": "-1"}, "E05:"),
        ({"ivp_amount": "٣٥٠"}, "E05:"),
        ({"ivp_currency": "dirham"}, "E05:"),
        ({"ivp_test": "yes"}, "E01:"),
        ({"ivp_trantype": "gift"}, "E01:"),
        ({"return_auth": ""}, "E01:"),
        ({"return_can": "javascript:alert(1)"}, "E01:"),
        ({"return_can": "https://[bad"}, "E01:"),
        ({"ivp_update_url": "ftp://example.com"}, "E01:"),
    ],
)
def test_a_refusal_has_status_200_and_says_why(sandbox: Sandbox, change: dict[str, str], message: str) -> None:
    answer = sandbox.client.post(ORDER_JSON, data=creation(**change))
    assert answer.status_code == 200
    assert answer.json()["error"]["message"].startswith(message)
    assert "order" not in answer.json()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"[" * 100_000, b'{"method":"create","order":7}'])
def test_json_that_is_no_request_is_refused_too(sandbox: Sandbox, content: bytes) -> None:
    answer = sandbox.client.post(ORDER_JSON, content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["message"][:4]) == (
        200,
        "E01:" if b"7" not in content else "E04:",
    )


def test_a_cart_id_serves_once(sandbox: Sandbox) -> None:
    form = creation()
    assert "order" in sandbox.client.post(ORDER_JSON, data=form).json()
    assert sandbox.client.post(ORDER_JSON, data=form).json()["error"] == {
        "message": "E56:Duplicate transaction",
        "note": "Cart ID must be unique",
    }


def test_transaction_and_card_are_absent_until_somebody_tries(sandbox: Sandbox, create: CreateOrder) -> None:
    ref = create()["ref"]
    before = check(sandbox, ref)
    assert before["status"] == {"code": 1, "text": "Pending"}
    assert not {"transaction", "card", "paymethod"} & set(before)
    sandbox.pay(ref)
    after = check(sandbox, ref)
    assert after["status"] == {"code": 3, "text": "Paid"}
    assert (after["transaction"]["status"], after["transaction"]["type"]) == ("A", "sale")
    assert (after["card"]["first6"], after["card"]["last4"], after["card"]["type"]) == ("400000", "0002", "Visa")
    assert "url" not in after


def test_an_authorisation_waits_for_its_capture(sandbox: Sandbox, create: CreateOrder) -> None:
    ref = create(ivp_trantype="auth")["ref"]
    sandbox.pay(ref)
    authorised = check(sandbox, ref)
    assert (authorised["status"]["code"], authorised["transaction"]["status"]) == (2, "A")
    tran = {
        "type": "capture",
        "class": "ecom",
        "test": "1",
        "currency": "AED",
        "amount": "350.00",
        "ref": authorised["transaction"]["ref"],
    }
    body = {"method": "transaction", "store": int(STORE), "authkey": REMOTE_KEY, "tran": tran}
    assert sandbox.client.post("/sandbox/gateway/remote.json", json=body).json()["auth"]["status"] == "A"
    assert check(sandbox, ref)["status"]["code"] == 3
    again = sandbox.client.post("/sandbox/gateway/remote.json", json=body).json()["auth"]
    assert (again["status"], again["code"]) == ("D", "31")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ref": "040000000000"}, "22"),
        ({"test": "0"}, "22"),
        ({"amount": "350.01"}, "05"),
        ({"amount": "0"}, "05"),
        ({"amount": "much"}, "05"),
        ({"currency": "USD"}, "05"),
        ({"type": "sale"}, "01"),
    ],
)
def test_a_refund_that_does_not_fit_is_refused(
    sandbox: Sandbox, create: CreateOrder, change: dict[str, str], code: str
) -> None:
    ref = create()["ref"]
    sandbox.pay(ref)
    tran = {
        "type": "refund",
        "test": "1",
        "currency": "AED",
        "amount": "350.00",
        "ref": check(sandbox, ref)["transaction"]["ref"],
    }
    body = {"store": STORE, "authkey": REMOTE_KEY, "tran": tran | change}
    auth = sandbox.client.post("/sandbox/gateway/remote.json", json=body).json()["auth"]
    assert (auth["status"], auth["code"], auth["tranref"]) == ("E", code, "")


def test_a_void_takes_the_whole_payment_back_once(sandbox: Sandbox, create: CreateOrder) -> None:
    ref = create()["ref"]
    sandbox.pay(ref)
    paid = check(sandbox, ref)["transaction"]["ref"]

    def remote(kind: str) -> str:
        xml = (
            f"<remote><store>{STORE}</store><key>{REMOTE_KEY}</key><tran><type>{kind}</type><test>1</test>"
            f"<currency>AED</currency><amount>350.00</amount><ref>{paid}</ref></tran></remote>"
        )
        return sandbox.client.post("/sandbox/gateway/remote.xml", content=xml).text

    assert "<status>A</status>" in remote("void")
    assert "<code>32</code>" in remote("void")
    assert "<status>D</status>" in remote("refund")


@pytest.mark.parametrize("content", [b"", b"<remote>", b"{}", b"<!DOCTYPE a><remote/>", b"<remote/>", b"\xff"])
@pytest.mark.parametrize("name", ["remote.xml", "remote.json"])
def test_what_cannot_be_read_is_an_invalid_request(sandbox: Sandbox, name: str, content: bytes) -> None:
    answer = sandbox.client.post(f"/sandbox/gateway/{name}", content=content)
    assert answer.status_code == 200
    assert "<status>E</status>" in answer.text or answer.json()["auth"]["status"] == "E"


def test_what_has_expired_stays_so(sandbox: Sandbox, create: CreateOrder) -> None:
    ref = create()["ref"]
    assert sandbox.command(ref, -1).status_code == 200
    assert check(sandbox, ref)["status"] == {"code": -1, "text": "Expired"}
    assert sandbox.command(ref, 3).status_code == 409


def test_the_list_of_orders_holds_no_key(sandbox: Sandbox, create: CreateOrder) -> None:
    create()
    listed = sandbox.client.get("/sandbox/orders").text
    assert not [key for key in (AUTH_KEY, REMOTE_KEY, WEBHOOK_SECRET) if key in listed]
