"""What one sold ticket admits to, put together for whoever shows it: on paper, in a wallet, on a page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from admitone.core.clock import day_ends
from admitone.core.event_design import EventDesign
from admitone.core.ticket_sheets import CodeFormat

# How long after its last hour a pass stays among the valid ones of a wallet.
_AFTERWARDS: Final = timedelta(hours=6)


class Admission(Struct, frozen=True, kw_only=True):
    """Times are instants, `day` a day of `time_zone`; texts are as their authors wrote them.

    `code` is what gates read; None where the ticket has none, or none that may be shown. `holder_code` changes with
    the holder. `organiser` is the tenant's name.
    """

    ticket_id: int
    tenant_id: int
    event_id: int | None
    group: str
    holder_code: str
    title: str
    kind: str | None
    venue: str | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    doors_at: datetime | None = None
    day: date | None = None
    time_slot: str | None = None
    valid_until: date | None = None
    sector: str | None = None
    holder: str | None = None
    number: str
    price_minor: int | None = None
    currency: str | None = None
    code: str | None
    code_format: CodeFormat = "QR"
    cart_reference: str | None = None
    conditions: str | None = None
    language: str = "en"
    time_zone: str
    organiser: str
    design: EventDesign = EventDesign()
    voided: bool = False

    @property
    def expires_at(self) -> datetime | None:
        """When it admits nobody any more; None for what has no end."""
        last = self.valid_until or self.day
        ends = [self.ends_at + _AFTERWARDS] if self.ends_at else []
        # Suppliers write the last days of the calendar for tickets without an end.
        if not ends and last is not None and last.year < date.max.year:
            ends.append(day_ends(last, self.time_zone) + _AFTERWARDS)
        return max(ends, default=None)
