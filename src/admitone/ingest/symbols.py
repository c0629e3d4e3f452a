"""Decoding of bar codes and matrix codes: zxing-cpp behind the two ways of asking it that the ladder needs."""

from __future__ import annotations

import zxingcpp
from zxingcpp import BarcodeFormat

from admitone.ingest.canvas import Drawing
from admitone.ingest.model import Box, Code

_READABLE = (
    BarcodeFormat.QRCode,
    BarcodeFormat.MicroQRCode,
    BarcodeFormat.Code128,
    BarcodeFormat.Code39,
    BarcodeFormat.EAN13,
    BarcodeFormat.EAN8,
    BarcodeFormat.UPCA,
    BarcodeFormat.UPCE,
    BarcodeFormat.ITF,
    BarcodeFormat.PDF417,
    BarcodeFormat.Aztec,
    BarcodeFormat.DataMatrix,
)
_ALL = zxingcpp.BarcodeFormats(list(_READABLE))
# UPC-A is read as the EAN-13 that it is, with a leading zero: https://www.gs1.org/standards/barcodes/ean-upc
_FORMATS_OF = {format_.name: zxingcpp.BarcodeFormats([format_]) for format_ in _READABLE}
_FORMATS_OF["UPCA"] = _FORMATS_OF["EAN13"]


def decode_hard(drawing: Drawing) -> list[Code]:
    """Decode everything readable with all that zxing can try."""
    return _codes(drawing, zxingcpp.read_barcodes(drawing.pixels, _ALL, text_mode=zxingcpp.TextMode.Plain))


def decode_fast(drawing: Drawing, *, symbology: str | None = None, turned: bool = True) -> list[Code]:
    """Decode dark-on-light codes at this resolution only; upright ones only unless `turned`.

    A symbology narrows the search to it. Turning matters for linear codes; matrix codes are read in any direction.
    """
    found = zxingcpp.read_barcodes(
        drawing.pixels,
        _FORMATS_OF.get(symbology, _ALL) if symbology else _ALL,
        try_rotate=turned,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return _codes(drawing, found)


def _codes(drawing: Drawing, found: list[zxingcpp.Barcode]) -> list[Code]:
    return [_code(drawing, barcode) for barcode in found if barcode.text]


def _code(drawing: Drawing, barcode: zxingcpp.Barcode) -> Code:
    position = barcode.position
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    points = [drawing.to_page(corner.x, corner.y) for corner in corners]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    text, symbology = barcode.text, barcode.format.name
    if symbology == "EAN13" and text.startswith("0"):
        text, symbology = text[1:], "UPCA"
    elif symbology == "UPCE" and isinstance(barcode.extra, dict):
        # The eight digits printed below the bars; zxing gives the expanded number.
        text = str(barcode.extra.get("UPCE", text))
    return Code(text=text, symbology=symbology, box=Box(min(xs), min(ys), max(xs), max(ys)))
