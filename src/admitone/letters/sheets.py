"""What stands on tickets of our own, in the language of their booking."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_time

from admitone.core.admissions import Admission
from admitone.core.ticket_sheets import Fact, TicketSheet
from admitone.presentation.facts import one_line
from admitone.presentation.language import Language, language

_ENGLISH: Final = {
    "date": "Date",
    "time": "Time",
    "doors": "Doors open",
    "starts": "Begins",
    "sector": "Section",
    "kind": "Ticket",
    "price": "Price",
    "holder": "Name",
    "number": "Ticket number",
    "booking": "Booking",
    "place": "Place",
    "note": "Show this code at the entrance, on paper or on your phone. One code, one person, one entry.",
    "terms": "Terms",
    "void": "VOID",
}
_ARABIC: Final = {
    "date": "التاريخ",
    "time": "الموعد",
    "doors": "فتح الأبواب",
    "starts": "البداية",
    "sector": "القسم",
    "kind": "التذكرة",
    "price": "السعر",
    "holder": "باسم",
    "number": "رقم التذكرة",
    "booking": "الحجز",
    "place": "المكان",
    "note": "اعرض هذا الرمز عند المدخل، على الورق أو على هاتفك. رمز واحد لشخص واحد ولدخول واحد.",
    "terms": "الشروط",
    "void": "ملغاة",
}
TEXTS: Final = {"en": _ENGLISH, "ar": _ARABIC}


def write_sheet(admission: Admission) -> TicketSheet:
    """Fits `services.own_tickets.SheetWriter`."""
    speech = language(admission.language)
    say = TEXTS[speech.tag]
    places = [part for part in (one_line(admission.venue), one_line(admission.address)) if part]
    code = admission.code or ""
    return TicketSheet(
        title=one_line(admission.title) or "",
        subtitle=" · ".join(places[:1]),
        facts=_facts(admission, speech, say, " · ".join(places)),
        code=code,
        code_format=admission.code_format,
        code_caption=_spaced(code),
        note=one_line(admission.design.note) or say["note"],
        terms_title=say["terms"],
        terms=admission.design.terms or admission.conditions or "",
        footer=" · ".join(part for part in (one_line(admission.organiser), admission.cart_reference) if part),
        language=speech.tag,
        right_to_left=speech.direction == "rtl",
        stamp=say["void"] if admission.voided else None,
    )


def _facts(admission: Admission, speech: Language, say: dict[str, str], place: str) -> list[Fact]:
    starts = _local(admission.starts_at, admission)
    doors = _local(admission.doors_at, admission)
    day = starts.date() if starts else admission.day
    price = None
    if admission.price_minor is not None and admission.currency is not None:
        price = speech.money(admission.price_minor, admission.currency)
    slot = one_line(admission.time_slot)
    shown = [
        ("date", speech.day(day) if day else None, True),
        ("starts", _clock(starts, speech), False),
        ("doors", _clock(doors, speech), False),
        ("time", slot if slot and slot != _clock(starts, speech) else None, False),
        ("sector", admission.sector, False),
        ("kind", admission.kind, False),
        ("price", price, False),
        ("holder", admission.holder, True),
        ("place", place, True),
        ("number", admission.number, False),
        ("booking", admission.cart_reference, False),
    ]
    lines = ((say[name], one_line(value), wide) for name, value, wide in shown)
    return [Fact(label, value, wide) for label, value, wide in lines if value]


def _local(value: datetime | None, admission: Admission) -> datetime | None:
    return value.astimezone(ZoneInfo(admission.time_zone)) if value else None


def _clock(value: datetime | None, speech: Language) -> str | None:
    return str(format_time(value, "short", locale=speech.locale)) if value else None


def _spaced(code: str) -> str:
    """A code in groups of four, which people read out and type without losing their place."""
    if not code.isalnum() or len(code) < 8:
        return one_line(code) or ""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
