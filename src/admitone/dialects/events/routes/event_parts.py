"""What belongs to an event, looked after by organisers: ticket configs, timeslots, sectors."""

from __future__ import annotations

from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from admitone.dialects.events.auth import OpenDoor
from admitone.dialects.events.routes.administration import TAGS, known
from admitone.dialects.events.wire.event_parts import (
    ConfigList,
    ConfigWrite,
    KeyRotate,
    PlannedConfig,
    PlannedSector,
    PlannedTimeslot,
    RotatedKey,
    SectorList,
    SectorWrite,
    SeriesWrite,
    TimeslotList,
    TimeslotWrite,
    config_body,
    sector_body,
    timeslot_body,
)
from admitone.services import sectors, secure_keys, ticket_configs, timeslots


@get("/event/{event_id:int}/ticket_config", tags=TAGS)
async def list_configs(door: OpenDoor, event_id: FromPath[int]) -> ConfigList:
    """Lists the ticket configs of an event."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        found = await ticket_configs.list_configs(tx, principal, known(event_id, "event_id"))
    return ConfigList(data=[config_body(one) for one in found])


@post("/event/{event_id:int}/ticket_config", status_code=201, tags=TAGS)
async def create_config(data: JSONBody[ConfigWrite], door: OpenDoor, event_id: FromPath[int]) -> PlannedConfig:
    """Adds a kind of ticket; its tickets are made at once, beyond the first thousand in the background."""
    async with door.writing() as (tx, principal):
        event = known(event_id, "event_id")
        return config_body(await ticket_configs.create_config(tx, principal, event, data.change()))


@get("/event/{event_id:int}/ticket_config/{ticket_config_id:int}", tags=TAGS)
async def read_config(door: OpenDoor, event_id: FromPath[int], ticket_config_id: FromPath[int]) -> PlannedConfig:
    """Reads one ticket config."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        event, part = known(event_id, "event_id"), known(ticket_config_id, "ticket_config_id")
        return config_body(await ticket_configs.read_config(tx, principal, event, part))


@patch("/event/{event_id:int}/ticket_config/{ticket_config_id:int}", tags=TAGS)
async def change_config(
    data: JSONBody[ConfigWrite], door: OpenDoor, event_id: FromPath[int], ticket_config_id: FromPath[int]
) -> PlannedConfig:
    """Changes a ticket config. A new price is that of free tickets; a lower capacity takes free ones away."""
    async with door.writing() as (tx, principal):
        event, part = known(event_id, "event_id"), known(ticket_config_id, "ticket_config_id")
        return config_body(await ticket_configs.change_config(tx, principal, event, part, data.change()))


@delete("/event/{event_id:int}/ticket_config/{ticket_config_id:int}", status_code=204, tags=TAGS)
async def delete_config(door: OpenDoor, event_id: FromPath[int], ticket_config_id: FromPath[int]) -> None:
    """Deletes a ticket config none of whose tickets is or was held."""
    async with door.writing() as (tx, principal):
        event, part = known(event_id, "event_id"), known(ticket_config_id, "ticket_config_id")
        await ticket_configs.delete_config(tx, principal, event, part)


@get("/event/{event_id:int}/timeslot", tags=TAGS)
async def list_timeslots(door: OpenDoor, event_id: FromPath[int]) -> TimeslotList:
    """Lists the timeslots of an event."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        found = await timeslots.list_timeslots(tx, principal, known(event_id, "event_id"))
    return TimeslotList(data=[timeslot_body(one) for one in found])


@post("/event/{event_id:int}/timeslot", status_code=201, tags=TAGS)
async def create_timeslot(data: JSONBody[TimeslotWrite], door: OpenDoor, event_id: FromPath[int]) -> PlannedTimeslot:
    """Adds a timeslot. With the first one, tickets are held only with their timeslot."""
    async with door.writing() as (tx, principal):
        event = known(event_id, "event_id")
        return timeslot_body(await timeslots.create_timeslot(tx, principal, event, data.change()))


@post("/event/{event_id:int}/timeslot/series", status_code=201, tags=TAGS)
async def create_series(data: JSONBody[SeriesWrite], door: OpenDoor, event_id: FromPath[int]) -> TimeslotList:
    """Adds timeslots one behind the other, all or none."""
    async with door.writing() as (tx, principal):
        made = await timeslots.create_series(tx, principal, known(event_id, "event_id"), data.series())
        return TimeslotList(data=[timeslot_body(one) for one in made])


@get("/event/{event_id:int}/timeslot/{timeslot_id:int}", tags=TAGS)
async def read_timeslot(door: OpenDoor, event_id: FromPath[int], timeslot_id: FromPath[int]) -> PlannedTimeslot:
    """Reads one timeslot."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        event, part = known(event_id, "event_id"), known(timeslot_id, "timeslot_id")
        return timeslot_body(await timeslots.read_timeslot(tx, principal, event, part))


