"""Unusual pages: thermal receipts, labels below their values, order lines, stubs, pages full of small print."""

from __future__ import annotations

from reportlab.lib.pagesizes import A5, A6, landscape, letter

from tests.ingest.layouts.sheet import Sheet
from tests.ingest.layouts.spelling import ordinal, spelled
from tests.ingest.layouts.supplier import (
    Supplier,
    Ticket,
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


def thermal(s: Sheet, t: Ticket) -> None:
    """A receipt: every row in one width, dots between label and value."""
    rows = [
        ("ADMISSION", t.category.upper()),
        ("DATE", f"{t.day:%d.%m.%y}"),
        ("ENTRY", t.start),
        ("TICKET NR", t.serial),
        ("PRICE", "EUR 14,50"),
        ("DESK", t.number_of(2)),
        ("SOLD", f"{t.issued():%d.%m.%y} 09:1{t.noise.randint(0, 9)}"),
    ]
    s.text(20, 30, "*** DRIPSTONE CAVE ***", 11, "Courier-Bold")
    for i, (label, value) in enumerate(rows):
        s.text(20, 50 + 12 * i, f"{label} {'.' * (34 - len(label) - len(value))} {value}", 9, "Courier")
    s.code128(20, 200, t.code, bar=0.9)


def below(s: Sheet, t: Ticket) -> None:
    """Big values, small labels below them."""
    s.text(40, 40, "ICE PALACE", 22, "Times-Bold")
    cells = [
        (spelled(t.day, "d MMM yyyy"), "date of visit"),
        (t.twelve(), "time of entry"),
        (t.category, "ticket category"),
        (t.serial, "ticket number"),
        (t.number_of(6), "order number"),
        (spelled(t.issued(), "d MMM yyyy"), "date of purchase"),
    ]
    for i, (value, label) in enumerate(cells):
        x, y = 40 + 170 * (i % 3), 90 + 50 * (i // 3)
        s.text(x, y, value, 14, "Times-Bold")
        s.text(x, y + 11, label, 7, "Times-Roman")
    s.qr(420, 320, t.code, 110)


def order_lines(s: Sheet, t: Ticket) -> None:
    """A line of an order, as an invoice would list it."""
    s.bold(40, 50, "Harbour Museum", 18)
    s.text(40, 70, f"Order {t.number_of(8)} placed {t.issued():%d/%m/%Y} by {t.person()}", 9)
    columns = (40, 75, 200, 280, 340, 460)
    heads = ("Qty", "Description", "Visit date", "Time", "Ticket no.", "Price")
    values = ("1", t.category, f"{t.day:%d/%m/%Y}", t.start, t.serial, "£12.50")
    s.rule(92)
    for x, head, value in zip(columns, heads, values, strict=True):
        s.bold(x, 104, head, 8)
        s.text(x, 120, value, 9)
    s.rule(110)
    s.rule(126)
    s.text(460, 140, "Total £12.50", 9)
    s.code128(40, 230, t.code)


def colline(s: Sheet, t: Ticket) -> None:
    s.text(400, 40, "PLANÉTARIUM DE LA COLLINE", 14, align="right")
    s.text(400, 66, f"Séance du {spelled(t.day, 'd MMMM yyyy', 'fr')} à {t.start.replace(':', 'h')}", 11, align="right")
    s.text(400, 84, f"Tarif {t.category}", 11, align="right")
    s.text(400, 102, f"Réf. billet : {t.serial}", 9, align="right")
    s.text(400, 118, f"Vendu le {t.issued():%d/%m/%Y} - 8,00 € - RCS Lyon 412 {t.number_of(3)} 118", 7, align="right")
    s.picture(30, 130, t.code, "DataMatrix", 80, 80)


def dinner_cruise(s: Sheet, t: Ticket) -> None:
    """A boarding pass: one hour, a pier, a deck and a table."""
    s.bold(24, 34, "MARINA DHOW CRUISE", 15)
    s.text(24, 48, "BOARDING PASS", 8)
    for i, (label, value) in enumerate(
        [
            ("PASSENGER", t.person().upper()),
            ("SAIL DATE", spelled(t.day, "ddMMMyyyy").upper()),
            ("BOARDING", t.start),
            ("PIER", str(t.noise.randint(1, 9))),
            ("DECK", t.noise.choice(["UPPER", "LOWER"])),
            ("TABLE", t.number_of(2)),
            ("FARE", t.category),
            ("TICKET", t.serial),
        ]
    ):
        x, y = 24 + 110 * (i % 4), 76 + 36 * (i // 4)
        s.text(x, y, label, 6)
        s.bold(x, y + 13, value, 10)
    s.text(24, 156, f"Ref {t.number_of(6)} / issued {spelled(t.issued(), 'ddMMMyyyy').upper()} / AED 250", 7)
    s.picture(24, 220, t.code, "PDF417", 180, 50)


def parque_acuatico(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "PARQUE ACUÁTICO LAS OLAS", 17)
    s.text(40, 80, f"Entrada de día: {t.category}", 12)
    s.text(40, 98, f"Válida únicamente para el día {t.day:%d/%m/%Y}", 12)
    s.text(40, 116, f"Nº {t.serial}", 12)
    s.text(40, 140, f"Pedido {t.number_of(7)} realizado el {t.issued():%d/%m/%Y} a las 20:1{t.noise.randint(0, 9)}", 8)
    s.text(40, 152, "Horario: 10:30 a 19:00. Teléfono 900 123 456. www.lasolas.example", 8)
    s.ean13(400, 140, t.code)
    s.text(410, 152, f"{t.code[0]} {t.code[1:7]} {t.code[7:]}", 8)


def bilingual_bar(s: Sheet, t: Ticket) -> None:
    """English left, Arabic right of a bar, the value on the next line."""
    s.bold(40, 50, "Garden of Glow", 18)
    s.text(550, 50, "حديقة التوهج", 18, align="right")
    for i, (english, arabic, value) in enumerate(
        [
            ("Ticket Number", "رقم التذكرة", t.serial),
            ("Valid Date", "تاريخ الصلاحية", spelled(t.day, "EEE, d MMM yyyy")),
            ("Ticket Type", "نوع التذكرة", t.category),
        ]
    ):
        s.text(40, 90 + 40 * i, f"{english} | {arabic}", 9)
        s.bold(40, 106 + 40 * i, value, 12)
    s.text(40, 220, f"Order ID {t.number_of(9)} • {spelled(t.issued(), 'd MMM yyyy')} • AED 65.00", 8)
    s.text(40, 234, "Open daily from 5:30 PM until 11:00 PM", 8)
    s.qr(400, 240, t.code, 110)


def city_combo(s: Sheet, t: Ticket) -> None:
    """A pass for several sights: each is listed, one date and one number count."""
    s.bold(30, 40, "CITY COMBO PASS", 18)
    s.bold(30, 64, t.category, 13)
    s.text(30, 84, f"Pass ID: {t.serial}", 10)
    s.text(30, 100, f"Expires: {spelled(t.day, 'MMMM d, yyyy')}", 10)
    s.lines(
        30,
        122,
        [
            "1. Sky Wheel - 200 Pier Ave - daily 10:00 AM - 10:00 PM",
            "2. River Cruise - Dock 3 - departures every 90 minutes",
            "3. Science Center - 4100 Main St - closed Mondays",
        ],
        8,
    )
    s.text(30, 166, f"Sold {spelled(t.issued(), 'MMMM d, yyyy')} to {t.person()} - Order #{t.number_of(8)} - $89.00", 7)
    s.qr(440, 160, t.code, 110)


def admit_one(s: Sheet, t: Ticket) -> None:
    """Everything centred, no label but one; the range of hours is the visit."""
    s.bold(306, 40, "ADMIT ONE", 24, align="center")
    s.text(306, 66, "Natural History Hall", 12, align="center")
    s.text(
        306, 90, f"{spelled(t.day, 'EEE, MMM d, yyyy')} | {t.twelve()} - {t.twelve(t.minutes + t.length)}", 12,
        align="center",
    )  # fmt: skip
    s.bold(306, 110, t.category, 14, align="center")
    s.picture(206, 180, t.code, "PDF417", 200, 50)
    s.text(306, 192, t.serial, 9, align="center")
    s.text(
        306,
        206,
        f"Purchased on {spelled(t.issued(), 'MMM d, yyyy')} at 8:4{t.noise.randint(0, 9)} PM",
        7,
        align="center",
    )


def kerned(s: Sheet, t: Ticket) -> None:
    """Each letter placed by itself, as design programs save their texts."""
    s.bold(40, 50, "Botanischer Garten", 18)
    for i, row in enumerate(
        [
            f"Ticket-ID: {t.serial}",
            f"Besuchstag: {spelled(t.day, 'EE, d. MMMM yyyy', 'de')}",
            f"Besucherart: {t.category}",
            f"Bestellt am: {t.issued():%d.%m.%Y}",
        ]
    ):
        x = 40.0
        for place, char in enumerate(row):
            s.text(x, 84 + 18 * i, char, 11)
            x += s.canvas.stringWidth(char, "Helvetica", 11) + (0.5 if place % 3 else -0.25)
    s.qr(400, 200, t.code, 110)


def token_ticket(s: Sheet, t: Ticket) -> None:
    """The code is an address that carries the serial; the serial stands below it without a label."""
    s.bold(148, 40, "TRAMPOLIN HALLE", 15, align="center")
    s.text(148, 66, f"{t.day:%d.%m.%Y}  //  {t.start}-{t.end} Uhr", 11, align="center")
    s.text(148, 84, t.category, 11, align="center")
    s.qr(88, 220, t.code, 120)
    s.text(148, 234, t.serial, 9, align="center")
    s.text(148, 260, f"Gebucht: {t.issued():%d.%m.%Y}  Kunde {t.number_of(5)}  14,90 EUR", 7, align="center")


def group_order(s: Sheet, t: Ticket) -> None:
    """One order for a class: only the numbers differ."""
    s.bold(40, 50, "Technikmuseum Hafenstadt", 16)
    for i, (label, value) in enumerate(
        [
            ("Gruppe", "Klasse 7b, Schiller-Gymnasium"),
            ("Führung am", f"{t.day:%d.%m.%Y}"),
            ("Beginn", f"{t.start} Uhr"),
            ("Kartenart", t.category),
            ("Karte", t.serial),
            ("Rechnung", "RE-2026-00817"),
        ]
    ):
        s.text(40, 84 + 17 * i, f"{label}:", 10)
        s.text(130, 84 + 17 * i, value, 10)
    s.code39(40, 260, t.code)


def upper_third(s: Sheet, t: Ticket) -> None:
    """A whole page of other things below the ticket."""
    s.bold(40, 40, "Mirador Panorámico", 16)
    for i, (label, value) in enumerate(
        [("ENTRADA", t.serial), ("DÍA", f"{t.day:%d/%m/%Y}"), ("HORA", f"{t.start} h"), ("TARIFA", t.category)]
    ):
        s.bold(40 + 120 * i, 70, label, 7)
        s.text(40 + 120 * i, 84, value, 10)
    s.code128(40, 160, t.code)
    s.lines(
        40,
        240,
        [
            "CONDICIONES GENERALES (versión de 01/02/2025)",
            "1. La entrada es válida para una persona, el día y la hora indicados.",
            "2. Cambios hasta 48 horas antes en el 902 100 200, de 9:00 a 14:00 horas.",
            "3. Niños menores de 4 años gratis; adultos mayores de 65 años, tarifa reducida.",
            "Oferta: 2x1 en el restaurante con el código MIRA26 hasta el 30/06/2026.",
            f"Impreso el {t.issued():%d/%m/%Y} a las 12:3{t.noise.randint(0, 9)} - Terminal {t.number_of(3)}",
        ],
        8,
    )


def steam_train(s: Sheet, t: Ticket) -> None:
    s.text(40, 40, "Moorland Steam Railway", 17, "Times-BoldItalic")
    s.text(
        40, 66, f"Travel on {spelled(t.day, 'EEEE')} {ordinal(t.day)} {spelled(t.day, 'MMMM yyyy')}", 11, "Times-Roman"
    )
    s.text(40, 84, f"Train departs {t.start} from Platform {t.noise.randint(1, 4)}", 11, "Times-Roman")
    s.text(40, 102, f"Coach {t.noise.choice('ABCDE')}, Seat {t.noise.randint(1, 64)}", 11, "Times-Roman")
    s.text(40, 120, f"{t.category} Ticket", 11, "Times-Roman")
    s.text(40, 138, f"Ticket code {t.serial}", 11, "Times-Roman")
    s.text(40, 160, f"Booked {t.issued():%d/%m/%y}, order {t.number_of(6)}, £28.00", 8, "Times-Roman")
    s.qr(400, 180, t.code, 100)


def cover_order(s: Sheet, t: Ticket) -> None:
    """A cover lists the order, its number and dates, before the first ticket."""
    if t.number == 1:
        s.bold(60, 70, "Ihre Bestellung", 20)
        s.text(60, 100, f"Bestellnummer: B{t.number_of(8)}", 10)
        s.text(60, 116, f"Bestelldatum: {t.issued():%d.%m.%Y}", 10)
        s.text(60, 132, "Leistungsdatum siehe Tickets. Zahlungsart: Kreditkarte", 10)
        s.canvas.showPage()
    s.bold(60, 60, "Baumwipfelpfad", 18)
    for i, (label, value) in enumerate(
        [
            ("Ticketcode", t.serial),
            ("Ticket", t.category),
            ("Termin", f"{spelled(t.day, 'EE', 'de')} {t.day:%d.%m.%Y}"),
            ("Zeitfenster", f"{t.start} - {t.end} Uhr"),
        ]
    ):
        s.text(60, 90 + 30 * i, label, 7)
        s.text(60, 102 + 30 * i, value, 11)
    s.picture(400, 200, t.code, "Aztec")


LAYOUTS = [
    Supplier(
        "thermal", thermal, running("{:08d}"), code_is_serial, ("ADULT", "CHILD", "GROUP"), expects(*ALL), A6,
    ),
    Supplier(
        "below", below, letters_digits("IP-9999-AA"), code_is_serial,
        ("Adult", "Junior (6-12)", "Penguin Encounter"), expects(*ALL),
    ),
    Supplier(
        "order_lines", order_lines, digits(9), code_digits(14),
        ("Adult", "Concession", "Harbour Explorer"), expects(*ALL),
    ),
    Supplier(
        "colline", colline, letters_digits("PC9999999"), code_is_serial,
        ("plein", "réduit", "étudiant"), expects(*ALL), A5,
    ),
    Supplier(
        "dinner_cruise", dinner_cruise, letters_digits("999-9999999"), code_url("MDC|"),
        ("Adult", "Child", "Captain's Lounge"), expects(*ALL), landscape(A5),
    ),
    Supplier(
        "parque_acuatico", parque_acuatico, letters_digits("LO999999"), code_ean13,
        ("Adulto", "Niño (1,00-1,40 m)", "Ola VIP"), expects("serial", "date", "category", "barcode"),
    ),
    Supplier(
        "bilingual_bar", bilingual_bar, running("GG-{:07d}"), code_is_serial,
        ("General Admission", "Glow Kids", "Senior"), expects("serial", "date", "category", "barcode"),
    ),
    Supplier(
        "city_combo", city_combo, letters_digits("XXXX-XXXX-XXXX"), code_url("https://combo.example/p/"),
        ("3-Choice Adult", "3-Choice Child", "All Inclusive"),
        expects("serial", "date", "category", "barcode", until=True), letter,
    ),
    Supplier(
        "admit_one", admit_one, letters_digits("NHH99999999"), code_is_serial,
        ("Member Guest", "Adult", "Dinosaur Lab"), expects(*ALL, ranged=True), letter,
    ),
    Supplier(
        "kerned", kerned, letters_digits("BG-99999-A"), code_is_serial,
        ("Erwachsene", "Schulkind", "Orchideenfreund"), expects("serial", "date", "category", "barcode"),
    ),
    Supplier(
        "token_ticket", token_ticket, letters_digits("XXXXXXXX"),
        lambda rng, number, serial: f"https://t.sprung.example/{serial}",
        ("Erwachsene", "Kinder bis 12", "Frühspringer"), expects(*ALL, ranged=True), A6,
    ),
    Supplier(
        "group_order", group_order, running("TM-{:06d}"), code_is_serial, ("Schüler/in",), expects(*ALL),
        one_day=True, slots=(630,),
    ),
    Supplier(
        "upper_third", upper_third, digits(10), code_is_serial,
        ("General", "Reducida", "Atardecer Premium"), expects(*ALL),
    ),
    Supplier(
        "steam_train", steam_train, letters_digits("MSR9A9A9"), code_is_serial,
        ("Adult", "Child", "First Class"), expects(*ALL),
    ),
    Supplier(
        "cover_order", cover_order, letters_digits("99AA99-9999"), code_is_serial,
        ("Erwachsener", "Ermäßigt", "Waldkind"), expects(*ALL, ranged=True), loose_pages=True,
    ),
]  # fmt: skip
