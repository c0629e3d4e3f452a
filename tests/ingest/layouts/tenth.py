"""Pages that are laid out otherwise: crowded lines, labels of two lines, stubs that repeat, no reading order."""

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


def crowded_line(s: Sheet, t: Ticket) -> None:
    """Everything in two lines with single spaces between, and a count of the order's tickets."""
    s.bold(40, 50, "Miniature World", 18)
    s.text(40, 76, f"Ticket No {t.serial} Date {t.day:%d.%m.%Y} Time {t.start} Type {t.category}", 10)
    s.text(40, 92, f"Order {t.number_of(7)} Sold {t.issued():%d.%m.%Y} Price 21,00 EUR Ticket {t.number} of 120", 10)
    s.qr(400, 220, t.code, 110)


def right_labels(s: Sheet, t: Ticket) -> None:
    """Labels end where values begin."""
    s.bold(297, 50, "Palmengarten", 20, align="center")
    for i, (label, value) in enumerate(
        [
            ("Eintrittskarte Nr.", t.serial),
            ("Gültig am", spelled(t.day, "d. MMMM yyyy", "de")),
            ("Einlass ab", f"{t.start} Uhr"),
            ("Preiskategorie", t.category),
            ("Gesamtpreis", "9,00 €"),
            ("Erstellt am", spelled(t.issued(), "d. MMMM yyyy", "de")),
        ]
    ):
        s.text(290, 84 + 18 * i, label, 9, align="right")
        s.bold(300, 84 + 18 * i, value, 10)
    s.code128(200, 260, t.code)


def double_stub(s: Sheet, t: Ticket) -> None:
    """Main part and stub carry the same values; the stub's are smaller and shorter labelled."""
    s.bold(30, 40, "JUNGLE BAY SURF & SLIDE", 15)
    for i, (label, value) in enumerate(
        [
            ("Admission Type", t.category),
            ("Date of Visit", f"{t.day:%d/%m/%Y}"),
            ("Entry Time", t.start),
            ("Ticket Number", t.serial),
        ]
    ):
        s.text(30, 66 + 26 * i, label.upper(), 6)
        s.bold(30, 77 + 26 * i, value, 10)
    s.qr(200, 160, t.code, 100)
    for i, value in enumerate(("JUNGLE BAY", t.serial, f"{t.day:%d/%m/%Y}", t.category)):
        s.text(450, 66 + 14 * i, value, 8)
    s.text(30, 186, f"Sold by Jungle Bay Online {t.issued():%d/%m/%Y}. Lost tickets will not be replaced.", 6)


def two_line_labels(s: Sheet, t: Ticket) -> None:
    """Each label in two languages on two lines, the value right of both."""
    s.bold(40, 46, "Trenes de la Sierra", 16)
    for i, (spanish, english, value) in enumerate(
        [
            ("Fecha de viaje", "Travel date", f"{t.day:%d/%m/%Y}"),
            ("Hora de salida", "Departure time", t.start),
            ("Tipo de pasajero", "Passenger type", t.category),
            ("Número de billete", "Ticket number", t.serial),
            ("Fecha de emisión", "Date of issue", f"{t.issued():%d/%m/%Y}"),
        ]
    ):
        s.text(40, 80 + 26 * i, spanish, 9)
        s.text(40, 90 + 26 * i, english, 7)
        s.bold(170, 84 + 26 * i, value, 11)
    s.qr(400, 220, t.code, 110)


def columns_first(s: Sheet, t: Ticket) -> None:
    """All labels are drawn before all values, the right column before the left."""
    s.bold(30, 36, "Grotte aux Fées", 15)
    s.text(220, 64, "Heure de visite", 8)
    s.text(220, 104, "Numéro du billet", 8)
    s.text(30, 64, "Jour de visite", 8)
    s.text(30, 104, "Catégorie", 8)
    s.text(220, 78, t.start.replace(":", "h"), 11)
    s.text(220, 118, t.serial, 11)
    s.text(30, 78, spelled(t.day, "EEE d MMMM yyyy", "fr"), 11)
    s.text(30, 118, t.category, 11)
    s.text(30, 140, f"Réservé le {spelled(t.issued(), 'd MMMM yyyy', 'fr')}. 11,50 € par personne.", 7)
    s.picture(330, 210, t.code, "Aztec", 70, 70)


