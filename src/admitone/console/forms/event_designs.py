"""The form of how the tickets of an event look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from litestar.datastructures import UploadFile
from msgspec import Meta, Struct

from admitone.console.forms.fields import Line, Text, read_whole_form
from admitone.core.errors import TooLarge
from admitone.core.event_design import EventDesign
from admitone.core.ticket_sheets import CodeFormat
from admitone.services.event_designs import DesignWish

LOGO_BYTES_MAX: Final = 900_000


class DesignForm(Struct, kw_only=True, rename="camel"):
    """Colours as #rrggbb, a code's format, texts."""

    background: Line
    foreground: Line
    accent: Line
    code_format: CodeFormat
    note: Text | None = None
    terms: Text | None = None
    without_logo: Annotated[bool, Meta(description="Take the present logo away")] = False


async def read_design_form(form: Mapping[str, Any]) -> DesignWish:
    """The command that the service takes; refusals name every field that is wrong."""
    read = read_whole_form(form, DesignForm)
    design = EventDesign(
        background=read.background.lower(),
        foreground=read.foreground.lower(),
        accent=read.accent.lower(),
        code_format=read.code_format,
        note=read.note or "",
        terms=read.terms or "",
    )
    file = form.get("logo")
    content = await file.read(LOGO_BYTES_MAX + 1) if isinstance(file, UploadFile) else b""
    if len(content) > LOGO_BYTES_MAX:
        raise TooLarge(f"a logo has at most {LOGO_BYTES_MAX // 1000} kB; make the picture smaller", fields=("logo",))
    return DesignWish(design, content or None, read.without_logo)


def design_values(design: EventDesign) -> dict[str, str]:
    """The form of a design as it is now."""
    return {
        "background": design.background,
        "foreground": design.foreground,
        "accent": design.accent,
        "codeFormat": design.code_format,
        "note": design.note,
        "terms": design.terms,
    }
