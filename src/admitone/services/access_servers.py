"""The access servers of locations: which there are, and where they are told to let go of a device."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import InvalidParameter, NotFound
from admitone.core.principal import ADMINS, Principal
from admitone.core.wifi.model import AccessServer
from admitone.services.locations import read_location
from admitone.store import locations as store
from admitone.store.audit import Change, record_entity
from admitone.store.database import Tx

DISCONNECT_PORT: Final = 3799
SECRET_LENGTH_MIN: Final = 8
SECRET_LENGTH_MAX: Final = 128
_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:_-]{0,252}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class AccessServerChange:
    """An access server by its NAS-Identifier, or the address in its requests. `secret` is shared with it."""

    nas: str
    address: str
    secret: str
    disconnect_port: int = DISCONNECT_PORT


async def list_access_servers(tx: Tx, principal: Principal, location_id: str) -> list[AccessServer]:
    """The access servers of a location that can be told to disconnect a device. Their secrets are for admins."""
    principal.require(ADMINS)
    location = await read_location(tx, principal, location_id)
    return await store.list_access_servers(tx, principal.tenant_id, location.id)


async def save_access_server(tx: Tx, principal: Principal, location_id: str, change: AccessServerChange) -> None:
    """Add an access server, or change the one of the same name."""
    principal.require(ADMINS)
    location, now = await read_location(tx, principal, location_id), utc_now()
    nas = change.nas.strip()
    if not 1 <= len(nas) <= 253 or not nas.isprintable():
        raise InvalidParameter("nas: write the NAS-Identifier of the access server", fields=("nas",))
    if not _HOST.fullmatch(change.address.strip()):
        raise InvalidParameter("address: write a host name or an IP address", fields=("address",))
    if not SECRET_LENGTH_MIN <= len(change.secret) <= SECRET_LENGTH_MAX or not change.secret.isprintable():
        message = f"secret: a shared secret has {SECRET_LENGTH_MIN} to {SECRET_LENGTH_MAX} letters, digits and signs"
        raise InvalidParameter(message, fields=("secret",))
    if not 1 <= change.disconnect_port <= 65535:
        raise InvalidParameter("disconnectPort must be from 1 to 65535", fields=("disconnectPort",))
    await store.save_access_server(
        tx,
        location,
        now,
        nas=nas,
        address=change.address.strip(),
        disconnect_port=change.disconnect_port,
        secret=change.secret,
    )
    told = f"access server {nas} at {change.address.strip()}:{change.disconnect_port}"
    await record_entity(
        tx,
        principal.tenant_id,
        "LOCATION",
        location.id,
        Change("SAVE_ACCESS_SERVER", principal.name, now, details=told),
    )


async def remove_access_server(tx: Tx, principal: Principal, location_id: str, nas: str) -> None:
    """Forget an access server; NotFound when the location has none of that name."""
    principal.require(ADMINS)
    location, now = await read_location(tx, principal, location_id), utc_now()
    if not await store.delete_access_server(tx, location, nas):
        raise NotFound(f"there is no access server {nas[:60]} at {location.public_id}", fields=("nas",))
    change = Change("REMOVE_ACCESS_SERVER", principal.name, now, details=f"access server {nas}")
    await record_entity(tx, principal.tenant_id, "LOCATION", location.id, change)
