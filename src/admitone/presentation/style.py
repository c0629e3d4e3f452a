"""The style sheets of public pages and printed forms, under addresses that change with their content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

STYLE_PATH: Final = "/public/page.css"
FORM_STYLE_PATH: Final = "/public/wifi.css"


@cache
def read_style(path: str = STYLE_PATH) -> bytes:
    """The style sheet at one of the paths above."""
    return (Path(__file__).parent / path.rpartition("/")[2]).read_bytes()


@cache
def style_url(path: str = STYLE_PATH) -> str:
    """Its address, with which it may be kept for ever."""
    return f"{path}?v={hashlib.sha256(read_style(path)).hexdigest()[:16]}"
