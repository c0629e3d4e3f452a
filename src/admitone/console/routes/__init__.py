"""The pages of the console."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from admitone.console.auth import open_visit, refuse_forgery
from admitone.console.errors import EXCEPTION_HANDLERS
from admitone.console.routes import (
    access_servers,
    account,
    api_keys,
    attraction_stock,
    attractions,
    audit,
    batch_pages,
    batches,
    campaigns,
    cart_actions,
    effects,
    enrollments,
    event_configs,
    event_design,
    event_revoking,
    event_sectors,
    event_states,
    event_tickets,
    event_timeslots,
    events,
    extending,
    files,
    gates,
    health,
    home,
    languages,
    locations,
    outbox,
    passwords,
    refunds,
    reports,
    resale,
    reviewing,
    sale_reports,
    sales,
    scanner,
    selling,
    sign_in,
    tickets,
    transfers,
    users,
    wifi_reports,
    wifi_services,
    wifi_tickets,
    withdrawing,
)
from admitone.console.routes.patterns import pattern_handlers
from admitone.console.routes.uploads import upload_handlers
from admitone.console.static_files import send_static_file

FORM_BYTES_MAX: Final = 1024 * 1024
_HANDLERS: list[ControllerRouterHandler] = [
    *home.HANDLERS,
    *sign_in.HANDLERS,
    *languages.HANDLERS,
    *attractions.HANDLERS,
    *attraction_stock.HANDLERS,
    *campaigns.HANDLERS,
    *events.HANDLERS,
    *event_states.HANDLERS,
    *event_configs.HANDLERS,
    *event_timeslots.HANDLERS,
    *event_sectors.HANDLERS,
    *event_revoking.HANDLERS,
    *event_tickets.HANDLERS,
    *event_design.HANDLERS,
    *enrollments.HANDLERS,
    *batches.HANDLERS,
    *batch_pages.HANDLERS,
    *gates.HANDLERS,
    *reviewing.HANDLERS,
    *tickets.HANDLERS,
    *scanner.HANDLERS,
    *transfers.HANDLERS,
    *resale.HANDLERS,
    *extending.HANDLERS,
    *withdrawing.HANDLERS,
    *files.HANDLERS,
    *selling.HANDLERS,
    *sales.HANDLERS,
    *cart_actions.HANDLERS,
    *refunds.HANDLERS,
    *reports.HANDLERS,
    *sale_reports.HANDLERS,
    *effects.HANDLERS,
    *outbox.HANDLERS,
    *audit.HANDLERS,
    *users.HANDLERS,
    *passwords.HANDLERS,
    *account.HANDLERS,
    *api_keys.HANDLERS,
    *health.HANDLERS,
    *locations.HANDLERS,
    *access_servers.HANDLERS,
    *wifi_services.HANDLERS,
    *wifi_tickets.HANDLERS,
    *wifi_reports.HANDLERS,
]


def console_router(*, upload_bytes_max: int) -> Router:
    """Everything that people see in a browser, at the root of the product's address."""
    return Router(
        "/",
        route_handlers=[
            *_HANDLERS,
            *pattern_handlers(upload_bytes_max),
            *upload_handlers(upload_bytes_max),
            send_static_file,
        ],
        dependencies={"visit": Provide(open_visit)},
        before_request=refuse_forgery,
        after_request=keep_private,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=FORM_BYTES_MAX,
        include_in_schema=False,
    )


async def keep_private(response: Response[Any]) -> Response[Any]:
    """Pages stay out of every cache; what a handler decided for itself stands."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response
