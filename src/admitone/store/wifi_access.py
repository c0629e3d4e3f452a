"""Rows that access servers ask for: tickets by their code, and the places of devices."""

from __future__ import annotations

from datetime import date, datetime

from admitone.core.wifi.access_ticket import AccessTicket
from admitone.core.wifi.model import Location, PortalServer
from admitone.store.database import Tx, as_struct, as_structs


async def read_access(tx: Tx, location: Location, code: str, day: date) -> AccessTicket | None:
    """The ticket of a code at a location, with what was used on a day; None when the location has no such one."""
    row = await tx.fetch_one(
        "read_wifi_access", tenant_id=location.tenant_id, location_id=location.id, code=code, day=day
    )
    return as_struct(row, AccessTicket) if row else None


async def lock_access(
    tx: Tx, location: Location, *, code: str | None, uid: str | None, day: date
) -> AccessTicket | None:
    """A ticket of a location, held until the transaction ends, by its public identity, else by its code.

    None when the location has no such one. It is read after it is held: what others counted meanwhile is in it.
    """
    row = None
    if uid is not None:
        row = await tx.fetch_one("lock_wifi_access_by_uid", location_id=location.id, uid=uid)
    if row is None and code is not None:
        row = await tx.fetch_one("lock_wifi_access", tenant_id=location.tenant_id, location_id=location.id, code=code)
    return None if row is None else await read_access_by_id(tx, int(row["ticket_id"]), day)


async def read_access_by_id(tx: Tx, ticket_id: int, day: date) -> AccessTicket:
    """As `read_access`, by the key of a ticket that something belongs to."""
    row = await tx.fetch_one("read_wifi_access_by_id", ticket_id=ticket_id, day=day)
    if row is None:
        raise LookupError("a Wi-Fi ticket that a session belongs to is gone")
    return as_struct(row, AccessTicket)


async def count_other_devices(
    tx: Tx, ticket_id: int, device: str, *, now: datetime, seen_after: datetime
) -> int:  # fmt: skip
    """How many devices other than this one are on with a ticket, or have a place held for them."""
    row = await tx.fetch_one(
        "count_other_wifi_devices", ticket_id=ticket_id, device=device, now=now, seen_after=seen_after
    )
    return int(row["devices"]) if row else 0


async def hold_slot(tx: Tx, ticket: AccessTicket, device: str, expires_at: datetime, now: datetime) -> None:
    """Hold a place for a device of a locked ticket."""
    await tx.execute(
        "hold_wifi_slot",
        ticket_id=ticket.ticket_id,
        tenant_id=ticket.tenant_id,
        device=device,
        expires_at=expires_at,
        now=now,
    )


async def drop_slot(tx: Tx, ticket_id: int, device: str, *, made_before: datetime) -> None:
    """Give up a place that was held for a session that began since: it is known now."""
    await tx.execute("drop_wifi_slot", ticket_id=ticket_id, device=device, made_before=made_before)


async def begin_use(tx: Tx, ticket_id: int, first_used_at: datetime, ends_at: datetime | None, now: datetime) -> bool:
    """Note the first use, which starts the clock; False when it was noted before."""
    changed = await tx.execute(
        "begin_wifi_use", ticket_id=ticket_id, first_used_at=first_used_at, ends_at=ends_at, now=now
    )
    return bool(changed)


async def note_used_up(tx: Tx, ticket_id: int, now: datetime) -> bool:
    """Note that an allowance came to its end; False when it was noted before."""
    return bool(await tx.execute("note_wifi_used_up", ticket_id=ticket_id, now=now))


async def list_portal_servers(tx: Tx, location: Location) -> list[PortalServer]:
    """The access servers of a location that our portal can hand guests back to."""
    return as_structs(await tx.fetch_all("list_portal_servers", location_id=location.id), PortalServer)


async def read_access_server(tx: Tx, location_id: int, nas: str) -> PortalServer | None:
    """The access server of a location by its NAS-Identifier or address."""
    row = await tx.fetch_one("read_access_server", location_id=location_id, nas=nas)
    return as_struct(row, PortalServer) if row else None


async def set_portal_login(
    tx: Tx,
    location: Location,
    nas: str,
    *,
    login_kind: str | None,
    login_url: str | None,
    uam_secret: str | None,
    now: datetime,
) -> bool:
    """Write how guests are handed back to an access server; False when the location has no such one."""
    changed = await tx.execute(
        "set_portal_login",
        tenant_id=location.tenant_id,
        location_id=location.id,
        nas=nas,
        login_kind=login_kind,
        login_url=login_url,
        uam_secret=uam_secret,
        now=now,
    )
    return bool(changed)
