"""Layouts written after the analysis worked on the first ones: busier, with much that is not a field."""

from __future__ import annotations

from datetime import timedelta

from reportlab.lib import colors
from reportlab.lib.pagesizes import A5, landscape, letter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, Table, TableStyle

from tests.ingest.layouts.sheet import Sheet
from tests.ingest.layouts.spelling import eastern, spelled
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
)  # fmt: skip

ALL = ("serial", "date", "timeSlot", "category", "barcode")


def burj(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "AT THE TOP, TALL TOWER SKY", 16)
    s.text(40, 70, "Level 124 + 125 | Non-prime hours")
    s.rule(80)
    s.text(40, 100, "Guest Name", 7)
    s.text(220, 100, "Booking Reference", 7)
    s.text(400, 100, "Purchase Date", 7)
    s.bold(40, 114, t.person(), 10)
    s.bold(220, 114, f"WEB-{t.number_of(8)}", 10)
    s.bold(400, 114, f"{t.issued():%d-%b-%Y}", 10)
    s.text(40, 140, "Visit Date", 7)
    s.text(220, 140, "Visit Time", 7)
    s.text(400, 140, "Ticket Type", 7)
    s.bold(40, 154, f"{t.day:%d-%b-%Y}", 10)
    s.bold(220, 154, t.twelve(), 10)
    s.bold(400, 154, t.category, 10)
    s.text(40, 180, "Ticket Price", 7)
    s.text(220, 180, "Ticket Number", 7)
    s.text(400, 180, "TRN", 7)
    s.bold(40, 194, "AED 169.00 incl. VAT", 10)
    s.bold(220, 194, t.serial, 10)
    s.bold(400, 194, "100258844100003", 10)
    s.qr(240, 320, t.code)
    s.lines(
        40,
        350,
        [
            "Terms and Conditions",
            "1. Tickets are valid only for the date and time printed above.",
            "2. Entry is permitted up to 30 minutes after the visit time.",
            "3. Children below 4 years enter free of charge. Children under 12 must be accompanied by an adult.",
            "4. For enquiries call +971 4 888 8888 or 800-288 843 between 8:00 AM and 10:00 PM.",
        ],
    )


def louvre(s: Sheet, t: Ticket) -> None:
    s.text(300, 50, "MUSÉE DU GRAND PALAIS", 18, align="center")
    s.text(300, 68, "34, quai du Louvre - 75058 Paris - Tél. +33 1 40 20 53 17 - www.musee.example", 7, align="center")
    s.bold(60, 110, t.category.upper(), 14)
    s.text(60, 130, f"Valable le {spelled(t.day, 'EEEE d MMMM yyyy', 'fr')}")
    s.text(60, 146, f"Créneau horaire : {t.start.replace(':', 'h')} - {t.end.replace(':', 'h')}")
    s.text(60, 162, "Collections permanentes et expositions temporaires")
    s.text(60, 178, "Prix TTC : 22,00 EUR dont TVA 5,5 %")
    s.text(60, 220, f"Billet n° {t.serial}   Commande n° {t.number_of(10)} du {t.issued():%d/%m/%Y}", 8)
    s.code128(60, 300, t.code)
    s.text(60, 312, t.code, 8)
    s.lines(
        60,
        780,
        [
            "Billet ni échangeable ni remboursable. Gratuit pour les moins de 18 ans sur présentation d'une pièce.",
            "SIRET 180 046 237 00012 - Page 1/1",
        ],
    )


