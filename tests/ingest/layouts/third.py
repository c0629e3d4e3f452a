"""The last layouts to be written, to see how the analysis does on what nobody had in mind."""

from __future__ import annotations

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, A5, A6, letter
from reportlab.platypus import Table, TableStyle

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


def german_grid(s: Sheet, t: Ticket) -> None:
    rows = [
        ["Eintrittskarten-Nr.", t.serial],
        ["Veranstaltungsdatum", f"{t.day:%d.%m.%y}"],
        ["Einlasszeit", f"{t.start} Uhr"],
        ["Preiskategorie", t.category],
        ["Verkaufsdatum", f"{t.issued():%d.%m.%y}"],
        ["Vorgangsnummer", t.number_of(9)],
        ["Gesamtpreis", "19,00 EUR"],
    ]
    table = Table(rows, colWidths=[130, 160])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("FONTSIZE", (0, 0), (-1, -1), 9)]))
    table.wrapOn(s.canvas, 400, 300)
    table.drawOn(s.canvas, 60, s.height - 260)
    s.bold(60, 60, "Salzbergwerk Erlebnisführung", 16)
    s.qr(380, 240, t.code)


def french_centre(s: Sheet, t: Ticket) -> None:
    x = s.width / 2
    s.text(x, 50, "Téléphérique du Mont-Blanc", 16, align="center")
    for i, (label, value) in enumerate(
        [
            ("TITRE DE TRANSPORT N°", t.serial),
            ("CATÉGORIE TARIFAIRE", t.category),
            ("VALIDITÉ", f"du {t.issued():%d/%m/%Y} au {t.day:%d/%m/%Y}"),
        ]
    ):
        s.text(x, 90 + 40 * i, label, 7, align="center")
        s.bold(x, 104 + 40 * i, value, 12, align="center")
    s.text(x, 230, f"Vendu le {t.issued():%d/%m/%Y} à 09h12 - Caisse 4 - 68,00 € TTC", 7, align="center")
    s.picture(x - 45, 340, t.code, "DataMatrix")


def spanish_table(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "PARQUE ACUÁTICO MEDITERRÁNEO", 14)
    heads = ["Nº de serie", "Tipo", "Sesión", "Válido hasta", "P.V.P."]
    values = [t.serial, t.category, f"{t.start} h", spelled(t.day, "dd MMM yyyy", "es"), "29,90 €"]
    for x, head, value in zip((40, 150, 270, 340, 450), heads, values, strict=True):
        s.text(x, 90, head, 8)
        s.bold(x, 106, value, 9)
    s.text(
        40, 130, f"Pedido {t.number_of(8)} - Fecha de compra {t.issued():%d/%m/%Y} - Atención al cliente 971 123 456", 7
    )
    s.code128(40, 200, t.code)


def arabic_table(s: Sheet, t: Ticket) -> None:
    s.text(550, 50, "المتحف الوطني", 18, align="right")
    for x, head, value in [
        (550, "رقم التذكرة", t.serial),
        (420, "التاريخ", f"{t.day:%Y/%m/%d}"),
        (300, "الوقت", t.start),
        (200, "الفئة", t.category),
    ]:
        s.text(x, 100, head, 11, align="right")
        s.text(x, 120, value, 11, align="right")
    s.text(550, 150, f"تاريخ الشراء: {t.issued():%Y/%m/%d} - السعر: 50 ريال", 9, align="right")
    s.qr(60, 240, t.code)


def bilingual_stack(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "Dhow Cruise", 16)
    for i, (english, arabic, value) in enumerate(
        [
            ("Ticket Number", "رقم التذكرة", t.serial),
            ("Cruise Date", "تاريخ الرحلة", spelled(t.day, "dd/MM/yyyy")),
            ("Boarding Time", "وقت الصعود", t.twelve()),
            ("Ticket Type", "نوع التذكرة", t.category),
        ]
    ):
        s.text(40, 80 + 40 * i, english, 8)
        s.text(300, 80 + 40 * i, arabic, 9, align="right")
        s.bold(40, 96 + 40 * i, value, 11)
    s.qr(330, 220, t.code)


