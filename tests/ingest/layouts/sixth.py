"""The last look at layouts that nobody had in mind."""

from __future__ import annotations

from reportlab.lib.pagesizes import A4, A5, A6, landscape, letter

from tests.ingest.layouts.sheet import Sheet
from tests.ingest.layouts.spelling import eastern, spelled
from tests.ingest.layouts.supplier import (
    Supplier,
    Ticket,
    code_compact,
    code_digits,
    code_is_serial,
    code_url,
    digits,
    expects,
    letters_digits,
    running,
)  # fmt: skip

ALL = ("serial", "date", "timeSlot", "category", "barcode")


def theme_park(s: Sheet, t: Ticket) -> None:
    s.bold(40, 60, "Wonder Falls Park", 20)
    s.bold(40, 90, t.category, 14)
    s.text(40, 112, f"Admit: 1    Valid: {spelled(t.day, 'EEE dd MMM yyyy')}    Arrive: {t.start}", 10)
    s.text(40, 130, f"Ticket ref: {t.serial}    Booking: WF{t.number_of(7)}", 10)
    s.text(40, 150, f"Booked {spelled(t.issued(), 'dd MMM yyyy')} by {t.person()}. Park opens 09:30, closes 19:00.", 8)
    s.qr(420, 180, t.code, 110)


def ledger(s: Sheet, t: Ticket) -> None:
    """Rows of a booking sheet, value in a box at the far right; the gate opens before the slot."""
    rows = [
        ("BOOKING REFERENCE", t.number_of(8)),
        ("E-TICKET NUMBER", t.serial),
        ("PRODUCT", t.category),
        ("SERVICE DATE", f"{t.day:%d.%m.%Y}"),
        ("TIME SLOT", f"{t.twelve()} to {t.twelve(t.minutes + t.length)}"),
        ("DATE OF ISSUE", f"{t.issued():%d.%m.%Y}"),
        ("GUEST NAME", t.person().upper()),
        ("GROSS", "USD 64.00"),
    ]
    s.bold(40, 50, "Skydeck Reservation", 15)
    for i, (label, value) in enumerate(rows):
        s.text(40, 84 + 22 * i, label, 8)
        s.bold(540, 84 + 22 * i, value, 10, align="right")
        s.rule(90 + 22 * i, 40, 540)
    s.code128(40, 330, t.code)


def kino(s: Sheet, t: Ticket) -> None:
    s.text(148, 40, "STERNWARTE BERGHEIM", 13, align="center")
    s.text(148, 62, f"{spelled(t.day, 'EEEE', 'de')}, {spelled(t.day, 'd. MMMM yyyy', 'de')}", 10, align="center")
    s.text(148, 80, f"Beginn {t.start} Uhr - Einlass 30 Min. vorher", 10, align="center")
    s.text(148, 98, f"Preisgruppe: {t.category}", 10, align="center")
    s.text(148, 116, f"Reihe {t.noise.randint(1, 12)}  Platz {t.noise.randint(1, 30)}  9,50 EUR", 9, align="center")
    s.picture(108, 220, t.code, "Aztec", 80, 80)
    s.text(148, 236, f"Kontrollnr. {t.serial}", 8, align="center")
    s.text(148, 250, f"gekauft am {t.issued():%d.%m.%y}", 7, align="center")


def wellness(s: Sheet, t: Ticket) -> None:
    """A voucher: the day by which it must be used is the date."""
    s.bold(40, 50, "GUTSCHEIN", 20)
    for i, (label, value) in enumerate(
        [
            ("Gutschein-Nr.", t.serial),
            ("Leistung", t.category),
            ("Ausgestellt am", f"{t.issued():%d.%m.%Y}"),
            ("Einlösbar bis", f"{t.day:%d.%m.%Y}"),
            ("Wert", "79,00 EUR"),
        ]
    ):
        s.text(40, 90 + 18 * i, label)
        s.text(170, 90 + 18 * i, value)
    s.text(40, 200, "Täglich 10-22 Uhr. Tel. +49 8031 55512. USt-ID DE812345678", 7)
    s.code39(40, 260, t.code)


def caves(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "Grottes de la Vallée", 18)
    s.text(40, 80, "TITULAIRE", 6)
    s.text(40, 92, t.person(), 10)
    s.text(220, 80, "DATE DE VISITE", 6)
    s.text(220, 92, f"{t.day:%d/%m/%Y}", 10)
    s.text(40, 116, "FORMULE", 6)
    s.text(40, 128, t.category, 10)
    s.text(220, 116, "DÉPART DE LA VISITE", 6)
    s.text(220, 128, t.start.replace(":", "h"), 10)
    s.text(40, 152, "NUMÉRO DE BILLET", 6)
    s.text(40, 164, t.serial, 10)
    s.text(220, 152, "DATE D'ACHAT", 6)
    s.text(220, 164, f"{t.issued():%d/%m/%Y}", 10)
    s.qr(400, 170, t.code, 100)


def flamenco(s: Sheet, t: Ticket) -> None:
    s.bold(20, 30, "TABLAO LA LUNA", 13)
    s.text(20, 52, f"{spelled(t.day, 'EEEE', 'es')} {t.day.day} de {spelled(t.day, 'MMMM', 'es')} de {t.day.year}", 9)
    s.text(20, 68, f"Pase: {t.start} h", 9)
    s.text(20, 84, f"Zona: {t.category}", 9)
    s.text(20, 100, f"Localidad nº {t.serial}", 9)
    s.text(20, 116, f"Apertura de puertas 30 min. antes. Ref. pedido {t.number_of(6)}", 7)
    s.code128(20, 180, t.code, bar=0.9)