def coaster(s: Sheet, t: Ticket) -> None:
    styles = getSampleStyleSheet()
    s.bold(40, 40, "PhantasiaWelt Freizeitpark", 18)
    rows = [
        ["Artikel", "Gültigkeitstag", "Ticket-Nr.", "Preis"],
        [
            Paragraph(f"<b>{t.category}</b>", styles["Normal"]),
            f"{spelled(t.day, 'EEE, dd.MM.yyyy', 'de')}",
            t.serial,
            "54,50 €",
        ],
    ]
    table = Table(rows, colWidths=[150, 130, 130, 70])
    table.setStyle(
        TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)])
    )
    table.wrapOn(s.canvas, 500, 200)
    table.drawOn(s.canvas, 40, s.height - 120)
    s.text(
        40,
        150,
        f"Rechnungsnummer: RE-{t.number_of(7)}    Rechnungsdatum: {t.issued():%d.%m.%Y}    Kundennr.: {t.number_of(6)}",
        8,
    )
    s.text(40, 164, f"Name: {t.person()}", 8)
    s.picture(400, 300, t.code, "QRCode")
    s.lines(
        40,
        330,
        [
            "Öffnungszeiten: täglich 09:00 - 18:00 Uhr. Letzter Einlass 16:30 Uhr.",
            "Hotline: 02232 36 600 (Mo-Fr 8:00-18:00). Kinder unter 4 Jahren haben freien Eintritt.",
        ],
    )


def zoo(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "CITY ZOO", 24)
    s.bold(280, 40, t.category, 16)
    s.text(30, 70, "One admission", 9)
    s.text(30, 84, f"Use by {spelled(t.day, 'MMMM d, yyyy')}", 9)
    s.text(30, 98, f"Sold {spelled(t.day - timedelta(days=100), 'MMMM d, yyyy')} at 10:14 AM by Gate 4 / Cashier 22", 7)
    s.text(30, 112, "$24.95 plus tax", 9)
    s.code128(30, 200, t.code)
    s.text(100, 212, t.serial, 9)


def cable(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "Luftseilbahn Gipfelblick AG", 14)
    s.text(30, 60, "Berg- und Talfahrt / Aller-retour / Return trip")
    for i, (label, value) in enumerate(
        [
            ("Datum / Date", f"{t.day:%d.%m.%Y}"),
            ("Abfahrt / Départ / Departure", t.start),
            ("Kategorie / Catégorie", t.category),
            ("Ticket-ID", t.serial),
            ("CHF", "38.50"),
            ("Verkauft / Vendu", f"{t.issued():%d.%m.%Y} 11:42"),
        ]
    ):
        s.text(30, 90 + 15 * i, label, 8)
        s.text(200, 90 + 15 * i, value, 9)
    s.picture(30, 300, t.code, "Aztec", 80, 80)
    s.lines(30, 320, ["MWST-Nr. CHE-106.024.341", "Auskunft: +41 33 828 72 33"])


def citytour(s: Sheet, t: Ticket) -> None:
    s.bold(40, 40, "HOP-ON HOP-OFF 24h", 20)
    s.text(40, 64, "Boleto electrónico / e-voucher")
    s.text(40, 90, f"Localizador: {t.serial}")
    s.text(40, 106, f"Pasajero: {t.person()}")
    s.text(40, 122, f"Tipo: {t.category}")
    s.text(40, 138, f"Fecha de emisión: {t.issued():%d/%m/%Y}")
    s.text(40, 154, f"Válido desde el {t.issued():%d/%m/%Y} hasta el {t.day:%d/%m/%Y}")
    s.text(40, 170, "Importe: 25,00 € (IVA incl.)  CIF B-12345678")
    s.qr(400, 200, t.code)
    s.lines(
        40, 220, ["Primera salida 09:00, última salida 19:00. Frecuencia 15 min.", "Atención al cliente: 902 10 10 81"]
    )


