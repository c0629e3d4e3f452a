"""Which of a page's codes is the ticket's, and whether it says the same as the text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from admitone.ingest.model import Code, PageReading

_MATRIX = {"QRCode", "Aztec", "DataMatrix", "PDF417"}
_WEB = re.compile(r"https?://|www\.", re.IGNORECASE)
# What people print for legibility, and what scanners do not send: Code 39's asterisks, GS1's brackets and separator.
_TYPOGRAPHY = re.compile(r"[\s\-–*()\x1d]")
# A payload such as a web address, JSON or key=value pairs may carry the printed code as one of its parts.
_PAYLOAD_PARTS = re.compile(r"[^0-9A-Za-z\-]+")
_PART_LENGTH_MIN = 6
_REPEATED_PAGES_MIN = 3


def same_barcode(printed: str, code: Code) -> bool:
    """Whether a printed text and a decoded code name the same: typography aside, or as one part of a payload."""
    wanted = _bare(printed)
    decoded = _bare(code.text)
    if wanted == decoded or (code.symbology == "UPCA" and wanted == "0" + decoded):
        return True
    if len(wanted) < _PART_LENGTH_MIN or not re.search(r"[/=:;,|{]", code.text):
        return False
    return wanted in {_bare(part) for part in _PAYLOAD_PARTS.split(code.text)}


def choose_code(codes: Sequence[Code], *, printed: str | None, serial: str | None) -> Code | None:
    """Choose the ticket's code, None when there is none.

    The one that the text names as barcode, else the one that equals the serial: those are certain. Else a code that is
    no web address (those advertise more often than they admit), else a matrix code (gates read them first and
    suppliers put order numbers into linear ones), else the largest, else the topmost.
    """
    for named in (printed, serial):
        match = next((code for code in codes if named and same_barcode(named, code)), None)
        if match is not None:
            return match
    return max(codes, key=_preference, default=None)


def decorations(readings: Iterable[PageReading]) -> set[tuple[str, str]]:
    """Find the codes (symbology and text) that decorate the document instead of naming tickets.

    Such a code is the same on three pages or more, and on most of these another code stands beside it that is found
    nowhere else: the supplier's web address beside each ticket's own code. Many copies of one open ticket are not that.
    """
    with_codes = [{(code.symbology, code.text) for code in reading.codes} for reading in readings]
    pages = Counter(key for keys in with_codes for key in keys)
    accompanied = Counter(
        key for keys in with_codes for key in keys if any(pages[other] == 1 for other in keys - {key})
    )
    return {key for key, count in pages.items() if count >= _REPEATED_PAGES_MIN and 2 * accompanied[key] >= count}


def _preference(code: Code) -> tuple[bool, bool, float, float]:
    box = code.box
    area = (box.right - box.left) * (box.bottom - box.top)
    return (not _WEB.match(code.text), code.symbology in _MATRIX, round(area, 1), -box.top)


def _bare(text: str) -> str:
    text = _TYPOGRAPHY.sub("", text).upper()
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char for char in text)