@patch("/event/{event_id:int}/timeslot/{timeslot_id:int}", tags=TAGS)
async def change_timeslot(
    data: JSONBody[TimeslotWrite], door: OpenDoor, event_id: FromPath[int], timeslot_id: FromPath[int]
) -> PlannedTimeslot:
    """Changes a timeslot, and the times of its tickets. Never smaller than what is taken."""
    async with door.writing() as (tx, principal):
        event, part = known(event_id, "event_id"), known(timeslot_id, "timeslot_id")
        return timeslot_body(await timeslots.change_timeslot(tx, principal, event, part, data.change()))


@delete("/event/{event_id:int}/timeslot/{timeslot_id:int}", status_code=204, tags=TAGS)
async def delete_timeslot(door: OpenDoor, event_id: FromPath[int], timeslot_id: FromPath[int]) -> None:
    """Deletes a timeslot that nobody has a ticket for."""
    async with door.writing() as (tx, principal):
        event, part = known(event_id, "event_id"), known(timeslot_id, "timeslot_id")
        await timeslots.delete_timeslot(tx, principal, event, part)


@get("/event/{event_id:int}/sector", tags=TAGS)
async def list_sectors(door: OpenDoor, event_id: FromPath[int]) -> SectorList:
    """Lists the sectors of an event."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        found = await sectors.list_sectors(tx, principal, known(event_id, "event_id"))
    return SectorList(data=[sector_body(one) for one in found])


@post("/event/{event_id:int}/sector", status_code=201, tags=TAGS)
async def create_sector(data: JSONBody[SectorWrite], door: OpenDoor, event_id: FromPath[int]) -> PlannedSector:
    """Adds a sector. With the first one, tickets are held only with their sector."""
    async with door.writing() as (tx, principal):
        event = known(event_id, "event_id")
        return sector_body(await sectors.create_sector(tx, principal, event, data.change()))


@get("/event/{event_id:int}/sector/{sector_id:int}", tags=TAGS)
async def read_sector(door: OpenDoor, event_id: FromPath[int], sector_id: FromPath[int]) -> PlannedSector:
    """Reads one sector."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        event, part = known(event_id, "event_id"), known(sector_id, "sector_id")
        return sector_body(await sectors.read_sector(tx, principal, event, part))


@patch("/event/{event_id:int}/sector/{sector_id:int}", tags=TAGS)
async def change_sector(
    data: JSONBody[SectorWrite], door: OpenDoor, event_id: FromPath[int], sector_id: FromPath[int]
) -> PlannedSector:
    """Changes a sector. Never smaller than what is taken."""
    async with door.writing() as (tx, principal):
        event, part = known(event_id, "event_id"), known(sector_id, "sector_id")
        return sector_body(await sectors.change_sector(tx, principal, event, part, data.change()))


@delete("/event/{event_id:int}/sector/{sector_id:int}", status_code=204, tags=TAGS)
async def delete_sector(door: OpenDoor, event_id: FromPath[int], sector_id: FromPath[int]) -> None:
    """Deletes a sector that nobody has a ticket for."""
    async with door.writing() as (tx, principal):
        event, part = known(event_id, "event_id"), known(sector_id, "sector_id")
        await sectors.delete_sector(tx, principal, event, part)


@post("/event/{event_id:int}/secure_key", status_code=201, tags=TAGS)
async def rotate_key(data: JSONBody[KeyRotate], door: OpenDoor, event_id: FromPath[int]) -> RotatedKey:
    """Makes a new key that signs the SECURE tickets of an event from now on. For admins."""
    secret = door.product.config.secret
    async with door.writing() as (tx, principal):
        row = await secure_keys.rotate_key(tx, principal, secret, known(event_id, "event_id"), revoke=data.revoke)
        return RotatedKey(generation=row.generation, kid=row.key_id, created_at=row.created_at)


HANDLERS: list[ControllerRouterHandler] = [
    list_configs,
    create_config,
    read_config,
    change_config,
    delete_config,
    list_timeslots,
    create_timeslot,
    create_series,
    read_timeslot,
    change_timeslot,
    delete_timeslot,
    list_sectors,
    create_sector,
    read_sector,
    change_sector,
    delete_sector,
    rotate_key,
]
