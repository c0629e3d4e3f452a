"""Several small PDFs, each already cut from its original, as one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf

from admitone.core.errors import TooLarge


def merge_files(paths: Sequence[Path], *, bytes_max: int) -> bytes:
    """A PDF of all pages of these files, in order. Raises TooLarge when it has more than `bytes_max` bytes."""
    with pikepdf.new() as target:
        for path in paths:
            with pikepdf.open(path) as source:
                target.pages.extend(source.pages)
        content = io.BytesIO()
        target.save(content, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    if content.tell() > bytes_max:
        raise TooLarge(f"These tickets have {content.tell():,} bytes together, more than the {bytes_max:,} of one PDF.")
    return content.getvalue()
