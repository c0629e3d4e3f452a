"""The audit: who changed what."""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec
from litestar import Response, get
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.forms.fields import Id, Line, read_form
from admitone.core.principal import ADMINS
from admitone.services import audit
from admitone.store.audit import AuditFilter

ROWS_PER_PAGE: Final = 50


class AuditSearch(msgspec.Struct, kw_only=True, rename="camel"):
    """Which entries; `before` is the last entry of the page in front."""

    entity_type: Literal["TICKET", "SALE", "BATCH", "ATTRACTION", "USER", "EFFECT", "API_KEY"] | None = None
    entity_id: Id | None = None
    action: Line | None = None
    user_id: Line | None = None
    before: Id | None = None


@get("/audit")
async def list_audit(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """One page of the audit, newest first."""
    search = read_form(request.query_params, AuditSearch)
    wanted = AuditFilter(
        entity_type=search.entity_type,
        entity_id=search.entity_id,
        action=search.action.upper() if search.action else None,
        user_id=search.user_id,
        before_id=search.before,
    )
    async with visit.reading() as (tx, principal):
        found = await audit.list_audit(tx, principal, wanted, ROWS_PER_PAGE + 1)
    rows = found[:ROWS_PER_PAGE]
    return visit.page(
        "audit/list.html",
        entries=rows,
        search=search,
        before=rows[-1].id if len(found) > ROWS_PER_PAGE else None,
        addresses={"TICKET": "/tickets/", "BATCH": "/batches/", "ATTRACTION": "/attractions/", "EVENT": "/events/"}
        | ({"USER": "/users/"} if visit.principal.role in ADMINS else {}),
    )


HANDLERS: list[ControllerRouterHandler] = [list_audit]
