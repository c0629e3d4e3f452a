"""Suppliers drawn to check the product from outside, through its API, by somebody who had not read the analysis."""

from __future__ import annotations

from reportlab.lib.pagesizes import A5, A6, landscape, letter

from tests.ingest.layouts.sheet import Sheet
from tests.ingest.layouts.spelling import spelled
from tests.ingest.layouts.supplier import (
    Supplier,
    Ticket,
    code_compact,
    code_digits,
    code_ean13,
    code_is_serial,
    code_url,
    digits,
    expects,
    letters_digits,
    running,
)  # fmt: skip

ALL = ("serial", "date", "timeSlot", "category", "barcode")
DATED = ("serial", "date", "category", "barcode")


def thrill_world(s: Sheet, t: Ticket) -> None:
    """Whom it admits stands unlabelled below what all tickets are, and again on the stub."""
    s.bold(20, 32, "THRILL WORLD", 20)
    s.text(20, 49, "1-DAY PASS", 11)
    s.bold(20, 82, t.category, 24)
    s.bold(20, 112, spelled(t.day, "EEE d MMM yyyy").upper(), 14)
    s.text(20, 132, "AED 299.00 incl. VAT", 9)
    s.picture(20, 212, t.code, "PDF417", 190, 55)
    s.text(20, 225, f"No. {t.serial}", 9)
    s.text(20, 257, "Printed 01 MAY 2025 - Not valid if altered. Subject to park rules.", 6)
    for y, text in ((37, "STUB"), (57, t.category), (72, t.serial)):
        s.text(340, y, text, 8)


def bus_voucher(s: Sheet, t: Ticket) -> None:
    """The last day stands in a sentence, the serial may have no digit."""
    s.bold(60, 62, "Big Bus Hop-on Hop-off", 18)
    s.text(60, 82, "48 hour ticket with river cruise", 11)
    s.text(60, 122, "Voucher code")
    s.text(60, 140, t.serial, 14, "Courier-Bold")
    s.text(60, 172, "Traveller")
    s.bold(60, 188, t.category, 12)
    until = spelled(t.day, "d MMMM yyyy")
    s.text(60, 222, f"This voucher is valid until {until}. Exchange it at any stop before boarding.")
    s.text(60, 242, f"Lead guest: {t.person()}   Booking reference: GC{t.number_of(7)}", 8)
    s.qr(430, 172, t.code, 120)
    s.text(60, 732, f"Printed on {spelled(t.issued(), 'd MMMM yyyy')} at 10:42", 7)


def marina_wheel(s: Sheet, t: Ticket) -> None:
    """Values between an English and an Arabic label."""
    s.bold(50, 52, "Marina Wheel", 18)
    s.text(545, 52, "عجلة المارينا", 18, align="right")
    rows = [
        ("Ticket Number", t.serial, "رقم التذكرة"),
        ("Date of Visit", t.day.isoformat(), "تاريخ الزيارة"),
        ("Time Slot", t.twelve(), "الوقت"),
        ("Ticket Type", t.category, "نوع التذكرة"),
        ("Price", "AED 145.00", "السعر"),
        ("Issue Date", t.issued().isoformat(), "تاريخ الإصدار"),
    ]
    for i, (label, value, arabic) in enumerate(rows):
        s.text(58, 122 + 26 * i, label, 9)
        s.bold(297, 122 + 26 * i, value, 10, align="center")
        s.text(537, 122 + 26 * i, arabic, 10, align="right")
    s.qr(240, 420, t.code, 120)


def cable_way(s: Sheet, t: Ticket) -> None:
    """German labels with their English names, above the values, in two columns."""
    s.bold(60, 62, "Seilbahn Hochgrat", 18)
    s.text(60, 80, "Berg- und Talfahrt / Return trip")
    rows = [
        (60, 132, "Ticket-Nr. / Ticket no.", t.serial),
        (300, 132, "Ausgestellt am / Issued on", f"{t.issued():%d.%m.%Y}"),
        (60, 182, "Gültig bis / Valid until", f"{t.day:%d.%m.%Y}"),
        (300, 182, "Verkaufsstelle / Point of sale", "Reisebüro Allgäu GmbH"),
        (60, 232, "Kategorie / Category", t.category),
        (300, 232, "Preis / Price", "32,50 EUR"),
    ]
    for x, y, label, value in rows:
        s.text(x, y, label, 8)
        s.bold(x, y + 16, value, 12)
    s.picture(60, 400, t.code, "Aztec", 110, 110)


