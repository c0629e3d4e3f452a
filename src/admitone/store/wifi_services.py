"""Rows of Wi-Fi services."""

from __future__ import annotations

from datetime import datetime

from admitone.core.wifi.model import Location, WifiService
from admitone.store.database import Tx, as_struct, as_structs


async def list_services(tx: Tx, location: Location, *, deleted: bool = False) -> list[WifiService]:
    """The services of a location in the order in which they are shown; `deleted` ones too, if asked for, last."""
    rows = await tx.fetch_all(
        "list_wifi_services", tenant_id=location.tenant_id, location_id=location.id, deleted=deleted
    )
    return as_structs(rows, WifiService)


async def read_service(tx: Tx, location: Location, service_id: int) -> WifiService | None:
    """One service, deleted or not; None when the location has no such one."""
    row = await tx.fetch_one(
        "read_wifi_service", tenant_id=location.tenant_id, location_id=location.id, service_id=service_id
    )
    return as_struct(row, WifiService) if row else None


async def insert_service(tx: Tx, location: Location, now: datetime, **columns: object) -> WifiService:
    """Add a service; ConstraintViolated `wifi_services_name_once` when the location has one of that name."""
    row = await tx.fetch_one(
        "insert_wifi_service", tenant_id=location.tenant_id, location_id=location.id, now=now, **columns
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, WifiService)


async def update_service(
    tx: Tx, location: Location, service_id: int, now: datetime, **columns: object
) -> WifiService | None:
    """Change a service; None when the location has none of that id, or it was deleted."""
    row = await tx.fetch_one(
        "update_wifi_service",
        tenant_id=location.tenant_id,
        location_id=location.id,
        service_id=service_id,
        now=now,
        **columns,
    )
    return as_struct(row, WifiService) if row else None


async def delete_service(tx: Tx, location: Location, service_id: int, now: datetime) -> bool:
    """Take a service off the list; False when it was before. Its tickets stay what they are."""
    changed = await tx.execute(
        "delete_wifi_service",
        tenant_id=location.tenant_id,
        location_id=location.id,
        service_id=service_id,
        now=now,
    )
    return bool(changed)
