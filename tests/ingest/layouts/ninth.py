"""Other words for the same things, in five languages, and dates and hours in other dresses."""

from __future__ import annotations

from datetime import date

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


def arrival_window(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "Immersive Gallery DXB", 17)
    for i, (label, value) in enumerate(
        [
            ("Your entry pass", t.serial),
            ("For", t.category),
            ("On", spelled(t.day, "EEEE d MMMM yyyy")),
            ("Arrival window", f"{t.twelve()} - {t.twelve(t.minutes + t.length)}"),
            ("Confirmation", f"IG{t.number_of(6)}"),
            ("Paid on", spelled(t.issued(), "d MMMM yyyy")),
        ]
    ):
        s.text(40, 84 + 18 * i, label, 10)
        s.bold(160, 84 + 18 * i, value, 10)
    s.qr(420, 200, t.code, 110)


def stadtrundfahrt(s: Sheet, t: Ticket) -> None:
    s.bold(30, 36, "STADTRUNDFAHRT IM DOPPELDECKER", 13)
    s.text(30, 60, f"Fahrgastkategorie: {t.category}", 10)
    s.text(30, 76, f"Einlösbar am: {spelled(t.day, 'EE d. MMM yyyy', 'de')}", 10)
    s.text(30, 92, f"Abfahrt um: {t.start} Uhr, Haltestelle Dom", 10)
    s.text(30, 108, f"Belegnr.: {t.serial}", 10)
    s.text(30, 128, f"Kaufdatum: {t.issued():%d.%m.%Y}; Preis: 24,00 €; Steuernr. 27/345/{t.number_of(5)}", 7)
    s.picture(290, 140, t.code, "Aztec", 90, 90)


def aquarium_fr(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "AQUARIUM DU LARGE", 17)
    for i, row in enumerate(
        [
            f"Entrée valable le {t.day:%d/%m/%Y}",
            f"Créneau d'entrée : entre {t.start.replace(':', 'h')} et {t.end.replace(':', 'h')}",
            f"Type de visiteur : {t.category}",
            f"N° d'entrée : {t.serial}",
            f"Imprimé le {t.issued():%d/%m/%Y} - caisse {t.number_of(2)} - opérateur {t.number_of(3)}",
        ]
    ):
        s.text(40, 80 + 16 * i, row, 10)
    s.code128(40, 240, t.code)


def teatro(s: Sheet, t: Ticket) -> None:
    """The session has a number and an hour, the seat two numbers."""
    s.bold(30, 40, "TEATRO DE LA ESTRELLA", 15)
    s.text(30, 64, f"Función: {spelled(t.day, 'EEEE', 'es')} {t.day:%d/%m/%Y}, {t.start} horas", 10)
    s.text(30, 80, f"Sector: {t.category}", 10)
    s.text(30, 96, f"Fila {t.noise.randint(1, 20)}, butaca {t.noise.randint(1, 30)}", 10)
    s.text(30, 112, f"Boleto No. {t.serial}", 10)
    s.text(30, 132, f"Cargo por servicio $35.00 MXN - Folio fiscal {t.number_of(8)}", 7)
    s.text(30, 144, f"Fecha de emisión {t.issued():%d/%m/%Y}", 7)
    s.code128(30, 210, t.code, bar=0.9)


def arabic_tower(s: Sheet, t: Ticket) -> None:
    """Other words of the Gulf: code of entry, guest, the hour of arrival."""
    s.text(540, 60, "برج المشاهدة", 22, align="right")
    for i, (label, value) in enumerate(
        [
            ("رمز التذكرة", t.serial),
            ("الضيف", t.person()),
            ("فئة الدخول", t.category),
            ("يوم الزيارة", _arabic(t.day)),
            ("وقت الوصول", t.start),
            ("رقم العملية", t.number_of(8)),
            ("تاريخ الحجز", _arabic(t.issued())),
        ]
    ):
        s.text(540, 100 + 24 * i, f"{label}:", 11, align="right")
        s.text(420, 100 + 24 * i, value, 11, align="right")
    s.qr(60, 260, t.code)


def _arabic(day: date) -> str:
    return f"{day.day} {spelled(day, 'MMMM', 'ar')} {day.year}"


def frame(s: Sheet, t: Ticket) -> None:
    """A window in one row: its end is the date."""
    s.bold(40, 50, "THE GOLDEN FRAME", 18)
    s.text(550, 50, "الإطار الذهبي", 18, align="right")
    rows = [
        ("Ticket Ref.", t.serial, "مرجع التذكرة"),
        ("Visitor Type", t.category, "نوع الزائر"),
        ("Validity", f"{t.issued():%d/%m/%Y} to {t.day:%d/%m/%Y}", "الصلاحية"),
        ("Amount", "AED 52.50", "المبلغ"),
    ]
    for i, (english, value, arabic) in enumerate(rows):
        s.text(40, 90 + 22 * i, english)
        s.text(297, 90 + 22 * i, value, align="center")
        s.text(550, 90 + 22 * i, arabic, align="right")
    s.code128(180, 260, t.code)


