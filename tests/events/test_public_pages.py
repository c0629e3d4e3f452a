"""What customers of an event are told: where, when the doors open, which section, and the times for calendars."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.policy import default

from admitone.services import event_states
from tests.events.organising import Organiser
from tests.events.venue import Venue

CUSTOMER = {"ticketIds": [], "customerName": "Layla Haddad", "customerEmail": "layla@example.com"}


async def test_pages_and_calendars_tell_all_of_a_visit_and_that_it_is_called_off(venue: Venue) -> None:
    doors = datetime(2099, 3, 15, 14, 30, tzinfo=UTC)
    event = await venue.event(address="1 Mill Road", doors_at=doors)
    config = await venue.config(event, placed=True)
    slot = await venue.timeslot(event, "Early", capacity=5, hours=1)
    sector = await venue.sector(event, "Left & right", capacity=None)
    wish = {"ticketConfigId": config.id, "quantity": 2, "timeslotId": slot.id, "sectorId": sector.id}
    cart = await venue.cast.admin.data("sale/reserve", allocate=[wish], **CUSTOMER)
    reference = cart["cartReference"]
    await venue.cast.admin.data("sale/confirm-payment", cartReference=reference)
    path = cart["publicUrl"].partition("/c/")[2]
    page = (await venue.client.get(f"/c/{path}")).text
    for text in ("Jazz Night", "The Old Mill · 1 Mill Road", "18:30", "20:00 (Early)", "Left &amp; right", "Standing"):
        assert text in page, text
    [row] = await venue.sql("SELECT id, download_code FROM tickets WHERE status = 'SOLD' ORDER BY id LIMIT 1")
    single = (await venue.client.get(f"/t/{row['id']}/{row['download_code']}")).text
    assert "The Old Mill · 1 Mill Road" in single

    calendar = (await venue.client.get(f"/c/{path}/tickets.ics")).text
    for line in (
        "DTSTART:20990315T160000Z",
        "DTEND:20990315T170000Z",
        "SUMMARY:Jazz Night (2 tickets)",
        "LOCATION:The Old Mill · 1 Mill Road",
    ):
        assert line in calendar.replace("\r\n ", "")

    await Organiser(venue).do(event_states.cancel_event, event.id, confirmed=True)
    page = (await venue.client.get(f"/c/{path}")).text
    assert "This ticket was cancelled" in (await venue.client.get(f"/t/{row['id']}/{row['download_code']}")).text
    assert page.count("badge-cancelled") == 2


async def test_the_mail_tells_them_too(venue: Venue) -> None:
    event = await venue.event(address="1 Mill Road", doors_at=datetime(2099, 3, 15, 14, 30, tzinfo=UTC))
    config = await venue.config(event)
    wish = {"ticketConfigId": config.id, "quantity": 1}
    cart = await venue.cast.admin.data("sale/reserve", allocate=[wish], **CUSTOMER | {"language": "ar"})
    await venue.cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    # Whatever issues them: the mail waits for their codes.
    await venue.sql(
        "UPDATE tickets SET issued_at = sold_at, barcode = 'CODE' WHERE status = 'SOLD' AND issued_at IS NULL"
    )
    await venue.sql("UPDATE effects SET run_at = created_at")
    await venue.work()
    assert venue.product.outbox_world.outbox is not None
    [path] = sorted((venue.product.config.data_folder / "outbox").rglob("*.eml"))
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    for told in ("المكان: The Old Mill · 1 Mill Road", "فتح الأبواب: 18:30"):
        assert told in text
