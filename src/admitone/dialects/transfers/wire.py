"""Ticket transfer approvals and tickets as HAL (draft-kelly-json-hal): `_links`, `_embedded`, absolute addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from msgspec import UNSET, Meta, Struct, UnsetType, field

from admitone.core.errors import InvalidParameter
from admitone.core.inventory import Ticket
from admitone.core.money import to_major
from admitone.core.transfers import Approval, TransferTicket
from admitone.services.transfer_approvals import PAGE_SIZE, ApprovalView
from admitone.services.transfer_completing import NewOwner

HAL: Final = "application/hal+json"
PREFIX: Final = "/ticket-transfer-approvals"
_DOCUMENTATION: Final = "/schema"
_UID: Final = re.compile(r"[0-9a-f]{32}")
_ADDRESS_LENGTH_MAX: Final = 2000

TicketAddress = Annotated[
    str, Meta(description="The address of a ticket, as this service gives it: /tickets/ and 32 hexadecimal digits")
]


class Link(Struct, frozen=True, omit_defaults=True):
    """Where something else is."""

    href: str
    name: str | UnsetType = UNSET
    templated: bool | UnsetType = UNSET
    type: str | UnsetType = UNSET


class TicketNow(Struct, frozen=True, kw_only=True):
    """A ticket of an approval; `new_ticket` is the address of what it became."""

    links: dict[str, Link] = field(name="_links")
    uid: str
    new_ticket: str | None


class EmbeddedTickets(Struct, frozen=True):
    """The tickets of an approval."""

    tickets: list[TicketNow]


class ApprovalBody(Struct, frozen=True, kw_only=True):
    """A ticket transfer approval. `status` is approved or rejected, or one of ours: completed, withdrawn, ended."""

    links: dict[str, Link | list[Link]] = field(name="_links")
    uid: str
    status: str
    created_date: str
    modified_date: str
    opt_out_until: str
    embedded: EmbeddedTickets = field(name="_embedded")


class EmbeddedApprovals(Struct, frozen=True):
    """The approvals of a page."""

    approvals: list[ApprovalBody] = field(name="shop:ticket-transfer-approval")


class ApprovalsBody(Struct, frozen=True, kw_only=True):
    """A page of approvals, newest first; `item_count` is that of all pages."""

    links: dict[str, Link | list[Link]] = field(name="_links")
    item_count: int
    embedded: EmbeddedApprovals = field(name="_embedded")


class TicketBody(Struct, frozen=True, kw_only=True):
    """A ticket. Its code is for its holder, and not told here."""

    links: dict[str, Link | list[Link]] = field(name="_links")
    uid: str
    state: Annotated[str, Meta(description="available, reserved, sold, issued, used, void or transferred")]
    event: int | None
    product: int | None
    ticket_date: str | None
    price: dict[str, Any] | None


class ApprovalRequest(Struct, frozen=True):
    """Which tickets are to be transferred; `opt_out_until` is ours: until when owners may stop it."""

    tickets: Annotated[list[TicketAddress], Meta(description="The addresses of the tickets to be resold")]
    opt_out_until: datetime | None = None


class NewHolder(Struct, frozen=True):
    """Who gets a ticket."""

    ticket: TicketAddress
    email: str
    name: str | None = None


class CompletionRequest(Struct, frozen=True):
    """The new holder of every ticket of the approval."""

    holders: list[NewHolder]


class ProductRequest(Struct, frozen=True):
    """Whether tickets of a product may be transferred."""

    reissue: bool


class ProductBody(Struct, frozen=True):
    """An attraction, and whether its tickets may be transferred."""

    product: int
    reissue: bool


class WithdrawalRequest(Struct, frozen=True):
    """Why an approval is taken back; for the record."""

    reason: Annotated[str, Meta(max_length=500)] | None = None


def ticket_uri(base: str, uid: str) -> str:
    """The address of a ticket."""
    return f"{base.rstrip('/')}/tickets/{uid}"


def read_ticket_uri(base: str, address: str, name: str) -> str:
    """The uid in the address of a ticket of ours; InvalidParameter for any other address. `name` is the field."""
    start = f"{base.rstrip('/')}/tickets/"
    uid = address.strip().removeprefix(start).rstrip("/") if len(address) <= _ADDRESS_LENGTH_MAX else ""
    if not address.strip().startswith(start) or not _UID.fullmatch(uid):
        raise InvalidParameter(f"{name}: send the address of a ticket, {start} and its 32 digits", fields=(name,))
    return uid


def read_holders(base: str, request: CompletionRequest) -> list[NewOwner]:
    """New owners as the services take them."""
    return [
        NewOwner(read_ticket_uri(base, one.ticket, f"holders[{index}].ticket"), one.email, one.name)
        for index, one in enumerate(request.holders)
    ]


def approval_body(base: str, found: ApprovalView, *, own_address: str | None = None) -> ApprovalBody:
    """One approval; `own_address` is the address that was asked for, when it was this one's."""
    approval = found.approval
    return ApprovalBody(
        links=_links(base, own_address or _approval_uri(base, approval), "transferapprovals"),
        uid=approval.uid,
        status=str(approval.state).lower(),
        created_date=_moment(approval.created_at),
        modified_date=_moment(approval.updated_at),
        opt_out_until=_moment(approval.opt_out_until),
        embedded=EmbeddedTickets([_ticket_now(base, one) for one in found.tickets]),
    )


