"""The words on passes, and the files that bring them to a device in its owner's language."""

from __future__ import annotations

from functools import cache
from typing import Final

ENGLISH: Final = {
    "date": "Date",
    "event": "Event",
    "venue": "Place",
    "address": "Address",
    "doors": "Doors",
    "starts": "Begins",
    "time": "Time",
    "until": "Valid until",
    "sector": "Section",
    "kind": "Ticket",
    "holder": "Name",
    "number": "Ticket number",
    "booking": "Booking",
    "price": "Price",
    "note": "Please note",
    "terms": "Terms",
    "organiser": "Sold by",
    "void": "This ticket gives no admission any more.",
    "state": "State",
}
ARABIC: Final = {
    "date": "التاريخ",
    "event": "الفعالية",
    "venue": "المكان",
    "address": "العنوان",
    "doors": "فتح الأبواب",
    "starts": "البداية",
    "time": "الموعد",
    "until": "صالحة حتى",
    "sector": "القسم",
    "kind": "التذكرة",
    "holder": "باسم",
    "number": "رقم التذكرة",
    "booking": "الحجز",
    "price": "السعر",
    "note": "يرجى الملاحظة",
    "terms": "الشروط",
    "organiser": "البائع",
    "void": "لم تعد هذه التذكرة تسمح بالدخول.",
    "state": "الحالة",
}
_LANGUAGES: Final = {"en": ENGLISH, "ar": ARABIC}


def label(name: str) -> str:
    """What stands in pass.json for a word: a key that no text of an organiser can be mistaken for."""
    return f"admitone.{name}"


@cache
def string_files() -> dict[str, bytes]:
    """A `pass.strings` per language, by path."""
    return {
        f"{tag}.lproj/pass.strings": "".join(f'"{label(name)}" = "{text}";\n' for name, text in texts.items()).encode()
        for tag, texts in _LANGUAGES.items()
    }