def ferry(s: Sheet, t: Ticket) -> None:
    s.bold(40, 40, "Island Ferries", 18)
    s.text(350, 40, "BOARDING PASS", 12)
    s.text(40, 80, "FROM")
    s.text(140, 80, "TO")
    s.text(240, 80, "DATE")
    s.text(340, 80, "DEPARTS")
    s.text(440, 80, "PASSENGER")
    s.bold(40, 94, "HARBOUR")
    s.bold(140, 94, "NORTH ISLE")
    s.bold(240, 94, f"{t.day:%d %b %y}")
    s.bold(340, 94, t.start)
    s.bold(440, 94, t.category)
    s.text(40, 120, "VESSEL")
    s.text(140, 120, "DECK")
    s.text(240, 120, "TICKET NO")
    s.text(340, 120, "BOOKING")
    s.text(440, 120, "CHECK-IN")
    s.bold(40, 134, "MV Aurora")
    s.bold(140, 134, str(t.noise.randint(1, 4)))
    s.bold(240, 134, t.serial)
    s.bold(340, 134, f"X{t.number_of(5)}")
    s.bold(440, 134, "30 min before")
    s.picture(40, 280, t.code, "PDF417", 240, 90)


def cinema(s: Sheet, t: Ticket) -> None:
    s.bold(20, 30, "CINEPLEX", 16)
    s.bold(20, 50, "The Long Voyage (12A)", 12)
    s.text(20, 68, f"SCREEN {t.noise.randint(1, 12)}   ROW {t.noise.choice('ABCDEF')}   SEAT {t.noise.randint(1, 30)}")
    s.text(20, 84, f"{spelled(t.day, 'EEEE d MMM')} {t.day.year}, {t.start}")
    s.text(20, 100, f"{t.category}   £9.50")
    s.text(20, 116, f"Trans: {t.number_of(6)}  Till: 03  Op: {t.number_of(3)}", 7)
    s.text(20, 128, f"No: {t.serial}", 7)
    s.code128(20, 190, t.code, bar=0.9)


def stadium(s: Sheet, t: Ticket) -> None:
    s.bold(150, 40, "FC Example v United Town", 14)
    s.text(150, 58, "Championship - Matchday 27")
    s.text(150, 80, f"Match date: {spelled(t.day, 'EEEE, d MMMM yyyy')}")
    s.text(150, 96, f"Kick-off: {t.start}   Gates open: {(t.minutes - 90) // 60:02d}:{(t.minutes - 90) % 60:02d}")
    s.text(
        150,
        112,
        f"Block {t.noise.randint(100, 140)}  Row {t.noise.randint(1, 30)}  Seat {t.noise.randint(1, 40)}  Gate B",
    )
    s.text(150, 128, f"Price category: {t.category}")
    s.text(150, 144, f"Ticket holder: {t.person()}")
    s.turned(30, 300, f"Ticket ID: {t.serial}", 90, 10)
    s.turned(60, 300, f"{t.day:%d/%m/%Y}  Block 112", 90, 8)
    s.qr(420, 260, t.code)
    s.lines(
        150,
        300,
        [
            "Ticket remains property of FC Example. Ground regulations apply. Season 2025/26.",
            "Issued 01/12/2025. Ref: 0800 123 4567",
        ],
    )


def arabic_park(s: Sheet, t: Ticket) -> None:
    s.text(550, 50, "مدينة الألعاب المائية", 20, align="right")
    s.text(550, 74, "شارع الكورنيش - هاتف 0501234567", 9, align="right")
    for i, (label, value) in enumerate(
        [
            ("اسم الضيف", "محمد علي"),
            ("رقم الحجز", t.number_of(8)),
            ("رقم القسيمة", t.serial),
            ("تاريخ الشراء", eastern(f"{t.issued():%d/%m/%Y}")),
            ("تاريخ الدخول", eastern(f"{t.day:%d/%m/%Y}")),
            ("وقت الدخول", t.twelve().replace("AM", "ص").replace("PM", "م")),
            ("فئة التذكرة", t.category),
            ("المبلغ", "150 ريال"),
        ]
    ):
        s.text(550, 110 + 22 * i, f"{label} :", 11, align="right")
        s.text(420, 110 + 22 * i, value, 11, align="right")
    s.qr(60, 240, t.code)


