"""The review grid of a batch: its doubtful tickets beside the pictures of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_form
from admitone.console.forms.review import (
    ROWS_MAX,
    ReviewSearch,
    RowProblem,
    TypedRow,
    corrections_of,
    problems_of,
    read_row_of,
    read_rows,
)
from admitone.console.forms.tickets import ticket_values
from admitone.core.errors import AdmitError
from admitone.core.inventory import Ticket
from admitone.core.principal import ADMINS
from admitone.ingest.assembly import ReviewFlag
from admitone.services import corrections, reviewing, withdrawing
from admitone.services.reviewing import ReviewRow


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the grid: the ticket as it is, what stands in the fields, and what is wrong with it."""

    review: ReviewRow
    saved: dict[str, str]
    values: dict[str, str]
    done: bool
    problems: list[RowProblem]

    @property
    def ticket(self) -> Ticket:
        """The ticket."""
        return self.review.ticket

    @property
    def changed_meanwhile(self) -> bool:
        """Whether somebody else has changed the ticket since it was read."""
        return any(problem.changed_meanwhile for problem in self.problems)

    def problem_at(self, field: str) -> str | None:
        """What is wrong with one field."""
        return next((problem.message for problem in self.problems if problem.field == field), None)


@get("/batches/{batch_id:int}/review")
async def show_review(visit: OpenVisit, batch_id: FromPath[int]) -> Response[Any]:
    """The tickets that need a look, of all reasons or of one."""
    reason = _reason_of(visit)
    async with visit.reading(ADMINS) as (tx, principal):
        review = await reviewing.read_review(tx, principal, batch_id, limit=ROWS_MAX, reason=reason)
    rows = [_shown(row, None, []) for row in review.rows]
    return visit.page(
        "batches/review.html", review=review, rows=rows, error=None, currency=visit.product.config.currency
    )


@post("/batches/{batch_id:int}/review")
async def save_review(visit: OpenVisit, request: ConsoleRequest, batch_id: FromPath[int]) -> Response[Any]:
    """Save the rows that are ticked, all or none."""
    visit.principal.require(ADMINS)
    typed = read_rows(await request.form())
    try:
        wanted, problems = corrections_of(typed)
    except AdmitError as error:
        return await _show_again(visit, batch_id, typed, [], error)
    if problems:
        return await _show_again(visit, batch_id, typed, problems, None)
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await corrections.save_tickets(tx, principal, wanted)
    except AdmitError as error:
        return await _show_again(visit, batch_id, typed, problems_of(error, wanted), error)
    reason = _reason_of(visit)
    query = f"?reason={reason}" if reason else ""
    return visit.go(f"/batches/{batch_id}/review{query}", notice="review-saved")


@post("/batches/{batch_id:int}/review/no-ticket")
async def refuse_page(visit: OpenVisit, request: ConsoleRequest, batch_id: FromPath[int]) -> Response[Any]:
    """One page of the grid is no ticket: it is never sold. What was typed in the others stays."""
    form = await request.form()
    typed, ticket_id = read_rows(form), read_row_of(form)
    async with visit.writing(ADMINS) as (tx, principal):
        await reviewing.refuse_page(tx, principal, batch_id, ticket_id)
    return await _show_again(visit, batch_id, typed, [], None, changed_here=ticket_id)


@post("/batches/{batch_id:int}/review/a-ticket")
async def accept_page(visit: OpenVisit, request: ConsoleRequest, batch_id: FromPath[int]) -> Response[Any]:
    """It is one after all."""
    form = await request.form()
    typed, ticket_id = read_rows(form), read_row_of(form)
    async with visit.writing(ADMINS) as (tx, principal):
        await withdrawing.put_back_tickets(tx, principal, [ticket_id])
    return await _show_again(visit, batch_id, typed, [], None, changed_here=ticket_id)


async def _show_again(
    visit: Visit,
    batch_id: int,
    typed: Sequence[TypedRow],
    problems: Sequence[RowProblem],
    error: AdmitError | None,
    *,
    changed_here: int | None = None,
) -> Response[Any]:
    """The grid with everything that was typed, and the rows marked that stand in the way.

    `changed_here` is the ticket that this request has changed itself, which is nobody else's work.
    """
    async with visit.reading(ADMINS) as (tx, principal):
        ids = [row.ticket_id for row in typed]
        review = await reviewing.read_review(
            tx, principal, batch_id, limit=ROWS_MAX, reason=_reason_of(visit), ticket_ids=ids
        )
    by_id = {row.ticket_id: row for row in typed}
    rows = [
        _shown(
            row,
            _one_version_on(by_id[row.ticket.id], row) if row.ticket.id == changed_here else by_id[row.ticket.id],
            [one for one in problems if one.ticket_id == row.ticket.id],
        )
        for row in review.rows
    ]
    template = "batches/_review.html" if visit.is_fragment else "batches/review.html"
    status = status_of(error) if error else 400 if changed_here is None else 200
    # What is said at a row need not be said above all of them.
    shown_above = error if error and not problems else None
    return visit.page(
        template, status=status, review=review, rows=rows, error=shown_above, currency=visit.product.config.currency
    )


def _reason_of(visit: Visit) -> ReviewFlag | None:
    return read_form(visit.request.query_params, ReviewSearch).reason


def _shown(row: ReviewRow, typed: TypedRow | None, problems: list[RowProblem]) -> ShownRow:
    saved = ticket_values(row.ticket)
    if typed is None:
        return ShownRow(row, saved, saved, done=False, problems=problems)
    shown = ShownRow(row, saved, typed.values, typed.done, problems)
    if shown.changed_meanwhile:
        # Saving over a colleague's work takes a decision: the row must be ticked again.
        return ShownRow(row, saved, typed.values | {"version": saved["version"]}, done=False, problems=problems)
    return shown


def _one_version_on(typed: TypedRow, row: ReviewRow) -> TypedRow:
    # Two versions on, a colleague has been there as well; saving the row will say so.
    seen = typed.values["version"]
    if not seen.isdecimal() or int(seen) + 1 != row.ticket.version:
        return typed
    return replace(typed, values=typed.values | {"version": str(row.ticket.version)})


HANDLERS: list[ControllerRouterHandler] = [show_review, save_review, refuse_page, accept_page]
