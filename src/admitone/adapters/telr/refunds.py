"""Giving money back through Telr's remote API, as `remote.json` or the older `remote.xml`."""

from __future__ import annotations

from typing import Any, Final
from xml.etree import ElementTree as ET

from admitone.adapters.telr.account import TelrAccount
from admitone.adapters.telr.answers import plain_text, read_object, refusal, refuse_error, unreadable
from admitone.adapters.telr.requests import Message, amount_text, description_text, json_message

# The last letter of Latin Extended-B: Telr's remote API takes nothing beyond it (page Request and response).
_LAST_LETTER: Final = "\u024f"


def refund_message(
    account: TelrAccount, *, transaction_ref: str, cart_id: str, amount_minor: int, currency: str, reason: str
) -> Message:
    """A request to give money back. It carries the remote key, not the authentication key."""
    transaction = {
        "type": "refund",
        "class": "ecom",
        "cartid": cart_id,
        "description": description_text("".join(letter for letter in reason if letter <= _LAST_LETTER)) or "Refund",
        "test": account.test_flag,
        "currency": currency,
        "amount": amount_text(amount_minor, currency),
        "ref": transaction_ref,
    }
    if account.protocol == "json":
        login = {"store": int(account.store), "authkey": account.remote_key}
        return json_message({"method": "transaction", **login, "tran": transaction})
    remote = ET.Element("remote")
    ET.SubElement(remote, "store").text = account.store
    ET.SubElement(remote, "key").text = account.remote_key
    part = ET.SubElement(remote, "tran")
    for name, value in transaction.items():
        ET.SubElement(part, name).text = value
    return Message(ET.tostring(remote, encoding="utf-8", xml_declaration=True), "application/xml")


def read_refund(account: TelrAccount, body: bytes) -> str:
    """The reference of the refund; OutsideRefused with Telr's words when it was not made."""
    auth = _read_json(body) if account.protocol == "json" else _read_xml(body)
    status, ref = plain_text(auth.get("status")), plain_text(auth.get("tranref") or auth.get("ref"))
    if not status:
        raise unreadable("does not say what became of the refund")
    if status != "A":
        message = plain_text(auth.get("message")) or f"transaction status {status}"
        raise refusal(message, code=f"{status}{plain_text(auth.get('code'))}")
    if not ref:
        raise unreadable("lacks the refund's reference")
    return ref


def _read_json(body: bytes) -> dict[str, Any]:
    answer = read_object(body)
    refuse_error(answer)
    # Public clients read the outcome under either name.
    auth = answer.get("auth") or answer.get("transaction")
    return auth if isinstance(auth, dict) else {}


def _read_xml(body: bytes) -> dict[str, Any]:
    # Without a document type there are no entities, and so nothing that grows while it is parsed.
    if b"<!" in body:
        raise unreadable("is no plain XML")
    try:
        remote = ET.fromstring(body)  # noqa: S314  see above
    except ET.ParseError as error:
        raise unreadable("is not XML") from error
    auth = remote.find("auth")
    return {} if auth is None else {part.tag: part.text for part in auth}
