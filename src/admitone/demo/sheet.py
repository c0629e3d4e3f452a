"""A page to draw a ticket on, in points from its top left corner, in the two Helvetica faces that every reader has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import pikepdf
import zxingcpp

Color = tuple[float, float, float]

BLACK: Final[Color] = (0.1, 0.1, 0.12)
GRAY: Final[Color] = (0.45, 0.47, 0.5)
PALE: Final[Color] = (0.94, 0.95, 0.96)
WHITE: Final[Color] = (1.0, 1.0, 1.0)
# A circle of four Bézier curves: the length of their handles for a radius of 1.
_HANDLE: Final = 0.5523


@dataclass
class Sheet:
    """One page. Everything drawn later lies over what was drawn before."""

    width: float
    height: float
    _stream: list[str] = field(default_factory=list)

    def text(
        self, text: str, x: float, y: float, size: float = 10, *, bold: bool = False, color: Color = BLACK
    ) -> None:
        """One line of text; `y` is its base line. Characters beyond Windows-1252 become question marks."""
        shown = text.encode("cp1252", "replace").decode("latin-1")
        for special in "\\()":
            shown = shown.replace(special, "\\" + special)
        face = "/B" if bold else "/R"
        place = f"{x:.2f} {self.height - y:.2f}"
        self._stream.append(f"BT {_rgb(color)} rg {face} {size:g} Tf {place} Td ({shown}) Tj ET")

    def box(self, x: float, y: float, width: float, height: float, color: Color) -> None:
        """A filled rectangle with its top left corner at x, y."""
        self._stream.append(f"{_rgb(color)} rg {x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def line(self, x: float, y: float, to_x: float, to_y: float, *, color: Color = GRAY, dashed: bool = False) -> None:
        """A thin line."""
        dash = "[4 3] 0 d" if dashed else "[] 0 d"
        start, end = f"{x:.2f} {self.height - y:.2f}", f"{to_x:.2f} {self.height - to_y:.2f}"
        self._stream.append(f"{_rgb(color)} RG 0.7 w {dash} {start} m {end} l S")

    def disc(self, x: float, y: float, radius: float, color: Color) -> None:
        """A filled circle around x, y."""
        middle, handle = self.height - y, radius * _HANDLE
        curves = (
            (x + radius, middle + handle, x + handle, middle + radius, x, middle + radius),
            (x - handle, middle + radius, x - radius, middle + handle, x - radius, middle),
            (x - radius, middle - handle, x - handle, middle - radius, x, middle - radius),
            (x + handle, middle - radius, x + radius, middle - handle, x + radius, middle),
        )
        path = " ".join(" ".join(f"{number:.2f}" for number in curve) + " c" for curve in curves)
        self._stream.append(f"{_rgb(color)} rg {x + radius:.2f} {middle:.2f} m {path} f")

    def code(self, text: str, symbology: str, x: float, y: float, module: float, *, bar_height: float = 0) -> None:
        """A bar or matrix code of dark rectangles on white; `module` is the width of its narrowest element.

        `bar_height` is the height of a linear code, whose single row of modules is drawn so high.
        """
        barcode = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, symbology))
        picture: Any = barcode.to_image(scale=1, add_quiet_zones=False)
        rows: Any = memoryview(picture).tolist()
        if bar_height:
            rows = rows[:1]
        row_height = bar_height or module
        quiet = 4 * module
        self.box(x - quiet, y - quiet, len(rows[0]) * module + 2 * quiet, len(rows) * row_height + 2 * quiet, WHITE)
        dark = [
            f"{x + start * module:.2f} {self.height - y - (number + 1) * row_height:.2f} "
            f"{length * module:.2f} {row_height:.2f} re"
            for number, row in enumerate(rows)
            for start, length in _dark_runs(row)
        ]
        self._stream.append(f"0 0 0 rg {' '.join(dark)} f")

    def content(self) -> bytes:
        """The page's content stream."""
        return "\n".join(self._stream).encode("latin-1")


def save_sheets(sheets: list[Sheet], path: Any) -> None:
    """Write a PDF with these pages."""
    with pikepdf.new() as pdf:
        fonts = pikepdf.Dictionary(R=_font(pdf, "/Helvetica"), B=_font(pdf, "/Helvetica-Bold"))
        resources = pdf.make_indirect(pikepdf.Dictionary(Font=fonts))
        for sheet in sheets:
            page = pdf.add_blank_page(page_size=(sheet.width, sheet.height))
            page.Resources = resources
            page.Contents = pdf.make_stream(sheet.content())
        # Compressed, and without the time of writing: the same tickets give the same file.
        pdf.save(path, compress_streams=True, deterministic_id=True)


def _font(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name(name),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    return pdf.make_indirect(font)


def _rgb(color: Color) -> str:
    return " ".join(f"{part:g}" for part in color)


def _dark_runs(row: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = None
    for place, value in enumerate([*row, 255]):
        if value == 0 and start is None:
            start = place
        elif value != 0 and start is not None:
            runs.append((start, place - start))
            start = None
    return runs
