"""What staff send customers by their own means: the text around a payment link, in the customer's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from admitone.core.selling import Cart
from admitone.presentation.language import language

_SUBJECT: Final = {"en": "Payment for booking {reference}", "ar": "الدفع للحجز {reference}"}
_TEXT: Final = {
    "en": "Dear {name},\nplease pay {amount} for your booking {reference} here:\n{url}",
    "ar": "عزيزنا العميل {name}،\nيرجى دفع {amount} للحجز {reference} من هنا:\n{url}",
}
_TICKET_SUBJECT: Final = {"en": "Your ticket for {event}", "ar": "تذكرتك لفعالية {event}"}
_TICKET_TEXT: Final = {
    "en": "Dear {name},\nyour ticket for {event} is here:\n{url}",
    "ar": "عزيزنا {name}،\nتذكرتك لفعالية {event} هنا:\n{url}",
}


@dataclass(frozen=True, slots=True)
class Invitation:
    """Addresses that open the user's own programs with the text in them."""

    whatsapp: str
    mail: str | None


def invite_to_pay(cart: Cart, url: str) -> Invitation:
    """The ways to send a payment link to the customer of a cart."""
    speech = language(cart.language)
    values = {
        "name": cart.customer_name or "",
        "amount": speech.money(cart.total_minor, cart.currency) if cart.currency else "",
        "reference": cart.reference,
        "url": url,
    }
    text = quote(_TEXT[speech.tag].format(**values), safe="")
    subject = quote(_SUBJECT[speech.tag].format(**values), safe="")
    mail = None
    if cart.customer_email:
        mail = f"mailto:{quote(cart.customer_email, safe='@')}?subject={subject}&body={text}"
    return Invitation(f"https://wa.me/{international_number(cart.customer_phone)}?text={text}", mail)


def mail_to_holder(email: str, name: str | None, event: str, url: str, tag: str) -> str:
    """An address that opens the user's own mail program with the link of a ticket for its holder."""
    values = {"name": name or "", "event": event, "url": url}
    subject = quote(_TICKET_SUBJECT[tag].format(**values), safe="")
    body = quote(_TICKET_TEXT[tag].format(**values), safe="")
    return f"mailto:{quote(email, safe='@')}?subject={subject}&body={body}"


def international_number(phone: str | None) -> str:
    """The digits of a number that names its country, as WhatsApp wants them; else nothing, and the user chooses."""
    text = (phone or "").strip()
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        return digits
    return digits[2:] if digits.startswith("00") else ""