def theatre_visit(s: Sheet, t: Ticket) -> None:
    """Three columns twice, serials with dots, a range of hours."""
    s.bold(210, 45, "VISITA GUIADA · TEATRO REAL", 13, align="center")
    heads = [
        (85, ("FECHA", f"{t.day:%d/%m/%Y}"), ("HORARIO", f"{t.start}h - {t.end}h"), ("TARIFA", t.category)),
        (135, ("N.º ENTRADA", t.serial), ("PEDIDO", t.number_of(8)), ("IMPORTE", "12,00 €")),
    ]
    for y, *columns in heads:
        for x, (label, value) in zip((40, 160, 290), columns, strict=True):
            s.text(x, y, label, 7)
            s.bold(x, y + 16, value, 11)
    s.qr(150, 315, t.code, 120)
    s.text(210, 535, f"Emitida el {t.issued():%d/%m/%Y} a las 18:05.", 6, align="center")


def lake_boats(s: Sheet, t: Ticket) -> None:
    """Date and hour of a departure in one line, a number of persons before the category."""
    s.bold(30, 40, "BATEAUX DU LAC", 18)
    s.text(30, 58, "Croisière commentée - 1 heure")
    s.bold(30, 100, f"Départ le {spelled(t.day, 'd MMMM yyyy', 'fr')} à {t.start.replace(':', 'h')}", 12)
    s.bold(30, 124, f"1 x {t.category}", 12)
    s.text(30, 148, "18,00 CHF")
    s.code128(330, 150, t.code, 60)
    s.text(430, 164, t.code, 9, align="center")
    s.text(30, 180, f"Ticket {t.serial}")
    s.text(30, 380, f"Acheté le {spelled(t.issued(), 'd MMMM yyyy', 'fr')}. Quai n° 4.", 7)


def indoor_dive(s: Sheet, t: Ticket) -> None:
    """Labels at the right edge of their column, categories of the supplier's own words."""
    s.bold(50, 57, "SKY DIVE INDOOR", 20)
    s.qr(50, 202, t.code, 120)
    rows = [
        ("SERIAL", t.serial),
        ("EXPERIENCE", t.category),
        ("FLIGHT DATE", f"{t.day:%d.%m.%y}"),
        ("CHECK-IN", f"{t.start} hrs"),
        ("LOCATION", "City Centre, Level 2"),
        ("ORDERED", f"{t.issued():%d.%m.%y}"),
    ]
    for i, (label, value) in enumerate(rows):
        s.text(300, 102 + 22 * i, label, 8, align="right")
        s.bold(310, 102 + 22 * i, value, 11)