def gulf_cards(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "Snow Dome", 16)
    s.text(390, 40, "قبة الثلج", 16, align="right")
    for i, (label, value) in enumerate(
        [
            ("Date | التاريخ", spelled(t.day, "d MMM yyyy")),
            ("Session | الجلسة", f"{t.start} - {t.end}"),
            ("Guest Type | نوع الضيف", t.category),
            ("Ticket No. | رقم التذكرة", t.serial),
        ]
    ):
        s.text(30, 80 + 36 * i, label, 8)
        s.bold(30, 94 + 36 * i, value, 11)
    s.code128(30, 300, t.code)
    s.text(30, 312, t.code, 7)


def balloon(s: Sheet, t: Ticket) -> None:
    s.bold(40, 40, "Voucher", 24)
    s.text(40, 70, f"This voucher entitles the holder to one hot-air balloon flight ({t.category}).")
    s.text(40, 90, f"Voucher code: {t.serial}")
    s.text(40, 106, f"Expiry date: {spelled(t.day, 'dd MMMM yyyy')}")
    s.text(40, 122, f"Date of purchase: {spelled(t.day - timedelta(days=365), 'dd MMMM yyyy')}")
    s.qr(400, 200, t.code)


def opera(s: Sheet, t: Ticket) -> None:
    s.text(300, 40, "STAATSOPER", 20, align="center")
    s.text(300, 60, "Die Zauberflöte", 14, align="center")
    s.text(300, 80, f"{spelled(t.day, 'EEEE, d. MMMM yyyy', 'de')}, {t.start} Uhr", 11, align="center")
    s.text(
        300,
        96,
        f"{t.category} · Parkett links · Reihe {t.noise.randint(1, 20)} · Platz {t.noise.randint(1, 40)}",
        10,
        align="center",
    )
    s.text(300, 112, "EUR 87,00 inkl. gesetzl. MwSt.", 9, align="center")
    s.code128(200, 200, t.code)
    s.text(300, 214, t.serial, 8, align="center")
    s.text(
        300,
        240,
        f"gekauft am {t.issued():%d.%m.%Y} 17:{t.noise.randint(10, 59)} · Auftrag {t.number_of(8)} · Kasse 7",
        7,
        align="center",
    )


def us_park(s: Sheet, t: Ticket) -> None:
    s.bold(40, 40, "WONDERLAND RESORT", 18)
    s.text(40, 60, "1-Day Park Hopper", 12)
    s.text(40, 90, "Guest")
    s.text(160, 90, t.category)
    s.text(40, 104, "Start Date")
    s.text(160, 104, spelled(t.day, "EEE, MMM d, yyyy"))
    s.text(40, 118, "Confirmation #")
    s.text(160, 118, t.number_of(12))
    s.text(40, 132, "Ticket ID")
    s.text(160, 132, t.serial)
    s.text(40, 146, "Order Date")
    s.text(160, 146, spelled(t.issued(), "MMM d, yyyy"))
    s.text(40, 160, "Price")
    s.text(160, 160, "$179.00")
    s.qr(420, 200, t.code)
    s.lines(
        40,
        300,
        [
            "Ticket valid on selected date only. Nontransferable and nonrefundable. (407) 555-0199",
            "Orlando, FL 32830 - Park hours 9:00 AM - 11:00 PM, subject to change.",
        ],
    )


def receipt(s: Sheet, t: Ticket) -> None:
    for i, line in enumerate(
        [
            "        CASTLE HILL FUNICULAR",
            "   Castle Road 1, tel 555 123 456",
            "--------------------------------",
            f"TICKET NO:            {t.serial:>10}",
            f"TYPE:      {t.category:>21}",
            f"VALID DATE:           {t.day:%d.%m.%Y}",
            f"TIME:                      {t.start}",
            "--------------------------------",
            "TOTAL                 EUR   6.00",
            f"RECEIPT {t.number_of(6)} {t.issued():%d.%m.%Y} 12:01",
        ]
    ):
        s.text(20, 30 + 11 * i, line, 8, "Courier")
    s.picture(40, 260, t.code, "QRCode", 80, 80)


