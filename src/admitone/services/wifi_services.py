"""Wi-Fi services: what a location offers. Changing one changes no ticket that is out there."""

from __future__ import annotations

from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.wifi.model import Location, WifiService
from admitone.core.wifi.terms import ServiceTerms, check_terms, type_id
from admitone.services.locations import ACTIVE, INACTIVE, read_location
from admitone.store import wifi_services as store
from admitone.store.audit import Change, record_entity
from admitone.store.database import ConstraintViolated, Tx

ID_MAX: Final = 2**63 - 1


async def list_services(tx: Tx, principal: Principal, location_id: str, *, deleted: bool = False) -> list[WifiService]:
    """The services of a location in the order in which they are shown, `deleted` ones last if asked for."""
    location = await read_location(tx, principal, location_id)
    return await store.list_services(tx, location, deleted=deleted)


async def read_service(tx: Tx, principal: Principal, location: Location, service_id: int) -> WifiService:
    """One service that was not deleted; NotFound else."""
    principal.require(STAFF)
    found = await store.read_service(tx, location, service_id) if 0 < service_id <= ID_MAX else None
    if found is None or found.deleted_at is not None:
        raise NotFound(f"there is no service {service_id} at {location.public_id}", fields=("service",))
    return found


async def create_service(tx: Tx, principal: Principal, location_id: str, terms: ServiceTerms) -> WifiService:
    """Add a service; Conflict when the location has one of that name."""
    principal.require(ADMINS)
    location = await read_location(tx, principal, location_id)
    checked, now = check_terms(terms), utc_now()
    try:
        made = await store.insert_service(tx, location, now, **_columns(checked))
    except ConstraintViolated as error:
        raise _taken(checked) from error
    details = f"{location.public_id}: {made.name} ({type_id(made)})"
    await _record(tx, principal, made, Change("CREATE", principal.name, now, None, _state(made), details))
    return made


async def update_service(
    tx: Tx, principal: Principal, location_id: str, service_id: int, terms: ServiceTerms
) -> WifiService:
    """Write all of a service anew; what tickets were made with stays theirs."""
    principal.require(ADMINS)
    location = await read_location(tx, principal, location_id)
    present = await read_service(tx, principal, location, service_id)
    checked, now = check_terms(terms), utc_now()
    try:
        changed = await store.update_service(tx, location, service_id, now, **_columns(checked))
    except ConstraintViolated as error:
        raise _taken(checked) from error
    if changed is None:
        raise NotFound(f"there is no service {service_id} at {location.public_id}", fields=("service",))
    told = _differences(present, changed)
    if told:
        await _record(
            tx, principal, changed, Change("EDIT", principal.name, now, _state(present), _state(changed), told)
        )
    return changed


async def delete_service(tx: Tx, principal: Principal, location_id: str, service_id: int) -> None:
    """Take a service off the list for good. Its tickets go on; reports still name it."""
    principal.require(ADMINS)
    location = await read_location(tx, principal, location_id)
    present = await read_service(tx, principal, location, service_id)
    now = utc_now()
    if await store.delete_service(tx, location, service_id, now):
        await _record(
            tx, principal, present, Change("DELETE", principal.name, now, _state(present), None, present.name)
        )


def _columns(terms: ServiceTerms) -> dict[str, object]:
    return {name: getattr(terms, name) for name in ServiceTerms.__struct_fields__}


def _taken(terms: ServiceTerms) -> Conflict:
    return Conflict(f"there is a service {terms.name} already; choose another name", fields=("name",))


def _state(service: WifiService) -> str:
    return ACTIVE if service.active else INACTIVE


def _differences(before: WifiService, after: WifiService) -> str:
    told = (
        f"{name}: {getattr(before, name)} -> {getattr(after, name)}"
        for name in ServiceTerms.__struct_fields__
        if getattr(before, name) != getattr(after, name)
    )
    return "; ".join(told)


async def _record(tx: Tx, principal: Principal, service: WifiService, change: Change) -> None:
    await record_entity(tx, principal.tenant_id, "SERVICE", service.id, change)
