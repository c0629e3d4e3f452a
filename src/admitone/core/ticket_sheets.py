"""What is printed on a ticket of our own, in words that are ready to be drawn.

Colours are `#rrggbb`. A code of `Code128` and `PDF417` is printed wide, others square.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

CodeFormat = Literal["QR", "AZTEC", "PDF417", "CODE128"]
CODE_FORMATS: Final[tuple[CodeFormat, ...]] = ("QR", "AZTEC", "PDF417", "CODE128")
# More tickets than that are drawn in several files, which are put together.
SHEETS_MAX: Final = 500


class Fact(Struct, frozen=True, array_like=True):
    """A label and what it says; `wide` facts have the whole width to themselves."""

    label: str
    value: str
    wide: bool = False


class SheetDesign(Struct, frozen=True):
    """How the tickets of an event look. `logo` is a PNG picture that `PdfEngine.read_logo` has made."""

    background: str = "#12355b"
    foreground: str = "#ffffff"
    accent: str = "#12355b"
    logo: bytes | None = None


class TicketSheet(Struct, frozen=True):
    """One ticket. `code` is what scanners read; `stamp` lies over a ticket that gives no admission."""

    title: str
    subtitle: str
    facts: list[Fact]
    code: str
    code_format: CodeFormat
    code_caption: str
    note: str
    terms_title: str
    terms: str
    footer: str
    language: str
    right_to_left: bool
    stamp: str | None = None
