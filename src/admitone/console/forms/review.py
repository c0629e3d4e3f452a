"""The form of the review grid: many tickets, of which those that were ticked are saved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from litestar.datastructures import FormMultiDict

from admitone.console.forms.tickets import ticket_correction
from admitone.core.errors import AdmitError, InvalidParameter, MissingParameter
from admitone.ingest.assembly import ReviewFlag
from admitone.services.corrections import TicketCorrection

# Every row has all of them, so that the n-th of each belong together.
REVIEW_FIELDS: Final = (
    "ticketId",
    "version",
    "ticketSerial",
    "barcode",
    "ticketDate",
    "timeSlot",
    "category",
    "ageGroup",
    "validUntil",
    "sellingPrice",
    "sellingCurrency",
)
ROWS_MAX: Final = 100
_NUMBER: Final = re.compile("[1-9][0-9]{0,17}")
_PLACE: Final = re.compile(r"tickets\[(\d+)\]\.(\w+)")


class ReviewSearch(msgspec.Struct, frozen=True, kw_only=True):
    """Which tickets of the grid: those with one reason for a look, or all."""

    reason: ReviewFlag | None = None


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row as it was typed; `done` when it is to be saved, `allow_duplicate` when its value may be there twice."""

    ticket_id: int
    values: dict[str, str]
    done: bool
    allow_duplicate: bool


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row could not be saved: at a field of it, or the whole of it, when somebody else has changed it."""

    ticket_id: int
    field: str | None
    message: str
    changed_meanwhile: bool = False


def read_rows(form: FormMultiDict) -> list[TypedRow]:
    """All rows of the form; InvalidParameter when they do not belong together."""
    columns = [[str(value).strip() for value in form.getall(name, [])] for name in REVIEW_FIELDS]
    numbers = columns[0]
    whole = len({len(column) for column in columns}) == 1 and len(numbers) <= ROWS_MAX
    if not whole or len(set(numbers)) < len(numbers) or not all(map(_NUMBER.fullmatch, numbers)):
        raise InvalidParameter("the form cannot be read; open the page again", fields=("tickets",))
    done, allowed = set(form.getall("done", [])), set(form.getall("allowDuplicate", []))
    rows = []
    for values in zip(*columns, strict=True):
        named = dict(zip(REVIEW_FIELDS, values, strict=True))
        number = named.pop("ticketId")
        rows.append(TypedRow(int(number), named, number in done, number in allowed))
    return rows


def read_row_of(form: FormMultiDict) -> int:
    """The ticket whose own button was pressed."""
    number = str(form.get("only", ""))
    if not _NUMBER.fullmatch(number):
        raise InvalidParameter("the form cannot be read; open the page again", fields=("tickets",))
    return int(number)


def corrections_of(rows: Sequence[TypedRow]) -> tuple[list[TicketCorrection], list[RowProblem]]:
    """The commands of the rows that are done, and what cannot be read of them."""
    corrections, problems = [], []
    ticked = [row for row in rows if row.done]
    if not ticked:
        raise MissingParameter("nothing is ticked: change a row, or tick one that is right as it is", fields=("done",))
    for row in ticked:
        # Without a price the currency says nothing.
        left_out = set() if row.values["sellingPrice"] else {"sellingCurrency"}
        given = {name: value for name, value in row.values.items() if name not in left_out}
        given |= {"allowDuplicate": "true"} if row.allow_duplicate else {}
        try:
            corrections.append(ticket_correction(row.ticket_id, given))
        except AdmitError as error:
            problems.append(RowProblem(row.ticket_id, error.fields[0] if error.fields else None, error.message))
    return corrections, problems


def problems_of(error: AdmitError, corrections: Sequence[TicketCorrection]) -> list[RowProblem]:
    """The rows that a refusal of the service is about; none when it is about none of them."""
    stale = error.details.get("ticketIds", [])
    problems = [RowProblem(ticket_id, None, error.message, changed_meanwhile=True) for ticket_id in stale]
    for field in error.fields:
        place = _PLACE.fullmatch(field)
        if place:
            message = error.message.removeprefix(f"{field}: ").removeprefix(f"tickets[{place[1]}].{place[2]}: ")
            problems.append(RowProblem(corrections[int(place[1])].ticket_id, place[2], message))
    return problems
