"""Whether text recognition can be used here; asked by the engine's process, which must not load a PDF library."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

from admitone.core.errors import Unavailable


def check_available() -> None:
    """Raise Unavailable, saying what to install, unless text recognition can be used here."""
    if find_spec("pytesseract") is None:
        raise Unavailable("Text recognition is not installed. Install admitone[ocr] and the tesseract program.")
    if shutil.which("tesseract") is None:
        raise Unavailable("Text recognition needs the tesseract program, which is not installed on this machine.")
