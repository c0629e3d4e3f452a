"""Plain tickets as most suppliers print them, and a few that nobody would expect."""

from __future__ import annotations

from reportlab.lib.pagesizes import A5, A6, landscape, letter

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


def wheel(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "Marina Eye", 22)
    s.text(40, 68, "Observation wheel", 9)
    for i, (label, value) in enumerate(
        [
            ("Booking ID", f"ME{t.number_of(8)}"),
            ("Ticket ID", t.serial),
            ("Cabin", t.noise.choice(["Shared", "Private"])),
            ("Guest category", t.category),
            ("Ride date", spelled(t.day, "EEE, dd MMM yyyy")),
            ("Ride time", f"{t.twelve()} - {t.twelve(t.minutes + t.length)}"),
            ("Booked on", spelled(t.issued(), "EEE, dd MMM yyyy")),
            ("Price", "AED 130.00"),
        ]
    ):
        x, y = 40 + 260 * (i % 2), 100 + 34 * (i // 2)
        s.text(x, y, label, 7)
        s.text(x, y + 13, value, 11)
    s.qr(230, 380, t.code, 120)


def wildpark(s: Sheet, t: Ticket) -> None:
    s.text(40, 50, "Wildpark Hochwald", 18, "Times-Bold")
    for i, row in enumerate(
        [
            f"Seriennummer: {t.serial}",
            f"Kategorie: {t.category}",
            f"Besuchstag: {t.day:%d.%m.%Y}",
            f"Ausgedruckt: {t.issued():%d.%m.%Y}, 08:0{t.noise.randint(1, 9)} Uhr",
            "Preis: 12,00 Euro",
            "Geöffnet von 9 bis 18 Uhr, letzter Einlass 17 Uhr",
        ]
    ):
        s.text(40, 80 + 15 * i, row, 10, "Times-Roman")
    s.code128(40, 240, t.code)


def phare(s: Sheet, t: Ticket) -> None:
    s.bold(210, 36, "PHARE DES ILES", 15, align="center")
    for i, (label, value) in enumerate(
        [
            ("Billet", f"n° {t.serial}"),
            ("Catégorie", t.category),
            ("Date de visite", spelled(t.day, "d MMMM yyyy", "fr")),
            ("Créneau", f"{t.start} - {t.end}"),
            ("Prix TTC", "6,50 €"),
            ("Date de commande", spelled(t.issued(), "d MMMM yyyy", "fr")),
        ]
    ):
        s.text(30, 64 + 16 * i, f"{label} :", 9)
        s.text(140, 64 + 16 * i, value, 9)
    s.qr(300, 170, t.code, 90)


def museo_arte(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "Museo de Arte Moderno", 17)
    heads = ("Nº de entrada", "Fecha", "Hora", "Tipo", "Importe")
    values = (t.serial, f"{t.day:%d/%m/%Y}", t.start, t.category, "12,00 €")
    for i, (head, value) in enumerate(zip(heads, values, strict=True)):
        x = (40, 160, 250, 320, 470)[i]
        s.bold(x, 84, head, 9)
        s.text(x, 102, value, 10)
    s.text(40, 124, f"Comprada el {t.issued():%d/%m/%Y}. Titular: {t.person()}. No se admiten devoluciones.", 8)
    s.code128(40, 200, t.code)


def gulf_park(s: Sheet, t: Ticket) -> None:
    """Arabic with Latin values; validity as a window; a number for complaints."""
    s.text(550, 50, "منتزه الخليج", 20, align="right")
    for i, (label, value) in enumerate(
        [
            ("رقم التذكرة", t.serial),
            ("نوع التذكرة", t.category),
            ("تاريخ الإصدار", f"{t.issued():%Y-%m-%d}"),
            ("صالحة حتى", f"{t.day:%Y-%m-%d}"),
            ("السعر", "85.00 SAR"),
        ]
    ):
        s.text(550, 90 + 20 * i, label, 11, align="right")
        s.text(380, 90 + 20 * i, value, 11, align="right")
    s.text(550, 210, "للشكاوى اتصل على 920001234", 8, align="right")
    s.qr(60, 220, t.code, 110)


def desert_drive(s: Sheet, t: Ticket) -> None:
    s.bold(40, 46, "DUNE BASHING & BBQ DINNER", 15)
    for i, (english, arabic, value) in enumerate(
        [
            ("Voucher Number", "رقم القسيمة", t.serial),
            ("Activity Date", "تاريخ النشاط", f"{t.day:%d/%m/%Y}"),
            ("Pick-up Time", "وقت الاستلام", t.twelve()),
            ("Guest Type", "نوع الضيف", t.category),
            ("Issue Date", "تاريخ الإصدار", f"{t.issued():%d/%m/%Y}"),
        ]
    ):
        y = 80 + 18 * i
        s.text(40, y, f"{english} / {arabic}:", 9)
        s.text(230, y, value, 10)
    s.picture(430, 180, t.code, "DataMatrix", 90, 90)


def glass_bridge(s: Sheet, t: Ticket) -> None:
    """Bottom up: the code first, what it is for below it, the supplier last."""
    s.qr(98, 120, t.code, 100)
    s.text(148, 134, t.serial, 9, align="center")
    s.bold(148, 156, t.category, 14, align="center")
    s.text(148, 174, f"{t.day:%d %b %Y} at {t.start}", 11, align="center")
    s.text(148, 200, "Glass Bridge Experience", 10, align="center")
    s.text(148, 214, f"ordered {t.issued():%d %b %Y} - GBP 18.00", 7, align="center")


def baseball(s: Sheet, t: Ticket) -> None:
    s.bold(40, 44, "FIELD & DUGOUT TOUR", 16)
    s.text(40, 66, f"Date: {spelled(t.day, 'MMM d, yyyy')}    Start: {t.twelve()}    Type: {t.category}", 10)
    s.text(40, 82, f"Barcode No: {t.code}", 9)
    s.text(40, 98, f"Ticket Serial: {t.serial}", 9)
    s.text(40, 120, f"Acct 88{t.number_of(5)}  Ordered {t.issued():%m/%d/%Y}  $32.00  Boston, MA 02215", 7)
    s.code128(40, 190, t.code)


def seilbahn(s: Sheet, t: Ticket) -> None:
    """German and English in brackets, values in a column."""
    s.bold(30, 36, "SEILBAHN ROTHORN", 14)
    for i, (label, value) in enumerate(
        [
            ("Fahrkarte (Ticket) Nr.", t.serial),
            ("Fahrgast (Passenger)", t.category),
            ("Gültig bis (Valid until)", f"{t.day:%d.%m.%Y}"),
            ("Ausgabe (Issued)", f"{t.issued():%d.%m.%Y}"),
        ]
    ):
        s.text(30, 62 + 16 * i, label, 9)
        s.bold(170, 62 + 16 * i, value, 9)
    s.text(30, 136, "CHF 38.00 inkl. 8.1% MWST CHE-116.281.710", 7)
    s.code39(30, 200, t.code)


def caravel(s: Sheet, t: Ticket) -> None:
    """A boarding card torn in two: the stub has no labels."""
    s.bold(30, 36, "CARAVEL SUNSET SAIL", 14)
    for i, (label, value) in enumerate(
        [
            ("SAILING DATE", f"{t.day:%d-%m-%Y}"),
            ("SAILING TIME", t.start),
            ("PASSENGER TYPE", t.category),
            ("TICKET NUMBER", t.serial),
        ]
    ):
        s.text(30 + 190 * (i % 2), 64 + 36 * (i // 2), label, 7)
        s.bold(30 + 190 * (i % 2), 77 + 36 * (i // 2), value, 12)
    s.text(430, 64, f"{t.day:%d-%m-%Y} {t.start}", 8)
    s.text(430, 78, t.category, 8)
    s.text(430, 92, t.serial, 8)
    s.picture(420, 190, t.code, "Aztec", 80, 80)
    s.text(
        30, 140, f"Reservation {t.number_of(6)} made on {t.issued():%d-%m-%Y}. Boarding closes 10 minutes before.", 7
    )


def planetarium_slip(s: Sheet, t: Ticket) -> None:
    s.text(148, 30, "KOSMORAMA", 14, "Courier-Bold", align="center")
    for i, row in enumerate(
        [
            f"SHOW   {t.noise.choice(['Black Holes', 'Our Moon', 'Milky Way'])}",
            f"DATE   {t.day:%Y/%m/%d}",
            f"TIME   {t.start}",
            f"SEAT   {t.noise.choice('ABCDEF')}{t.noise.randint(1, 20)}",
            f"FARE   {t.category}",
            f"TKT    {t.serial}",
            f"SOLD   {t.issued():%Y/%m/%d} 11:4{t.noise.randint(1, 9)}",
        ]
    ):
        s.text(30, 52 + 12 * i, row, 9, "Courier")
    s.qr(100, 240, t.code, 90)


def aquapark_es(s: Sheet, t: Ticket) -> None:
    s.bold(40, 46, "AQUALAND COSTA", 18)
    s.text(40, 70, f"ENTRADA {t.category.upper()}", 13)
    s.text(40, 90, f"Fecha de visita: {t.day:%d/%m/%Y}", 11)
    s.text(40, 108, f"Localizador: {t.number_of(8)}", 9)
    s.text(40, 122, f"Código de entrada: {t.serial}", 9)
    s.text(40, 144, f"Fecha de compra: {t.issued():%d/%m/%Y}", 8)
    s.text(40, 156, "Horario del parque: 10:00 - 18:00 h", 8)
    s.code128(40, 230, t.code)


def science_center(s: Sheet, t: Ticket) -> None:
    """Admission, show and parking on one page: only the admission is the ticket's."""
    s.bold(40, 50, "City Science Center", 18)
    s.text(40, 78, "General admission", 8)
    s.bold(40, 92, t.category, 12)
    s.text(240, 78, "Visit on", 8)
    s.bold(240, 92, spelled(t.day, "EEEE, MMM d, yyyy"), 12)
    s.text(40, 112, "Arrive at", 8)
    s.bold(40, 126, t.twelve(), 12)
    s.text(240, 112, "Ticket", 8)
    s.bold(240, 126, t.serial, 12)
    s.text(
        40, 150, f"Parking not included. Order {t.number_of(10)}, paid {spelled(t.issued(), 'MMM d, yyyy')}, $19.95", 8
    )
    s.qr(440, 200, t.code, 100)


def arabic_right(s: Sheet, t: Ticket) -> None:
    s.text(390, 36, "متحف السفن", 17, align="right")
    for i, (label, value) in enumerate(
        [
            ("الرقم التسلسلي", t.serial),
            ("الفئة", t.category),
            ("التاريخ", eastern(f"{t.day:%Y/%m/%d}")),
            ("الوقت", eastern(t.start)),
        ]
    ):
        s.text(390, 64 + 18 * i, f"{label}: {value}", 11, align="right")
    s.text(390, 150, f"طبعت في {eastern(f'{t.issued():%Y/%m/%d}')}", 8, align="right")
    s.picture(40, 160, t.code, "QRCode", 90, 90)


def lagoon_pass(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "LAGOON DAY PASS", 16)
    s.text(30, 64, f"Pass holder: {t.person()}", 9)
    s.text(30, 80, f"Pass type: {t.category}", 9)
    s.text(30, 96, f"Pass no.: {t.serial}", 9)
    s.text(30, 112, f"Pass valid: {spelled(t.day, 'd MMM yyyy')}", 9)
    s.text(30, 128, f"Pass issued: {spelled(t.issued(), 'd MMM yyyy')}", 9)
    s.code128(30, 200, t.code, bar=0.9)


LAYOUTS = [
    Supplier(
        "wheel", wheel, letters_digits("MEW99999999"), code_is_serial,
        ("Adult", "Child (3-11)", "Sunset Lover"), expects(*ALL, ranged=True),
    ),
    Supplier(
        "wildpark", wildpark, letters_digits("99-999-999"), code_compact,
        ("Erwachsene", "Kinder (3-14)", "Wolfspate"), expects("serial", "date", "category", "barcode"),
    ),
    Supplier(
        "phare", phare, letters_digits("PI999999"), code_is_serial,
        ("Adulte", "Enfant", "Gardien d'un jour"), expects(*ALL, ranged=True), A5,
    ),
    Supplier(
        "museo_arte", museo_arte, digits(9), code_is_serial,
        ("General", "Reducida", "Noche de Arte"), expects(*ALL),
    ),
    Supplier(
        "gulf_park", gulf_park, digits(11), code_is_serial,
        ("بالغ", "طفل", "تذكرة عائلية"), expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier(
        "desert_drive", desert_drive, letters_digits("DBD-9999-AA"), code_is_serial,
        ("Adult", "Child (4-11)", "Quad Rider"), expects(*ALL),
    ),
    Supplier(
        "glass_bridge", glass_bridge, letters_digits("GBX999999"), code_is_serial,
        ("Adult", "Child", "Family"), expects(*ALL), A6,
    ),
    Supplier(
        "baseball", baseball, letters_digits("FD-99999999"), code_digits(12),
        ("Adult", "Child", "Bleacher Creature"), expects(*ALL), letter,
    ),
    Supplier(
        "seilbahn", seilbahn, letters_digits("RH999999"), code_is_serial,
        ("Erwachsene", "Halbtax", "Kinder 6-16"), expects("serial", "date", "category", "barcode", until=True), A5,
    ),
    Supplier(
        "caravel", caravel, running("CSS{:07d}"), code_is_serial,
        ("Adult", "Child", "Upper Deck"), expects(*ALL), (560, 210),
    ),
    Supplier(
        "planetarium_slip", planetarium_slip, digits(10), code_url("KM="),
        ("Adult", "Reduced", "Night Owl"), expects(*ALL), A6,
    ),
    Supplier(
        "aquapark_es", aquapark_es, letters_digits("AQ99999999"), code_is_serial,
        ("ADULTO", "INFANTIL", "SENIOR"), expects("serial", "date", "category", "barcode"),
    ),
    Supplier(
        "science_center", science_center, letters_digits("99999-99999"), code_url("csc:"),
        ("Adult", "Youth (3-12)", "Member Guest"), expects(*ALL), letter,
    ),
    Supplier(
        "arabic_right", arabic_right, digits(8), code_is_serial,
        ("زائر", "طالب", "بحار صغير"), expects(*ALL), A5,
    ),
    Supplier(
        "lagoon_pass", lagoon_pass, letters_digits("LDP-999999"), code_is_serial,
        ("Adult", "Child", "Cabana"), expects("serial", "date", "category", "barcode"), landscape(A5),
    ),
]  # fmt: skip
