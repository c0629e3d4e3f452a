"""Whether a code lets a device in, as access servers and the portal ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from msgspec import structs

from admitone.core.clock import local_day, utc_now
from admitone.core.errors import Forbidden, NotFound, Unauthenticated
from admitone.core.ids import new_uid, token_hash
from admitone.core.wifi.access import Left, Refusal, find_end
from admitone.core.wifi.access_ticket import AccessTicket
from admitone.core.wifi.codes import read_code
from admitone.core.wifi.model import Location
from admitone.services.wifi_guessing import Guesser
from admitone.services.wifi_stopping import sees_after
from admitone.store import locations
from admitone.store import wifi_access as store
from admitone.store.audit import Change, record_tickets
from admitone.store.database import Database, Tx

# Between Access-Accept and the first report of the session lies what a phone takes to get an address.
SLOT_SECONDS: Final = 90
TOO_MANY_DEVICES: Final = "TOO_MANY_DEVICES"
_ENDED: Final = "ENDED"
_CLOSED: Final = "CLOSED"
_SENTENCES: Final = {
    Refusal.NOT_YET: "This code is good from a later time on.",
    Refusal.OVER: "The time of this code is over.",
    Refusal.ONLINE_TIME_USED: "The online time of this code is used up.",
    Refusal.TRAFFIC_USED: "The data of this code are used up.",
    Refusal.DAY_TIME_USED: "The online time of this code is used up for today. It works again tomorrow.",
    Refusal.DAY_TRAFFIC_USED: "The data of this code are used up for today. It works again tomorrow.",
}


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody at the door of a location: the code as it was typed, and the device and access server that ask.

    `device` is empty where the access server does not tell, and such a device is never taken for another one's return.
    """

    typed: str
    device: str
    nas: str


@dataclass(frozen=True, slots=True)
class Admission:
    """What a device that is let in may use."""

    ticket: AccessTicket
    left: Left
    interim_seconds: int


async def identify_access_server(tx: Tx, token: str) -> Location:
    """The location whose access server has a token, active or not; Unauthenticated for a wrong or former one."""
    found = await locations.read_location_by_token(tx, token_hash(token)) if token else None
    if found is None:
        raise _wrong_token()
    return found


async def identify_reporter(tx: Tx, token: str) -> Location:
    """As `identify_access_server`, for reports: a token is taken for some days after it was replaced, too."""
    try:
        return await identify_access_server(tx, token)
    except Unauthenticated:
        former = await locations.read_location_by_former_token(tx, token_hash(token), utc_now()) if token else None
        if former is None:
            raise
        return former


async def authorize_login(database: Database, token: str, login: Login) -> Admission:
    """What a code allows a device now. Nothing is used up by asking: the password has not been compared yet.

    Errors as of `judge_login`; Forbidden at an inactive location; Unauthenticated for the token;
    TooManyRequests for a device that tries many codes.
    """
    async with database.reading() as tx:
        location = await identify_access_server(tx, token)
        _refuse_closed(location)
        guesser = Guesser(f"wifi:{location.id}:{login.nas}", login.device)
        await guesser.refuse_device(tx)
        try:
            return await judge_login(tx, location, login)
        except NotFound as error:
            await guesser.refuse_wrong(tx)
            unknown = error
    await guesser.note(database)
    raise unknown


async def judge_login(tx: Tx, location: Location, login: Login, *, count_devices: bool = True) -> Admission:
    """What a code allows a device now; whether there is room for another one only with `count_devices`.

    NotFound for an unknown code, Forbidden with `details["refusal"]` for one that lets nobody in.
    """
    now, code = utc_now(), read_code(login.typed)
    ticket = None
    if code is not None:
        ticket = await store.read_access(tx, location, code, local_day(now, location.time_zone))
    return await _judge(tx, location, ticket, login.device, now, count_devices=count_devices)


async def admit_device(tx: Tx, location: Location, login: Login) -> None:
    """The password was right: start the ticket's clock, and hold the device's place until its session is reported.

    The ticket is locked, so of two devices that ask at once for the last place one is refused. Errors as above.
    """
    _refuse_closed(location)
    now, code = utc_now(), read_code(login.typed)
    day = local_day(now, location.time_zone)
    ticket = await store.lock_access(tx, location, code=code, uid=None, day=day)
    admission = await _judge(tx, location, ticket, login.device, now)
    if admission.ticket.devices is not None:
        # A device without a name holds a place of its own, which nothing but time gives back.
        device = login.device or f"#{new_uid()}"
        await store.hold_slot(tx, admission.ticket, device, now + timedelta(seconds=SLOT_SECONDS), now)
    await begin_use(tx, location, admission.ticket, now, login.nas)


async def begin_use(tx: Tx, location: Location, ticket: AccessTicket, at: datetime, nas: str) -> AccessTicket:
    """Start the clock of a locked ticket, unless it runs; the ticket with it."""
    if ticket.first_used_at is not None:
        return ticket
    ends_at = find_end(ticket.allowance(location.time_zone), at)
    if await store.begin_use(tx, ticket.ticket_id, at, ends_at, utc_now()):
        change = Change("FIRST_USE", f"access server {nas}", utc_now(), details=location.public_id)
        await record_tickets(tx, ticket.tenant_id, [ticket.ticket_id], change)
    return structs.replace(ticket, first_used_at=at)


def _refuse_closed(location: Location) -> None:
    if not location.active:
        raise Forbidden("There is no Wi-Fi here at the moment.", details={"refusal": _CLOSED})


def _wrong_token() -> Unauthenticated:
    message = "the token of the access server is wrong; set the one that was shown when the location's was renewed"
    return Unauthenticated(message, fields=("Authorization",))


async def _judge(
    tx: Tx,
    location: Location,
    ticket: AccessTicket | None,
    device: str,
    now: datetime,
    *,
    count_devices: bool = True,
) -> Admission:
    if ticket is None:
        raise NotFound("This code is not known here. Please check it and type it again.", fields=("code",))
    if not ticket.is_good:
        raise Forbidden("This code is not good any more.", details={"refusal": _ENDED})
    left = ticket.left_at(now, location.time_zone)
    if left.refusal is not None:
        details = {"refusal": str(left.refusal), "againAt": left.again_at}
        raise Forbidden(_SENTENCES[left.refusal], details=details)
    if ticket.devices is not None and count_devices:
        since = sees_after(location, ticket, now)
        others = await store.count_other_devices(tx, ticket.ticket_id, device, now=now, seen_after=since)
        if others >= ticket.devices:
            message = f"This code is in use on {others} devices, and no more are allowed. Disconnect one of them first."
            raise Forbidden(message, details={"refusal": TOO_MANY_DEVICES, "devices": ticket.devices})
    return Admission(ticket, left, ticket.interim_seconds(location.interim_seconds))