def shuffled(s: Sheet, t: Ticket) -> None:
    pieces = [
        (40, 60, "Wildlife Sanctuary"),
        (40, 100, "Pass ID"),
        (150, 100, t.serial),
        (40, 116, "Visit on"),
        (150, 116, spelled(t.day, "EEE d MMM yyyy")),
        (40, 132, "Slot"),
        (150, 132, f"{t.start} to {t.end}"),
        (40, 148, "Visitor"),
        (150, 148, t.category),
        (40, 164, "Paid on"),
        (150, 164, spelled(t.issued(), "EEE d MMM yyyy")),
        (40, 180, "Amount"),
        (150, 180, "45.00 USD"),
    ]
    t.noise.shuffle(pieces)
    for x, y, text in pieces:
        s.text(x, y, text)
    s.picture(330, 220, t.code, "QRCode")


def word_by_word(s: Sheet, t: Ticket) -> None:
    for y, line in [
        (60, "NATIONAL AQUARIUM"),
        (100, f"Ticket Serial: {t.serial}"),
        (116, f"Admission Date: {spelled(t.day, 'MMMM d, yyyy')}"),
        (132, f"Entry Window: {t.twelve()} - {t.twelve(t.minutes + t.length)}"),
        (148, f"Ticket Class: {t.category}"),
        (164, f"Transaction {t.number_of(10)} on {spelled(t.issued(), 'MMMM d, yyyy')}"),
    ]:
        x = 40.0
        for word in line.split():
            s.text(x, y, word)
            x += s.canvas.stringWidth(word + " ", "Helvetica", 10)
    s.code128(40, 260, t.code)


def leaders(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "CAVERN TOURS", 14)
    for i, (label, value) in enumerate(
        [
            ("Ticket", t.serial),
            ("Tour date", f"{t.day:%d/%m/%Y}"),
            ("Tour start", t.start),
            ("Guest type", t.category),
            ("Guide", "English"),
        ]
    ):
        s.text(30, 70 + 14 * i, f"{label} {'.' * (30 - len(label))} {value}", 8, "Courier")
    s.qr(100, 260, t.code)


def stubs_twice(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "Royal Circus", 16)
    s.bold(430, 40, "Royal Circus", 10)
    s.text(30, 70, f"{spelled(t.day, 'EEEE, MMMM d')}, {t.day.year}")
    s.text(430, 70, spelled(t.day, "MM/dd/yyyy"), 8)
    s.text(30, 86, f"Show begins {t.twelve()}   Doors open {t.twelve(t.minutes - 30)}")
    s.text(430, 86, t.twelve(), 8)
    s.text(30, 102, f"Sec {t.noise.randint(100, 130)}  Row {t.noise.choice('ABC')}  Seat {t.noise.randint(1, 20)}")
    s.text(430, 102, t.category, 8)
    s.text(30, 118, f"Admit one {t.category}   $ 45.00 + fee $ 6.50")
    s.text(30, 134, f"Ticket # {t.serial}", 8)
    s.text(430, 134, t.serial, 8)
    s.code128(30, 200, t.code)
    s.lines(
        30,
        220,
        [
            "No refunds or exchanges. Camera and recording devices prohibited. Visit royalcircus.example",
            "Purchased 01/02/2026 10:31 PM by phone 1-800-555-0111",
        ],
    )


def side_terms(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "Skydive Indoor", 16)
    for i, (label, value) in enumerate(
        [
            ("Voucher Code", t.serial),
            ("Valid through", spelled(t.day, "d MMM yyyy")),
            ("Package", t.category),
            ("Booking ID", t.number_of(7)),
        ]
    ):
        s.text(30, 80 + 30 * i, label, 7)
        s.bold(30, 92 + 30 * i, value, 10)
    s.lines(
        250,
        70,
        [
            "Conditions of use",
            "1. Book your flight 24 hours in advance.",
            "2. Arrive 60 minutes before your flight time.",
            "3. Participants must be 4 years or older.",
            "4. Weight limit 120 kg.",
            "5. Vouchers bought after 01/01/2024 cannot be extended.",
            "6. Contact +971 4 231 0000 for changes.",
            "7. Open daily 10:00 - 22:00.",
            "8. Adults must accompany children.",
        ],
        6.5,
        15,
    )
    s.qr(400, 320, t.code)


