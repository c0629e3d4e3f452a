"""What reports are asked for with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from admitone.console.forms.fields import Id, Line
from admitone.core.clock import today
from admitone.core.principal import Principal
from admitone.core.selling import SaleStatus
from admitone.services.insights import MarginBy

RECENT_DAYS: Final = 30
CurrencyCode = Annotated[str, Meta(pattern="^[A-Z]{3}$")]


class MarginSearch(Struct, kw_only=True, rename="camel"):
    """Which sales, and what they are grouped by."""

    group_by: MarginBy = MarginBy.ATTRACTION
    date_from: date | None = None
    date_to: date | None = None
    currency: CurrencyCode | None = None

    def of_recent_days(self, principal: Principal) -> MarginSearch:
        """This search, of the last days when it names none: nobody waits for all the years by opening a page."""
        return self if self.date_from or self.date_to else replace(self, date_from=_recent(principal))


class WifiReportSearch(Struct, kw_only=True, rename="camel"):
    """Tickets made on which days."""

    date_from: date | None = None
    date_to: date | None = None

    def of_recent_days(self, principal: Principal) -> WifiReportSearch:
        """This search, of the last days when it names none."""
        return self if self.date_from or self.date_to else replace(self, date_from=_recent(principal))


class ExpiringSearch(Struct, kw_only=True, rename="camel"):
    """How soon."""

    within_days: Annotated[int, Meta(ge=0, le=3650)] = 30


class DuplicateSearch(Struct, kw_only=True, rename="camel"):
    """Where the page in front ended: the field and value of its last row."""

    after_field: Literal["barcode", "ticketSerial"] | None = None
    after_value: Line | None = None

    @property
    def after(self) -> tuple[str, str] | None:
        """Both of them, or None on the first page."""
        return (self.after_field, self.after_value) if self.after_field and self.after_value else None


class SalesSearch(Struct, kw_only=True, rename="camel"):
    """Which sales; `before` is the last sale of the page in front. SOLD is paid, or given to a group trip."""

    date_from: date | None = None
    date_to: date | None = None
    attraction_id: Id | None = None
    status: Literal["SOLD", "PENDING_PAYMENT", "COMPLETED", "CANCELLED", "GROUP_ASSIGNED"] | None = None
    agent_user_id: Line | None = None
    currency: CurrencyCode | None = None
    before: Id | None = None

    @property
    def single_status(self) -> SaleStatus | None:
        """The one status that is asked for."""
        return SaleStatus(self.status) if self.status and self.status != "SOLD" else None

    def of_recent_days(self, principal: Principal) -> SalesSearch:
        """This search, of the last days when it names none: nobody waits for all the years by opening a page."""
        return self if self.date_from or self.date_to else replace(self, date_from=_recent(principal))


class ThresholdForm(Struct, kw_only=True):
    """Below how many tickets an attraction runs low; empty for never."""

    threshold: Annotated[int, Meta(ge=0, le=10_000_000)] | None = None


def _recent(principal: Principal) -> date:
    return today(principal.time_zone) - timedelta(days=RECENT_DAYS - 1)
