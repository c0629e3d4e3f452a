"""A ticket of our own on a sheet of A4: a band with the event, facts beside the code, terms below the fold."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import pikepdf

from admitone.core.ticket_sheets import Fact, SheetDesign, TicketSheet
from admitone.ingest.drawing.logo import embed_logo
from admitone.ingest.drawing.paragraphs import LEADING, Paragraph, break_lines, fit_lines, set_line
from admitone.ingest.drawing.sheet import Color, Document, Sheet, color_of
from admitone.ingest.drawing.symbols import Symbol, make_symbol
from admitone.ingest.drawing.typefaces import Typeface

_MARGIN: Final = 48.0
_BAND: Final = 168.0
_LOGO: Final = (150.0, 84.0)
_INK: Final[Color] = (0.09, 0.11, 0.14)
_GRAY: Final[Color] = (0.38, 0.42, 0.47)
_PALE: Final[Color] = (0.85, 0.87, 0.9)
_STAMP: Final[Color] = (0.78, 0.1, 0.13)
_TITLE_SIZES: Final = (30.0, 26.0, 23.0, 20.0, 17.0, 15.0)
_VALUE_SIZES: Final = (14.0, 12.0, 10.5)
_TERM_SIZES: Final = (9.0, 8.0, 7.0, 6.0)
_SQUARE: Final = 190.0
# Bars of 25 mm are read from any side of a hand-held scanner.
_BARS: Final = 72.0
_MODULE: Final = 1.5
_TITLE_LENGTH_MAX: Final = 200
_FOOT: Final = 800.0
_WIDE_FORMATS: Final = {"CODE128", "PDF417"}
_Image = tuple[pikepdf.Object, int, int]


def draw_tickets(design: SheetDesign, tickets: Sequence[TicketSheet]) -> bytes:
    """A PDF with one page per ticket. InvalidParameter naming `codeFormat` for a code that its format cannot hold."""
    document = Document()
    logo = embed_logo(document.pdf, design.logo) if design.logo else None
    terms = _Terms(document.regular)
    for ticket in tickets:
        _TicketPage(document, design, ticket).draw(logo, terms)
    content = io.BytesIO()
    with document.finish() as pdf:
        pdf.docinfo["/Title"] = ", ".join(dict.fromkeys(ticket.title for ticket in tickets))[:_TITLE_LENGTH_MAX]
        pdf.Root.Lang = tickets[0].language
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        pdf.save(content, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return content.getvalue()


class _Terms:
    """Terms in the largest size in which all of them fit: the same on most tickets, so they are broken once."""

    def __init__(self, typeface: Typeface) -> None:
        self._typeface = typeface
        self._known: dict[tuple[str, float, float], list[Paragraph]] = {}

    def fit(self, terms: str, width: float, height: float) -> list[Paragraph]:
        """Their paragraphs; in the smallest size they may be higher than `height` points."""
        known = self._known.get((terms, width, height))
        if known is None:
            known = self._known[terms, width, height] = self._break(terms, width, height)
        return known

    def _break(self, terms: str, width: float, height: float) -> list[Paragraph]:
        parts = [part for part in terms.splitlines() if part.strip()]
        for size in _TERM_SIZES:
            room = int(height / (size * LEADING))
            broken = [break_lines(part, self._typeface, size, width, lines_max=room) for part in parts]
            if sum(len(paragraph.lines) for paragraph in broken) <= room:
                break
        return broken


class _TicketPage:
    def __init__(self, document: Document, design: SheetDesign, ticket: TicketSheet) -> None:
        self._sheet: Sheet = document.add_sheet(ticket.language)
        self._regular, self._bold = document.regular, document.bold
        self._design, self._ticket = design, ticket
        self._side = "right" if ticket.right_to_left else "left"
        self._width = self._sheet.width - 2 * _MARGIN

    def draw(self, logo: _Image | None, terms: _Terms) -> None:
        self._draw_band(logo)
        symbol = make_symbol(self._ticket.code, self._ticket.code_format)
        if self._ticket.code_format in _WIDE_FORMATS:
            y = self._draw_facts(_BAND + 30, 0.0)
            y = self._draw_wide_code(symbol, y + 14)
        else:
            y = max(self._draw_square_code(symbol), self._draw_facts(_BAND + 30, _SQUARE + 28))
        self._draw_terms(terms, self._draw_note(y + 8))
        self._draw_foot()
        if self._ticket.stamp:
            line = set_line(self._ticket.stamp, self._bold, int(self._ticket.right_to_left))
            self._sheet.slanted(line, self._bold, 88, _STAMP)

    def _draw_band(self, logo: _Image | None) -> None:
        background, foreground = color_of(self._design.background), color_of(self._design.foreground)
        self._sheet.box(0, 0, self._sheet.width, _BAND, background)
        self._sheet.box(0, _BAND, self._sheet.width, 5, color_of(self._design.accent))
        width = self._width - (self._draw_logo(*logo) + 24 if logo is not None else 0.0)
        x = self._sheet.width - _MARGIN - width if self._side == "right" else _MARGIN
        title = fit_lines(self._ticket.title, self._bold, _TITLE_SIZES, width, lines_max=2)
        subtitle = fit_lines(self._ticket.subtitle, self._regular, (13.0, 11.0), width, lines_max=1)
        height = title.height + subtitle.height + 4
        y = self._sheet.paragraph(
            title, self._bold, (x, (_BAND - height) / 2), width, color=foreground, align=self._side
        )
        self._sheet.paragraph(subtitle, self._regular, (x, y + 4), width, color=foreground, align=self._side)

    def _draw_logo(self, image: pikepdf.Object, width: int, height: int) -> float:
        """The logo where lines end; how wide it is."""
        scale = min(_LOGO[0] / width, _LOGO[1] / height)
        size = width * scale, height * scale
        x = _MARGIN if self._side == "right" else self._sheet.width - _MARGIN - size[0]
        self._sheet.picture(image, x, (_BAND - size[1]) / 2, *size)
        return size[0]

    def _draw_facts(self, y: float, taken: float) -> float:
        """Facts two abreast in what the code has left of the width; where they end."""
        width = self._width - taken
        left = _MARGIN + (taken if self._side == "right" else 0.0)
        column = (width - 16) / 2
        rows: list[list[Fact]] = []
        for fact in self._ticket.facts:
            if rows and len(rows[-1]) == 1 and not fact.wide and not rows[-1][0].wide:
                rows[-1].append(fact)
            else:
                rows.append([fact])
        for row in rows:
            bottom = y
            for place, fact in enumerate(row):
                room = width if fact.wide else column
                mirrored = self._side == "right"
                x = left if fact.wide else left + (column + 16) * ((1 - place) if mirrored else place)
                bottom = max(bottom, self._draw_fact(fact, x, y, room))
            y = bottom + 11
        return y

    def _draw_fact(self, fact: Fact, x: float, y: float, width: float) -> float:
        label = break_lines(fact.label, self._regular, 8.5, width, lines_max=1)
        y = self._sheet.paragraph(label, self._regular, (x, y), width, color=_GRAY, align=self._side)
        value = fit_lines(fact.value, self._bold, _VALUE_SIZES, width, lines_max=2)
        return self._sheet.paragraph(value, self._bold, (x, y + 1), width, color=_INK, align=self._side)

    def _draw_square_code(self, symbol: Symbol) -> float:
        x = _MARGIN if self._side == "right" else self._sheet.width - _MARGIN - _SQUARE
        y = _BAND + 26
        self._sheet.symbol(symbol, x, y, _SQUARE, _SQUARE * symbol.rows / symbol.columns)
        return self._draw_caption(x, y + _SQUARE + 4, _SQUARE)

    def _draw_wide_code(self, symbol: Symbol, y: float) -> float:
        width = min(self._width, symbol.columns * _MODULE)
        across = width / symbol.columns
        height = (
            _BARS if symbol.rows == 1 else symbol.rows * across * (3 if self._ticket.code_format == "PDF417" else 1)
        )
        self._sheet.symbol(symbol, (self._sheet.width - width) / 2, y, width, height)
        return self._draw_caption(_MARGIN, y + height + 4, self._width)

    def _draw_caption(self, x: float, y: float, width: float) -> float:
        caption = fit_lines(self._ticket.code_caption, self._regular, (9.0, 8.0, 7.0), width, lines_max=2)
        return self._sheet.paragraph(caption, self._regular, (x, y), width, color=_GRAY, align="center")

    def _draw_note(self, y: float) -> float:
        note = fit_lines(self._ticket.note, self._regular, (11.0, 10.0), self._width, lines_max=4)
        return self._sheet.paragraph(note, self._regular, (_MARGIN, y), self._width, color=_INK) + 10

    def _draw_terms(self, terms: _Terms, y: float) -> None:
        y = min(y, 600.0)
        self._sheet.rule(_MARGIN, y, self._sheet.width - _MARGIN, _PALE, dashed=True)
        if not self._ticket.terms.strip():
            return
        title = break_lines(self._ticket.terms_title, self._bold, 10, self._width, lines_max=1)
        y = self._sheet.paragraph(title, self._bold, (_MARGIN, y + 14), self._width, color=_INK, align=self._side)
        for paragraph in terms.fit(self._ticket.terms, self._width, _FOOT - 14 - y):
            if y + paragraph.height > _FOOT:
                break
            y = self._sheet.paragraph(paragraph, self._regular, (_MARGIN, y), self._width, color=_GRAY)

    def _draw_foot(self) -> None:
        self._sheet.rule(_MARGIN, _FOOT, self._sheet.width - _MARGIN, _PALE)
        foot = fit_lines(self._ticket.footer, self._regular, (8.0, 7.0), self._width, lines_max=1)
        self._sheet.paragraph(foot, self._regular, (_MARGIN, _FOOT + 8), self._width, color=_GRAY, align=self._side)
