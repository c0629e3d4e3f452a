"""The gate with a camera: its page, which works without a network, and what it asks and brings later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, TypeVar

import msgspec
from litestar import Response, get, post
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.static_files import load_static_file
from admitone.core.clock import utc_now
from admitone.core.errors import InvalidParameter
from admitone.core.events import EventState
from admitone.core.principal import STAFF
from admitone.core.scanning import CODE_LENGTH_MAX, GATE_LENGTH_MAX, Verdict
from admitone.services.events import list_events
from admitone.services.repeating import repeat_undone
from admitone.services.scan_merging import SCANS_AT_ONCE_MAX, Merged, OfflineScan, merge_scans
from admitone.services.scanning import Scan, Told, scan_code
from admitone.store.event_planning import EventSearch

# Gates look at what is on: an event that ended may still let people out and in again.
_ENDED_WITHIN: Final = timedelta(days=1)
_EVENTS_MAX: Final = 200
T = TypeVar("T")


class CameraScan(Struct):
    """What a gate has read."""

    code: Annotated[str, Meta(max_length=CODE_LENGTH_MAX)]
    gate: Annotated[str, Meta(max_length=GATE_LENGTH_MAX)]
    scan_id: Annotated[str, Meta(min_length=1, max_length=64)]
    event_id: Annotated[int, Meta(ge=1, le=2**63 - 1)] | None = None


class LoggedScan(CameraScan, kw_only=True):
    """What it let in without a network."""

    at: Annotated[datetime, Meta(tz=True)]


class GateLog(Struct):
    """All that."""

    scans: Annotated[list[LoggedScan], Meta(min_length=1, max_length=SCANS_AT_ONCE_MAX)]


@get("/scanner/camera")
async def show_camera(visit: OpenVisit) -> Response[Any]:
    """The page; the events that it can be for are those that are not long over."""
    async with visit.reading(STAFF) as (tx, principal):
        search = EventSearch(state=EventState.PUBLISHED, ends_from=utc_now() - _ENDED_WITHIN)
        found = await list_events(tx, principal, search, _EVENTS_MAX)
    return visit.page("scanner/camera.html", events=sorted((one.event for one in found), key=lambda one: one.starts_at))


@get("/scanner/worker.js", sync_to_thread=True)
def send_worker() -> Response[bytes]:
    """The service worker; it lies here because it works for addresses below its own only."""
    content = load_static_file("scanner_worker.js").content
    headers = {"Cache-Control": "no-cache", "content-security-policy": "default-src 'none'; connect-src 'self'"}
    return Response(content, media_type="text/javascript", headers=headers)


@post("/scanner/check", status_code=200)
async def check(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Judge one code, as `POST /scan` does."""
    read = _decode(await request.body(), CameraScan)
    principal = visit.principal
    scan = Scan(read.code, read.gate, read.event_id, read.scan_id)
    told = await repeat_undone(visit.product.database, lambda tx: scan_code(tx, principal, scan))
    return Response(_answer(told))


@post("/scanner/merge", status_code=200)
async def merge(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Enter the log of a gate; what came in twice, or should not have, is told."""
    read = _decode(await request.body(), GateLog)
    entries = [
        OfflineScan(Scan(one.code, one.gate, one.event_id, one.scan_id), one.at.astimezone(UTC)) for one in read.scans
    ]
    merged = await merge_scans(visit.product.database, visit.principal, entries)
    return Response({"data": [_entered(one) for one in merged]})


def _answer(told: Told) -> dict[str, Any]:
    parts = [told.event.name if told.event else None, told.ticket.category if told.ticket else None]
    used = None
    if told.verdict is Verdict.USED and told.first_use is not None:
        used = {"at": told.first_use.at.isoformat(), "gate": told.first_use.gate}
    return {"verdict": told.verdict, "what": " · ".join(part for part in parts if part), "used": used}


def _entered(merged: Merged) -> dict[str, Any]:
    other = merged.other if merged.twice else None
    return {
        "scan_id": merged.scan_id,
        "verdict": merged.told.verdict,
        "ticket": merged.told.ticket.id if merged.told.ticket else None,
        "other": {"at": other.at.isoformat(), "gate": other.gate} if other else None,
    }


def _decode(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidParameter(f"the body is none that this page sends: {error}", fields=("body",)) from error


HANDLERS: list[ControllerRouterHandler] = [show_camera, send_worker, check, merge]
