"""Tickets of the event door, in the contract's spelling."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from admitone.core.events import Event, ShownState, shown_state
from admitone.core.inventory import Ticket, TicketFormat
from admitone.core.money import to_major
from admitone.dialects.events.wire.related import (
    ConfigBody,
    EventBody,
    HolderBody,
    SectorBody,
    TenantBody,
    TimeslotBody,
)
from admitone.presentation.links import wallet_path

Price = Annotated[Decimal, Meta(description="Major units as a JSON number", extra_json_schema={"type": "number"})]


class TicketBody(Struct, frozen=True, kw_only=True):
    """A ticket. Relations stand in it when `with` asks for them, `owner_id` when `with_enrollment_id` does."""

    id: int
    uid: str
    status: ShownState
    format: TicketFormat
    event_id: int | None
    ticket_config_id: int | None
    timeslot_id: int | None
    sector_id: int | None
    name: Annotated[str | None, Meta(description="The ticket config's name, or the category of a ticket of stock")]
    ticket_date: Annotated[str | None, Meta(description="yyyy-MM-dd, by the clocks of the tenant")]
    time_slot: Annotated[str | None, Meta(description="HH:MM, by the clocks of the tenant")]
    valid_until: Annotated[str | None, Meta(description="yyyy-MM-dd, the last day on which it admits")]
    price: Price | None
    currency: str | None
    reserved_until: datetime | None
    issued_at: datetime | None
    redeemed_at: datetime | None
    invalidated_at: datetime | None
    created_at: datetime
    updated_at: datetime
    owner_id: int | UnsetType | None = UNSET
    barcode: (
        Annotated[str | None, Meta(description="Of issued PDF tickets; the code of SECURE ones changes in the wallet")]
        | UnsetType
    ) = UNSET
    wallet_path: (
        Annotated[str | None, Meta(description="Of issued SECURE tickets: the page that shows the moving code")]
        | UnsetType
    ) = UNSET
    ticket_holder: HolderBody | UnsetType | None = UNSET
    ticket_config: ConfigBody | UnsetType | None = UNSET
    event: EventBody | UnsetType | None = UNSET
    timeslot: TimeslotBody | UnsetType | None = UNSET
    sector: SectorBody | UnsetType | None = UNSET
    tenant: TenantBody | UnsetType | None = UNSET
    organization: TenantBody | UnsetType | None = UNSET


def ticket_body(
    ticket: Ticket,
    event: Event | None,
    now: datetime,
    *,
    with_owner: bool,
    with_barcode: bool = False,
    related: dict[str, object] | None = None,
) -> TicketBody:
    """A ticket as this door shows it; `related` are the bodies of its relations by name."""
    state = shown_state(ticket, event, now)
    priced = ticket.selling_price_minor is not None and ticket.selling_currency is not None
    has_code = with_barcode and state in _WITH_CODE
    moves = ticket.format is TicketFormat.SECURE
    return TicketBody(
        id=ticket.id,
        uid=ticket.uid,
        status=state,
        format=ticket.format,
        event_id=ticket.event_id,
        ticket_config_id=ticket.ticket_config_id,
        timeslot_id=ticket.timeslot_id,
        sector_id=ticket.sector_id,
        name=ticket.category,
        ticket_date=ticket.ticket_date.isoformat() if ticket.ticket_date else None,
        time_slot=ticket.time_slot,
        valid_until=ticket.last_day.isoformat() if ticket.last_day else None,
        price=to_major(ticket.selling_price_minor or 0, ticket.selling_currency or "") if priced else None,
        currency=ticket.selling_currency,
        reserved_until=ticket.held_until,
        issued_at=ticket.issued_at,
        redeemed_at=ticket.redeemed_at,
        invalidated_at=ticket.voided_at,
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
        owner_id=ticket.owner_id if with_owner else UNSET,
        barcode=(ticket.barcode if has_code and not moves else None) if with_barcode else UNSET,
        wallet_path=(wallet_path(ticket) if has_code and moves else None) if with_barcode else UNSET,
        **(related or {}),  # type: ignore[arg-type]
    )


_WITH_CODE = frozenset({ShownState.ISSUED, ShownState.ACTIVATED, ShownState.REDEEMED})