def minimal(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, t.category, 16)
    s.text(30, 60, "Contemporary Art Hall", 10)
    s.text(30, 74, f"{spelled(t.day, 'EEE dd MMM yyyy')}  {t.start}", 10)
    s.qr(200, 140, t.code)
    s.text(30, 130, t.serial, 8)


EN = ("Adult", "Child (4-12)", "Senior (60+)", "Infant", "Student")
LAYOUTS = [
    Supplier(
        "burj", burj, digits(12), code_is_serial, ("Adult", "Child (4-8 yrs)", "Infant", "VIP Adult"), expects(*ALL)
    ),
    Supplier(
        "louvre",
        louvre,
        letters_digits("9999 9999 9999"),
        code_compact,
        ("PLEIN TARIF", "TARIF RÉDUIT", "JEUNE", "GRATUIT"),
        expects(*ALL, ranged=True),
        length=30,
    ),
    Supplier(
        "coaster",
        coaster,
        letters_digits("PW-99999999"),
        code_is_serial,
        ("Tageskarte Erwachsener", "Tageskarte Kind (4-11)", "Seniorenticket"),
        expects("serial", "date", "category", "barcode"),
    ),
    Supplier(
        "zoo",
        zoo,
        digits(14),
        code_is_serial,
        ("ADULT", "CHILD", "SENIOR", "MILITARY"),
        expects("serial", "date", "category", "barcode", until=True),
        pagesize=landscape(A5),
    ),
    Supplier(
        "cable",
        cable,
        letters_digits("GB99-XXXXX"),
        code_url("GB|"),
        ("Erwachsene/Adulte", "Kind/Enfant", "Halbtax"),
        expects(*ALL),
        pagesize=A5,
    ),
    Supplier(
        "citytour",
        citytour,
        letters_digits("AAAA99"),
        code_is_serial,
        ("Adulto", "Niño", "Senior"),
        expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier(
        "ferry", ferry, letters_digits("999-9999999"), code_compact, ("ADULT", "CHILD", "CONCESSION"), expects(*ALL)
    ),
    Supplier(
        "cinema",
        cinema,
        digits(10),
        code_digits(16),
        ("ADULT", "CHILD", "STUDENT", "SENIOR"),
        expects(*ALL),
        pagesize=landscape(A5),
    ),
    Supplier(
        "stadium",
        stadium,
        letters_digits("FCX-99999-AA"),
        code_is_serial,
        ("Category 1", "Category 2", "Family Stand", "VIP"),
        expects(*ALL),
        slots=(900, 945, 1050, 1170),
    ),
    Supplier("arabic_park", arabic_park, digits(9), code_is_serial, ("بالغ", "طفل", "عائلة"), expects(*ALL)),
    Supplier(
        "gulf_cards",
        gulf_cards,
        letters_digits("SD-999999"),
        code_ean13,
        EN,
        expects(*ALL, ranged=True),
        pagesize=A5,
        length=120,
    ),
    Supplier(
        "balloon",
        balloon,
        letters_digits("XXXX-XXXX"),
        code_is_serial,
        ("Adult", "Child", "Couple"),
        expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier("opera", opera, digits(13), code_is_serial, ("Normalpreis", "Ermäßigt", "Abonnement"), expects(*ALL)),
    Supplier(
        "us_park",
        us_park,
        letters_digits("9999999999999999"),
        code_is_serial,
        ("Adult (10+)", "Child (3-9)"),
        expects("serial", "date", "category", "barcode"),
        pagesize=letter,
    ),
    Supplier(
        "receipt",
        receipt,
        digits(8),
        code_is_serial,
        ("ADULT RETURN", "CHILD RETURN", "ADULT SINGLE"),
        expects(*ALL),
        pagesize=(226, 300),
    ),
    Supplier(
        "minimal",
        minimal,
        letters_digits("XXXX XXXX XXXX"),
        code_compact,
        ("Adult", "Concession", "Member"),
        expects(*ALL),
        pagesize=(298, 298),
    ),
]