def table_of_one(s: Sheet, t: Ticket) -> None:
    """A drawn table, its head in capitals, cells centred."""
    s.bold(297, 46, "OASIS DESERT CAMP", 17, align="center")
    columns = (90, 200, 300, 390, 490)
    heads = ("TICKET ID", "TOUR DATE", "PICK-UP", "GUEST TYPE", "AMOUNT")
    values = (t.serial, spelled(t.day, "dd-MMM-yyyy"), t.twelve(), t.category, "AED 195")
    for y in (66, 84, 106):
        s.rule(y, 40, 550)
    for x, head, value in zip(columns, heads, values, strict=True):
        s.bold(x, 79, head, 8, align="center")
        s.text(x, 99, value, 9, align="center")
    s.text(
        40, 130, f"Lead guest {t.person()}, reservation RSV{t.number_of(6)} of {spelled(t.issued(), 'dd-MMM-yyyy')}", 8
    )
    s.text(40, 144, "Camp timings 16:00 to 21:00. Contact +971 4 555 0199.", 8)
    s.code128(180, 240, t.code)
    s.text(240, 252, t.code, 8)


def label_after(s: Sheet, t: Ticket) -> None:
    """The value first, its label in brackets behind."""
    s.bold(40, 50, "Observatory Hill", 18)
    for i, (value, label) in enumerate(
        [
            (spelled(t.day, "MMMM d, yyyy"), "visit date"),
            (t.twelve(), "entry time"),
            (t.category, "ticket type"),
            (t.serial, "ticket number"),
        ]
    ):
        s.bold(40, 84 + 18 * i, value, 11)
        s.text(300, 84 + 18 * i, label, 8)
    s.text(40, 170, f"Ordered {spelled(t.issued(), 'MMMM d, yyyy')} - Order {t.number_of(9)} - $24.00 plus tax", 7)
    s.qr(440, 220, t.code, 110)


