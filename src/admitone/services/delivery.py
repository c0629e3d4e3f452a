"""The links to sold tickets, by mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final, Protocol
from urllib.parse import urlsplit

from admitone.core.addressee import Addressee, customer_of
from admitone.core.admissions import Admission
from admitone.core.clock import utc_now
from admitone.core.contacts import check_email
from admitone.core.errors import Conflict, InvalidParameter, Unavailable
from admitone.core.inventory import Attraction, Ticket
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.selling import Cart, SaleStatus
from admitone.services.admissions import read_admissions
from admitone.services.attachments import Attachment, AttachmentWorld, are_awaited, make_attachments
from admitone.services.cart_effects import request_mail
from admitone.services.cart_tickets import still_in_cart
from admitone.services.effects import Claim
from admitone.services.ports import Mailer
from admitone.services.resolving import read_own_cart
from admitone.store import attractions, audit, carts, people
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import Database, Tx

# With the pauses between attempts that is about two minutes. Then the links alone are better than no mail.
_PATIENCE: Final = 7


class TicketLetter(Protocol):
    """Writes the mail that brings a customer or a holder the links to tickets."""

    def __call__(
        self,
        addressee: Addressee,
        tickets: Sequence[tuple[Ticket, Attraction | None]],
        base_url: str,
        *,
        time_zone: str,
        attachments: Sequence[Attachment] = (),
        admissions: Mapping[int, Admission] = ...,
    ) -> EmailMessage:
        """A message with text and HTML parts in their language, a link per ticket and for those of a cart one for all.

        `time_zone` is whose days links expire on; `attachments` are brought along. `admissions` say more of the
        tickets of events, by the ids of the tickets.
        """
        ...


@dataclass(frozen=True, slots=True)
class MailWorld:
    """What mailing needs of the world. `origins` are the addresses that links may point to, ours first.

    Without `attachments` mails bring links only.
    """

    database: Database
    mailer: Mailer
    letter: TicketLetter
    origins: Sequence[str]
    attachments: AttachmentWorld | None = None


async def email_tickets(  # noqa: PLR0917
    tx: Tx, principal: Principal, origins: Sequence[str], reference: str, base_url: str, to: str | None = None
) -> Cart:
    """Decide to send the download links of a sold cart to its customer, or `to` another address.

    Another address is for admins: whoever has the links has the tickets. InvalidParameter for a base URL that is not
    ours: a mail of ours would carry a stranger's link. Conflict for a cart that is not sold, or has no address.
    """
    principal.require(STAFF if to is None else ADMINS)
    to = None if to is None else check_email(to, "to")
    origin = _origin_of(base_url)
    if origin is None or origin not in {_origin_of(known) for known in origins}:
        message = f"baseUrl: write {origins[0]}, or have the operator add {origin or 'it'} to ADMITONE_LINK_ORIGINS"
        raise InvalidParameter(message, fields=("baseUrl",))
    cart = await read_own_cart(tx, principal, reference)
    if cart.status is not SaleStatus.COMPLETED:
        message = f"cart {reference} is {cart.status}; links are sent when it is paid"
        raise Conflict(message, fields=("cartReference",))
    if cart.customer_email is None and to is None:
        raise Conflict(f"cart {reference} has no e-mail address", fields=("cartReference",))
    now = utc_now()
    await request_mail(tx, cart, now, base_url=base_url.rstrip("/"), to=to)
    change = Change("EMAIL_TICKETS", principal.name, now, cart.status, cart.status, details=to)
    await audit.record_sales(tx, cart, change)
    return cart


async def mail_tickets(world: MailWorld, claim: Claim) -> None:
    """Carry out `mail_tickets`. The Message-ID is the effect's, so that a mail server sees a repetition as one."""
    payload = claim.effect.read_payload()
    async with world.database.reading() as tx:
        cart = await carts.read_cart_by_id(tx, payload["cart_id"])
        tickets = await _sold_tickets(tx, cart)
        of_events = [ticket for ticket, _ in tickets if ticket.event_id is not None]
        admissions = {one.ticket_id: one for one in await read_admissions(tx, cart.tenant_id, of_events)}
        time_zone = await people.read_time_zone(tx, cart.tenant_id)
    to: str | None = payload.get("to")
    addressee = customer_of(cart, to)
    if cart.status is not SaleStatus.COMPLETED or addressee is None or not tickets:
        async with claim.finishing():
            return
    sold = [ticket for ticket, _ in tickets]
    await_codes(claim, sold)
    attachments = []
    if world.attachments:
        attachments = await make_attachments(world.attachments, cart.tenant_id, cart.reference, sold)
    base_url = payload.get("base_url") or world.origins[0]
    message = world.letter(
        addressee, tickets, base_url, time_zone=time_zone, attachments=attachments, admissions=admissions
    )
    message["Message-ID"] = message_id(claim.effect.id, world.origins[0])
    await world.mailer.send(message)
    async with claim.finishing() as tx:
        if to is None:
            await carts.note_mailed(tx, cart.id, utc_now())


def await_codes(claim: Claim, tickets: Sequence[Ticket]) -> None:
    """Unavailable while tickets are still being issued, for a while: they are mailed when they have their codes."""
    if are_awaited(tickets) and claim.effect.attempts < _PATIENCE:
        raise Unavailable("the tickets are being issued; they are mailed when they have their codes")


def message_id(effect_id: int, origin: str) -> str:
    """The Message-ID of the mail that an effect sends; `origin` is the product's own address."""
    return f"<effect-{effect_id}@{urlsplit(origin).hostname or 'localhost'}>"


async def _sold_tickets(tx: Tx, cart: Cart) -> list[tuple[Ticket, Attraction | None]]:
    sold = [sale.ticket_id for sale in await carts.list_cart_sales(tx, cart.id) if sale.status is SaleStatus.COMPLETED]
    known = {one.id: one for one in await attractions.list_attractions(tx, cart.tenant_id, active_only=False)}
    tickets = still_in_cart(cart, await ticket_store.read_tickets(tx, cart.tenant_id, sold))
    return [(ticket, known.get(ticket.attraction_id or 0)) for ticket in tickets]


def _origin_of(url: str) -> str | None:
    if not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        return None
    if parts.path.strip("/") or parts.query or parts.fragment:
        return None
    default = 443 if parts.scheme == "https" else 80
    return f"{parts.scheme}://{parts.hostname}:{port or default}"