def airline_dates(s: Sheet, t: Ticket) -> None:
    """Dates as airlines write them, labels abbreviated."""
    s.bold(30, 40, "HELI TOURS", 18)
    for i, (label, value) in enumerate(
        [
            ("TKT NBR", t.serial),
            ("FLT DATE", f"{t.day.day:02d}{spelled(t.day, 'MMM').upper()}{t.day:%y}"),
            ("DEP TIME", t.start),
            ("PAX TYPE", t.category),
            ("PNR", "".join(t.noise.choice("ABCDEFGHJKLM") for _ in range(6))),
            ("ISSUED", f"{t.issued().day:02d}{spelled(t.issued(), 'MMM').upper()}{t.issued():%y}"),
        ]
    ):
        s.text(30, 70 + 16 * i, label, 9, "Courier")
        s.text(120, 70 + 16 * i, value, 9, "Courier-Bold")
    s.picture(300, 180, t.code, "PDF417", 180, 60)


def iso_system(s: Sheet, t: Ticket) -> None:
    """A ticketing system's bare print."""
    s.text(40, 50, "RAILWAY MUSEUM / E-TICKET", 12, "Courier-Bold")
    for i, row in enumerate(
        [
            f"id        : {t.serial}",
            f"product   : {t.category}",
            f"valid on  : {t.day:%Y-%m-%d}",
            f"slot      : {t.start}-{t.end}",
            f"created   : {t.issued():%Y-%m-%d} 17:22:0{t.noise.randint(0, 9)}",
            f"order     : {t.number_of(10)}",
        ]
    ):
        s.text(40, 74 + 13 * i, row, 9, "Courier")
    s.qr(400, 160, t.code, 100)


def redeem_by(s: Sheet, t: Ticket) -> None:
    s.bold(306, 50, "GIFT ADMISSION", 22, align="center")
    s.text(306, 80, f"This certificate admits one ({t.category}) to Pine Ridge Zipline", 11, align="center")
    s.text(306, 98, f"Redeem by {spelled(t.day, 'MMMM d, yyyy')}", 11, align="center")
    s.text(306, 116, f"Certificate # {t.serial}", 11, align="center")
    s.text(
        306,
        140,
        f"Purchased {spelled(t.issued(), 'MMMM d, yyyy')} for {t.person()}. No cash value. Call (555) 010-4477.",
        8,
        align="center",
    )
    s.picture(266, 230, t.code, "DataMatrix", 80, 80)


def schloss(s: Sheet, t: Ticket) -> None:
    """A timed tour in German and English, the value once."""
    s.bold(40, 50, "Schloss Falkenau / Falkenau Castle", 15)
    for i, (label, value) in enumerate(
        [
            ("Führung / Tour", f"{t.day:%d.%m.%Y}, {t.start} Uhr"),
            ("Eintrittsart / Admission", t.category),
            ("Kartennr. / Ticket no.", t.serial),
            ("Sprache / Language", t.noise.choice(["Deutsch", "English"])),
            ("Verkauft / Sold", f"{t.issued():%d.%m.%Y}, Kasse {t.number_of(1)}"),
        ]
    ):
        s.text(40, 84 + 18 * i, label, 9)
        s.text(200, 84 + 18 * i, value, 10)
    s.code39(40, 260, t.code)


def domaine(s: Sheet, t: Ticket) -> None:
    """A French ski resort's card: from and to in cells, the kind on top."""
    s.bold(20, 30, "DOMAINE DES AIGUILLES", 11)
    s.text(20, 50, t.category, 11)
    s.text(20, 68, "Début", 6)
    s.text(20, 78, f"{t.issued():%d/%m/%y}", 10)
    s.text(110, 68, "Fin", 6)
    s.text(110, 78, f"{t.day:%d/%m/%y}", 10)
    s.text(200, 68, "N° forfait", 6)
    s.text(200, 78, t.serial, 10)
    s.text(20, 100, "Assurance non comprise. Secours pistes : 04 79 00 00 00", 6)
    s.code128(20, 160, t.code, bar=0.8)


def tren_turistico(s: Sheet, t: Ticket) -> None:
    s.text(210, 40, "Tren Turístico de la Costa", 15, align="center")
    heads = ("BILLETE", "FECHA SALIDA", "HORA SALIDA", "CLASE DE BILLETE")
    values = (t.serial, f"{t.day:%d.%m.%Y}", t.start.replace(":", "."), t.category)
    for i, (head, value) in enumerate(zip(heads, values, strict=True)):
        s.text(30 + 100 * i, 70, head, 7)
        s.text(30 + 100 * i, 84, value, 9)
    s.text(30, 106, f"Operación {t.number_of(9)} del {t.issued():%d.%m.%Y}. Conserve el billete.", 7)
    s.qr(30, 220, t.code, 100)


def distillery(s: Sheet, t: Ticket) -> None:
    """One sentence tells it all."""
    s.bold(40, 50, "Whisky & Heritage Distillery", 16)
    s.text(40, 80, f"Ticket {t.serial} admits one {t.category} to the tour", 11)
    s.text(40, 96, f"on {spelled(t.day, 'd MMMM yyyy')} at {t.twelve().lower()}.", 11)
    s.text(40, 120, f"Booked by {t.person()} on {spelled(t.issued(), 'd MMMM yyyy')}. Over 18s only.", 8)
    s.qr(400, 180, t.code, 100)


