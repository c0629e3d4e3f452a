"""The people for whom tickets are kept: list, add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.events import PeopleForm, PersonForm
from admitone.console.forms.fields import read_form, read_whole_form
from admitone.core.errors import AdmitError
from admitone.services import enrollments

ROWS_PER_PAGE: Final = 50


@get("/enrollments")
async def list_enrollments(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """One page of people with their tickets, the youngest first."""
    return await _list(visit, dict(request.query_params), {})


@post("/enrollments")
async def enroll_person(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Find somebody by the e-mail address, or make them known."""
    form = await request.form()
    try:
        read = read_whole_form(form, PersonForm)
        async with visit.writing() as (tx, principal):
            person = await enrollments.enroll_person(tx, principal, read.email, read.name)
    except AdmitError as error:
        return await _list(visit, {}, form, error)
    return visit.go(f"/enrollments?{urlencode({'text': person.email})}", notice="person-enrolled")


async def _list(
    visit: Visit, query: Mapping[str, str], values: Mapping[str, Any], error: AdmitError | None = None
) -> Response[Any]:
    search = read_form(query, PeopleForm)
    async with visit.reading() as (tx, principal):
        found = await enrollments.list_enrollments(
            tx, principal, text=search.text, after_id=search.after, limit=ROWS_PER_PAGE + 1
        )
    rows = found[:ROWS_PER_PAGE]
    return visit.page(
        "enrollments/list.html",
        status=status_of(error) if error else 200,
        people=rows,
        after=rows[-1].id if len(found) > ROWS_PER_PAGE else None,
        search=search,
        values=values,
        error=error,
    )


HANDLERS: list[ControllerRouterHandler] = [list_enrollments, enroll_person]
