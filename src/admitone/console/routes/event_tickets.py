"""Who has tickets of an event; keeping some for a person, issuing and freeing them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.event_tickets import (
    QUANTITY,
    TakenForm,
    in_words_of_form,
    owner_wish,
    read_picked,
    read_reserve_form,
)
from admitone.console.forms.fields import read_form
from admitone.console.routes.selling import HOLD_CHOICES
from admitone.core.errors import AdmitError, Forbidden
from admitone.core.principal import ADMINS
from admitone.services import enrollments, event_overview, owner_tickets
from admitone.services.event_holding import Item, OwnerHold, reserve_for_owner
from admitone.services.event_overview import EventOverview
from admitone.services.event_tickets import list_taken_tickets

ROWS_PER_PAGE: Final = 100


@get("/events/{event_id:int}/tickets")
async def list_tickets(visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int]) -> Response[Any]:
    """One page of the tickets that somebody has."""
    return await _list(visit, event_id, dict(request.query_params))


@post("/events/{event_id:int}/tickets/issue")
async def issue_tickets(visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int]) -> Response[Any]:
    """Issue those that are ticked, all or none."""
    form = await request.form()
    try:
        ids = read_picked(form)
        async with visit.writing() as (tx, principal):
            await owner_tickets.issue_owner_tickets(tx, principal, visit.product.terms, ids, mail_in=visit.language.tag)
    except AdmitError as error:
        return await _list(visit, event_id, dict(request.query_params), error)
    return visit.go(_address_of_list(request, event_id), notice="tickets-issued")


@post("/events/{event_id:int}/tickets/free")
async def free_tickets(visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int]) -> Response[Any]:
    """Free those that are ticked, all or none."""
    form = await request.form()
    try:
        ids = read_picked(form)
        async with visit.writing() as (tx, principal):
            await owner_tickets.free_owner_tickets(tx, principal, ids)
    except AdmitError as error:
        return await _list(visit, event_id, dict(request.query_params), error)
    return visit.go(_address_of_list(request, event_id), notice="tickets-freed")


@get("/events/{event_id:int}/reserve")
async def ask_reserve(visit: OpenVisit, event_id: FromPath[int]) -> Response[Any]:
    """For whom, and what."""
    async with visit.reading() as (tx, principal):
        seen = await event_overview.overlook_event(tx, principal, event_id)
    return _ask(visit, seen, {"reserve_key": secrets.token_urlsafe(24)})


@post("/events/{event_id:int}/reserve")
async def reserve_tickets(visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int]) -> Response[Any]:
    """Keep tickets for a person, who is found by the e-mail address or made; and issue them when that is wished."""
    form = await request.form()
    async with visit.reading() as (tx, principal):
        seen = await event_overview.overlook_event(tx, principal, event_id)
    items: list[Item] = []
    try:
        read, items = read_reserve_form(form, seen)
        if read.issue:
            _refuse_unpaid(visit, seen, items)
        async with visit.writing() as (tx, principal):
            person = await enrollments.enroll_person(tx, principal, read.email, read.name)
        wish = owner_wish(event_id, person.id, read, items)
        held = await reserve_for_owner(visit.product.database, visit.principal, visit.product.terms, wish)
        if read.issue:
            await _issue(visit, held)
    except AdmitError as error:
        return _ask(visit, seen, form, in_words_of_form(error, items))
    notice = "tickets-issued" if read.issue else "reserved"
    return visit.go(f"/events/{event_id}/tickets?{urlencode({'email': read.email})}", notice=notice)


def _address_of_list(request: ConsoleRequest, event_id: int) -> str:
    """The list as it was narrowed when the tickets were ticked."""
    search = {name: value for name, value in request.query_params.items() if name in TakenForm.__struct_fields__}
    return f"/events/{event_id}/tickets" + (f"?{urlencode(search)}" if search else "")


def _refuse_unpaid(visit: Visit, seen: EventOverview, items: Sequence[Item]) -> None:
    """Before anything is kept: else the tickets would stay reserved, and the refusal would not say so."""
    prices = {config.id: config.price_minor for config in seen.configs}
    if visit.principal.role not in ADMINS and any(prices[item.ticket_config_id] for item in items):
        message = (
            "tickets with a price are issued without a payment by admins only; reserve them, or sell them in a cart"
        )
        raise Forbidden(message, fields=("issue",))


async def _issue(visit: Visit, held: OwnerHold) -> None:
    async with visit.writing() as (tx, principal):
        ids = [ticket.id for ticket in held.tickets]
        await owner_tickets.issue_owner_tickets(tx, principal, visit.product.terms, ids, mail_in=visit.language.tag)


async def _list(
    visit: Visit, event_id: int, query: Mapping[str, str], error: AdmitError | None = None
) -> Response[Any]:
    search = read_form(query, TakenForm)
    async with visit.reading() as (tx, principal):
        seen = await event_overview.overlook_event(tx, principal, event_id)
        found = await list_taken_tickets(tx, principal, event_id, search.search(), ROWS_PER_PAGE + 1)
    rows = found[:ROWS_PER_PAGE]
    return visit.page(
        "events/tickets.html",
        status=status_of(error) if error else 200,
        seen=seen,
        event=seen.event,
        taken=rows,
        after=rows[-1].ticket.id if len(found) > ROWS_PER_PAGE else None,
        search=search,
        names=_names(seen),
        error=error,
    )


def _names(seen: EventOverview) -> dict[str, dict[int, str]]:
    return {
        "config": {config.id: config.name for config in seen.configs},
        "timeslot": {timeslot.id: timeslot.name for timeslot in seen.timeslots},
        "sector": {sector.id: sector.name for sector in seen.sectors},
    }


def _ask(
    visit: Visit, seen: EventOverview, values: Mapping[str, Any], error: AdmitError | None = None
) -> Response[Any]:
    return visit.page(
        "events/reserve.html",
        status=status_of(error) if error else 200,
        seen=seen,
        event=seen.event,
        values=values,
        quantity=QUANTITY,
        hold_choices=sorted({*HOLD_CHOICES, visit.product.terms.hold_minutes}),
        hold_usual=visit.product.terms.hold_minutes,
        error=error,
    )


HANDLERS: list[ControllerRouterHandler] = [list_tickets, issue_tickets, free_tickets, ask_reserve, reserve_tickets]