def arabic_grid(s: Sheet, t: Ticket) -> None:
    """Two columns of Arabic labels above their values."""
    s.text(550, 50, "قصر المرايا", 20, align="right")
    cells = [
        ("رقم التذكرة", t.serial),
        ("تاريخ الزيارة", f"{t.day:%d/%m/%Y}"),
        ("وقت الدخول", t.start),
        ("نوع التذكرة", t.category),
        ("رقم الطلب", t.number_of(7)),
        ("تاريخ الإصدار", f"{t.issued():%d/%m/%Y}"),
    ]
    for i, (label, value) in enumerate(cells):
        x, y = 550 - 260 * (i % 2), 90 + 46 * (i // 2)
        s.text(x, y, label, 9, align="right")
        s.text(x, y + 16, value, 12, align="right")
    s.qr(60, 340, t.code, 110)


def footer_strip(s: Sheet, t: Ticket) -> None:
    """What counts stands at the very bottom, below an advertisement full of numbers."""
    s.bold(40, 60, "SUMMER DEAL: 20% OFF AT THE REEF CAFE", 14)
    s.text(40, 80, "Show this ticket until 30 September 2026. Table bookings: +1 (305) 555-0142.", 9)
    s.text(40, 94, "Code REEF20. Open 8:00 AM - 6:00 PM.", 9)
    s.rule(700)
    s.bold(40, 720, "Coral Reef Aquarium", 12)
    s.text(40, 740, f"Visit date: {t.day:%m/%d/%Y}", 9)
    s.text(200, 740, f"Entry: {t.twelve()}", 9)
    s.text(320, 740, f"Admission: {t.category}", 9)
    s.text(40, 756, f"Ticket #: {t.serial}", 9)
    s.text(200, 756, f"Purchased: {t.issued():%m/%d/%Y}", 9)
    s.code128(380, 690, t.code, bar=0.8)


def letterhead(s: Sheet, t: Ticket) -> None:
    """A letter: address, tax numbers and bank first, the voucher's facts in its middle."""
    s.lines(
        350,
        40,
        [
            "Kristallwelten Betriebs GmbH",
            "Kristallweg 1, 6112 Wattens",
            "FN 123456a, UID ATU12345678",
            "IBAN AT61 1904 3002 3457 3201",
            f"Kundennummer {t.number_of(6)}",
        ],
        8,
    )
    s.bold(40, 120, "Gutschein für einen Eintritt", 14)
    s.text(40, 144, f"Gutscheincode: {t.serial}", 10)
    s.text(40, 160, f"Kartentyp: {t.category}", 10)
    s.text(40, 176, f"Einlösbar bis spätestens {t.day:%d.%m.%Y}", 10)
    s.text(40, 200, f"Wattens, am {t.issued():%d.%m.%Y}", 9)
    s.picture(40, 300, t.code, "DataMatrix", 80, 80)


def tramway(s: Sheet, t: Ticket) -> None:
    """No label for number, date or kind; a till's stamp below."""
    s.text(148, 30, "HISTORIC TRAMWAY", 12, "Courier-Bold", align="center")
    s.text(148, 50, f"{t.category} DAY TICKET", 11, "Courier", align="center")
    s.text(148, 66, spelled(t.day, "EEE d MMM yyyy").upper(), 11, "Courier", align="center")
    s.picture(98, 180, t.code, "QRCode", 100, 100)
    s.text(148, 196, t.serial, 9, "Courier", align="center")
    s.text(148, 212, f"{t.issued():%d/%m/%y} 14:0{t.noise.randint(1, 9)} M/C 07 GBP 6.50", 7, "Courier", align="center")


def pearl_stack(s: Sheet, t: Ticket) -> None:
    """English left and Arabic right on one line, the value centred below; digits of both kinds."""
    s.text(210, 36, "Pearl Museum متحف اللؤلؤ", 14, align="center")
    rows = [
        ("Ticket No.", "رقم التذكرة", t.serial),
        ("Visit Date", "تاريخ الزيارة", f"{t.day:%d/%m/%Y}"),
        ("Time Slot", "الفترة الزمنية", f"{t.twelve()} - {t.twelve(t.minutes + t.length)}"),
        ("Category", "الفئة", t.category),
    ]
    for i, (english, arabic, value) in enumerate(rows):
        y = 66 + 40 * i
        s.text(30, y, english, 8)
        s.text(390, y, arabic, 8, align="right")
        s.bold(210, y + 16, value, 11, align="center")
    s.text(390, 236, f"تاريخ الشراء {eastern(f'{t.issued():%d/%m/%Y}')}", 7, align="right")
    s.qr(160, 350, t.code, 100)


def icons(s: Sheet, t: Ticket) -> None:
    """Signs instead of labels, as apps print them."""
    s.bold(30, 40, "SkyGlass Walk", 18)
    s.text(30, 70, f"Guest: 1 x {t.category}", 11)
    s.text(30, 88, f"When: {spelled(t.day, 'EEE, dd MMM')} {t.day.year} @ {t.start}", 11)
    s.text(30, 106, "Where: Level 70, North Tower", 11)
    s.text(30, 124, f"Ticket: {t.serial}", 11)
    s.text(30, 150, f"Booked via app on {spelled(t.issued(), 'dd MMM yyyy')} · Booking {t.number_of(8)}", 7)
    s.qr(280, 160, t.code, 100)


def season(s: Sheet, t: Ticket) -> None:
    """A pass with a season: valid from, valid to, a holder and a birthday."""
    s.bold(20, 30, "PARC DES VOLCANS - PASS SAISON", 11)
    s.text(20, 50, f"Titulaire : {t.person()}", 9)
    s.text(20, 64, f"Né(e) le : {t.noise.randint(10, 28)}/0{t.noise.randint(1, 9)}/19{t.noise.randint(60, 99)}", 9)
    s.text(20, 78, f"Formule : {t.category}", 9)
    s.text(20, 92, f"Valable du {t.issued():%d/%m/%Y} au {t.day:%d/%m/%Y}", 9)
    s.text(20, 106, f"N° de carte : {t.serial}", 9)
    s.code128(20, 180, t.code, bar=0.8)


def lift_ticket(s: Sheet, t: Ticket) -> None:
    """Numbers of a customer and a ride pass compete with the ticket's own."""
    s.bold(24, 34, "GLETSCHERBAHN", 15)
    s.text(24, 56, f"{t.category} - Berg- und Talfahrt", 10)
    s.text(24, 72, f"Datum: {spelled(t.day, 'EE', 'de')} {t.day:%d.%m.%Y}   Abfahrt: {t.start}", 10)
    s.text(24, 88, f"Ticket-Nr: {t.serial}   KeyCard: 01-1614 {t.number_of(4)} {t.number_of(4)}", 10)
    s.text(24, 104, f"Verkauf: {t.issued():%d.%m.%Y}  Kassa {t.number_of(2)}  EUR 39,50", 7)
    s.picture(300, 170, t.code, "DataMatrix", 80, 80)


LAYOUTS = [
    Supplier(
        "crowded_line", crowded_line, letters_digits("MW999999"), code_is_serial,
        ("Adult", "Child", "Evening Special"), expects(*ALL),
    ),
    Supplier(
        "right_labels", right_labels, digits(8), code_is_serial,
        ("Erwachsene", "Ermäßigt", "Palmenfreunde"), expects(*ALL),
    ),
    Supplier(
        "double_stub", double_stub, running("JB-2026-{:06d}"), code_is_serial,
        ("General Admission", "Junior (below 1.2m)", "Cabana Guest"), expects(*ALL), (560, 210),
    ),
    Supplier(
        "two_line_labels", two_line_labels, letters_digits("TS99999999"), code_url("TS."),
        ("Adulto", "Niño", "Carné Joven"), expects(*ALL),
    ),
    Supplier(
        "columns_first", columns_first, letters_digits("GF-9999-9999"), code_is_serial,
        ("Adulte", "Enfant (5-12 ans)", "Petit explorateur"), expects(*ALL), A5,
    ),
    Supplier(
        "table_of_one", table_of_one, letters_digits("ODC99999"), code_digits(12),
        ("Adult", "Child", "VIP Majlis"), expects(*ALL),
    ),
    Supplier(
        "label_after", label_after, letters_digits("XXXX-9999"), code_is_serial,
        ("Adult", "Stargazer", "Student"), expects(*ALL), letter,
    ),
    Supplier(
        "arabic_grid", arabic_grid, letters_digits("QM-9999999"), code_is_serial,
        ("بالغ", "طفل", "زيارة خاصة"), expects(*ALL),
    ),
    Supplier(
        "footer_strip", footer_strip, digits(12), code_is_serial,
        ("General", "Child (3-11)", "Behind the Scenes"), expects(*ALL), letter,
    ),
    Supplier(
        "letterhead", letterhead, letters_digits("AAAA-9999-AAAA"), code_is_serial,
        ("Erwachsene", "Kinder", "Kristallfreund"), expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier(
        "tramway", tramway, letters_digits("HT9999999"), code_is_serial,
        ("ADULT", "CHILD", "FAMILY"), expects("serial", "date", "category", "barcode"), A6,
    ),
    Supplier(
        "pearl_stack", pearl_stack, digits(9), code_compact,
        ("Adult", "Child (5-12)", "Pearl Circle"), expects(*ALL, ranged=True), A5,
    ),
    Supplier(
        "icons", icons, letters_digits("SGW-99999999"), code_is_serial,
        ("Adult", "Child", "Sunrise Club"), expects(*ALL), A5,
    ),
    Supplier(
        "season", season, letters_digits("PV999 999"), code_compact,
        ("Adulte", "Jeune 4-17 ans", "Tribu"), expects("serial", "date", "category", "barcode", until=True), A6,
    ),
    Supplier(
        "lift_ticket", lift_ticket, digits(14), code_url("GB#"),
        ("Erwachsener", "Kind", "Senior"), expects(*ALL), landscape(A5),
    ),
]  # fmt: skip
