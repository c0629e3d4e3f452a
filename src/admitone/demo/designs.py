"""How four invented suppliers print their tickets: one label and value per line, label above value, a table, French."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from admitone.demo.sheet import BLACK, GRAY, PALE, WHITE, Color, Sheet

BLUE: Final[Color] = (0.05, 0.32, 0.55)
TEAL: Final[Color] = (0.0, 0.52, 0.55)
NIGHT: Final[Color] = (0.12, 0.11, 0.28)
GOLD: Final[Color] = (0.87, 0.66, 0.22)
SAND: Final[Color] = (0.80, 0.47, 0.18)
WINE: Final[Color] = (0.45, 0.10, 0.20)
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS_FRENCH: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoTicket:
    """What one ticket says."""

    number: int
    serial: str
    barcode: str
    day: date
    slot: str
    category: str


def aquarium(ticket: DemoTicket) -> Sheet:
    """A4 with labels before their values and a QR code."""
    sheet = Sheet(595, 842)
    sheet.box(0, 0, 595, 120, BLUE)
    for x, y, radius in ((490, 72, 30), (540, 42, 18), (445, 40, 10), (520, 98, 7)):
        sheet.disc(x, y, radius, TEAL)
    sheet.text("Coral Bay Aquarium", 48, 62, 28, bold=True, color=WHITE)
    sheet.text("and Underwater Tunnel", 48, 88, 14, color=WHITE)
    sheet.text("Admission ticket", 48, 170, 20, bold=True)
    rows = (
        ("Ticket No:", ticket.serial),
        ("Visit date:", ticket.day.strftime("%d/%m/%Y")),
        ("Entry time:", ticket.slot),
        ("Category:", ticket.category),
        ("Barcode:", ticket.barcode),
    )
    for place, (label, value) in enumerate(rows):
        y = 215 + 30 * place
        sheet.text(label, 48, y, 12, color=GRAY)
        sheet.text(value, 140, y, 13, bold=True)
        sheet.line(48, y + 9, 330, y + 9, color=PALE)
    sheet.code(ticket.barcode, "QRCode", 400, 175, 5.6)
    sheet.text("Scan at the turnstile", 408, 325, 10, color=GRAY)
    sheet.line(48, 400, 547, 400, dashed=True)
    terms = (
        "Please arrive ten minutes before your entry time. One person, one entry; the ticket cannot be exchanged.",
        "Children under 12 are admitted with an adult. The tunnel closes one hour before the aquarium.",
        "Order 7741-20 issued on 2 January 2026. Keep this ticket until the end of your visit.",
    )
    for place, term in enumerate(terms):
        sheet.text(term, 48, 425 + 16 * place, 9, color=GRAY)
    return sheet


def tower(ticket: DemoTicket) -> Sheet:
    """A5 across with values below their labels and a Code 128."""
    sheet = Sheet(595, 420)
    sheet.box(0, 0, 595, 420, NIGHT)
    sheet.box(24, 96, 547, 300, WHITE)
    sheet.text("SKYLINE 148", 40, 62, 32, bold=True, color=GOLD)
    sheet.text("Observation deck", 268, 62, 16, color=WHITE)
    columns = (
        (48, "DATE", f"{ticket.day.day:02d} {MONTHS[ticket.day.month - 1]} {ticket.day.year}"),
        (220, "TIME SLOT", ticket.slot),
        (400, "GUEST TYPE", ticket.category),
    )
    for x, label, value in columns:
        sheet.text(label, x, 135, 9, color=GRAY)
        sheet.text(value, x, 158, 17, bold=True)
    sheet.line(48, 180, 547, 180, dashed=True)
    sheet.text("TICKET NUMBER", 48, 208, 9, color=GRAY)
    sheet.text(ticket.serial, 48, 231, 17, bold=True)
    sheet.code(ticket.barcode, "Code128", 60, 262, 1.9, bar_height=70)
    sheet.text(ticket.barcode, 60, 352, 11)
    sheet.text(
        "Fast track entrance: level LG, gate 3. Doors close 15 minutes after your time slot.", 48, 380, 8, color=GRAY
    )
    return sheet


def safari(ticket: DemoTicket) -> Sheet:
    """A5 upright with a table and a PDF417; the date is the last day of its validity."""
    sheet = Sheet(420, 595)
    sheet.box(0, 0, 420, 150, SAND)
    sheet.disc(350, 60, 30, GOLD)
    sheet.text("Red Dunes Safari", 36, 100, 26, bold=True, color=WHITE)
    sheet.text("Open voucher", 36, 125, 13, color=WHITE)
    rows = (
        ("Voucher no.", ticket.serial),
        ("Valid until", f"{ticket.day.day} {MONTHS[ticket.day.month - 1]} {ticket.day.year}"),
        ("Passenger", ticket.category),
        ("Code", ticket.barcode),
    )
    for place, (label, value) in enumerate(rows):
        y = 180 + 34 * place
        sheet.box(36, y, 348, 33, PALE if place % 2 == 0 else WHITE)
        sheet.text(label, 46, y + 21, 11, color=GRAY)
        sheet.text(value, 170, y + 21, 12, bold=True)
    sheet.code(ticket.barcode, "PDF417", 50, 350, 2.3)
    sheet.text(
        "Pick-up from your hotel between 14:30 and 15:00. Book a seat at least one day ahead.", 36, 540, 8, color=GRAY
    )
    return sheet


def museum(ticket: DemoTicket) -> Sheet:
    """A6 in French with a Data Matrix code."""
    sheet = Sheet(298, 420)
    sheet.box(0, 0, 298, 10, WINE)
    sheet.text("Musée des Lumières", 24, 46, 20, bold=True, color=WINE)
    sheet.text("Billet d'entrée individuel", 24, 64, 10, color=GRAY)
    day = f"{ticket.day.day} {MONTHS_FRENCH[ticket.day.month - 1]} {ticket.day.year}"
    rows = (
        ("Billet n° :", ticket.serial),
        ("Date de visite :", day),
        ("Créneau :", ticket.slot),
        ("Tarif :", ticket.category),
    )
    for place, (label, value) in enumerate(rows):
        y = 98 + 24 * place
        sheet.text(label, 24, y, 10, color=GRAY)
        sheet.text(value, 112, y, 11, bold=True, color=BLACK)
    sheet.line(24, 186, 274, 186)
    sheet.code(ticket.barcode, "DataMatrix", 92, 206, 7.4)
    sheet.text(ticket.barcode, 92, 350, 10)
    sheet.text("Ce billet est valable une seule fois, ni repris ni échangé.", 24, 388, 8, color=GRAY)
    return sheet


def cover(title: str, count: int) -> Sheet:
    """A first page that is no ticket, as suppliers send it with their orders."""
    sheet = Sheet(595, 842)
    sheet.box(0, 0, 595, 90, PALE)
    sheet.text("Delivery note", 48, 56, 24, bold=True)
    sheet.text(f"{title}: {count} tickets", 48, 140, 14)
    sheet.text("Please keep this page with your records. It does not admit anybody.", 48, 170, 11, color=GRAY)
    return sheet


Design = Callable[[DemoTicket], Sheet]
