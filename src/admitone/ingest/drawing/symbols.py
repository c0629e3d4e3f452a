"""Bar and matrix codes as rectangles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import zxingcpp

from admitone.core.errors import InvalidParameter
from admitone.core.ticket_sheets import CodeFormat

_FORMATS: Final[dict[CodeFormat, str]] = {"QR": "QRCode", "AZTEC": "Aztec", "PDF417": "PDF417", "CODE128": "Code128"}
# White around a code, in modules: ISO/IEC 18004 wants 4, 15438 wants 2, 15417 wants 10 beside it; Aztec needs none.
_QUIET: Final[dict[CodeFormat, tuple[int, int]]] = {"QR": (4, 4), "AZTEC": (2, 2), "PDF417": (4, 4), "CODE128": (10, 0)}


@dataclass(frozen=True, slots=True)
class Symbol:
    """A code in modules, quiet zone included; `dark` are runs as (row, column, length)."""

    columns: int
    rows: int
    dark: tuple[tuple[int, int, int], ...]


def make_symbol(text: str, code_format: CodeFormat) -> Symbol:
    """The code of a text. InvalidParameter for one that the format cannot hold."""
    try:
        code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, _FORMATS[code_format]))
        picture: Any = code.to_image(scale=1, add_quiet_zones=False)
    except ValueError as error:
        message = f"the ticket's code of {len(text)} characters cannot be drawn as {code_format}; choose QR"
        raise InvalidParameter(message, fields=["codeFormat"]) from error
    rows: Any = memoryview(picture).tolist()
    if code_format == "CODE128":
        rows = rows[:1]
    beside, above = _QUIET[code_format]
    dark = [
        (number + above, start + beside, length) for number, row in enumerate(rows) for start, length in _dark_runs(row)
    ]
    return Symbol(len(rows[0]) + 2 * beside, len(rows) + 2 * above, tuple(dark))


def _dark_runs(row: list[int]) -> list[tuple[int, int]]:
    runs, x = [], 0
    for value, group in groupby(row):
        length = len(list(group))
        if value == 0:
            runs.append((x, length))
        x += length
    return runs