def approvals_body(
    base: str, found: Sequence[ApprovalView], query: dict[str, str], page: int, total: int
) -> ApprovalsBody:
    """A page of approvals with the addresses of the others."""
    last = max(1, -(-total // PAGE_SIZE))

    def at(number: int) -> str:
        return f"{base.rstrip('/')}{PREFIX}/?{urlencode({**query, 'page': str(number)})}"

    links = _links(base, at(page), "transferapprovals")
    links |= {"first": Link(at(1)), "last": Link(at(last))}
    if page > 1:
        links["prev"] = Link(at(page - 1))
    if page < last:
        links["next"] = Link(at(page + 1))
    links["search"] = Link(f"{base.rstrip('/')}{PREFIX}/{{?state,page}}", templated=True)
    return ApprovalsBody(
        links=links, item_count=total, embedded=EmbeddedApprovals([approval_body(base, one) for one in found])
    )


def ticket_body(base: str, ticket: Ticket, successor: str | None, approval: str | None, state: str) -> TicketBody:
    """One ticket, with the way to what it became and to the approval that stands for it."""
    links = _links(base, ticket_uri(base, ticket.uid), "ticket")
    if successor is not None:
        links["shop:replaced-by"] = Link(ticket_uri(base, successor))
    if approval is not None:
        links["shop:ticket-transfer-approval"] = Link(f"{base.rstrip('/')}{PREFIX}/{approval}")
    price = None
    if ticket.selling_price_minor is not None and ticket.selling_currency is not None:
        amount = to_major(ticket.selling_price_minor, ticket.selling_currency)
        price = {"amount": amount, "currency": ticket.selling_currency}
    return TicketBody(
        links=links,
        uid=ticket.uid,
        state=state,
        event=ticket.event_id,
        product=ticket.attraction_id,
        ticket_date=ticket.ticket_date.isoformat() if ticket.ticket_date else None,
        price=price,
    )


def _ticket_now(base: str, one: TransferTicket) -> TicketNow:
    new = ticket_uri(base, one.new_uid) if one.new_uid else None
    return TicketNow(links={"self": Link(ticket_uri(base, one.ticket_uid))}, uid=one.ticket_uid, new_ticket=new)


def _links(base: str, own: str, profile: str) -> dict[str, Link | list[Link]]:
    documentation = f"{base.rstrip('/')}{_DOCUMENTATION}"
    return {
        "curies": [Link(f"{documentation}#{{rel}}", name="shop", templated=True, type="text/html")],
        "self": Link(own),
        "profile": Link(f"{documentation}#{profile}", type="text/html"),
    }


def _approval_uri(base: str, approval: Approval) -> str:
    return f"{base.rstrip('/')}{PREFIX}/{approval.uid}"


def _moment(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
