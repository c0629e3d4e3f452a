"""The captive portal: checking a code before the access server is asked, and how guests are handed back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from msgspec import structs

from admitone.core.clock import local_day, utc_now
from admitone.core.errors import MissingParameter, NotFound
from admitone.core.networks import network_of
from admitone.core.wifi.access import Left
from admitone.core.wifi.codes import read_code
from admitone.core.wifi.devices import spell_device
from admitone.core.wifi.model import Location, PortalServer, WifiService
from admitone.services.guessing import count_use, this_window
from admitone.services.wifi_access import Admission, Login, judge_login
from admitone.services.wifi_guessing import Guesser
from admitone.services.wifi_stopping import sees_after
from admitone.store import locations, wifi_access, wifi_services, wifi_sessions
from admitone.store.database import Database, Tx

# Guests of a hotel may all ask from one address, each of their devices some times on its way in.
ASKED_PER_WINDOW: Final = 3000
_PUBLIC_ID_LENGTH_MAX: Final = 32
_DEVICE_LENGTH_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class Portal:
    """A location as its portal shows it, with what it sells there and the access servers to hand guests back to."""

    location: Location
    services: list[WifiService]
    servers: list[PortalServer]

    def server_of(self, nas: str) -> PortalServer | None:
        """The access server that a guest came from by its own name; for a guest without one the only one there is."""
        if nas:
            return next((server for server in self.servers if server.nas == nas), None)
        return self.servers[0] if len(self.servers) == 1 else None


async def open_portal(tx: Tx, public_id: str) -> Portal:
    """The portal of a location, in whatever case its id is written; NotFound when there is none."""
    wanted = public_id.upper()
    found = None
    if len(wanted) <= _PUBLIC_ID_LENGTH_MAX and wanted.isascii() and wanted.isprintable():
        found = await locations.read_location_of_anybody(tx, wanted)
    if found is None or not found.active:
        raise NotFound("there is no such portal", fields=("LocationId",))
    services = [one for one in await wifi_services.list_services(tx, found) if one.active and one.show_login]
    return Portal(found, services, await wifi_access.list_portal_servers(tx, found))


async def check_code(database: Database, location: Location, typed: str, device: str, address: str) -> Admission:
    """What a code would allow, so that a guest learns here why it does not; errors as of `judge_login`.

    Only codes that are spelt like one but unknown count as guesses, and only such are refused for them: guests write
    the name of their device, so that they could keep a neighbour out. Without it nobody knows whether it is one of the
    devices that are on already, and the access server decides.
    """
    if not typed.strip():
        raise MissingParameter("code is required", fields=("code",))
    place, name = f"portal:{location.id}:{network_of(address)}", spell_device(device)[:_DEVICE_LENGTH_MAX]
    guesser = Guesser(place, name)
    code = read_code(typed)
    if code is None:
        raise NotFound("This code is not known here. Please check it and type it again.", fields=("code",))
    async with database.reading() as tx:
        try:
            return await judge_login(tx, location, Login(code, name, place), count_devices=bool(name))
        except NotFound as error:
            await guesser.refuse_wrong(tx)
            unknown = error
    await guesser.note(database)
    raise unknown


async def count_asking(tx: Tx, location: Location, address: str) -> None:
    """Count a question about what is left, by the network it comes from; TooManyRequests when there are too many."""
    await count_use(tx, f"portal-left:{location.id}:{this_window()}", network_of(address), ASKED_PER_WINDOW)


async def read_left(tx: Tx, location: Location, device: str, address: str) -> Left | None:
    """What a connected device may still use; None for one that is not connected.

    A device is known by the address that it asks from, where the access server passes that on, or by its own name.
    """
    session = None
    if device:
        session = await wifi_sessions.find_session_of_device(tx, location.id, spell_device(device))
    else:
        session = await wifi_sessions.find_session_of_address(tx, location.id, address)
    if session is None:
        return None
    now = utc_now()
    ticket = await wifi_access.read_access_by_id(tx, session.ticket_id, local_day(now, location.time_zone))
    if session.last_seen_at < sees_after(location, ticket, now):
        # It left without saying so, as far as anybody knows: a phone that is told it is let out opens no portal.
        return None
    since = _seconds_since(session.last_seen_at, now)
    running = structs.replace(ticket, used_seconds=ticket.used_seconds + since, day_seconds=ticket.day_seconds + since)
    left = running.left_at(now, location.time_zone)
    return None if left.refusal is not None or not ticket.is_good else left


def _seconds_since(last_seen_at: datetime, now: datetime) -> int:
    return max(int((now - last_seen_at).total_seconds()), 0)
