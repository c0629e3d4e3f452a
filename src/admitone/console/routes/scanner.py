"""A gate at the counter: a code is typed, or read by a hand scanner, and the verdict is shown large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import Line, read_whole_form
from admitone.console.forms.sales import ReasonForm
from admitone.core.errors import AdmitError
from admitone.core.principal import STAFF
from admitone.services.repeating import repeat_undone
from admitone.services.scanning import Scan, Told, list_last_scans, scan_code, undo_scan

_EMPTY: Final[Mapping[str, Any]] = {}


class ScanForm(Struct):
    """What was read, and where."""

    gate: Line
    code: Line


@get("/scanner")
async def show_scanner(visit: OpenVisit) -> Response[Any]:
    """The form, and the last scans."""
    return await _show(visit, None)


@post("/scanner")
async def scan(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Judge one code."""
    form = await request.form()
    principal = visit.principal
    principal.require(STAFF)
    try:
        read = read_whole_form(form, ScanForm)
        told = await repeat_undone(
            visit.product.database, lambda tx: scan_code(tx, principal, Scan(read.code, read.gate))
        )
    except AdmitError as error:
        return await _show(visit, None, dict(form), error)
    return await _show(visit, told, {"gate": read.gate})


@post("/tickets/{ticket_id:int}/unredeem")
async def undo(visit: OpenVisit, request: ConsoleRequest, ticket_id: FromPath[int]) -> Response[Any]:
    """Make a ticket unused again that was scanned by mistake."""
    reason = read_whole_form(await request.form(), ReasonForm).reason
    async with visit.writing() as (tx, principal):
        await undo_scan(tx, principal, ticket_id, reason)
    return visit.go(f"/tickets/{ticket_id}", notice="ticket-unused")


async def _show(
    visit: Visit, told: Told | None, values: Mapping[str, Any] = _EMPTY, error: AdmitError | None = None
) -> Response[Any]:
    async with visit.reading() as (tx, principal):
        last = await list_last_scans(tx, principal)
    return visit.page(
        "scanner/scan.html",
        status=status_of(error) if error else 200,
        told=told,
        last=last,
        values=values,
        error=error,
    )


HANDLERS: list[ControllerRouterHandler] = [show_scanner, scan, undo]
