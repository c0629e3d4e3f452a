"""The secondary market: what an organiser allows, and the offers of holders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from admitone.bodies import INTEGER_MAX
from admitone.core.money import to_major
from admitone.core.resale import Listing, ResaleRule
from admitone.services.resale import Offer
from admitone.services.reselling import Purchase

Price = Annotated[Decimal, Meta(description="Major units as a JSON number", extra_json_schema={"type": "number"})]
Moment = Annotated[datetime, Meta(tz=True, description="ISO 8601 with its offset", examples=["2027-03-15T19:00:00Z"])]
TicketId = Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
Address = Annotated[str, Meta(min_length=1, max_length=255, examples=["omar@example.com"])]


class RuleWrite(Struct, kw_only=True):
    """Body of a resale rule, in whole percent."""

    markup_percent: Annotated[int, Meta(ge=0, le=1000, description="How far above face value a price may be")]
    fee_percent: Annotated[int, Meta(ge=0, le=100, description="The organiser's part of a price")]

    def rule(self, config_id: int) -> ResaleRule:
        """The rule that the service takes."""
        return ResaleRule(ticket_config_id=config_id, markup_percent=self.markup_percent, fee_percent=self.fee_percent)


class ResaleRuleBody(Struct, frozen=True, kw_only=True):
    """What an organiser allows for a kind of ticket."""

    ticket_config_id: int
    markup_percent: int
    fee_percent: int


class OfferWrite(Struct, kw_only=True):
    """Body of an offer. Without `locked_until` it stands until the event begins; `buyer_email` may buy it alone."""

    ticket_id: TicketId
    price: Price
    locked_until: Moment | None = None
    buyer_email: Address | None = None

    def offer(self) -> Offer:
        """The command that the service takes."""
        return Offer(
            ticket_id=self.ticket_id,
            price=self.price,
            locked_until=self.locked_until,
            buyer_email=self.buyer_email,
        )


class PurchaseWrite(Struct, kw_only=True):
    """Body of buy. `payment_reference` says how the price was paid; a repetition with it changes nothing more."""

    email: Address
    name: Annotated[str, Meta(max_length=255)] | None = None
    payment_reference: Annotated[str, Meta(min_length=1, max_length=255, examples=["shop order 1042"])]

    def purchase(self, uid: str) -> Purchase:
        """The command that the service takes."""
        return Purchase(uid=uid, email=self.email, name=self.name, payment_reference=self.payment_reference)


class ListingBody(Struct, frozen=True, kw_only=True):
    """An offer. Whose it is, who bought it and how is for staff; `proceeds` is what the seller gets of `price`."""

    uid: str
    ticket_id: int
    event_id: int
    ticket_config_id: int
    price: Price
    fee: Price
    proceeds: Price
    currency: str
    locked_until: datetime
    state: Annotated[str, Meta(examples=["listed", "sold", "withdrawn", "ended"])]
    reason: str | None
    sold_at: datetime | None
    settled_at: datetime | None
    created_at: datetime
    seller_id: int | None
    buyer_id: int | None
    buyer_email: str | None
    payment_reference: str | None


class ListingList(Struct, frozen=True, kw_only=True):
    """Offers; page on with `before_id` where they come newest first, None at the end."""

    data: list[ListingBody]
    before_id: int | None


def rule_body(rule: ResaleRule) -> ResaleRuleBody:
    """A rule as the API shows it."""
    return ResaleRuleBody(
        ticket_config_id=rule.ticket_config_id, markup_percent=rule.markup_percent, fee_percent=rule.fee_percent
    )


def listing_body(one: Listing, now: datetime, *, staff: bool) -> ListingBody:
    """An offer as staff, or as holders, are shown it."""
    return ListingBody(
        uid=one.uid,
        ticket_id=one.ticket_id,
        event_id=one.event_id,
        ticket_config_id=one.ticket_config_id,
        price=to_major(one.price_minor, one.currency),
        fee=to_major(one.fee_minor, one.currency),
        proceeds=to_major(one.price_minor - one.fee_minor, one.currency),
        currency=one.currency,
        locked_until=one.locked_until,
        state=one.shown_state(now).lower(),
        reason=one.reason,
        sold_at=one.sold_at,
        settled_at=one.settled_at,
        created_at=one.created_at,
        seller_id=one.seller_id if staff else None,
        buyer_id=one.buyer_id if staff else None,
        buyer_email=one.buyer_email,
        payment_reference=one.payment_reference if staff else None,
    )


def listing_list(found: Sequence[Listing], limit: int, now: datetime, *, staff: bool) -> ListingList:
    """One page of offers, of which one more than `limit` was read."""
    rows = found[:limit]
    return ListingList(
        data=[listing_body(one, now, staff=staff) for one in rows],
        before_id=rows[-1].id if len(found) > limit else None,
    )
