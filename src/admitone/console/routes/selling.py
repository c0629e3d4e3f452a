"""Selling: what is wanted, for whom, until when."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import Line, read_form
from admitone.console.forms.selling import (
    aspects_of,
    change_lines,
    empty_line,
    group_trip,
    in_words_of_page,
    line_of,
    places_of,
    read_lines,
    read_ticket_ids,
    reservation,
)
from admitone.core.clock import today
from admitone.core.errors import AdmitError
from admitone.core.inventory import Attraction, Ticket, TicketStatus
from admitone.core.principal import Principal
from admitone.services import attractions, carts, offers, selling, tickets
from admitone.services.event_offers import EventOffer, read_event_offer
from admitone.services.offers import Offer
from admitone.services.settling import reserve_and_settle
from admitone.store.database import Tx

HOLD_CHOICES: Final = tuple(
    int(hold.total_seconds() / 60)
    for hold in (
        timedelta(minutes=15),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=12),
        timedelta(days=1),
        timedelta(days=3),
        timedelta(days=7),
    )
)
CUSTOMERS_MAX: Final = 6


@dataclass(frozen=True, slots=True)
class WishLine:
    """One line of the page: what was typed, and what there is to choose from."""

    values: Mapping[str, str]
    offer: Offer | None
    aspects: Mapping[str, Any]
    event: EventOffer | None
    places: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Picked:
    """A ticket that was picked, or is offered in place of one that is gone."""

    ticket: Ticket
    chosen: bool
    free: bool


class CustomerSearch(Struct):
    """How the name, address or number of an earlier customer begins."""

    find: Line | None = None


@get("/sell")
async def show_sell(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """The form: with the tickets that were picked, else with a line to say what is wanted."""
    query = request.query_params
    ids = read_ticket_ids(query)
    values: dict[str, Any] = {"reserveKey": secrets.token_urlsafe(24)}
    lines = [line_of(query)]
    return await _show(visit, values, lines, ids)


@post("/sell/lines")
async def show_lines(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """The lines after a choice, or one line more or less."""
    form = await request.form()
    lines = change_lines(read_lines(form), str(form.get("step", "")))
    if not visit.is_fragment:
        return await _show(visit, form, lines, [])
    async with visit.reading() as (tx, principal):
        choices = await attractions.list_attractions(tx, principal, active_only=True)
        wishes = await _read_wishes(tx, principal, lines, choices)
    return visit.page("sell/_lines.html", wishes=wishes, attractions=choices, error=None)


@get("/sell/customers")
async def find_customers(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Earlier customers whose name, address or number begins so."""
    text = read_form(request.query_params, CustomerSearch).find
    async with visit.reading() as (tx, principal):
        found = await carts.list_customers(tx, principal, text, CUSTOMERS_MAX) if text else []
    return visit.page("sell/_customers.html", customers=found, text=text)


@post("/sell")
async def reserve_tickets(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Reserve, all or none, and show the cart with its payment link."""
    form = await request.form()
    try:
        wanted = reservation(form)
        view = await reserve_and_settle(visit.product.settle_world, visit.principal, visit.product.terms, wanted)
    except AdmitError as error:
        return await _show_refusal(visit, form, error)
    return visit.go(f"/sales/{view.cart.reference}", notice="reserved")


@post("/sell/group")
async def assign_group(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Give the picked tickets to a group trip, without payment."""
    form = await request.form()
    try:
        ids, trip = read_ticket_ids(form), group_trip(form)
        async with visit.writing() as (tx, principal):
            cart = await selling.assign_to_group(
                tx, principal, visit.product.terms, ticket_ids=ids, trip_service_id=trip, agent_user_id=None
            )
    except AdmitError as error:
        return await _show_refusal(visit, form, error)
    return visit.go(f"/sales/{cart.reference}", notice="group-assigned")


async def _show_refusal(visit: Visit, form: FormMultiDict, error: AdmitError) -> Response[Any]:
    """The form as it was sent, with what can be had instead of tickets that are gone."""
    error = in_words_of_page(error)
    try:
        ids, lines = read_ticket_ids(form), read_lines(form)
    except AdmitError:
        ids, lines = [], []
    return await _show(visit, form, lines or [empty_line()], ids, error)


async def _show(
    visit: Visit,
    values: Mapping[str, Any],
    lines: Sequence[Mapping[str, str]],
    ids: Sequence[int],
    error: AdmitError | None = None,
) -> Response[Any]:
    async with visit.reading() as (tx, principal):
        choices = await attractions.list_attractions(tx, principal, active_only=True)
        wishes = [] if ids else await _read_wishes(tx, principal, lines, choices)
        picked = await _read_picked(tx, principal, ids, error)
        names = {each.id: each.name for each in await attractions.list_attractions(tx, principal)} if picked else {}
    return visit.page(
        "sell/form.html",
        status=status_of(error) if error else 200,
        values=values,
        wishes=wishes,
        picked=picked,
        attractions=choices,
        attraction_names=names,
        error=error,
        hold_choices=sorted({*HOLD_CHOICES, visit.product.terms.hold_minutes}),
        terms=visit.product.terms,
    )


async def _read_wishes(
    tx: Tx, principal: Principal, lines: Sequence[Mapping[str, str]], choices: Sequence[Attraction]
) -> list[WishLine]:
    known = {str(attraction.id) for attraction in choices}
    wishes = []
    for line in lines:
        aspects = aspects_of(line)
        offer, event = None, None
        if line["attractionId"] in known:
            event = await read_event_offer(tx, principal, int(line["attractionId"]))
            if event is None:
                offer = await offers.read_offer(tx, principal, int(line["attractionId"]), aspects)
        wishes.append(WishLine(line, offer, aspects, event, places_of(line)))
    return wishes


async def _read_picked(tx: Tx, principal: Principal, ids: Sequence[int], error: AdmitError | None) -> list[Picked]:
    instead = error.details.get("equivalents", []) if error else []
    gone = {one["ticketId"] for one in error.details.get("unavailable", [])} if error else set()
    day = today(principal.time_zone)
    picked = []
    for ticket in await tickets.find_tickets(tx, principal, [*ids, *instead]):
        free = ticket.id not in gone and ticket.status_on(day) is TicketStatus.AVAILABLE and ticket.voided_at is None
        picked.append(Picked(ticket, ticket.id in ids and free, free))
    return picked


HANDLERS: list[ControllerRouterHandler] = [show_sell, show_lines, find_customers, reserve_tickets, assign_group]
