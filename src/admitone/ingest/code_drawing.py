"""Drawing matrix codes for screens."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import zxingcpp

# ISO/IEC 18004 wants four modules of white around a QR code.
_QUIET_MODULES = 4


def draw_qr(text: str) -> str | None:
    """A QR code as one SVG element, black on white with its quiet zone; None for a text that does not fit into one."""
    try:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    except ValueError:
        return None
    picture: Any = code.to_image(scale=1, add_quiet_zones=False)
    rows: Any = memoryview(picture).tolist()
    side = len(rows) + 2 * _QUIET_MODULES
    path = "".join(
        f"M{x + _QUIET_MODULES} {y + _QUIET_MODULES}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for x, length in _dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>'
    )


def _dark_runs(row: list[int]) -> list[tuple[int, int]]:
    runs, x = [], 0
    for value, group in groupby(row):
        length = len(list(group))
        if value == 0:
            runs.append((x, length))
        x += length
    return runs
