"""Signatures of Telr's notices. The digests were computed by hand from the documented recipe, not by this code."""

from __future__ import annotations

import hashlib

import pytest

from admitone.notices.telr import Notice, NoticeKind, read_notice, verify_callback, verify_webhook

AUTH_KEY, SECRET = "authkey-demo", "webhook-secret-demo"
CALLBACK = {
    "tran_store": "1234",
    "tran_cartid": "OT-20260301-ABC12_1",
    "tran_order": "ORDERREF0001",
    "tran_ref": "011287290362",
    "tran_type": "1",
    "tran_authstatus": "A",
    "tran_authcode": "920053",
    "tran_authmessage": "Authorised",
    "tran_currency": "AED",
    "tran_amount": "350.00",
    "tran_check": "779e761e8bfd1009f568938e63adae4aa88ccfcd",
}
WEBHOOK = {
    "tran_store": "1234",
    "tran_type": "sale",
    "tran_class": "ecom",
    "tran_test": "1",
    "tran_ref": "011287290362",
    "tran_prevref": "",
    "tran_firstref": "",
    "tran_currency": "AED",
    "tran_amount": "350.00",
    "tran_cartid": "OT-20260301-ABC12_1",
    "tran_desc": "2 tickets",
    "tran_status": "A",
    "tran_authcode": "920053",
    "tran_authmessage": "Authorised",
    "tran_check": "f3d938d4ee6ed46f22a01003c7e9f651248ece19",
}
WITH_ORDER = WEBHOOK | {"tran_order": "ORDERREF0001", "tran_check": "f4049ed23b0f4f9096fec9c68ab3ed3da4ea18fd"}
CARD = {
    "card_code": "VC",
    "card_payment": "Visa Credit",
    "bin_number": "400000",
    "card_issuer": "Bank",
    "card_country": "AE",
    "card_last4": "0002",
}
BILL = {
    "bill_title": "",
    "bill_fname": "Maryam",
    "bill_sname": "Al Ali",
    "bill_addr1": "1 Street",
    "bill_addr2": "",
    "bill_addr3": "",
    "bill_city": "Dubai",
    "bill_region": "",
    "bill_country": "AE",
    "bill_zip": "",
    "bill_email": "maryam@example.com",
    "bill_phone1": "+971500000000",
}


def signed_group(group: dict[str, str], check: str) -> dict[str, str]:
    return group | {check: hashlib.sha1(":".join([SECRET, *group.values()]).encode()).hexdigest()}  # noqa: S324


def test_the_callback_is_signed_with_the_authentication_key() -> None:
    assert verify_callback(CALLBACK, AUTH_KEY)
    assert not verify_callback(CALLBACK, SECRET)


@pytest.mark.parametrize("form", [WEBHOOK, WITH_ORDER], ids=["without order", "with order"])
def test_the_webhook_is_signed_with_its_own_secret(form: dict[str, str]) -> None:
    assert verify_webhook(form, SECRET)
    assert not verify_webhook(form, AUTH_KEY)


def test_an_order_that_was_added_or_taken_away_breaks_the_signature() -> None:
    assert not verify_webhook(WEBHOOK | {"tran_order": "ORDERREF0001"}, SECRET)
    assert not verify_webhook(WEBHOOK | {"tran_order": ""}, SECRET)
    assert not verify_webhook({name: WITH_ORDER[name] for name in WITH_ORDER if name != "tran_order"}, SECRET)


@pytest.mark.parametrize("name", [name for name in CALLBACK if name != "tran_check"])
def test_every_field_of_the_callback_is_signed(name: str) -> None:
    assert not verify_callback(CALLBACK | {name: CALLBACK[name] + "1"}, AUTH_KEY)
    assert not verify_callback({other: CALLBACK[other] for other in CALLBACK if other != name}, AUTH_KEY)


