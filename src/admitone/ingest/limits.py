"""What one PDF may cost."""

from __future__ import annotations

import os

from msgspec import Struct

MEBIBYTE = 1024 * 1024


class EngineLimits(Struct, frozen=True):
    """Bounds of the PDF engine; all of them hold for hostile files as well.

    `memory_bytes_max` is the address space of one worker, so its resident memory is always below it. A worker is
    replaced between two pieces of work when its resident memory is over `memory_recycle_bytes`.
    """

    workers: int = os.cpu_count() or 1
    memory_bytes_max: int = 400 * MEBIBYTE
    memory_recycle_bytes: int = 200 * MEBIBYTE
    open_seconds_max: float = 20.0
    page_seconds_max: float = 10.0
    ocr_page_seconds_max: float = 60.0
    copy_seconds_max: float = 60.0
    pages_max: int = 50_000
    cut_page_bytes_max: int = 32 * MEBIBYTE
