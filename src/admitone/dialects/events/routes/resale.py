"""The secondary market: rules of organisers; offers of holders, bought and withdrawn."""

from __future__ import annotations

from typing import Annotated

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from admitone.bodies import INTEGER_MAX
from admitone.core.clock import utc_now
from admitone.core.errors import InvalidParameter
from admitone.core.principal import Principal
from admitone.core.resale import ListingState
from admitone.dialects.events.auth import OpenDoor
from admitone.dialects.events.routes.administration import known
from admitone.dialects.events.wire.resale import (
    ListingBody,
    ListingList,
    OfferWrite,
    PurchaseWrite,
    ResaleRuleBody,
    RuleWrite,
    listing_body,
    listing_list,
    rule_body,
)
from admitone.services import resale, resale_rules
from admitone.services.repeating import repeat_undone
from admitone.services.reselling import buy_listing
from admitone.services.reselling import settle_listing as settle
from admitone.store.database import Tx
from admitone.store.resale import ListingFilter

TAGS = ["Secondary market"]
_PAGE = 100
OnlyEvent = Annotated[
    int | None, QueryParameter(description="What is on offer of this event, the cheapest first", ge=1, le=INTEGER_MAX)
]
OnlyState = Annotated[str | None, QueryParameter(name="status", description="listed, sold, withdrawn or ended")]
OnlySettled = Annotated[bool | None, QueryParameter(description="Whether the seller has the money; for staff")]
Before = Annotated[int | None, QueryParameter(description="Page on, as told by the page before", ge=1, le=INTEGER_MAX)]


@get("/event/{event_id:int}/ticket_config/{ticket_config_id:int}/resale", tags=TAGS)
async def read_rule(door: OpenDoor, event_id: FromPath[int], ticket_config_id: FromPath[int]) -> ResaleRuleBody:
    """Reads within which limits a kind of ticket may be resold; 404 when it may not."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        event, config = known(event_id, "event_id"), known(ticket_config_id, "ticket_config_id")
        return rule_body(await resale_rules.read_rule(tx, principal, event, config))


@put("/event/{event_id:int}/ticket_config/{ticket_config_id:int}/resale", tags=TAGS)
async def set_rule(
    data: JSONBody[RuleWrite], door: OpenDoor, event_id: FromPath[int], ticket_config_id: FromPath[int]
) -> ResaleRuleBody:
    """Lets a kind of ticket be resold within limits. Offers that stand keep those of their time."""
    async with door.writing() as (tx, principal):
        event, config = known(event_id, "event_id"), known(ticket_config_id, "ticket_config_id")
        return rule_body(await resale_rules.set_rule(tx, principal, event, data.rule(config)))


@delete("/event/{event_id:int}/ticket_config/{ticket_config_id:int}/resale", status_code=204, tags=TAGS)
async def drop_rule(door: OpenDoor, event_id: FromPath[int], ticket_config_id: FromPath[int]) -> None:
    """Lets a kind of ticket be resold no more. Offers that stand stay."""
    async with door.writing() as (tx, principal):
        event, config = known(event_id, "event_id"), known(ticket_config_id, "ticket_config_id")
        await resale_rules.drop_rule(tx, principal, event, config)


@post("/listing", status_code=201, tags=TAGS)
async def put_on_sale(data: JSONBody[OfferWrite], door: OpenDoor) -> ListingBody:
    """Offers a SECURE ticket, by its holder's token, or by staff on its holder's word."""
    caller = await door.identify_anybody()
    seller, offer = resale.seller_of(caller), data.offer()
    made = await repeat_undone(door.product.database, lambda tx: resale.put_on_sale(tx, seller, offer))
    return listing_body(made, utc_now(), staff=isinstance(caller, Principal))


@get("/listing", tags=TAGS)
async def list_listings(
    door: OpenDoor,
    event_id: OnlyEvent = None,
    only_state: OnlyState = None,
    settled: OnlySettled = None,
    before_id: Before = None,
) -> ListingList:
    """Lists offers: to staff those of their organisation, newest first; to holders their own.

    A holder who names an event sees the hundred cheapest that anybody can buy of it.
    """
    caller, state = await door.identify_anybody(), _read_state(only_state)
    async with door.product.database.reading() as tx:
        if isinstance(caller, Principal):
            wanted = ListingFilter(event_id=event_id, state=state, settled=settled, before_id=before_id)
            found = await resale.page_listings(tx, caller, wanted, _PAGE + 1)
        elif event_id is not None:
            found = (await resale.list_on_offer(tx, event_id, _PAGE))[:_PAGE]
        else:
            found = await resale.page_own_listings(tx, caller, before_id, _PAGE + 1)
    return listing_list(found, _PAGE, utc_now(), staff=isinstance(caller, Principal))


@get("/listing/{uid:str}", tags=TAGS)
async def read_listing(door: OpenDoor, uid: FromPath[str]) -> ListingBody:
    """Reads one offer."""
    caller = await door.identify_anybody()
    async with door.product.database.reading() as tx:
        found = await resale.read_listing(tx, caller, uid)
    return listing_body(found, utc_now(), staff=isinstance(caller, Principal))


@post("/listing/{uid:str}/withdraw", status_code=200, tags=TAGS)
async def withdraw(door: OpenDoor, uid: FromPath[str]) -> ListingBody:
    """Takes an offer back; by its seller's token, or by staff. One that is withdrawn already is fine."""
    caller = await door.identify_anybody()
    async with door.product.database.writing() as tx:
        found = await resale.withdraw(tx, resale.seller_of(caller), uid)
    return listing_body(found, utc_now(), staff=isinstance(caller, Principal))


@post("/listing/{uid:str}/buy", status_code=200, tags=TAGS)
async def buy(data: JSONBody[PurchaseWrite], door: OpenDoor, uid: FromPath[str]) -> ListingBody:
    """Gives a ticket to its buyer, by admins, who have the buyer's money. The seller's code is dead at once."""
    principal = await door.identify_staff()
    ledger, purchase = door.product.terms.ledger, data.purchase(uid)

    async def act(tx: Tx) -> ListingBody:
        return listing_body(await buy_listing(tx, principal, ledger, purchase), utc_now(), staff=True)

    return await repeat_undone(door.product.database, act)


@post("/listing/{uid:str}/settle", status_code=200, tags=TAGS)
async def settle_listing(door: OpenDoor, uid: FromPath[str]) -> ListingBody:
    """Notes that the seller has the money; for admins. One that is settled already is fine."""
    async with door.writing() as (tx, principal):
        return listing_body(await settle(tx, principal, uid), utc_now(), staff=True)


def _read_state(text: str | None) -> ListingState | None:
    if text is None:
        return None
    if text.upper() not in ListingState.__members__:
        raise InvalidParameter("status: listed, sold, withdrawn or ended", fields=("status",))
    return ListingState(text.upper())


HANDLERS: list[ControllerRouterHandler] = [
    read_rule,
    set_rule,
    drop_rule,
    put_on_sale,
    list_listings,
    read_listing,
    withdraw,
    buy,
    settle_listing,
]
