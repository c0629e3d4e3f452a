"""Lists and counts of a location's Wi-Fi tickets, composed from fixed fragments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from admitone.core.wifi.kinds import WifiState
from admitone.core.wifi.model import Location, WifiTicket
from admitone.store.database import Tx, as_structs
from admitone.store.statements import fit_statement


@dataclass(frozen=True, slots=True)
class WifiTicketFilter:
    """Which tickets of a location; None does not restrict. States are those of `now`; `created_to` is exclusive."""

    now: datetime
    state: WifiState | None = None
    service_id: int | None = None
    issue_id: int | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    code: str | None = None
    user_id: str | None = None


# Each is what `WifiTicket.state_at` says, for the database.
_ENDED: Final = "COALESCE(ends_at <= :now, FALSE)"
_STATES: Final = {
    WifiState.REVOKED: "revoked_at IS NOT NULL",
    WifiState.USED_UP: "revoked_at IS NULL AND used_up_at IS NOT NULL",
    WifiState.EXPIRED: f"revoked_at IS NULL AND used_up_at IS NULL AND {_ENDED}",
    WifiState.ACTIVE: f"revoked_at IS NULL AND used_up_at IS NULL AND NOT {_ENDED} AND first_used_at IS NOT NULL",
    WifiState.UNUSED: f"revoked_at IS NULL AND used_up_at IS NULL AND NOT {_ENDED} AND first_used_at IS NULL",
}
# As the unique index of barcodes says it, which then answers.
_OF_CODE: Final = (
    "ticket_id IN (SELECT id FROM tickets WHERE tenant_id = :tenant_id AND barcode = :code AND NOT duplicate_allowed)"
)
_CONDITIONS: Final = (
    ("service_id", "service_id = :service_id"),
    ("issue_id", "issue_id = :issue_id"),
    ("created_from", "created_at >= :created_from"),
    ("created_to", "created_at < :created_to"),
    ("user_id", "user_id = :user_id"),
    ("code", _OF_CODE),
)
_SELECT: Final = """
SELECT ticket_id, wifi_tickets.tenant_id, wifi_tickets.location_id, service_id, wifi_services.name AS service_name,
       issue_id, uid, barcode AS code, selling_price_minor AS price_minor, selling_currency AS currency,
       wifi_tickets.time_to_finish, wifi_tickets.online_time, wifi_tickets.time_to_limit, wifi_tickets.limit_traffic,
       wifi_tickets.exp_seconds, wifi_tickets.online_seconds, wifi_tickets.traffic_bytes, wifi_tickets.download_bytes,
       wifi_tickets.upload_bytes, wifi_tickets.daily_seconds, wifi_tickets.daily_bytes, devices,
       wifi_tickets.downrate_bits, wifi_tickets.uprate_bits, start_time, wifi_tickets.valid_until, ends_at, num_users,
       user_id, wifi_tickets.format, email, language, first_used_at, last_used_at, used_seconds, used_download_bytes,
       used_upload_bytes, used_up_at, topped_up_at, revoked_at, wifi_tickets.created_at, wifi_tickets.updated_at
FROM wifi_tickets
JOIN tickets ON tickets.id = ticket_id
JOIN wifi_services ON wifi_services.id = service_id
WHERE ticket_id = ANY(:ids::bigint[])
ORDER BY ticket_id DESC
"""


async def page_tickets(
    tx: Tx, location: Location, wanted: WifiTicketFilter, offset: int, limit: int
) -> list[WifiTicket]:
    """Tickets of a location, newest first."""
    where, parameters = _compose(location, wanted)
    # Two statements: the first is answered from an index alone, however far it skips.
    table = _table(tx, wanted)
    text = f"SELECT ticket_id FROM {table} WHERE {where} ORDER BY ticket_id DESC LIMIT :limit OFFSET :offset"  # noqa: S608
    found = await tx.fetch_composed(fit_statement(text, tx.dialect), parameters | {"limit": limit, "offset": offset})
    ids = [int(row["ticket_id"]) for row in found]
    if not ids:
        return []
    return as_structs(await tx.fetch_composed(fit_statement(_SELECT, tx.dialect), {"ids": ids}), WifiTicket)


async def count_tickets(tx: Tx, location: Location, wanted: WifiTicketFilter) -> int:
    """How many tickets of a location a filter has."""
    where, parameters = _compose(location, wanted)
    text = f"SELECT COUNT(*) AS total FROM {_table(tx, wanted)} WHERE {where}"  # noqa: S608
    [row] = await tx.fetch_composed(fit_statement(text, tx.dialect), parameters)
    return int(row["total"])


def _table(tx: Tx, wanted: WifiTicketFilter) -> str:
    narrow = wanted.code is not None or wanted.user_id is not None or wanted.issue_id is not None
    if tx.dialect == "sqlite" and not narrow:
        # SQLite would walk the wide rows themselves, which are in the order of their ids already.
        return "wifi_tickets INDEXED BY wifi_tickets_of_location"
    return "wifi_tickets"


def _compose(location: Location, wanted: WifiTicketFilter) -> tuple[str, dict[str, Any]]:
    parts = ["location_id = :location_id"]
    parameters: dict[str, Any] = {"location_id": location.id}
    if wanted.state is not None:
        parts.append(_STATES[wanted.state])
        if ":now" in parts[-1]:
            parameters["now"] = wanted.now
    for name, condition in _CONDITIONS:
        if (value := getattr(wanted, name)) is not None:
            parts.append(condition)
            parameters[name] = value
    if wanted.code is not None:
        parameters["tenant_id"] = location.tenant_id
    return " AND ".join(parts), parameters
