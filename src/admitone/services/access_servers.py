"""The access servers of locations: where they take orders about devices, and how guests are handed back to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from admitone.core.clock import utc_now
from admitone.core.errors import InvalidParameter, MissingParameter, NotFound
from admitone.core.principal import ADMINS, Principal
from admitone.core.wifi.model import PortalServer
from admitone.services.locations import read_location
from admitone.store import locations as store
from admitone.store import wifi_access
from admitone.store.audit import Change, record_entity
from admitone.store.database import Tx

DISCONNECT_PORT: Final = 3799
SECRET_LENGTH_MIN: Final = 8
SECRET_LENGTH_MAX: Final = 128
LOGIN_KINDS: Final = ("uam", "mikrotik")
_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:_-]{0,252}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class AccessServerChange:
    """An access server by its NAS-Identifier, or the address in its requests.

    `secret` is shared with it; None for it, or for the port, keeps what is set.
    """

    nas: str
    address: str
    secret: str | None
    disconnect_port: int | None = None


@dataclass(frozen=True, slots=True)
class PortalLogin:
    """How the portal hands guests back to an access server.

    `kind` is of LOGIN_KINDS, `url` the access server's own address as guests reach it. `uam_secret` is for `uam` alone:
    None keeps the one that is set, an empty text takes it away.
    """

    kind: str
    url: str
    uam_secret: str | None = None


async def list_access_servers(tx: Tx, principal: Principal, location_id: str) -> list[PortalServer]:
    """The access servers of a location by name. Their secrets are for admins."""
    principal.require(ADMINS)
    location = await read_location(tx, principal, location_id)
    return await store.list_access_servers(tx, principal.tenant_id, location.id)


async def read_access_server(tx: Tx, principal: Principal, location_id: str, number: int) -> PortalServer:
    """One access server of a location by its id; NotFound when there is none."""
    found = await list_access_servers(tx, principal, location_id)
    server = next((one for one in found if one.id == number), None)
    if server is None:
        raise NotFound(f"there is no access server {number} at {location_id[:40]}", fields=("serverId",))
    return server


async def save_access_server(
    tx: Tx, principal: Principal, location_id: str, change: AccessServerChange
) -> PortalServer:  # fmt: skip
    """Add an access server, or change the one of the same name; it, as it is then."""
    principal.require(ADMINS)
    location, now = await read_location(tx, principal, location_id), utc_now()
    nas = change.nas.strip()
    if not 1 <= len(nas) <= 253 or not nas.isprintable():
        raise InvalidParameter("nas: write the NAS-Identifier of the access server", fields=("nas",))
    if not _HOST.fullmatch(change.address.strip()):
        raise InvalidParameter("address: write a host name or an IP address", fields=("address",))
    present = await wifi_access.read_access_server(tx, location.id, nas)
    secret = change.secret or (present.secret if present else None)
    if secret is None:
        raise MissingParameter("secret: write the secret that is shared with the access server", fields=("secret",))
    port = change.disconnect_port
    if port is None:
        port = present.disconnect_port if present else DISCONNECT_PORT
    if not SECRET_LENGTH_MIN <= len(secret) <= SECRET_LENGTH_MAX or not secret.isprintable():
        message = f"secret: a shared secret has {SECRET_LENGTH_MIN} to {SECRET_LENGTH_MAX} letters, digits and signs"
        raise InvalidParameter(message, fields=("secret",))
    if not 1 <= port <= 65535:
        raise InvalidParameter("disconnectPort must be from 1 to 65535", fields=("disconnectPort",))
    number = await store.save_access_server(
        tx,
        location,
        now,
        nas=nas,
        address=change.address.strip(),
        disconnect_port=port,
        secret=secret,
    )
    told = f"access server {nas} at {change.address.strip()}:{port}"
    await record_entity(
        tx,
        principal.tenant_id,
        "LOCATION",
        location.id,
        Change("SAVE_ACCESS_SERVER", principal.name, now, details=told),
    )
    return await read_access_server(tx, principal, location.public_id, number)


async def remove_access_server(tx: Tx, principal: Principal, location_id: str, nas: str) -> None:
    """Forget an access server; NotFound when the location has none of that name."""
    principal.require(ADMINS)
    location, now = await read_location(tx, principal, location_id), utc_now()
    if not await store.delete_access_server(tx, location, nas):
        raise NotFound(f"there is no access server {nas[:60]} at {location.public_id}", fields=("nas",))
    change = Change("REMOVE_ACCESS_SERVER", principal.name, now, details=f"access server {nas}")
    await record_entity(tx, principal.tenant_id, "LOCATION", location.id, change)


async def set_portal_login(
    tx: Tx, principal: Principal, location_id: str, nas: str, login: PortalLogin | None
) -> PortalServer:  # fmt: skip
    """Say how the portal hands guests back to an access server, None for not at all; the server, as it is then.

    NotFound when the location has none of that name; InvalidParameter names the field of a login that is none.
    """
    principal.require(ADMINS)
    location, now = await read_location(tx, principal, location_id), utc_now()
    present = await wifi_access.read_access_server(tx, location.id, nas)
    if present is None:
        message = f"{location.public_id} has no access server {nas[:60]}; add it with its address and secret first"
        raise NotFound(message, fields=("nas",))
    kind, url, secret = (None, None, None) if login is None else _check_login(login, present)
    await wifi_access.set_portal_login(tx, location, nas, login_kind=kind, login_url=url, uam_secret=secret, now=now)
    told = f"{nas}: {kind} {url}" if kind else f"{nas}: none"
    change = Change("SET_PORTAL_LOGIN", principal.name, now, details=told)
    await record_entity(tx, principal.tenant_id, "LOCATION", location.id, change)
    return await read_access_server(tx, principal, location.public_id, present.id)


def _check_login(login: PortalLogin, present: PortalServer) -> tuple[str, str, str | None]:
    """Kind, address and secret to set."""
    if login.kind not in LOGIN_KINDS:
        raise InvalidParameter(f"kind is {' or '.join(LOGIN_KINDS)}", fields=("kind",))
    url = _check_url(login.url)
    if login.kind != "uam":
        if login.uam_secret:
            raise InvalidParameter("uamSecret is for the kind uam alone", fields=("uamSecret",))
        return login.kind, url, None
    if login.uam_secret is None:
        return login.kind, url, present.uam_secret
    if len(login.uam_secret) > SECRET_LENGTH_MAX or not login.uam_secret.isprintable():
        message = f"uamSecret has at most {SECRET_LENGTH_MAX} letters, digits and signs"
        raise InvalidParameter(message, fields=("uamSecret",))
    return login.kind, url, login.uam_secret or None


def _check_url(url: str) -> str:
    advice = "url: write the access server's own address as guests reach it, for example http://10.1.0.1:3990"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise InvalidParameter(advice, fields=("url",)) from error
    plain = url.isascii() and url.isprintable() and not any(one in url for one in " \"'<>;,")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or not plain:
        raise InvalidParameter(advice, fields=("url",))
    return url.rstrip("/")
