"""The secondary market: what an organiser allows, and the offers of holders."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

# Why an offer ended, in words that stand by themselves.
HOLDER_WENT_IN: Final = "its holder went in with it"
TRANSFERRED: Final = "the ticket was transferred"
TAKEN_BACK: Final = "the ticket was taken back"
CALLED_OFF: Final = "the event was called off"
OFFER_LAPSED: Final = "its time is over"


class ListingState(StrEnum):
    """LISTED -> SOLD | WITHDRAWN | ENDED: bought, taken back by its seller, or overtaken by something else."""

    LISTED = "LISTED"
    SOLD = "SOLD"
    WITHDRAWN = "WITHDRAWN"
    ENDED = "ENDED"


class ResaleRule(Struct, frozen=True, kw_only=True):
    """What an organiser allows for a kind of ticket, in percent: above face value, and of the price as the fee."""

    ticket_config_id: int
    markup_percent: int
    fee_percent: int

    def price_cap(self, face_minor: int) -> int:
        """The most that may be asked for a ticket of this face value, in minor units."""
        return face_minor * (100 + self.markup_percent) // 100

    def fee(self, price_minor: int) -> int:
        """The organiser's part of a price, in minor units; half a unit counts as one."""
        return (price_minor * self.fee_percent + 50) // 100


class Listing(Struct, frozen=True, kw_only=True):
    """A ticket on offer, or what became of the offer. Money is in minor units; `buyer_email` may buy it alone.

    The offer binds until `locked_until`. What is SOLD is paid out to its seller at `settled_at`.
    """

    id: int
    uid: str
    tenant_id: int
    event_id: int
    ticket_config_id: int
    ticket_id: int
    ticket_uid: str
    seller_id: int
    buyer_email: str | None
    price_minor: int
    fee_minor: int
    currency: str
    locked_until: datetime
    state: ListingState
    reason: str | None
    payment_reference: str | None
    buyer_id: int | None
    sold_at: datetime | None
    settled_at: datetime | None
    settled_by: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime

    def shown_state(self, now: datetime) -> ListingState:
        """The state as people see it: an offer whose time is over has ended."""
        if self.state is ListingState.LISTED and self.locked_until <= now:
            return ListingState.ENDED
        return self.state