def falcon_camp(s: Sheet, t: Ticket) -> None:
    """Two columns of labels with colons; a booking's reference beside the ticket's."""
    s.bold(50, 52, "FALCON DESERT CAMP", 18)
    s.text(50, 70, "Evening safari with dinner")
    rows = [
        ("Booking Ref.", f"T{t.number_of(7)}"),
        ("Ticket Ref.", t.serial),
        ("Tour Date", spelled(t.day, "dd MMM yyyy")),
        ("Pickup", f"{t.start} hrs"),
        ("Ticket Category", t.category),
        ("Agent", "Sunrise Tourism LLC"),
        ("Date of booking", spelled(t.issued(), "dd MMM yyyy")),
    ]
    for i, (label, value) in enumerate(rows):
        x, y = (50, 300)[i % 2], 112 + 40 * (i // 2)
        s.text(x, y, f"{label}:", 8)
        s.bold(x + 90, y, value)
    s.qr(50, 420, t.code, 110)


def planetarium(s: Sheet, t: Ticket) -> None:
    """A headline of weekday, date and hour, the rest in three columns below."""
    s.bold(297, 62, "PLANETARIUM NORD", 18, align="center")
    s.bold(297, 92, "Sterne über dem Norden", 13, align="center")
    s.bold(297, 114, f"{spelled(t.day, 'EEEE, dd.MM.yyyy', 'de')}, {t.start} Uhr", 11, align="center")
    columns = [(80, "Ticketnummer", t.serial), (240, "Preiskategorie", t.category), (420, "Preis", "9,50 €")]
    for x, label, value in columns:
        s.text(x, 152, label, 8)
        s.bold(x, 168, value, 11)
    s.code128(200, 262, t.code, 50)
    s.text(297, 276, t.code, 8, align="center")
    s.text(60, 760, f"Gekauft am {t.issued():%d.%m.%Y}, 19:47 Uhr. Einlass 15 Minuten vor Beginn.", 7)


def waterfalls(s: Sheet, t: Ticket) -> None:
    """A ruled table in the right half, values at its edge."""
    s.bold(50, 57, "Parque Natural de las Cascadas", 16)
    rows = [
        ("CÓDIGO DE ENTRADA", t.serial),
        ("DÍA", spelled(t.day, "dd-MMM-yyyy", "es")),
        ("FRANJA HORARIA", f"de {t.start} a {t.end}"),
        ("MODALIDAD", t.category),
        ("PRECIO", "7,00 €"),
        ("FECHA DE EMISIÓN", spelled(t.issued(), "dd-MMM-yyyy", "es")),
    ]
    for i, (label, value) in enumerate(rows):
        s.text(265, 102 + 22 * i, label, 8)
        s.bold(540, 102 + 22 * i, value, align="right")
        s.rule(108 + 22 * i, 260, 545)
    s.qr(60, 220, t.code, 130)


def karting(s: Sheet, t: Ticket) -> None:
    """Heads of columns over values that read like labels, an hour with a point."""
    s.bold(30, 40, "GRAND PRIX KARTING", 20)
    rows = [
        (30, 80, "Product", t.category),
        (230, 80, "Session", t.start.replace(":", ".")),
        (30, 130, "When", spelled(t.day, "EEE d MMMM yyyy")),
        (230, 130, "Ticket code", t.serial),
        (30, 180, "Lap length", "1.1 km"),
        (230, 180, "Minimum height", "140 cm"),
    ]
    for x, y, label, value in rows:
        s.text(x, y, label, 8)
        s.bold(x, y + 15, value, 12)
    s.qr(430, 180, t.code, 120)
    s.text(30, 370, f"Order {t.number_of(8)} placed on {spelled(t.issued(), 'd MMMM yyyy')}.", 7)


def any_day_zoo(s: Sheet, t: Ticket) -> None:
    """The category behind a stroke, a window of validity in American dates."""
    s.bold(60, 62, "CITY ZOO", 22)
    s.bold(60, 87, f"Any Day Admission | {t.category}", 13)
    s.text(60, 112, f"Ticket # {t.serial}")
    s.text(60, 130, f"Good from 1/2/2026 through {t.day.month}/{t.day.day}/{t.day.year}")
    s.text(60, 148, "Retail value: $32.95   Tax included", 9)
    s.picture(60, 272, t.code, "PDF417", 220, 60)
    s.text(60, 732, "Purchased 11/20/2025 by Lakeside Travel Group - Invoice 100482", 7)


LAYOUTS = [
    Supplier("thrill_world", thrill_world, running("{:09d}"), code_url("TW"), ("ADULT", "CHILD"), expects(*DATED),
             landscape(A6)),
    Supplier("bus_voucher", bus_voucher, letters_digits("XXXX-XXXX-XXXX"), code_compact, ("Senior", "Adult", "Youth"),
             expects(*DATED, until=True), letter),
    Supplier("marina_wheel", marina_wheel, letters_digits("MW9999999999"), code_digits(16),
             ("Adult", "Child", "Infant"), expects(*ALL)),
    Supplier("cable_way", cable_way, letters_digits("HG-999999-99"), code_url("HG"),
             ("Erwachsene", "Kind", "Senior"), expects(*DATED, until=True)),
    Supplier("theatre_visit", theatre_visit, letters_digits("999.999.999"), code_digits(13),
             ("General", "Reducida", "Menores de 7 años"), expects(*ALL, ranged=True), A5),
    Supplier("lake_boats", lake_boats, letters_digits("99-9999-9999"), code_digits(14),
             ("Adulte", "Enfant", "Senior"), expects(*ALL), landscape(A5)),
    Supplier("indoor_dive", indoor_dive, letters_digits("SDI999999999"), code_url("sdi:"),
             ("First Flight", "Kids", "Pro"), expects(*ALL)),
    Supplier("falcon_camp", falcon_camp, letters_digits("FC/27/99999"), code_url("FALCON;"),
             ("Premium", "Standard", "VIP Majlis"), expects(*ALL)),
    Supplier("planetarium_nord", planetarium, letters_digits("999999-9999"), code_ean13,
             ("Ermäßigt", "Vollzahler", "Schulklasse"), expects(*ALL)),
    Supplier("waterfalls", waterfalls, letters_digits("AA99999999"), code_url("PN27"),
             ("Infantil", "General", "Jubilado"), expects(*ALL, ranged=True)),
    Supplier("grand_prix_karting", karting, letters_digits("GPK-XXXX-XXXX"), code_is_serial,
             ("Arrive & Drive", "Junior Race", "Endurance"), expects(*ALL), landscape(A5)),
    Supplier("any_day_zoo", any_day_zoo, digits(16), code_is_serial,
             ("Adult (13+)", "Child (2-12)", "Senior (65+)"), expects(*DATED, until=True), letter),
]  # fmt: skip
