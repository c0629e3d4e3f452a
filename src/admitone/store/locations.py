"""Rows of locations and of their access servers."""

from __future__ import annotations

from datetime import datetime

from admitone.core.wifi.model import Location, PortalServer
from admitone.store.database import Tx, as_struct, as_structs


async def list_locations(tx: Tx, tenant_id: int) -> list[Location]:
    """All locations of a tenant, active ones first, then by name."""
    return as_structs(await tx.fetch_all("list_locations", tenant_id=tenant_id), Location)


async def read_location(tx: Tx, tenant_id: int, public_id: str) -> Location | None:
    """One location by its public id, or None when the tenant has no such one."""
    row = await tx.fetch_one("read_location", tenant_id=tenant_id, public_id=public_id)
    return as_struct(row, Location) if row else None


async def read_location_of_ticket(tx: Tx, tenant_id: int, ticket_id: int) -> Location | None:
    """The location that a tenant's ticket is a code of; None for other tickets."""
    row = await tx.fetch_one("read_location_of_ticket", tenant_id=tenant_id, ticket_id=ticket_id)
    return None if row is None else as_struct(row, Location)


async def read_location_by_id(tx: Tx, location_id: int) -> Location:
    """One location by its key, which something of it holds."""
    row = await tx.fetch_one("read_location_by_id", location_id=location_id)
    if row is None:
        raise LookupError("a location that something belongs to is gone")
    return as_struct(row, Location)


async def read_location_of_anybody(tx: Tx, public_id: str) -> Location | None:
    """One location of whatever tenant: for guests, who have none."""
    row = await tx.fetch_one("read_location_of_anybody", public_id=public_id)
    return as_struct(row, Location) if row else None


async def read_location_by_token(tx: Tx, radius_token_hash: str) -> Location | None:
    """The location whose access server has this token, active or not."""
    row = await tx.fetch_one("read_location_by_token", radius_token_hash=radius_token_hash)
    return as_struct(row, Location) if row else None


async def read_location_by_former_token(tx: Tx, radius_token_hash: str, now: datetime) -> Location | None:
    """The location whose access server had this token until it was replaced, while that is kept."""
    row = await tx.fetch_one("read_location_by_former_token", token_hash=radius_token_hash, now=now)
    return as_struct(row, Location) if row else None


async def keep_former_token(tx: Tx, location: Location, good_until: datetime, now: datetime) -> None:
    """Remember the token that a location has now, which is about to be replaced; nothing where it has none."""
    await tx.execute(
        "keep_former_token",
        tenant_id=location.tenant_id,
        location_id=location.id,
        good_until=good_until,
        now=now,
    )


async def insert_face(tx: Tx, tenant_id: int, now: datetime, *, name: str, product_code: str, notes: str) -> int:
    """Add the attraction, not offered, by which tickets of a location are found and counted; its id."""
    row = await tx.fetch_one(
        "insert_location_face", tenant_id=tenant_id, name=name, product_code=product_code, notes=notes, now=now
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return int(row["id"])


async def rename_face(tx: Tx, attraction_id: int, name: str, now: datetime) -> None:
    """Give the face the name that the location has now."""
    await tx.execute("rename_location_face", attraction_id=attraction_id, name=name, now=now)


async def insert_location(tx: Tx, tenant_id: int, now: datetime, **columns: object) -> Location:
    """Add a location; ConstraintViolated `locations_public_id_once` when somebody has its public id."""
    row = await tx.fetch_one("insert_location", tenant_id=tenant_id, now=now, **columns)
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, Location)


async def update_location(tx: Tx, tenant_id: int, public_id: str, now: datetime, **columns: object) -> Location | None:
    """Change a location; None when the tenant has no such one."""
    row = await tx.fetch_one("update_location", tenant_id=tenant_id, public_id=public_id, now=now, **columns)
    return as_struct(row, Location) if row else None


async def set_radius_token(tx: Tx, location: Location, radius_token_hash: str | None, now: datetime) -> None:
    """Replace what the access server of a location authenticates with; None lets none ask any more."""
    await tx.execute(
        "set_radius_token",
        tenant_id=location.tenant_id,
        location_id=location.id,
        radius_token_hash=radius_token_hash,
        now=now,
    )


async def list_access_servers(tx: Tx, tenant_id: int, location_id: int) -> list[PortalServer]:
    """The access servers of a location by name."""
    rows = await tx.fetch_all("list_access_servers", tenant_id=tenant_id, location_id=location_id)
    return as_structs(rows, PortalServer)


async def save_access_server(tx: Tx, location: Location, now: datetime, **columns: object) -> int:
    """Add an access server, or change the one of the same NAS-Identifier; its id."""
    row = await tx.fetch_one(
        "save_access_server", tenant_id=location.tenant_id, location_id=location.id, now=now, **columns
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return int(row["id"])


async def delete_access_server(tx: Tx, location: Location, nas: str) -> bool:
    """Take an access server off; False when there is no such one."""
    return bool(
        await tx.execute("delete_access_server", tenant_id=location.tenant_id, location_id=location.id, nas=nas)
    )