@pytest.mark.parametrize("name", [name for name in WITH_ORDER if name != "tran_check"])
def test_every_field_of_the_webhook_is_signed(name: str) -> None:
    assert not verify_webhook(WITH_ORDER | {name: WITH_ORDER[name] + "1"}, SECRET)


def test_values_are_trimmed_and_the_digest_may_be_in_capitals() -> None:
    loose = {name: f" {value}\n" for name, value in CALLBACK.items()} | {"tran_check": CALLBACK["tran_check"].upper()}
    assert verify_callback(loose, AUTH_KEY)
    assert read_notice(loose, auth_key=AUTH_KEY, webhook_secret="").cart_id == "OT-20260301-ABC12_1"


def test_a_missing_field_counts_as_an_empty_one() -> None:
    bare = {name: value for name, value in WEBHOOK.items() if value}
    assert len(bare) < len(WEBHOOK)
    assert verify_webhook(bare, SECRET)


@pytest.mark.parametrize("check", ["", "0" * 40, "€" * 40, "\ud800", "779e761e8bfd1009f568938e63adae4aa88ccfc"])
def test_a_digest_of_any_shape_is_refused_calmly(check: str) -> None:
    assert not verify_callback(CALLBACK | {"tran_check": check}, AUTH_KEY)


def test_without_a_key_nothing_is_signed() -> None:
    """Anybody can compute the digest of an empty key."""
    values = [value for name, value in CALLBACK.items() if name != "tran_check"]
    forged = CALLBACK | {"tran_check": hashlib.sha1(":".join(["", *values]).encode()).hexdigest()}  # noqa: S324
    assert not verify_callback(forged, "")


def test_groups_are_checked_when_they_are_signed() -> None:
    card, bill = signed_group(CARD, "card_check"), signed_group(BILL, "bill_check")
    assert verify_webhook(WEBHOOK | card | bill, SECRET)
    assert not verify_webhook(WEBHOOK | card | bill | {"card_last4": "9999"}, SECRET)
    assert not verify_webhook(WEBHOOK | card | bill | {"bill_email": "other@example.com"}, SECRET)
    assert not verify_webhook(WEBHOOK | CARD | {"card_check": ""}, SECRET)
    assert verify_webhook(WEBHOOK | CARD | BILL, SECRET), "groups without a signature are nobody's to rely on"


def test_what_a_callback_says() -> None:
    assert read_notice(CALLBACK, auth_key=AUTH_KEY, webhook_secret="") == Notice(
        kind=NoticeKind.CALLBACK,
        cart_id="OT-20260301-ABC12_1",
        order_ref="ORDERREF0001",
        transaction_ref="011287290362",
        previous_ref=None,
        transaction_type="1",
        status="A",
        amount="350.00",
        currency="AED",
        message="Authorised",
        signed=True,
    )


def test_what_a_webhook_says_of_a_refund() -> None:
    refund = WEBHOOK | {"tran_type": "refund", "tran_ref": "012", "tran_prevref": "011287290362"}
    notice = read_notice(refund, auth_key=AUTH_KEY, webhook_secret=SECRET)
    assert (notice.kind, notice.order_ref, notice.transaction_ref) == (NoticeKind.WEBHOOK, None, "012")
    assert (notice.previous_ref, notice.transaction_type, notice.signed) == ("011287290362", "refund", False)


@pytest.mark.parametrize("key", [AUTH_KEY, SECRET])
def test_each_kind_is_verified_with_its_own_key(key: str) -> None:
    assert read_notice(CALLBACK, auth_key=key, webhook_secret=key).signed == (key == AUTH_KEY)
    assert read_notice(WEBHOOK, auth_key=key, webhook_secret=key).signed == (key == SECRET)


def test_a_notice_of_nothing_is_unsigned() -> None:
    notice = read_notice({}, auth_key=AUTH_KEY, webhook_secret=SECRET)
    assert (notice.cart_id, notice.order_ref, notice.signed) == ("", None, False)
