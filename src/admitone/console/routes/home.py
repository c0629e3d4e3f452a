"""The dashboard."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from admitone.console.auth import Visit
from admitone.services import attractions


@get("/")
async def show_dashboard(visit: Visit) -> Response[Any]:
    """Stock per attraction."""
    async with visit.reading() as (tx, principal):
        found = await attractions.list_attractions(tx, principal)
    return visit.page("dashboard.html", attractions=found)


HANDLERS: list[ControllerRouterHandler] = [show_dashboard]
