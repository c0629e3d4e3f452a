"""Drawing a page as a PNG picture."""

from __future__ import annotations

import io
import math

import pypdfium2 as pdfium

from admitone.core.errors import InvalidParameter
from admitone.ingest.document import load_page

_WIDTH_PX_MAX = 4_000
_PIXELS_MAX = 12_000_000
# Level 1 makes a page half as large again as level 6, in a fifth of the time.
_PNG_COMPRESSION = 1


def render_png(document: pdfium.PdfDocument, number: int, width_px: int) -> bytes:
    """Draw the page (1-based) `width_px` pixels wide, less for pages that are very long.

    Raises InvalidParameter for a page that is not there or a width out of range.
    """
    if not 1 <= width_px <= _WIDTH_PX_MAX:
        raise InvalidParameter(f"The width must be between 1 and {_WIDTH_PX_MAX} pixels.", fields=["width"])
    page = load_page(document, number)
    try:
        width, height = page.get_size()
        scale = min(width_px / width, math.sqrt(_PIXELS_MAX / (width * height)))
        picture = page.render(scale=scale, rev_byteorder=True).to_pil()
    finally:
        page.close()
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=_PNG_COMPRESSION)
    return file.getvalue()