def emirates(s: Sheet, t: Ticket) -> None:
    """English and Arabic side by side, each with its own label and the same value between."""
    s.bold(40, 50, "Falcon Museum", 16)
    s.text(550, 50, "متحف الصقور", 16, align="right")
    for i, (english, value, arabic) in enumerate(
        [
            ("Serial Number", t.serial, "الرقم التسلسلي"),
            ("Valid On", f"{t.day:%d/%m/%Y}", "صالحة بتاريخ"),
            ("Entry Time", f"{t.start} - {t.end}", "وقت الدخول"),
            ("Ticket Type", t.category, "نوع التذكرة"),
            ("Issue Date", f"{t.issued():%d/%m/%Y}", "تاريخ الإصدار"),
        ]
    ):
        s.text(40, 90 + 22 * i, f"{english}:")
        s.text(200, 90 + 22 * i, value)
        s.text(550, 90 + 22 * i, arabic, align="right")
    s.code128(180, 280, t.code)
    s.text(200, 292, t.code, 9)


def desert(s: Sheet, t: Ticket) -> None:
    s.text(380, 40, "رحلة الصحراء", 18, align="right")
    s.text(380, 70, f"{t.category}", 13, align="right")
    day = f"{eastern(str(t.day.day))} {spelled(t.day, 'MMMM', 'ar')} {eastern(str(t.day.year))}"
    s.text(380, 94, f"تنتهي الصلاحية في {day}", 10, align="right")
    s.text(380, 116, f"رقم القسيمة: {t.serial}", 10, align="right")
    s.text(380, 136, f"هاتف: ٠٤٣٣٣{t.number_of(3)} - السعر ٢٥٠ درهم", 8, align="right")
    s.qr(40, 200, t.code)


def ballpark(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "HARBOR CITY STADIUM TOUR", 14)
    for i, (label, value) in enumerate(
        [("DATE", f"{t.day:%m/%d/%y}"), ("TIME", t.twelve()), ("GATE", "C"), ("TYPE", t.category), ("TICKET", t.serial)]
    ):
        s.text(30 + 105 * i, 70, label, 7)
        s.bold(30 + 105 * i, 84, value, 10)
    s.text(
        30, 110, f"Purchased {t.issued():%m/%d/%y} {t.noise.choice(['9', '10'])}:42 AM  $28.00  San Diego, CA 92101", 7
    )
    s.picture(440, 200, t.code, "DataMatrix", 70, 70)


def ferry_token(s: Sheet, t: Ticket) -> None:
    s.text(148, 36, "ISLAND FERRY", 14, align="center")
    s.bold(148, 62, t.serial, 18, align="center")
    s.text(148, 84, f"{t.day:%d %b %Y}, {t.start} sailing", 10, align="center")
    s.text(148, 102, f"Fare: {t.category} (GBP 8.50)", 10, align="center")
    s.qr(98, 220, t.code, 100)
    s.text(148, 236, f"Issued {t.issued():%d %b %Y} by kiosk {t.number_of(3)}", 7, align="center")


def conference(s: Sheet, t: Ticket) -> None:
    s.bold(60, 60, "Science Nights 2026", 22)
    s.text(60, 92, "Holder", 8)
    s.text(60, 106, t.person(), 12)
    s.text(300, 92, "Pass", 8)
    s.text(300, 106, t.category, 12)
    s.text(60, 132, "Night", 8)
    s.text(60, 146, spelled(t.day, "EEEE, MMMM d, yyyy"), 12)
    s.text(300, 132, "Starts", 8)
    s.text(300, 146, t.twelve(), 12)
    s.text(60, 186, f"Registration code {t.serial}", 10)
    s.qr(600, 200, t.code, 120)


LAYOUTS = [
    Supplier(
        "theme_park", theme_park, letters_digits("WF-AA9999"), code_is_serial,
        ("Splash Pass", "One Day Ticket", "Senior"), expects(*ALL),
    ),
    Supplier(
        "ledger", ledger, digits(13), code_digits(11), ("Sky High", "Prime Hours", "Child"), expects(*ALL, ranged=True)
    ),
    Supplier(
        "kino", kino, running("SB{:07d}"), code_url("sb#"), ("Erwachsene", "Schüler", "Sternfreunde"),
        expects(*ALL), A6,
    ),
    Supplier(
        "wellness", wellness, letters_digits("G99-9999"), code_is_serial,
        ("Tageseintritt", "Familienkarte", "Saunatag Deluxe"),
        expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier(
        "caves", caves, digits(8), code_is_serial,
        ("Découverte", "Adulte", "Spéléologue en herbe"), expects(*ALL), landscape(A5),
    ),
    Supplier(
        "flamenco", flamenco, letters_digits("9999-A"), code_compact,
        ("Platea", "Palco", "Primera fila"), expects(*ALL), A6,
    ),
    Supplier(
        "emirates", emirates, digits(10), code_digits(15),
        ("Adult", "Falconer", "Child (under 12)"), expects(*ALL, ranged=True),
    ),
    Supplier(
        "desert", desert, letters_digits("D999999"), code_is_serial, ("مغامرة", "بالغ", "عائلة"),
        expects("serial", "date", "category", "barcode", until=True), A5,
    ),
    Supplier(
        "ballpark", ballpark, letters_digits("99999999"), code_is_serial,
        ("Adult", "Rookie", "Hall of Fame"), expects(*ALL), letter,
    ),
    Supplier(
        "ferry_token", ferry_token, letters_digits("AA 99 99"), code_url("IF"), ("Single", "Islander", "Bike"),
        expects(*ALL), A6,
    ),
    Supplier(
        "conference", conference, letters_digits("XXXX-XXXX-XX"), code_is_serial,
        ("Gold Pass", "Nightowl", "Student"), expects(*ALL), landscape(A4),
    ),
]  # fmt: skip
