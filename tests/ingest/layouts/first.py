"""The layouts that the analysis was first written for."""

from __future__ import annotations

from reportlab.lib.pagesizes import A5, A6, landscape, letter

from tests.ingest.layouts.sheet import Sheet
from tests.ingest.layouts.spelling import eastern, ordinal, spelled
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
EN = ("Adult", "Child (3-12)", "Senior Citizen", "Infant", "Student")


def one_line(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Sky Tower Observation Deck", 20)
    s.text(50, 100, f"Ticket No: {t.serial}")
    s.text(50, 116, f"Valid Date: {t.day:%d/%m/%Y}")
    s.text(50, 132, f"Time: {t.start}")
    s.text(50, 148, f"Category: {t.category}")
    s.text(50, 164, f"Order number: {t.number_of(8)}")
    s.text(50, 180, f"Issued: {t.issued():%d/%m/%Y}")
    s.text(50, 196, "Price: AED 149.00")
    s.code128(50, 300, t.code)


def two_columns(s: Sheet, t: Ticket) -> None:
    s.bold(40, 60, "DESERT SAFARI ADVENTURES LLC", 16)
    labels = ["Booking reference", "Issue date", "Serial number", "Date of visit", "Session", "Ticket type", "Price"]
    values = [
        f"BK{t.number_of(7)}",
        spelled(t.issued(), "d MMM yyyy"),
        t.serial,
        spelled(t.day, "d MMM yyyy"),
        t.twelve(),
        t.category,
        "AED 210.00",
    ]
    for i, label in enumerate(labels):
        s.text(40, 110 + 18 * i, label)
    for i, value in enumerate(values):
        s.bold(200, 110 + 18 * i, value)
    s.qr(400, 220, t.code)


def label_above(s: Sheet, t: Ticket) -> None:
    s.bold(30, 50, "Aquarium & Underwater Zoo", 18)
    for i, (label, value) in enumerate(
        [
            ("TICKET NUMBER", t.serial),
            ("VISIT DATE", spelled(t.day, "EEEE, d MMMM yyyy")),
            ("ENTRY TIME", t.start),
            ("ADMISSION TYPE", t.category),
        ]
    ):
        s.text(30, 90 + 40 * i, label, 7)
        s.bold(30, 104 + 40 * i, value, 12)
    s.code128(30, 340, t.code)
    s.lines(
        30,
        380,
        [
            "Tickets are non-refundable. Opening hours 10:00 - 22:00 daily.",
            "Children under 3 enter free. Call +971 4 448 5200 for help.",
        ],
    )


def grid_cards(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "MUSEUM OF TOMORROW", 16)
    cells = [
        ("Date", spelled(t.day, "d MMMM yyyy")),
        ("Time slot", f"{t.start} - {t.end}"),
        ("Ticket ID", t.serial),
        ("Type", t.category),
    ]
    for i, (label, value) in enumerate(cells):
        x, y = 30 + 180 * (i % 2), 90 + 50 * (i // 2)
        s.text(x, y, label, 8)
        s.bold(x, y + 15, value, 12)
    s.qr(400, 160, t.code)


def table(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "Grand Theatre", 18)
    s.text(40, 80, f"Order 88{t.number_of(6)} placed on {t.issued():%d.%m.%Y}")
    for x, head, value in [
        (40, "Ticket No.", t.serial),
        (160, "Date", f"{t.day:%d.%m.%Y}"),
        (250, "Start", t.start),
        (320, "Category", t.category),
        (480, "Price", "EUR 35.00"),
    ]:
        s.bold(x, 130, head, 9)
        s.text(x, 148, value, 9)
    s.rule(135)
    s.ean13(40, 300, t.code)


def right_aligned(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "Cable Car Summit", 18)
    for i, (label, value) in enumerate(
        [
            ("Ticket #", t.serial),
            ("Travel date", spelled(t.day, "MMM d, yyyy")),
            ("Departure", t.twelve()),
            ("Fare", t.category),
        ]
    ):
        s.text(160, 100 + 16 * i, label, align="right")
        s.text(175, 100 + 16 * i, value)
    s.qr(400, 200, t.code)


def values_right(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "Splash Water Park", 18)
    for i, (label, value) in enumerate(
        [
            ("Voucher No", t.serial),
            ("Valid on", f"{t.day:%d-%m-%Y}"),
            ("Entry from", t.start),
            ("Guest category", t.category),
            ("Total", "89.00"),
        ]
    ):
        s.text(30, 90 + 18 * i, label)
        s.text(380, 90 + 18 * i, value, align="right")
    s.code39(30, 330, t.code)


def german_lines(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Zoologischer Garten Musterstadt", 16)
    s.text(50, 100, f"Ticketnummer: {t.serial}")
    s.text(50, 116, f"Gültig am: {spelled(t.day, 'd. MMMM yyyy', 'de')}")
    s.text(50, 132, f"Einlass: {t.start} Uhr")
    s.text(50, 148, f"Kategorie: {t.category}")
    s.text(50, 164, f"Bestellnummer: {t.number_of(9)}   Kaufdatum: {t.issued():%d.%m.%Y}")
    s.text(50, 180, "Preis: 18,50 € inkl. MwSt.   USt-IdNr. DE123456789")
    s.picture(50, 330, t.code, "DataMatrix")


def french_columns(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Musée des Beaux-Arts", 16)
    for i, (label, value) in enumerate(
        [
            ("N° de billet :", t.serial),
            ("Date de visite :", spelled(t.day, "d MMMM yyyy", "fr")),
            ("Heure :", t.start.replace(":", "h")),
            ("Tarif :", t.category),
            ("N° de commande :", f"C{t.number_of(8)}"),
            ("Acheté le :", f"{t.issued():%d/%m/%Y}"),
            ("Prix :", "14,00 €"),
        ]
    ):
        s.text(50, 100 + 16 * i, label)
        s.text(180, 100 + 16 * i, value)
    s.qr(400, 220, t.code)


def spanish_above(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Castillo de Almería", 16)
    for i, (label, value) in enumerate(
        [
            ("Nº de entrada", t.serial),
            ("Fecha de visita", spelled(t.day, "d 'de' MMMM 'de' yyyy", "es")),
            ("Hora", f"{t.start} h"),
            ("Tipo de entrada", t.category),
            ("Fecha de compra", f"{t.issued():%d/%m/%Y}"),
        ]
    ):
        s.text(50, 100 + 34 * i, label, 8)
        s.bold(50, 113 + 34 * i, value, 11)
    s.code128(50, 340, t.code)


def arabic_lines(s: Sheet, t: Ticket) -> None:
    s.text(550, 60, "برج السماء", 20, align="right")
    for i, line in enumerate(
        [
            f"رقم التذكرة: {t.serial}",
            f"تاريخ الزيارة: {t.day:%d/%m/%Y}",
            f"الوقت: {t.start}",
            f"الفئة: {t.category}",
            f"رقم الطلب: {t.number_of(7)}",
            f"تاريخ الإصدار: {t.issued():%d/%m/%Y}",
        ]
    ):
        s.text(550, 110 + 22 * i, line, 12, align="right")
    s.qr(50, 200, t.code)


def arabic_columns(s: Sheet, t: Ticket) -> None:
    s.text(550, 60, "حديقة الحيوان", 20, align="right")
    for i, (label, value) in enumerate(
        [
            ("الرقم التسلسلي", t.serial),
            ("التاريخ", eastern(spelled(t.day, "d MMMM yyyy", "ar"))),
            ("الموعد", eastern(f"{t.start}")),
            ("نوع التذكرة", t.category),
        ]
    ):
        s.text(550, 110 + 22 * i, label, 12, align="right")
        s.text(300, 110 + 22 * i, value, 12)
    s.code128(50, 300, t.code)


def bilingual(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Desert Museum", 18)
    s.text(550, 60, "متحف الصحراء", 18, align="right")
    for i, (english, value, arabic) in enumerate(
        [
            ("Serial No", t.serial, "رقم التذكرة"),
            ("Visit Date", spelled(t.day, "dd MMM yyyy"), "تاريخ الزيارة"),
            ("Time", t.twelve(), "الوقت"),
            ("Category", t.category, "الفئة"),
        ]
    ):
        s.text(50, 110 + 24 * i, english)
        s.bold(297, 110 + 24 * i, value, 11, align="center")
        s.text(550, 110 + 24 * i, arabic, 12, align="right")
    s.qr(50, 340, t.code)


def bilingual_slash(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Heritage Village", 18)
    for i, (label, value) in enumerate(
        [
            ("Serial No / رقم التذكرة:", t.serial),
            ("Date / التاريخ:", f"{t.day:%d/%m/%Y}"),
            ("Category / الفئة:", t.category),
        ]
    ):
        s.text(50, 110 + 24 * i, label)
        s.bold(250, 110 + 24 * i, value, 11)
    s.code128(50, 300, t.code)


def no_labels(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "HARBOUR CRUISE", 22)
    s.bold(50, 100, spelled(t.day, "EEEE d MMMM yyyy"), 14)
    s.bold(50, 120, t.twelve(), 14)
    s.bold(50, 145, t.category, 14)
    s.text(50, 250, "This ticket admits one. Keep it until the end of the cruise.", 7)
    s.code128(50, 330, t.code)
    s.text(60, 342, t.code, 9)


def window(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Theme Park Day Ticket", 18)
    s.text(50, 100, f"Serial: {t.serial}")
    s.text(50, 116, f"Valid {spelled(t.issued(), 'dd/MM/yyyy')} - {t.day:%d/%m/%Y}")
    s.text(50, 132, f"Ticket type: {t.category}")
    s.text(50, 148, "Park opens 10:00 - 19:00")
    s.qr(400, 200, t.code)


def until_label(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "City Pass", 18)
    s.text(50, 100, "Pass number")
    s.text(200, 100, t.serial)
    s.text(50, 116, "Date of issue")
    s.text(200, 116, spelled(t.issued(), "d MMM yyyy"))
    s.text(50, 132, "Valid until")
    s.text(200, 132, spelled(t.day, "d MMM yyyy"))
    s.text(50, 148, "Category")
    s.text(200, 148, t.category)
    s.picture(50, 330, t.code, "Aztec")


def german_until(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Thermalbad Gutschein", 18)
    s.text(50, 100, f"Gutschein-Nr. {t.serial}")
    s.text(50, 116, f"ausgestellt am {t.issued():%d.%m.%Y}, gültig bis {t.day:%d.%m.%Y}")
    s.text(50, 132, f"Tarif: {t.category}")
    s.qr(400, 200, t.code)


def us_style(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Liberty Aquarium", 18)
    s.text(50, 80, "100 Ocean Ave, Long Beach, CA 90802  (562) 555-0134", 8)
    s.text(50, 110, f"Ticket #: {t.serial}")
    s.text(50, 126, f"Admit Date: {t.day:%m/%d/%Y}")
    s.text(50, 142, f"Entry Time: {t.twelve()}")
    s.text(50, 158, f"Type: {t.category}")
    s.text(50, 174, f"Price: $34.95   Purchased: {t.issued():%m/%d/%Y}")
    s.code128(50, 300, t.code)


def stub(s: Sheet, t: Ticket) -> None:
    s.bold(120, 50, "STADIUM TOUR", 18)
    s.turned(40, 380, f"Ticket No {t.serial}", 90)
    s.text(120, 90, f"Tour date {spelled(t.day, 'EEE d MMM yyyy')}")
    s.text(120, 110, f"Tour time {t.start}")
    s.text(120, 130, f"Category {t.category}")
    s.qr(400, 200, t.code)


def printed_code(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Ferry Lines", 18)
    s.text(50, 100, f"Passenger: {t.person()}")
    s.text(50, 116, f"Departure date: {spelled(t.day, 'dd MMM yyyy')}    Departure: {t.start}")
    s.text(50, 132, f"Fare type: {t.category}")
    s.ean13(50, 300, t.code)
    s.text(60, 312, " ".join([t.code[0], t.code[1:7], t.code[7:]]), 9)
    s.text(50, 148, f"Ticket: {t.serial}")


def url_code(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Escape Rooms", 18)
    s.text(50, 100, f"E-ticket no. {t.serial}")
    s.text(50, 116, f"Date & time: {spelled(t.day, 'd MMM yyyy')} {t.start}")
    s.text(50, 132, f"1 x {t.category}")
    s.qr(400, 200, t.code)
    s.text(50, 300, "www.escape.example  info@escape.example  Tel. +44 20 7946 0958", 7)


def inline_all(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Botanical Garden", 18)
    s.text(50, 100, f"Date: {t.day:%d/%m/%Y} Time: {t.start} Type: {t.category} Gate: {t.noise.randint(1, 9)}")
    s.text(50, 116, f"Serial No. {t.serial}")
    s.qr(400, 200, t.code)


def pipes(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Cinema Lux", 18)
    s.text(50, 100, f"{spelled(t.day, 'EEE, dd MMM yyyy')} | {t.start} | {t.category} | Screen {t.noise.randint(1, 9)}")
    s.text(50, 116, f"Ticket ID {t.serial}")
    s.text(50, 132, f"Booking ID {t.number_of(9)}")
    s.qr(400, 200, t.code)


def caption_below(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Planetarium", 18)
    for i, (value, label) in enumerate(
        [
            (t.serial, "Ticket number"),
            (spelled(t.day, "d MMMM yyyy"), "Date"),
            (t.start, "Show time"),
            (t.category, "Ticket category"),
        ]
    ):
        s.bold(50, 100 + 40 * i, value, 12)
        s.text(50, 111 + 40 * i, label, 7)
    s.qr(400, 200, t.code)


def ordinals(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Palace & Gardens", 18)
    s.text(50, 100, f"Entry on {spelled(t.day, 'EEEE')} {ordinal(t.day)} {spelled(t.day, 'MMMM yyyy')} at {t.twelve()}")
    s.text(50, 120, f"Admits: {t.category}")
    s.text(50, 140, f"Ref {t.serial}")
    s.code128(50, 300, t.code)


def turned_page(s: Sheet, t: Ticket) -> None:
    one_line(s, t)


def arabic_until(s: Sheet, t: Ticket) -> None:
    s.text(550, 60, "بطاقة المدينة", 20, align="right")
    for i, line in enumerate(
        [f"رقم البطاقة: {t.serial}", f"صالح حتى {spelled(t.day, 'd MMMM yyyy', 'ar')}", f"النوع: {t.category}"]
    ):
        s.text(550, 110 + 22 * i, line, 12, align="right")
    s.qr(50, 200, t.code)


def compact_date(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "AIR BALLOON FLIGHTS", 18)
    s.text(50, 100, f"TKT {t.serial}", font="Courier")
    s.text(50, 116, f"DATE {spelled(t.day, 'ddMMMyy').upper()}", font="Courier")
    s.text(50, 132, f"DEP {t.start}", font="Courier")
    s.text(50, 148, f"CLASS {t.category}", font="Courier")
    s.picture(50, 270, t.code, "PDF417", 220, 90)


def iso_footer(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "Science Center", 18)
    s.text(50, 100, "Date")
    s.text(200, 100, "Session")
    s.text(350, 100, "Category")
    s.text(50, 114, t.day.isoformat())
    s.text(200, 114, f"{t.start}-{t.end}")
    s.text(350, 114, t.category)
    s.text(50, 800, f"Printed {t.issued().isoformat()} 09:15  Page {t.number} of 500", 7)
    s.text(50, 150, f"No. {t.serial}")
    s.qr(400, 300, t.code)


DE = ("Erwachsener", "Kind (4-14)", "Senior", "Ermäßigt", "Familie")
FR = ("Adulte", "Enfant", "Tarif réduit", "Étudiant", "Senior")
ES = ("Adulto", "Niño (4-12)", "Jubilado", "Estudiante", "General")
AR = ("بالغ", "طفل", "كبار السن", "طالب")

LAYOUTS = [
    Supplier("one_line", one_line, letters_digits("A-9999-999"), code_digits(12), EN, expects(*ALL)),
    Supplier(
        "two_columns",
        two_columns,
        letters_digits("AAA-999999"),
        code_url("https://safari.example/t/"),
        EN,
        expects(*ALL),
    ),
    Supplier("label_above", label_above, digits(10), code_is_serial, EN, expects(*ALL), pagesize=A5),
    Supplier(
        "grid_cards", grid_cards, running("TKT/2026/{:06d}"), code_compact, EN, expects(*ALL, ranged=True), length=30
    ),
    Supplier("table", table, running("{:08d}"), code_ean13, EN, expects(*ALL)),
    Supplier("right_aligned", right_aligned, letters_digits("XXXXXXXX"), code_is_serial, EN, expects(*ALL)),
    Supplier(
        "values_right",
        values_right,
        letters_digits("V9999999"),
        code_is_serial,
        ("General Admission", "VIP", "Family Pass", "Kids"),
        expects(*ALL),
        pagesize=A5,
    ),
    Supplier("german_lines", german_lines, digits(9), code_is_serial, DE, expects(*ALL)),
    Supplier("french_columns", french_columns, letters_digits("FR99-9999-9999"), code_compact, FR, expects(*ALL)),
    Supplier("spanish_above", spanish_above, letters_digits("E99999999"), code_is_serial, ES, expects(*ALL)),
    Supplier("arabic_lines", arabic_lines, letters_digits("A-9999-999"), code_compact, AR, expects(*ALL)),
    Supplier("arabic_columns", arabic_columns, digits(8), code_is_serial, AR, expects(*ALL)),
    Supplier("bilingual", bilingual, running("DM{:07d}"), code_is_serial, EN, expects(*ALL)),
    Supplier(
        "bilingual_slash",
        bilingual_slash,
        digits(12),
        code_is_serial,
        EN,
        expects("serial", "date", "category", "barcode"),
    ),
    Supplier(
        "no_labels", no_labels, digits(11), code_digits(11), EN, expects("date", "timeSlot", "category", "barcode")
    ),
    Supplier(
        "window",
        window,
        letters_digits("AA9999-AA"),
        code_is_serial,
        EN,
        expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier(
        "until_label",
        until_label,
        digits(16),
        code_is_serial,
        ("Adult", "Youth", "Child"),
        expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier(
        "german_until",
        german_until,
        letters_digits("XXXX-XXXX-XXXX"),
        code_compact,
        DE,
        expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier("us_style", us_style, digits(12), code_is_serial, EN, expects(*ALL), pagesize=letter),
    Supplier("stub", stub, running("ST{:06d}"), code_is_serial, EN, expects(*ALL)),
    Supplier("printed_code", printed_code, letters_digits("FL-99999"), code_ean13, EN, expects(*ALL)),
    Supplier(
        "url_code", url_code, letters_digits("ER9999999"), code_url("https://escape.example/v/"), EN, expects(*ALL)
    ),
    Supplier("inline_all", inline_all, digits(7), code_is_serial, EN, expects(*ALL)),
    Supplier(
        "pipes",
        pipes,
        letters_digits("XXXXXXXXXX"),
        code_is_serial,
        ("Adult", "Child", "Premium", "Student"),
        expects(*ALL),
    ),
    Supplier("caption_below", caption_below, digits(8), code_is_serial, EN, expects(*ALL)),
    Supplier("ordinals", ordinals, letters_digits("XXXXX999"), code_is_serial, EN, expects(*ALL)),
    Supplier(
        "turned_page",
        turned_page,
        letters_digits("A-9999-999"),
        code_digits(12),
        EN,
        expects(*ALL),
        pagesize=landscape(A5),
        rotation=90,
    ),
    Supplier(
        "arabic_until",
        arabic_until,
        digits(10),
        code_is_serial,
        AR,
        expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier(
        "compact_date",
        compact_date,
        digits(13),
        code_is_serial,
        ("ECONOMY", "PREMIUM", "VIP"),
        expects(*ALL),
        pagesize=landscape(A6),
    ),
    Supplier("iso_footer", iso_footer, running("{:05d}"), code_digits(14), EN, expects(*ALL, ranged=True)),
]
