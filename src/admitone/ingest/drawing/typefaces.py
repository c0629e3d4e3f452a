"""FiraGO, which has Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Thai and Georgian: shaped and embedded.

Glyph numbers stay those of the whole font (RETAIN_GIDS), so that text can be written before it is known which glyphs a
document needs; what is embedded at the end are these only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any, Final

import pikepdf
import pymupdf_fonts
import uharfbuzz as harfbuzz
from pikepdf import Array, Dictionary, Name

REGULAR: Final = "figo"
BOLD: Final = "figbo"
_NAMES: Final = {REGULAR: "FiraGO-Regular", BOLD: "FiraGO-Bold"}
_KEPT_TABLES: Final = ("glyf", "loca", "head", "hhea", "hmtx", "maxp", "cvt ", "fpgm", "prep")
# Readers turn a line of Arabic around character by character, which would turn the two of a ligature around as well.
_LIGATURES: Final = {"لا": "\ufefb", "لأ": "\ufef7", "لإ": "\ufef9", "لآ": "\ufef5"}
_CMAP_ENTRIES_MAX: Final = 100
# Nonsymbolic: ISO 32000-1 table 123. Glyphs are addressed by number, so it hardly matters.
_FLAGS: Final = 32


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a run: its number, advance and offsets in thousandths of the font size."""

    number: int
    advance: float
    x: float
    y: float


@dataclass
class Typeface:
    """One face as a document uses it. `shape` notes which glyphs are needed, `embed` brings them along."""

    face: str
    _texts: dict[int, str] = field(default_factory=dict)
    # Labels and terms are the same on every ticket of a document.
    _runs: dict[tuple[str, bool], list[Glyph]] = field(default_factory=dict)
    _widths: dict[tuple[str, bool], float] = field(default_factory=dict)

    def shape(self, text: str, *, right_to_left: bool) -> list[Glyph]:
        """The glyphs of a run of one direction, from left to right as they stand."""
        known = self._runs.get((text, right_to_left))
        if known is None:
            known = self._runs[text, right_to_left] = self._shape(text, right_to_left=right_to_left)
        return known

    def _shape(self, text: str, *, right_to_left: bool) -> list[Glyph]:
        if not text:
            return []
        font = _font(self.face)
        buffer = harfbuzz.Buffer()
        # A mark keeps the place of its own character, and is told apart from its letter.
        buffer.cluster_level = harfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if right_to_left else "ltr"
        harfbuzz.shape(font, buffer)
        clusters = [info.cluster for info in buffer.glyph_infos]
        ends = sorted({*clusters, len(text)})
        following = dict(pairwise(ends))
        told: set[int] = set()
        glyphs = []
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            # The first glyph of a cluster stands for its characters, further parts of it for none.
            meaning = "" if info.cluster in told else text[info.cluster : following[info.cluster]]
            told.add(info.cluster)
            self._texts[info.codepoint] = self._texts.get(info.codepoint) or _LIGATURES.get(meaning, meaning)
            glyphs.append(Glyph(info.codepoint, position.x_advance, position.x_offset, position.y_offset))
        return glyphs

    def advance(self, number: int) -> float:
        """How far a glyph moves by itself, as the embedded font tells readers."""
        return float(_font(self.face).get_glyph_h_advance(number))

    def width(self, text: str, *, right_to_left: bool = False) -> float:
        """How wide a text of one direction is, in thousandths of the font size."""
        known = self._widths.get((text, right_to_left))
        if known is None:
            known = float(sum(glyph.advance for glyph in self.shape(text, right_to_left=right_to_left)))
            self._widths[text, right_to_left] = known
        return known

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The font with the glyphs that were used, as an object of the document."""
        font = _font(self.face)
        numbers = sorted(self._texts)
        widths = Array([part for number in numbers for part in (number, Array([font.get_glyph_h_advance(number)]))])
        program = pdf.make_stream(_subset(self.face, numbers))
        name = Name("/" + _tag(numbers) + "+" + _NAMES[self.face])
        extents = font.get_font_extents("ltr")
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=_FLAGS,
            FontBBox=Array([-500, int(extents.descender), 1500, int(extents.ascender)]),
            ItalicAngle=0,
            Ascent=int(extents.ascender),
            Descent=int(extents.descender),
            CapHeight=689,
            StemV=140 if self.face == BOLD else 84,
            FontFile2=program,
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=500,
            W=widths,
            CIDToGIDMap=Name.Identity,
        )
        whole = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(_to_unicode(self._texts)),
        )
        return pdf.make_indirect(whole)


@cache
def _font(face: str) -> Any:
    return harfbuzz.Font(harfbuzz.Face(pymupdf_fonts.myfont(face)))


def _subset(face: str, numbers: list[int]) -> bytes:
    wanted = harfbuzz.SubsetInput()
    wanted.flags = harfbuzz.SubsetFlags.RETAIN_GIDS | harfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    # A character that the face lacks is shown as a box, not as nothing.
    wanted.flags |= harfbuzz.SubsetFlags.NOTDEF_OUTLINE
    wanted.glyph_set.update(numbers)
    # Readers of PDF look for outlines and metrics only: ISO 32000-1, 9.9.
    dropped = {tag for tag in _font(face).face.table_tags if tag not in _KEPT_TABLES}
    wanted.drop_table_tag_set.update(_tag_number(tag) for tag in dropped)
    return bytes(harfbuzz.subset(_font(face).face, wanted).blob.data)


def _tag_number(tag: str) -> int:
    return int.from_bytes(tag.encode("latin-1"), "big")


def _tag(numbers: list[int]) -> str:
    """Six letters that tell subsets apart: ISO 32000-1, 9.6.4."""
    value = hash(tuple(numbers)) & 0x7FFFFFFF
    letters = []
    for _ in range(6):
        value, rest = divmod(value, 26)
        letters.append(chr(65 + rest))
    return "".join(letters)


def _to_unicode(texts: dict[int, str]) -> bytes:
    """The map from glyphs to what they say, so that text can be searched and copied: ISO 32000-1, 9.10.3."""
    entries = [
        f"<{number:04X}> <{text.encode('utf-16-be').hex().upper()}>" for number, text in sorted(texts.items()) if text
    ]
    blocks = [entries[start : start + _CMAP_ENTRIES_MAX] for start in range(0, len(entries), _CMAP_ENTRIES_MAX)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