def wadi(s: Sheet, t: Ticket) -> None:
    """English words, Arabic-Indic digits in the Arabic copy of the same values."""
    s.bold(40, 50, "WADI WATER WORLD", 18)
    s.text(40, 80, f"Guest Category: {t.category}", 10)
    s.text(40, 96, f"Date of Visit: {t.day:%d-%m-%Y}", 10)
    s.text(40, 112, f"Ticket Serial: {t.serial}", 10)
    s.text(540, 96, f"تاريخ الزيارة: {eastern(f'{t.day:%d-%m-%Y}')}", 10, align="right")
    s.text(540, 112, f"الرقم التسلسلي: {t.serial}", 10, align="right")
    s.text(40, 136, f"Date of Issue: {t.issued():%d-%m-%Y}   Cashier: {t.number_of(3)}", 8)
    s.code128(40, 220, t.code)


def football(s: Sheet, t: Ticket) -> None:
    s.bold(40, 44, "ARENA-TOUR", 20)
    s.text(40, 70, f"{spelled(t.day, 'EEEE, d. MMMM yyyy', 'de')} · {t.start} Uhr · Treffpunkt Fanshop", 10)
    s.text(40, 88, f"1 Ticket {t.category} · 15,00 €", 10)
    s.text(40, 106, f"Ticket-Nr. {t.serial} · Kunden-Nr. {t.number_of(6)} · Best.-Nr. {t.number_of(8)}", 8)
    s.text(40, 120, f"Bestellt am {t.issued():%d.%m.%Y}. Vom Umtausch ausgeschlossen.", 8)
    s.qr(400, 160, t.code, 100)


LAYOUTS = [
    Supplier(
        "arrival_window", arrival_window, letters_digits("AXAX9999"), code_is_serial,
        ("Adult", "Child under 12", "Night Glow"), expects(*ALL, ranged=True),
    ),
    Supplier(
        "stadtrundfahrt", stadtrundfahrt, letters_digits("SR/999999"), code_url("SR:"),
        ("Erwachsene", "Kinder 6-14", "Schwerbehinderte"), expects(*ALL), A5,
    ),
    Supplier(
        "aquarium_fr", aquarium_fr, digits(11), code_is_serial,
        ("Adulte", "Enfant 3-12 ans", "Abonné Corail"), expects(*ALL, ranged=True),
    ),
    Supplier(
        "teatro", teatro, letters_digits("A-99999999"), code_compact,
        ("Luneta", "Primer piso", "Preferente"), expects(*ALL), A5,
    ),
    Supplier(
        "arabic_tower", arabic_tower, letters_digits("BT99999999"), code_is_serial,
        ("بالغ", "طفل (٤-١٢)", "دخول سريع"), expects(*ALL),
    ),
    Supplier(
        "frame", frame, letters_digits("GF999999999"), code_is_serial,
        ("Adult", "Child (3-12)", "Resident"), expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier(
        "airline_dates", airline_dates, letters_digits("999 9999999999"), code_url("M1"),
        ("ADT", "CHD", "VIP WINDOW"), expects(*ALL), letter,
    ),
    Supplier(
        "iso_system", iso_system, letters_digits("9999999999999999"), code_is_serial,
        ("Standard", "Reduced", "Footplate Ride"), expects(*ALL, ranged=True),
    ),
    Supplier(
        "redeem_by", redeem_by, letters_digits("PRZ-9999-9999"), code_is_serial,
        ("Adult", "Youth", "Canopy Explorer"), expects("serial", "date", "category", "barcode", until=True), letter,
    ),
    Supplier(
        "schloss", schloss, letters_digits("FA999999"), code_is_serial,
        ("Erwachsene", "Familie", "Ritterfest"), expects(*ALL),
    ),
    Supplier(
        "domaine", domaine, letters_digits("99-9999 9999 9999 9999-9"), code_digits(12),
        ("Adulte 6 jours", "Enfant 6 jours", "Famille"), expects("serial", "date", "category", "barcode", until=True),
        A6,
    ),
    Supplier(
        "tren_turistico", tren_turistico, running("{:07d}"), code_url("TTC-"),
        ("Turista", "Preferente", "Niño"), expects(*ALL), A5,
    ),
    Supplier(
        "distillery", distillery, letters_digits("WHD-99999"), code_is_serial,
        ("adult", "student", "senior"), expects(*ALL),
    ),
    Supplier(
        "wadi", wadi, digits(10), code_is_serial,
        ("Above 1.1m", "Below 1.1m", "Spectator"), expects("serial", "date", "category", "barcode"),
    ),
    Supplier(
        "football", football, digits(12), code_url("at="),
        ("Erwachsene", "Ermäßigt", "Kinder bis 13 Jahre"), expects(*ALL), landscape(A5),
    ),
]  # fmt: skip
