"""The design of an event's tickets: checked, with a logo that is kept small and let go, and a specimen."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from admitone.core.errors import Conflict, Forbidden, InvalidParameter
from admitone.core.event_design import EventDesign, read_design
from admitone.core.principal import Role
from admitone.services import event_states
from admitone.services.event_designs import DesignWish, draw_specimen, save_design
from tests.events.organising import Organiser
from tests.events.venue import Venue


def picture(colour: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (600, 200), colour).save(content, "PNG")
    return content.getvalue()


async def save(organiser: Organiser, event_id: int, wish: DesignWish) -> EventDesign:
    event = await save_design(organiser.venue.product.design_world, organiser.principal, event_id, wish)
    return read_design(event.design)


async def test_a_logo_is_kept_until_another_one_or_none_takes_its_place(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    objects = venue.product.objects
    dark = EventDesign(background="#101010", note="Bring a coat")
    first = await save(organiser, event.id, DesignWish(dark, picture("red")))
    assert first.logo is not None
    assert await objects.read_bytes(f"{first.logo}/sheet.png")
    kept = await save(organiser, event.id, DesignWish(dark))
    assert (kept.logo, kept.note) == (first.logo, "Bring a coat")
    second = await save(organiser, event.id, DesignWish(dark, picture("blue")))
    await venue.work()
    assert second.logo is not None
    assert await objects.read_bytes(f"{first.logo}/sheet.png") is None
    assert await objects.read_bytes(f"{second.logo}/logo@2x.png")
    assert (await save(organiser, event.id, DesignWish(dark, without_logo=True))).logo is None
    assert [entry[0] for entry in await organiser.audit("EVENT", event.id)].count("DESIGN") == 4


async def test_what_cannot_be_used_is_named_and_nothing_is_kept(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    wrong = EventDesign(background="blue", accent="#12", note="x" * 301)
    with pytest.raises(InvalidParameter) as refused:
        await save(organiser, event.id, DesignWish(wrong))
    assert set(refused.value.fields) == {"background", "accent", "note"}
    for wish, field in (
        (DesignWish(EventDesign(background="#ffffff", foreground="#eeeeee")), "foreground"),
        (DesignWish(EventDesign(), b"no picture"), "logo"),
    ):
        with pytest.raises(InvalidParameter) as refused:
            await save(organiser, event.id, wish)
        assert refused.value.fields == (field,)
    with pytest.raises(Forbidden):
        await save(Organiser(venue, Role.AGENT), event.id, DesignWish(EventDesign()))
    await organiser.do(event_states.cancel_event, event.id)
    with pytest.raises(Conflict):
        await save(organiser, event.id, DesignWish(EventDesign()))
    [row] = await venue.sql("SELECT design FROM events")
    assert row["design"] is None


async def test_a_specimen_is_drawn_in_the_colours_of_the_event(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    await organiser.config(event)
    await save(organiser, event.id, DesignWish(EventDesign(background="#b00020", code_format="AZTEC")))
    content = await draw_specimen(venue.product.design_world, organiser.principal, event.id, "ar")
    drawn = Image.open(io.BytesIO(content)).convert("RGB")
    assert drawn.width == 900
    assert drawn.getpixel((450, 10)) == (0xB0, 0x00, 0x20)
