"""How the tickets of an event look: colours, texts, a logo; and a specimen to look at before anything is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from admitone.core.admissions import Admission
from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError
from admitone.core.event_design import LOGO_BOXES, EventDesign, read_design, write_design
from admitone.core.events import Event
from admitone.core.ids import new_uid
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.ticket_sheets import SheetDesign
from admitone.services.batches import DELETE_OBJECTS
from admitone.services.events import hold_event, read_event, record_event
from admitone.services.own_tickets import SheetWriter, render_own_ticket
from admitone.services.pass_changes import event_passes_changed
from admitone.services.ports import ObjectStore, PdfReader
from admitone.store import effects, event_planning, people
from admitone.store import events as store
from admitone.store.audit import Change
from admitone.store.database import Database, Tx

SPECIMEN_WIDTH_PX = 900
_SPECIMEN_CODE = "SPECIMEN0000000000000000"


@dataclass(frozen=True, slots=True)
class DesignWorld:
    """What designing works with."""

    database: Database
    objects: ObjectStore
    pdf: PdfReader
    write_sheet: SheetWriter


@dataclass(frozen=True, slots=True)
class DesignWish:
    """A design but for its logo: `logo` is a new picture, None keeps the present one, unless that is to go."""

    design: EventDesign
    logo: bytes | None = None
    without_logo: bool = False


async def save_design(world: DesignWorld, principal: Principal, event_id: int, wish: DesignWish) -> Event:
    """Keep how the tickets of an event look; those that are handed out from now on look so.

    NotFound, Conflict for a cancelled event; InvalidParameter names every field that cannot be used.
    """
    principal.require(ADMINS)
    async with world.database.reading() as tx:
        present = read_design((await read_event(tx, principal, event_id)).design)
    write_design(wish.design)
    logo = None if wish.without_logo else present.logo
    if wish.logo is not None:
        logo = await _keep_logo(world, principal, wish.logo)
    design = msgspec.structs.replace(wish.design, logo=logo)
    async with world.database.writing() as tx:
        event = await hold_event(tx, principal, event_id)
        now = utc_now()
        await event_planning.set_design(tx, event.tenant_id, event.id, write_design(design), now)
        await event_passes_changed(tx, event.tenant_id, event.id, now)
        await _let_go(tx, event, kept=logo, now=now)
        await record_event(tx, principal, event, Change("DESIGN", principal.name, now, event.state, event.state))
        return await read_event(tx, principal, event_id)


async def draw_specimen(world: DesignWorld, principal: Principal, event_id: int, language: str) -> bytes:
    """A PNG of a ticket as it would be printed now, for nobody and with a code that opens nothing."""
    principal.require(STAFF)
    async with world.database.reading() as tx:
        admission = await _specimen(tx, principal, event_id, language)
    design = admission.design
    logo = await world.objects.read_bytes(f"{design.logo}/sheet.png") if design.logo else None
    sheet = SheetDesign(background=design.background, foreground=design.foreground, accent=design.accent, logo=logo)
    content = await world.pdf.draw_tickets(sheet, [world.write_sheet(admission)])
    return await render_own_ticket(world.pdf, content, SPECIMEN_WIDTH_PX)


async def _keep_logo(world: DesignWorld, principal: Principal, content: bytes) -> str:
    try:
        pictures = await world.pdf.shrink_logo(content, list(LOGO_BOXES.values()))
    except AdmitError as error:
        error.fields = ("logo",)
        raise
    folder = f"logos/{principal.tenant_id}/{new_uid()}"
    for name, picture in zip(LOGO_BOXES, pictures, strict=True):
        await world.objects.put_bytes(f"{folder}/{name}", picture)
    return folder


async def _let_go(tx: Tx, event: Event, *, kept: str | None, now: datetime) -> None:
    """Have the pictures of the logo before deleted; every event has a folder of its own."""
    gone = read_design(event.design).logo
    if gone is not None and gone != kept:
        payload = {"keys": [], "folders": [gone]}
        await effects.insert_effect(tx, event.tenant_id, DELETE_OBJECTS, gone, payload, now)


async def _specimen(tx: Tx, principal: Principal, event_id: int, language: str) -> Admission:
    event = await read_event(tx, principal, event_id)
    tenant = await people.read_tenant(tx, event.tenant_id)
    configs = await store.list_configs(tx, event.tenant_id, event.id)
    timeslots = await store.list_timeslots(tx, event.tenant_id, event.id)
    sectors = await store.list_sectors(tx, event.tenant_id, event.id)
    design = read_design(event.design)
    return Admission(
        ticket_id=0,
        tenant_id=tenant.id,
        event_id=event.id,
        group=event.uid,
        holder_code="",
        title=event.name,
        kind=configs[0].name if configs else None,
        venue=event.venue,
        address=event.address,
        starts_at=timeslots[0].starts_at if timeslots else event.starts_at,
        ends_at=timeslots[0].ends_at if timeslots else event.ends_at,
        doors_at=event.doors_at,
        time_slot=timeslots[0].name if timeslots else None,
        sector=sectors[0].name if sectors else None,
        holder="Layla Haddad",
        number=_SPECIMEN_CODE[:10],
        price_minor=configs[0].price_minor if configs else None,
        currency=configs[0].currency if configs else None,
        code=_SPECIMEN_CODE,
        code_format=design.code_format,
        language=language,
        time_zone=tenant.time_zone,
        organiser=tenant.name,
        design=design,
    )
