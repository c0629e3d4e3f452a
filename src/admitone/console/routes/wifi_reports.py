"""The report on Wi-Fi tickets: a page and, with `?csv`, a table for spreadsheets."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.forms.days import period
from admitone.console.forms.fields import read_form
from admitone.console.forms.reports import WifiReportSearch
from admitone.console.tables import major, send_table
from admitone.services import wifi_reports
from admitone.services.wifi_reports import WifiSales

_HEADER: Final = ("LocationId", "location", "service", "serviceName", "tickets", "used", "revoked", "sold", "currency")


@get("/reports/wifi")
async def report_wifi(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Wi-Fi tickets by service: made, used, revoked, sold for."""
    search = read_form(request.query_params, WifiReportSearch)
    as_csv = "csv" in request.query_params
    if not as_csv:
        search = search.of_recent_days(visit.principal)
    async with visit.reading() as (tx, principal):
        begins, ends = period(search.date_from, search.date_to, principal.time_zone)
        found = await wifi_reports.report_sales(tx, principal, begins, ends)
    if as_csv:
        return send_table("wifi", _HEADER, (_row(one) for one in found))
    sums = {
        currency: sum(one.sold_minor for one in found if one.currency == currency)
        for currency in sorted({one.currency for one in found})
    }
    return visit.page("reports/wifi.html", sales=found, sums=sums, search=search)


def _row(one: WifiSales) -> tuple[Any, ...]:
    return (
        one.location.public_id,
        one.location.name,
        one.service.id,
        one.service.name,
        one.tickets,
        one.used,
        one.revoked,
        major(one.sold_minor, one.currency),
        one.currency,
    )


HANDLERS: list[ControllerRouterHandler] = [report_wifi]
