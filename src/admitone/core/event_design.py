"""How the tickets of an event look: the JSON text of `events.design`.

`logo` is a folder of the object store with the pictures that an uploaded logo was made into (`LOGO_BOXES`).
"""

from __future__ import annotations

import re
from typing import Final

import msgspec
from msgspec import Struct

from admitone.core.errors import InvalidParameter
from admitone.core.refusals import Refusals
from admitone.core.ticket_sheets import CODE_FORMATS, CodeFormat

NOTE_LENGTH_MAX: Final = 300
TERMS_LENGTH_MAX: Final = 4000
# Width and height in pixels: what is printed, and what Apple Wallet shows at its three scales (160 x 50 points).
LOGO_BOXES: Final = {
    "sheet.png": (900, 500),
    "logo.png": (160, 50),
    "logo@2x.png": (320, 100),
    "logo@3x.png": (480, 150),
}
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")


class EventDesign(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Colours are `#rrggbb`; `note` stands above the fold, `terms` below it, a paragraph per line."""

    background: str = "#12355b"
    foreground: str = "#ffffff"
    accent: str = "#e0a526"
    code_format: CodeFormat = "QR"
    note: str = ""
    terms: str = ""
    logo: str | None = None


def read_design(text: str | None) -> EventDesign:
    """The design of an event, the usual one where it has none. What is stored was checked when it was written."""
    return msgspec.json.decode(text, type=EventDesign) if text else EventDesign()


def write_design(design: EventDesign) -> str:
    """The text to store. InvalidParameter names every field that cannot be used."""
    wrong = Refusals()
    for name in ("background", "foreground", "accent"):
        if not _COLOR.fullmatch(getattr(design, name)):
            wrong.add(name, reason=f"{name}: write a colour as #rrggbb, for example #12355b")
    if design.code_format not in CODE_FORMATS:
        wrong.add("codeFormat", reason=f"codeFormat: write one of {', '.join(CODE_FORMATS)}")
    for name, most in (("note", NOTE_LENGTH_MAX), ("terms", TERMS_LENGTH_MAX)):
        if len(getattr(design, name)) > most:
            wrong.add(name, reason=f"{name}: write at most {most:,} characters")
    wrong.settle()
    if contrast(design.background, design.foreground) < CONTRAST_MIN:
        message = "foreground: text in this colour cannot be read on the background; choose one lighter or darker"
        raise InvalidParameter(message, fields=("foreground",))
    return msgspec.json.encode(design).decode()


# WCAG 2.2, success criterion 1.4.3, for large text.
CONTRAST_MIN: Final = 3.0


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rgb(color: str) -> tuple[int, int, int]:
    """The three parts of `#rrggbb`, 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    parts = [part / 255 for part in rgb(color)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
