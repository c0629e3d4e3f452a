"""The letter that brings the tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any, TypeVar

import msgspec
import pytest

from admitone.core.addressee import Addressee, customer_of
from admitone.core.inventory import Attraction, Ticket, TicketStatus
from admitone.core.selling import Cart, SaleStatus
from admitone.letters.texts import TEXTS
from admitone.letters.tickets import SoldTicket, TicketLetterWriter
from admitone.mail_server import parse_sender

T = TypeVar("T", bound=msgspec.Struct)
BASE = "https://tickets.example.com"
EXPIRES = datetime(2027, 4, 1, 21, 0, tzinfo=UTC)  # in Dubai it is the 2nd of April by then
letter = TicketLetterWriter(parse_sender("Oasis Tours <tickets@example.com>"))


def row(kind: type[T], **values: Any) -> T:
    """A row whose other columns are empty."""
    return kind(**({field.name: None for field in msgspec.structs.fields(kind)} | values))


def cart(**values: Any) -> Cart:
    known = {
        "reference": "OT-20260301-ABC12",
        "public_code": "cart-code",
        "status": SaleStatus.COMPLETED,
        "customer_name": "Maryam Al-Ali",
        "customer_email": "maryam@example.org",
        "language": "en",
    }
    return row(Cart, **(known | values))


def write(cart: Cart, tickets: Sequence[SoldTicket], base_url: str) -> EmailMessage:
    """The letter to the customer of a cart."""
    addressee = customer_of(cart)
    assert addressee is not None
    return letter(addressee, tickets, base_url, time_zone="Asia/Dubai")


def sold(number: int, attraction: str = "Dubai Aquarium", **values: Any) -> SoldTicket:
    known = {
        "id": number,
        "download_code": f"code-{number}",
        "status": TicketStatus.SOLD,
        "ticket_date": date(2027, 1, 1),
        "time_slot": "10:15-11:00",
        "category": "Adult",
        "download_expires_at": EXPIRES,
    }
    return row(Ticket, **(known | values)), row(Attraction, id=1, name=attraction)


def part(message: EmailMessage, kind: str) -> str:
    """The text or HTML part as a mail program reads it."""
    arrived = message_from_bytes(message.as_bytes(policy=SMTP), policy=default)
    assert isinstance(arrived, EmailMessage)
    body = arrived.get_body((kind,))
    assert body is not None
    return str(body.get_content())


class Anchors(HTMLParser):
    """The targets of all links, and the direction of the document."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.direction = ""
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if tag == "a":
            self.targets.append(given["href"] or "")
        if tag == "html":
            self.direction = given["dir"] or ""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_one_link_per_ticket_and_one_for_all(language: str) -> None:
    message = write(cart(language=language), [sold(1), sold(2)], BASE)
    expected = [f"{BASE}/t/1/code-1", f"{BASE}/t/2/code-2", f"{BASE}/c/OT-20260301-ABC12/cart-code"]
    assert Anchors(part(message, "html")).targets == expected
    assert [line.strip() for line in part(message, "plain").splitlines() if "https:" in line] == expected


def test_links_point_to_where_the_caller_wants() -> None:
    message = write(cart(), [sold(1)], "https://shop.example.net")
    assert Anchors(part(message, "html")).targets[0] == "https://shop.example.net/t/1/code-1"
    assert BASE not in part(message, "plain")


def test_english_says_what_when_and_until() -> None:
    message = write(cart(), [sold(1, limitations="Not on holidays"), sold(2)], BASE)
    assert str(message["Subject"]) == "Your 2 tickets for Dubai Aquarium"
    for text in (part(message, "plain"), part(message, "html")):
        for words in (
            "Dear Maryam Al-Ali,",
            "OT-20260301-ABC12",
            "Dubai Aquarium",
            "Adult",
            "Friday, 1 January 2027",
            "10:15-11:00",
            "Not on holidays",
            "2 April 2027",
        ):
            assert words in text


def test_arabic_is_arabic_from_right_to_left() -> None:
    message = write(cart(language="ar"), [sold(1), sold(2), sold(3)], BASE)
    assert str(message["Subject"]) == "3 تذاكر لك إلى Dubai Aquarium"
    assert Anchors(part(message, "html")).direction == "rtl"
    assert "الجمعة، 1 يناير 2027" in part(message, "plain")
    assert "\u206810:15-11:00\u2069" in part(message, "plain"), "a time span keeps its order among Arabic words"


@pytest.mark.parametrize(("count", "words"), [(1, "تذكرتك"), (2, "تذكرتاك"), (3, "3 تذاكر"), (11, "11 تذكرة")])
def test_arabic_counts_as_arabic_does(count: int, words: str) -> None:
    message = write(cart(language="ar"), [sold(number) for number in range(count)], BASE)
    assert str(message["Subject"]).startswith(words)


def test_tickets_of_several_attractions_are_not_named_in_the_subject() -> None:
    assert str(write(cart(), [sold(1), sold(2, "Museum")], BASE)["Subject"]) == "Your 2 tickets"


def test_headers_of_an_automatic_mail() -> None:
    message = write(cart(), [sold(1)], BASE)
    assert str(message["From"]) == "Oasis Tours <tickets@example.com>"
    assert str(message["To"]) == "Maryam Al-Ali <maryam@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert abs((parsedate_to_datetime(message["Date"]) - datetime.now(UTC)).total_seconds()) < 60
    assert "Message-ID" not in message, "it is the effect's to give"


HOSTILE = "Eve\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script> {{ 7*7 }} {n} %s \u202e\x00"


def test_hostile_names_stay_words() -> None:
    message = write(cart(customer_name=HOSTILE), [sold(1, HOSTILE, category=HOSTILE, time_slot=HOSTILE)], BASE)
    raw = message.as_bytes(policy=SMTP)
    arrived = message_from_bytes(raw, policy=default)
    headers = {"From", "To", "Subject", "Date", "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type"}
    assert set(arrived.keys()) == headers
    assert [address.addr_spec for address in arrived["To"].addresses] == ["maryam@example.org"]
    html = part(message, "html")
    assert "script" not in Anchors(html).tags
    assert "&lt;script&gt;" in html
    for text in (html, part(message, "plain")):
        assert "{{ 7*7 }} {n} %s" in text, "a name is no template"
        assert not {"\u202e", "\x00"} & set(text)


def test_little_known_is_little_said() -> None:
    bare, _ = sold(1, ticket_date=None, time_slot=None, category=None, download_expires_at=None)
    message = write(cart(customer_name=None), [(bare, None)], BASE)
    assert str(message["Subject"]) == "Your ticket"
    for text in (part(message, "plain"), part(message, "html")):
        assert "None" not in text
        assert "Hello," in text


def test_the_two_languages_have_the_same_texts() -> None:
    english, arabic = TEXTS["en"], TEXTS["ar"]
    assert english.keys() == arabic.keys()
    assert {name for name, text in english.items() if isinstance(text, str)} == {
        name for name, text in arabic.items() if isinstance(text, str)
    }


@pytest.mark.parametrize("language", ["en", "ar"])
def test_whoever_has_no_cart_gets_a_link_per_ticket_only(language: str) -> None:
    holder = Addressee("layla@example.com", "Layla Haddad", language)
    message = letter(holder, [sold(1), sold(2)], BASE, time_zone="Asia/Dubai")
    assert str(message["To"]) == "Layla Haddad <layla@example.com>"
    assert Anchors(part(message, "html")).targets == [f"{BASE}/t/1/code-1", f"{BASE}/t/2/code-2"]
    assert "/c/" not in part(message, "plain")
