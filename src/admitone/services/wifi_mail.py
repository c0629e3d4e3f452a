"""Wi-Fi tickets by mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Final, Protocol

from admitone.core.clock import utc_now
from admitone.core.wifi.kinds import GOOD_STATES
from admitone.core.wifi.model import Location, WifiTicket
from admitone.services.delivery import message_id
from admitone.services.effects import Claim
from admitone.services.ports import Mailer
from admitone.store import locations, wifi_tickets
from admitone.store.database import Database, Tx
from admitone.store.effects import insert_effect

MAIL_WIFI_TICKETS: Final = "mail_wifi_tickets"


class WifiLetter(Protocol):
    """Writes the mail that brings a guest the codes of Wi-Fi tickets."""

    def __call__(self, location: Location, tickets: Sequence[WifiTicket], to: str) -> EmailMessage:
        """A message with text and HTML parts in the tickets' language."""
        ...


@dataclass(frozen=True, slots=True)
class WifiMailWorld:
    """What mailing Wi-Fi tickets needs of the world. `origin` is the product's own address."""

    database: Database
    mailer: Mailer
    letter: WifiLetter
    origin: str


async def request_wifi_mail(
    tx: Tx, location: Location, issue_id: int, now: datetime, *, to: str | None = None, ticket_id: int | None = None
) -> None:
    """Decide to mail tickets that were made together, or one of them, `to` their address or another one."""
    key = f"{issue_id}:{ticket_id or ''}:{now.isoformat()}"
    payload = {"location_id": location.id, "issue_id": issue_id, "ticket_id": ticket_id, "to": to}
    await insert_effect(tx, location.tenant_id, MAIL_WIFI_TICKETS, key, payload, now)


async def mail_wifi_tickets(world: WifiMailWorld, claim: Claim) -> None:
    """Carry out `mail_wifi_tickets`: those that still let somebody in, in one mail."""
    payload, now = claim.effect.read_payload(), utc_now()
    async with world.database.reading() as tx:
        location = await locations.read_location_by_id(tx, payload["location_id"])
        issued = await wifi_tickets.list_issued(tx, location.tenant_id, payload["issue_id"])
    good = [one for one in issued if one.state_at(now) in GOOD_STATES]
    if (only := payload.get("ticket_id")) is not None:
        good = [one for one in good if one.ticket_id == only]
    to = payload.get("to") or (good[0].email if good else None)
    if to is not None and good:
        message = world.letter(location, good, to)
        message["Message-ID"] = message_id(claim.effect.id, world.origin)
        await world.mailer.send(message)
    async with claim.finishing():
        return