def gate_pass(s: Sheet, t: Ticket) -> None:
    s.bold(20, 30, "GLOBAL VILLAGE FAIR", 13)
    s.text(20, 50, f"{t.category} - Any Day Entry")
    s.text(20, 66, f"Valid from {t.issued():%d %b %Y} until {t.day:%d %b %Y}")
    s.text(20, 82, f"Serial# {t.serial}", 8)
    s.text(20, 96, f"Inv. {t.number_of(6)}  TRN 100{t.number_of(12)}", 6)
    s.code128(20, 160, t.code, bar=0.8)


def rail(s: Sheet, t: Ticket) -> None:
    s.bold(40, 40, "Zahnradbahn", 14)
    s.text(40, 70, "Gültig:")
    s.text(160, 70, f"{spelled(t.day, 'EE dd.MM.yyyy', 'de')} ab {t.start} Uhr")
    s.text(40, 86, "Fahrgast:")
    s.text(160, 86, f"1 {t.category}")
    s.text(40, 102, "Strecke:")
    s.text(160, 102, "Talstation - Gipfel")
    s.text(40, 118, "Fahrschein:")
    s.text(160, 118, t.serial)
    s.text(40, 134, "Bezahlt:")
    s.text(160, 134, f"{t.issued():%d.%m.%Y} 10:22 mit Karte ****{t.number_of(4)}")
    s.picture(330, 200, t.code, "Aztec")


EN = ("Adult", "Child (3-12)", "Senior", "Infant")
LAYOUTS = [
    Supplier(
        "german_grid", german_grid, digits(10), code_is_serial, ("Erwachsene", "Kinder 4-12", "Familie"), expects(*ALL)
    ),
    Supplier(
        "french_centre",
        french_centre,
        letters_digits("TMB999999"),
        code_is_serial,
        ("Adulte", "Enfant 5-14 ans", "Famille"),
        expects("serial", "date", "category", "barcode", until=True),
        pagesize=A5,
    ),
    Supplier(
        "spanish_table",
        spanish_table,
        running("MED-{:06d}"),
        code_digits(15),
        ("Adulto", "Infantil", "Senior +65"),
        expects(*ALL, until=True),
    ),
    Supplier("arabic_table", arabic_table, digits(10), code_is_serial, ("بالغ", "طفل", "طالب"), expects(*ALL)),
    Supplier("bilingual_stack", bilingual_stack, letters_digits("DC9999999"), code_url("DHOW/"), EN, expects(*ALL)),
    Supplier(
        "shuffled", shuffled, letters_digits("WS-9999-9999"), code_compact, EN, expects(*ALL, ranged=True), length=90
    ),
    Supplier(
        "word_by_word",
        word_by_word,
        letters_digits("AAA 999 999"),
        code_compact,
        EN,
        expects(*ALL, ranged=True),
        pagesize=letter,
        length=30,
    ),
    Supplier("leaders", leaders, digits(8), code_is_serial, EN, expects(*ALL), pagesize=A6),
    Supplier(
        "stubs_twice",
        stubs_twice,
        digits(12),
        code_is_serial,
        ("ADULT", "CHILD", "SENIOR"),
        expects(*ALL),
        pagesize=(560, 260),
    ),
    Supplier(
        "side_terms",
        side_terms,
        letters_digits("XXXXXXXX"),
        code_is_serial,
        ("Explorer", "Return Flyer", "VIP Experience"),
        expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier(
        "gate_pass",
        gate_pass,
        digits(13),
        code_is_serial,
        ("Adult", "Child", "Senior"),
        expects("serial", "date", "category", "barcode", until=True),
        pagesize=(280, 200),
    ),
    Supplier(
        "rail",
        rail,
        letters_digits("A99-999999"),
        code_url("ZB:"),
        ("Erwachsener", "Kind", "Hund"),
        expects(*ALL),
        pagesize=A5,
    ),
]
_ = (eastern, A4)
