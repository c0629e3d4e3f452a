"""Admissions as Google's EventTicketClass and EventTicketObject."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from admitone.core.admissions import Admission
from admitone.core.money import to_major
from admitone.core.ticket_sheets import CodeFormat
from admitone.presentation.facts import one_line

_BARCODES: Final[dict[CodeFormat, str]] = {
    "QR": "QR_CODE",
    "AZTEC": "AZTEC",
    "PDF417": "PDF_417",
    "CODE128": "CODE_128",
}
# An id after the issuer's: letters, digits, dot, underscore and hyphen.
_FORBIDDEN: Final = re.compile(r"[^A-Za-z0-9._-]")
_MICROS: Final = 1_000_000


def class_id(issuer: str, admission: Admission) -> str:
    """What the tickets of an event, or of a visit's day, have in common."""
    return f"{issuer}.{admission.tenant_id}-{_FORBIDDEN.sub('-', admission.group)}"


def object_id(issuer: str, serial: str) -> str:
    """One pass."""
    return f"{issuer}.{serial}"


def write_class(issuer: str, admission: Admission) -> dict[str, Any]:
    """The event."""
    content: dict[str, Any] = {
        "id": class_id(issuer, admission),
        "issuerName": one_line(admission.organiser) or "Tickets",
        "eventName": _text(admission.title or "Ticket", admission.language),
        "reviewStatus": "UNDER_REVIEW",
        "hexBackgroundColor": admission.design.background,
    }
    venue = one_line(admission.venue) or one_line(admission.title)
    if venue and admission.address:
        content["venue"] = {
            "name": _text(venue, admission.language),
            "address": _text(one_line(admission.address) or venue, admission.language),
        }
    times = {"doorsOpen": admission.doors_at, "start": admission.starts_at, "end": admission.ends_at}
    known = {name: _moment(value, admission) for name, value in times.items() if value is not None}
    if "start" in known:
        content["dateTime"] = known
    if admission.latitude is not None and admission.longitude is not None:
        content["locations"] = [{"latitude": admission.latitude, "longitude": admission.longitude}]
    return content


def write_object(issuer: str, admission: Admission, serial: str) -> dict[str, Any]:
    """The ticket. What it does not say any more is told as null, so that a change takes it away."""
    end = _moment(admission.expires_at, admission)
    return {
        "id": object_id(issuer, serial),
        "classId": class_id(issuer, admission),
        "state": "INACTIVE" if admission.voided else "ACTIVE",
        "ticketHolderName": one_line(admission.holder),
        "ticketNumber": admission.number,
        "ticketType": _text(admission.kind, admission.language) if admission.kind else None,
        "seatInfo": {"section": _text(admission.sector, admission.language)} if admission.sector else None,
        "reservationInfo": {"confirmationCode": admission.cart_reference} if admission.cart_reference else None,
        "faceValue": _price(admission),
        "barcode": _barcode(admission),
        "validTimeInterval": {"end": {"date": end}} if end else None,
        "textModulesData": _modules(admission),
    }


def _barcode(admission: Admission) -> dict[str, str] | None:
    if admission.code is None or admission.voided:
        return None
    shown = one_line(admission.code) or ""
    return {"type": _BARCODES[admission.code_format], "value": admission.code, "alternateText": shown}


def _price(admission: Admission) -> dict[str, Any] | None:
    if admission.price_minor is None or admission.currency is None:
        return None
    micros = int(to_major(admission.price_minor, admission.currency) * _MICROS)
    return {"micros": str(micros), "currencyCode": admission.currency}


def _modules(admission: Admission) -> list[dict[str, str]]:
    texts = {"note": admission.design.note, "terms": admission.design.terms or admission.conditions or ""}
    headers = {"en": {"note": "Please note", "terms": "Terms"}, "ar": {"note": "يرجى الملاحظة", "terms": "الشروط"}}
    say = headers.get(admission.language, headers["en"])
    return [{"id": name, "header": say[name], "body": body.strip()} for name, body in texts.items() if body.strip()]


def _text(value: str, language: str) -> dict[str, Any]:
    return {"defaultValue": {"language": language, "value": one_line(value) or ""}}


def _moment(value: datetime | None, admission: Admission) -> str | None:
    return value.astimezone(ZoneInfo(admission.time_zone)).isoformat(timespec="seconds") if value else None
