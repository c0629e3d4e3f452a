"""The nouns of the inventory, as rows of the store read them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct


class TicketStatus(StrEnum):
    """The four public states of a ticket. EXPIRED is for stock that was not sold."""

    AVAILABLE = "AVAILABLE"
    RESERVED = "RESERVED"
    SOLD = "SOLD"
    EXPIRED = "EXPIRED"


class TicketFormat(StrEnum):
    """How a ticket is carried: as a document, or in a wallet whose code cannot be copied."""

    PDF = "PDF"
    SECURE = "SECURE"


class BatchState(StrEnum):
    """INGESTING -> READY | FAILED."""

    INGESTING = "INGESTING"
    READY = "READY"
    FAILED = "FAILED"


class Attraction(Struct, frozen=True, kw_only=True):
    """Something whose tickets are bought and sold. `extraction_patterns` is JSON text of `ExtractionPatterns`."""

    id: int
    name: str
    odoo_product_code: str
    supplier: str | None
    categories: str | None
    age_groups: str | None
    has_time_slots: bool
    extraction_patterns: str | None
    notes: str | None
    active: bool
    created_at: datetime
    updated_at: datetime


class Campaign(Struct, frozen=True, kw_only=True):
    """A named selling period that batches can belong to."""

    id: int
    name: str
    start_date: date | None
    end_date: date | None
    description: str | None
    created_at: datetime
    updated_at: datetime


class Batch(Struct, frozen=True, kw_only=True):
    """One uploaded file. Prices are minor units; `report` is JSON text."""

    id: int
    attraction_id: int
    campaign_id: int | None
    original_id: int | None
    state: BatchState
    file_name: str
    supplier_reference: str | None
    purchase_price_total_minor: int | None
    purchase_price_per_ticket_minor: int | None
    purchase_currency: str | None
    default_selling_price_minor: int | None
    selling_currency: str | None
    notes: str | None
    total_tickets: int
    pages_total: int
    pages_done: int
    failure: str | None
    report: str | None
    created_at: datetime
    updated_at: datetime
    object_key: str | None = None


class Ticket(Struct, frozen=True, kw_only=True):
    """The right of one holder to one admission. `owner_id` is an enrollment; `held_until` ends a hold without cart."""

    id: int
    uid: str
    batch_id: int | None
    attraction_id: int | None
    internal_serial: int | None
    serial: str | None
    barcode: str | None
    category: str | None
    age_group: str | None
    ticket_date: date | None
    time_slot: str | None
    time_slot_printed: str | None
    valid_until: date | None
    last_day: date | None
    promo_code: str | None
    limitations: str | None
    status: TicketStatus
    selling_price_minor: int | None
    selling_currency: str | None
    page_number: int | None
    attached_pages: str | None
    review_flags: str | None
    download_code: str
    download_count: int
    download_expires_at: datetime | None
    cart_reference: str | None
    odoo_quote_id: int | None
    trip_service_id: int | None
    reserved_at: datetime | None
    sold_at: datetime | None
    voided_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    issued_at: datetime | None = None
    redeemed_at: datetime | None = None
    event_id: int | None = None
    ticket_config_id: int | None = None
    timeslot_id: int | None = None
    sector_id: int | None = None
    format: TicketFormat = TicketFormat.PDF
    owner_id: int | None = None
    reservation_id: int | None = None
    held_until: datetime | None = None

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken out of sale before anybody bought it; it counts as expired."""
        return self.status is TicketStatus.EXPIRED and self.voided_at is not None

    @property
    def is_access_code(self) -> bool:
        """Whether it is the code of a Wi-Fi ticket: neither a page of a supplier's file nor a place at an event."""
        return self.batch_id is None and self.event_id is None

    @property
    def has_pdf(self) -> bool:
        """Whether there is a page to hand out: a supplier's, or one that is drawn for an issued ticket of an event."""
        is_drawn = self.event_id is not None and self.issued_at is not None and self.voided_at is None
        return self.batch_id is not None or is_drawn

    def status_on(self, day: date) -> TicketStatus:
        """The status as of a day of the tenant: unsold stock whose last day has passed is EXPIRED before any sweep."""
        if self.status is TicketStatus.AVAILABLE and self.last_day is not None and self.last_day < day:
            return TicketStatus.EXPIRED
        return self.status


class AuditEntry(Struct, frozen=True, kw_only=True):
    """Who changed what from which state to which."""

    id: int
    entity_type: str
    entity_id: int
    action: str
    old_status: str | None
    new_status: str | None
    cart_reference: str | None
    user_id: str | None
    details: str | None
    created_at: datetime
