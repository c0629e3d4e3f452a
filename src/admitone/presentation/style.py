"""The style sheet of public pages, under an address that changes with its content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

STYLE_PATH: Final = "/public/page.css"


@cache
def read_style() -> bytes:
    """The style sheet."""
    return (Path(__file__).parent / "page.css").read_bytes()


@cache
def style_url() -> str:
    """Its address, with which it may be kept for ever."""
    return f"{STYLE_PATH}?v={hashlib.sha256(read_style()).hexdigest()[:16]}"
