"""Layouts for one more look at what nobody had in mind when the analysis was last improved."""

from __future__ import annotations

from reportlab.lib.pagesizes import A4, A5, A6, landscape, letter

from tests.ingest.layouts.sheet import Sheet
from tests.ingest.layouts.spelling import eastern, spelled
from tests.ingest.layouts.supplier import (
    Supplier,
    Ticket,
    code_digits,
    code_is_serial,
    code_url,
    digits,
    expects,
    letters_digits,
    running,
)  # fmt: skip

ALL = ("serial", "date", "timeSlot", "category", "barcode")


def voucher_pipes(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "ADVENTURE VOUCHER", 16)
    s.text(40, 80, f"Voucher {t.serial} | {t.category} | {t.day:%Y/%m/%d} | {t.start}", 10)
    s.text(40, 100, f"Lead guest: {t.person()} | Agent ref: AG{t.number_of(6)} | Issued {t.issued():%Y/%m/%d}", 8)
    s.text(40, 116, "Emergency contact +44 7700 900123. Bring a photo ID.", 8)
    s.qr(40, 240, t.code, 110)


def german_cards(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "Kletterwald am See", 18)
    cards = [
        ("BUCHUNG", t.number_of(8)),
        ("DATUM", spelled(t.day, "EEE, d. MMM yyyy", "de")),
        ("STARTZEIT", t.start),
        ("KATEGORIE", t.category),
        ("TICKETNUMMER", t.serial),
        ("PARCOURS", t.noise.choice(["Blau", "Rot", "Schwarz"])),
    ]
    for i, (label, value) in enumerate(cards):
        x, y = 40 + 180 * (i % 3), 90 + 50 * (i // 3)
        s.text(x, y, label, 6)
        s.bold(x, y + 14, value, 12)
    s.text(40, 200, f"Rechnungsdatum {t.issued():%d.%m.%Y}, Rechnung RE-{t.number_of(6)}, inkl. 19 % MwSt.", 7)
    s.code128(40, 270, t.code)


def french_header(s: Sheet, t: Ticket) -> None:
    s.bold(40, 40, "Musée des Lumières", 16)
    heads = ["N° billet", "Date", "Heure", "Tarif", "Prix"]
    values = [t.serial, f"{t.day:%d/%m/%Y}", t.start.replace(":", " h "), t.category, "13,00 €"]
    for x, head, value in zip((40, 150, 240, 310, 470), heads, values, strict=True):
        s.bold(x, 80, head, 9)
        s.text(x, 98, value, 9)
    s.text(40, 120, f"Acheté le {t.issued():%d/%m/%Y} à 18h4{t.noise.randint(0, 9)}. Fermé le mardi.", 7)
    s.picture(400, 230, t.code, "DataMatrix")


def spanish_right(s: Sheet, t: Ticket) -> None:
    s.bold(210, 40, "Cuevas del Drac", 15, align="center")
    for i, (label, value) in enumerate(
        [
            ("Visitante", t.person()),
            ("Día", spelled(t.day, "EEE d MMM yyyy", "es")),
            ("Turno", f"de {t.start} a {t.end}"),
            ("Modalidad", t.category),
            ("Código de entrada", t.serial),
            ("Comprado", spelled(t.issued(), "EEE d MMM yyyy", "es")),
        ]
    ):
        s.text(150, 70 + 17 * i, label, 9, align="right")
        s.bold(160, 70 + 17 * i, value, 9)
    s.qr(150, 280, t.code, 90)


def arabic_pairs(s: Sheet, t: Ticket) -> None:
    s.text(540, 60, "حديقة الفراشات", 20, align="right")
    for i, (label, value) in enumerate(
        [
            ("رقم الحجز", t.number_of(7)),
            ("تاريخ الطلب", eastern(f"{t.issued():%Y/%m/%d}")),
            ("رقم التذكرة", t.serial),
            ("تاريخ الدخول", eastern(f"{t.day:%Y/%m/%d}")),
            ("الموعد", eastern(f"{t.start} - {t.end}")),
            ("نوع التذكرة", t.category),
        ]
    ):
        s.text(540, 100 + 22 * i, label, 11, align="right")
        s.text(400, 100 + 22 * i, value, 11, align="right")
    s.qr(60, 240, t.code)


def bilingual_inline(s: Sheet, t: Ticket) -> None:
    s.bold(30, 36, "Mangrove Kayak", 14)
    for i, (label, value) in enumerate(
        [
            ("Ticket No / رقم التذكرة", t.serial),
            ("Date / التاريخ", spelled(t.day, "EEE dd MMM yyyy")),
            ("Time / الوقت", t.twelve()),
            ("Type / النوع", t.category),
        ]
    ):
        s.text(30, 64 + 20 * i, label, 9)
        s.bold(180, 64 + 20 * i, value, 10)
    s.text(30, 160, f"Receipt {t.number_of(6)} issued {t.issued():%d/%m/%Y} - AED 129.00 incl. 5% VAT", 7)
    s.picture(300, 130, t.code, "Aztec", 80, 80)


def arena(s: Sheet, t: Ticket) -> None:
    """The level of the price is the category; section, row and seat are places."""
    s.text(40, 50, "RIVERSIDE ARENA", 9)
    s.bold(40, 76, t.noise.choice(["Monster Trucks", "Ice Spectacular", "Folk Night"]), 18)
    s.text(40, 100, f"{spelled(t.day, 'EEE, MMM d, yyyy')} @ {t.twelve()}", 11)
    for i, (label, value) in enumerate(
        [
            ("SEC", str(t.noise.randint(101, 130))),
            ("ROW", t.noise.choice("ABCDEFGH")),
            ("SEAT", str(t.noise.randint(1, 24))),
            ("PRICE LEVEL", t.category),
        ]
    ):
        s.text(40 + 80 * i, 124, label, 7)
        s.bold(40 + 80 * i, 138, value, 11)
    s.text(40, 160, f"Order {t.number_of(9)} - purchased {spelled(t.issued(), 'MMM d, yyyy')} - $59.50 incl. fees", 7)
    s.text(40, 174, "Doors open 90 minutes before. 500 River Rd, Columbus, OH 43215", 7)
    s.code128(40, 240, t.code)
    s.text(60, 254, t.serial, 10)


def plain_small(s: Sheet, t: Ticket) -> None:
    s.bold(20, 34, "RUINS & GARDENS", 13)
    s.text(20, 56, t.category, 12)
    s.text(20, 76, spelled(t.day, "dd MMM yyyy").upper(), 12)
    s.text(20, 94, f"S/N {t.serial}", 9)
    s.text(20, 110, f"EUR 12.00   till 3   {t.issued():%d.%m.%y} 16:2{t.noise.randint(0, 9)}", 7)
    s.text(20, 124, "Open 10:00 - 18:00 except Monday", 7)
    s.code128(20, 190, t.code)


def sideways(s: Sheet, t: Ticket) -> None:
    """Drawn sideways on a page that is shown turned back: upright to its reader."""
    c = s.canvas
    c.saveState()
    c.translate(s.width, 0)
    c.rotate(90)
    turned = Sheet(c, s.height, s.width)
    turned.bold(40, 50, "Lighthouse Climb", 18)
    for i, (label, value) in enumerate(
        [
            ("Ticket ID:", t.serial),
            ("Climb on:", f"{t.day:%d %B %Y}"),
            ("Climb time:", t.start),
            ("Climber:", t.category),
            ("Bought on:", f"{t.issued():%d %B %Y}"),
        ]
    ):
        turned.text(40, 80 + 18 * i, label)
        turned.text(140, 80 + 18 * i, value)
    turned.qr(300, 180, t.code)
    c.restoreState()


def stub_window(s: Sheet, t: Ticket) -> None:
    """The window's end is the date; the hours are the garden's."""
    first_day = t.issued()
    for x, size in ((30, 11), (430, 8)):
        s.text(x, 40, "VISITOR PASS", 7)
        s.bold(x, 56, t.category, size + 2)
        s.text(x, 78, "PASS NUMBER", 6)
        s.bold(x, 90, t.serial, size)
        s.text(x, 110, "VALID", 6)
        s.bold(x, 122, f"{spelled(first_day, 'dd MMM yy')} – {spelled(t.day, 'dd MMM yy')}", size)
    s.text(30, 150, "Garden hours 8 am - 8 pm. Kiosk: +971 50 123 4567", 7)
    s.qr(300, 140, t.code, 90)


def tour_terms(s: Sheet, t: Ticket) -> None:
    """The day of the tour is the date, although the voucher stays valid longer."""
    s.bold(40, 50, "Whale Watching", 18)
    rows = [
        ("Voucher code", t.serial),
        ("Tour date", spelled(t.day, "EEEE, dd MMMM yyyy")),
        ("Check-in", f"{t.minutes // 60 - 1:02d}:{t.minutes % 60:02d}"),
        ("Departure", t.start),
        ("Participants", f"1 x {t.category}"),
        ("Rebooking possible until", spelled(t.until(), "dd MMMM yyyy")),
    ]
    for i, (label, value) in enumerate(rows):
        s.text(40, 90 + 18 * i, f"{label}:")
        s.text(200, 90 + 18 * i, value)
    s.lines(
        40,
        230,
        ["Terms of 12 January 2024 apply. Call 0800 123 456 between 08:00 and 17:00.", "Children under 6 travel free."],
    )
    s.picture(400, 200, t.code, "PDF417", 130, 50)


LAYOUTS = [
    Supplier(
        "voucher_pipes", voucher_pipes, letters_digits("AAA99999"), code_is_serial,
        ("Thrill Seeker", "Adult", "Family of Four"), expects(*ALL),
    ),
    Supplier(
        "german_cards", german_cards, digits(9), code_is_serial,
        ("Erwachsene", "Jugend (12-17)", "Frühaufsteher"), expects(*ALL),
    ),
    Supplier(
        "french_header", french_header, letters_digits("ML-999999"), code_url("ML*"),
        ("Plein tarif", "Réduit", "Carte Blanche"), expects(*ALL),
    ),
    Supplier(
        "spanish_right", spanish_right, letters_digits("AA-999-AA"), code_is_serial,
        ("Visita guiada", "Audioguía", "Noche mágica"), expects(*ALL, ranged=True), A5,
    ),
    Supplier(
        "arabic_pairs", arabic_pairs, digits(9), code_is_serial,
        ("بالغ", "طفل دون ١٢", "مرافق"), expects(*ALL, ranged=True),
    ),
    Supplier(
        "bilingual_inline", bilingual_inline, running("MK{:06d}"), code_url("mk:"),
        ("Single Kayak", "Double Kayak", "Adult"), expects(*ALL), landscape(A5),
    ),
    Supplier(
        "arena", arena, letters_digits("9999 9999 9999"), lambda rng, number, serial: serial.replace(" ", ""),
        ("Lower Bowl", "Upper Deck", "Golden Circle"), expects(*ALL), letter,
    ),
    Supplier(
        "plain_small", plain_small, digits(11), code_digits(13),
        ("FULL", "REDUCED", "EXPLORER PASS"), expects("serial", "date", "category", "barcode"), A6,
    ),
    Supplier(
        "sideways", sideways, letters_digits("LC9999"), code_is_serial,
        ("Adult", "Child", "Keeper for a Day"), expects(*ALL), A4, rotation=90,
    ),
    Supplier(
        "stub_window", stub_window, letters_digits("99999-99999"), code_is_serial,
        ("Green Pass", "Blossom Pass", "Resident"),
        expects("serial", "date", "category", "barcode", until=True), (560, 180),
    ),
    Supplier(
        "tour_terms", tour_terms, letters_digits("WXXXXXXX"), code_url("WW!"),
        ("Adult", "Youth 6-14", "Upper Deck"), expects(*ALL),
    ),
]  # fmt: skip
