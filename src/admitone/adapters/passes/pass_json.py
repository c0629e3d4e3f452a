"""`pass.json` of an event ticket."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from admitone.adapters.passes.texts import label
from admitone.core.admissions import Admission
from admitone.core.event_design import rgb
from admitone.core.money import to_major
from admitone.core.ticket_sheets import CodeFormat
from admitone.presentation.facts import one_line

_BARCODES: Final[dict[CodeFormat, str]] = {
    "QR": "PKBarcodeFormatQR",
    "AZTEC": "PKBarcodeFormatAztec",
    "PDF417": "PKBarcodeFormatPDF417",
    "CODE128": "PKBarcodeFormatCode128",
}
# How near (in metres) a telephone must be to show the pass by itself.
_NEAR_METRES: Final = 500
Field = dict[str, Any]


def write_pass(admission: Admission, *, pass_type: str, team: str, serial: str, has_logo: bool) -> dict[str, Any]:
    """The content of a pass without where it is updated."""
    design = admission.design
    content: dict[str, Any] = {
        "formatVersion": 1,
        "passTypeIdentifier": pass_type,
        "teamIdentifier": team,
        "serialNumber": serial,
        "organizationName": one_line(admission.organiser) or "Tickets",
        "description": one_line(admission.title) or "Ticket",
        "groupingIdentifier": admission.group,
        "backgroundColor": _color(design.background),
        "foregroundColor": _color(design.foreground),
        "labelColor": _color(design.foreground),
        "eventTicket": _fields(admission),
        "voided": admission.voided,
    }
    if not has_logo:
        content["logoText"] = one_line(admission.organiser) or ""
    if admission.code and not admission.voided:
        content["barcodes"] = [_barcode(admission.code, admission.code_format)]
    if starts := relevant_at(admission):
        content["relevantDate"] = starts.isoformat(timespec="seconds")
    if admission.expires_at is not None:
        content["expirationDate"] = admission.expires_at.isoformat(timespec="seconds")
    if admission.latitude is not None and admission.longitude is not None:
        content["locations"] = [{"latitude": admission.latitude, "longitude": admission.longitude}]
        content["maxDistance"] = _NEAR_METRES
    return content


def relevant_at(admission: Admission) -> datetime | None:
    """When a telephone should have the ticket at hand: its beginning, in the place's time zone."""
    zone = ZoneInfo(admission.time_zone)
    if admission.starts_at is not None:
        return admission.starts_at.astimezone(zone)
    if admission.day is None:
        return None
    return datetime.combine(admission.day, _beginning(admission.time_slot), zone)


def _beginning(slot: str | None) -> time:
    """The beginning of a slot (`10:15`, `10:15-11:00`); midnight where it is not a time."""
    try:
        return time.fromisoformat((slot or "").partition("-")[0].strip().zfill(5))
    except ValueError:
        return time()


def _fields(admission: Admission) -> dict[str, list[Field]]:
    starts = relevant_at(admission)
    timed = starts is not None and (admission.starts_at is not None or starts.time() != time())
    header = [_moment("date", starts, "PKDateStyleMedium", "PKDateStyleNone")] if starts else []
    secondary = [
        _text("venue", admission.venue),
        _moment("starts", starts, "PKDateStyleNone", "PKDateStyleShort")
        if timed
        else _text("time", admission.time_slot),
        _moment("doors", _local(admission.doors_at, admission), "PKDateStyleNone", "PKDateStyleShort"),
    ]
    auxiliary = [
        _text("sector", admission.sector),
        _text("kind", admission.kind),
        _text("holder", admission.holder),
    ]
    return {
        "headerFields": _present(header),
        "primaryFields": _present([_text("event", admission.title)]),
        "secondaryFields": _present(secondary),
        "auxiliaryFields": _present(auxiliary),
        "backFields": _present(_back(admission)),
    }


def _back(admission: Admission) -> list[Field | None]:
    until = admission.valid_until
    return [
        {"key": "state", "label": label("state"), "value": label("void")} if admission.voided else None,
        _text("number", admission.number),
        _text("booking", admission.cart_reference),
        _text("until", until.isoformat() if until and until != admission.day else None),
        _price(admission),
        _text("address", admission.address),
        _text("note", admission.design.note),
        _block("terms", admission.design.terms or admission.conditions),
        _text("organiser", admission.organiser),
    ]


def _price(admission: Admission) -> Field | None:
    if admission.price_minor is None or admission.currency is None:
        return None
    # A number of JSON: Wallet writes it with the currency in the way of the device.
    amount = float(to_major(admission.price_minor, admission.currency))
    return {"key": "price", "label": label("price"), "value": amount, "currencyCode": admission.currency}


def _text(name: str, value: str | None) -> Field | None:
    shown = one_line(value)
    return {"key": name, "label": label(name), "value": shown, "changeMessage": "%@"} if shown else None


def _block(name: str, value: str | None) -> Field | None:
    return {"key": name, "label": label(name), "value": value.strip()} if value and value.strip() else None


def _moment(name: str, value: datetime | None, day: str, hour: str) -> Field | None:
    if value is None:
        return None
    shown = value.isoformat(timespec="seconds")
    styles = {"dateStyle": day, "timeStyle": hour, "ignoresTimeZone": True}
    return {"key": name, "label": label(name), "value": shown, "changeMessage": "%@", **styles}


def _present(fields: list[Field | None]) -> list[Field]:
    return [field for field in fields if field is not None]


def _barcode(code: str, code_format: CodeFormat) -> dict[str, str]:
    encoding = "iso-8859-1" if code.isascii() else "utf-8"
    return {
        "format": _BARCODES[code_format],
        "message": code,
        "messageEncoding": encoding,
        "altText": one_line(code) or "",
    }


def _color(text: str) -> str:
    red, green, blue = rgb(text)
    return f"rgb({red}, {green}, {blue})"


def _local(value: datetime | None, admission: Admission) -> datetime | None:
    return value.astimezone(ZoneInfo(admission.time_zone)) if value else None
