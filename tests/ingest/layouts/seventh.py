"""Tickets as they come from decks, parks, trains and stadiums of four countries."""

from __future__ import annotations

from reportlab.lib.pagesizes import A5, A6, landscape, letter

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
    running,
)  # fmt: skip

ALL = ("serial", "date", "timeSlot", "category", "barcode")


def deck_at_the_top(s: Sheet, t: Ticket) -> None:
    """Day and hour share one label; the number below the bars is the code's, not the ticket's."""
    s.bold(40, 56, "CLOUD DECK 148", 22)
    s.text(40, 74, "The view that ends all views", 9)
    for i, (label, value) in enumerate(
        [
            ("Visit Date & Time", f"{spelled(t.day, 'dd MMM yyyy')} {t.start}"),
            ("Ticket Type", t.category),
            ("Ticket Number", t.serial),
            ("Transaction No.", t.number_of(9)),
            ("Guest Name", t.person()),
            ("Total Paid", "AED 179.00 (VAT incl.)"),
        ]
    ):
        s.text(40, 110 + 20 * i, label, 9)
        s.text(170, 110 + 20 * i, ":", 9)
        s.bold(180, 110 + 20 * i, value, 10)
    s.code128(180, 300, t.code)
    s.text(225, 312, t.code, 8)
    s.text(40, 340, f"Issued on {spelled(t.issued(), 'dd MMM yyyy')} 09:41 | TRN 100{t.number_of(12)}", 7)


def freizeitpark(s: Sheet, t: Ticket) -> None:
    """The title names the kind of ticket; the validity is a sentence."""
    s.text(297, 50, "Freizeitpark Tannenwald GmbH & Co. KG", 9, align="center")
    s.bold(297, 80, f"Eintrittskarte {t.category}", 18, align="center")
    s.text(297, 104, f"gültig am {spelled(t.day, 'EEEE', 'de')}, dem {t.day:%d.%m.%Y}", 12, align="center")
    s.text(297, 122, "Parköffnung 9:00 Uhr - Parkschließung 18:00 Uhr", 9, align="center")
    s.qr(240, 260, t.code, 110)
    s.text(297, 276, f"Ticketnummer {t.serial}", 9, align="center")
    s.text(
        297, 290, f"Auftrag {t.number_of(7)} vom {t.issued():%d.%m.%Y}, 58,00 EUR inkl. 7 % MwSt.", 8, align="center"
    )


def musee_billet(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "e-billet", 20)
    s.text(50, 90, "Musée national des Arts", 11)
    s.text(50, 120, f"{spelled(t.day, 'EEEE d MMMM yyyy', 'fr')} - créneau {t.start.replace(':', 'h')}", 12)
    s.text(50, 140, t.category, 12)
    s.text(50, 165, f"Billet n°{t.serial}", 9)
    s.text(50, 178, f"Commande n°{t.number_of(8)} du {t.issued():%d/%m/%Y} à 21:0{t.noise.randint(0, 9)}", 9)
    s.text(50, 191, f"Nominatif : {t.person()}", 9)
    s.text(50, 204, "Montant : 22,00 € TTC (TVA 5,5 %) - SIRET 180 046 237 00012", 9)
    s.picture(420, 200, t.code, "DataMatrix", 100, 100)


def alcazar(s: Sheet, t: Ticket) -> None:
    """The palace's hour is the slot; the gardens' opening is printed for everybody."""
    s.bold(30, 40, "PATRONATO DEL ALCÁZAR", 13)
    s.text(30, 64, "Tipo de visita", 7)
    s.text(30, 76, t.category, 11)
    s.text(200, 64, "Fecha visita", 7)
    s.text(200, 76, f"{t.day:%d/%m/%Y}", 11)
    s.text(300, 64, "Hora acceso palacios", 7)
    s.text(300, 76, t.start, 11)
    s.text(30, 100, "Nº Referencia entrada", 7)
    s.text(30, 112, t.serial, 11)
    s.text(200, 100, "Fecha de venta", 7)
    s.text(200, 112, f"{t.issued():%d/%m/%Y} 11:3{t.noise.randint(0, 9)}", 11)
    s.text(30, 140, "Jardines abiertos de 8:30 a 20:00 h. Imprescindible DNI o pasaporte.", 7)
    s.code128(30, 210, t.code, bar=0.9)


def zahnradbahn(s: Sheet, t: Ticket) -> None:
    """A train's number and seats are numbers too."""
    s.bold(20, 30, "ZAHNRADBAHN SCHAFBERG", 13)
    s.text(20, 52, f"Bergfahrt {t.day:%d.%m.%y}  ab {t.start}  Zug {t.noise.randint(101, 140)}", 10)
    s.text(20, 68, f"Wagen {t.noise.randint(1, 4)}  Platz {t.noise.randint(11, 88)}", 10)
    s.text(20, 84, f"Fahrgast: {t.category}", 10)
    s.text(20, 100, f"Fahrschein-Nr.: {t.serial}", 10)
    s.text(20, 120, f"Ausgegeben: {t.issued():%d.%m.%y} / Schalter {t.number_of(2)} / EUR 46,80", 7)
    s.picture(190, 200, t.code, "Aztec", 80, 80)


def marketplace_voucher(s: Sheet, t: Ticket) -> None:
    """A reseller's voucher: booking reference and PIN stand beside the ticket's own number."""
    s.bold(40, 50, "Your voucher is ready!", 16)
    s.text(40, 80, "Booking reference", 8)
    s.bold(40, 93, f"GYX{t.number_of(8)}", 11)
    s.text(220, 80, "PIN", 8)
    s.bold(220, 93, t.number_of(4), 11)
    s.text(330, 80, "Ticket reference", 8)
    s.bold(330, 93, t.serial, 11)
    s.text(40, 130, "Skip-the-line: Old Harbour Aquarium", 12)
    s.text(40, 150, f"Date: {spelled(t.day, 'EEEE, MMMM d, yyyy')}", 10)
    s.text(40, 166, f"Time: {t.twelve()}", 10)
    s.text(40, 182, f"Number of participants: 1 {t.category}", 10)
    s.text(40, 198, "Language: English", 10)
    s.text(40, 230, "Provided by Harbour Leisure Ltd, +44 20 7946 0321. Free cancellation until 24 hours before.", 8)
    s.qr(420, 220, t.code, 120)


def stadium_tour(s: Sheet, t: Ticket) -> None:
    s.bold(210, 36, "TOUR & MUSEU", 18, align="center")
    s.text(210, 56, "ENTRADA", 9, align="center")
    s.bold(210, 78, t.category.upper(), 13, align="center")
    s.text(110, 104, "FECHA", 7, align="center")
    s.bold(110, 118, f"{t.day:%d-%m-%Y}", 12, align="center")
    s.text(310, 104, "HORA", 7, align="center")
    s.bold(310, 118, t.start, 12, align="center")
    s.text(210, 146, f"LOCALIZADOR {t.number_of(6)}   |   ENTRADA Nº {t.serial}", 8, align="center")
    s.text(210, 160, "PVP 28,00€ IVA INCL. CIF A-58123456", 7, align="center")
    s.code39(60, 230, t.code)


def zoo_jahr(s: Sheet, t: Ticket) -> None:
    """Good until a day; the slot is none, the feeding hours are everybody's."""
    s.bold(40, 50, "Zoo Lindental", 20)
    for i, row in enumerate(
        [
            f"Kategorie: {t.category}",
            f"Gültig bis: {spelled(t.day, 'd. MMMM yyyy', 'de')}",
            f"Kartennummer: {t.serial}",
            f"Inhaber/in: {t.person()}",
            f"Ausstellungsdatum: {spelled(t.issued(), 'd. MMMM yyyy', 'de')}",
        ]
    ):
        s.text(40, 84 + 16 * i, row, 10)
    s.text(40, 180, "Fütterung Pinguine 11:00 Uhr, Seelöwen 14:30 Uhr", 8)
    s.text(40, 192, "Es gelten unsere AGB vom 01.03.2024. Hotline 0800 5550123", 8)
    s.ean13(260, 160, t.code)


def future_museum(s: Sheet, t: Ticket) -> None:
    """Arabic above English, the value below both."""
    s.text(297, 50, "متحف الغد", 20, align="center")
    s.bold(297, 72, "MUSEUM OF TOMORROW", 13, align="center")
    cells = [
        ("رقم التذكرة", "TICKET NO.", t.serial),
        ("التاريخ", "DATE", spelled(t.day, "d MMMM yyyy")),
        ("موعد الدخول", "ENTRY SLOT", f"{t.start} – {t.end}"),
        ("الفئة", "CATEGORY", t.category),
    ]
    for i, (arabic, english, value) in enumerate(cells):
        x, y = 160 + 280 * (i % 2), 120 + 70 * (i // 2)
        s.text(x, y, arabic, 9, align="center")
        s.text(x, y + 12, english, 7, align="center")
        s.bold(x, y + 30, value, 13, align="center")
    s.qr(240, 400, t.code, 120)
    s.text(297, 420, "Issued by Tomorrow Ticketing LLC – AED 149.00", 7, align="center")


def cableway(s: Sheet, t: Ticket) -> None:
    """A window of two dates on two lines: the last day counts."""
    s.bold(20, 30, "FLAT ROCK AERIAL CABLEWAY", 11)
    s.bold(20, 50, f"{t.category.upper()}", 14)
    s.text(20, 70, f"Not valid before: {spelled(t.issued(), 'dd-MMM-yyyy')}", 9)
    s.text(20, 83, f"Not valid after:  {spelled(t.day, 'dd-MMM-yyyy')}", 9)
    s.text(20, 100, f"Ticket#: {t.serial}", 9)
    s.text(20, 113, "First car up 08:00, last car down 17:30. Weather permitting.", 6)
    s.code128(20, 180, t.code, bar=0.8)
    s.text(60, 190, t.code, 7)


def safari_pickup(s: Sheet, t: Ticket) -> None:
    """The pick-up is the slot: no other hour is printed for the guest."""
    s.bold(40, 50, "RED DUNES SAFARI TOURISM L.L.C", 14)
    rows = [
        ("Voucher No", t.serial),
        ("Guest Name", f"Mr/Ms {t.person()}"),
        ("Tour Date", f"{t.day:%d/%m/%Y}"),
        ("Pick up Time", t.twelve()),
        ("Pax Type", t.category),
        ("Hotel", t.noise.choice(["Rove Downtown", "Hilton JBR", "Ibis Deira"])),
        ("Room No", t.number_of(4)),
        ("Booking Date", f"{t.issued():%d/%m/%Y}"),
        ("Driver Contact", f"+971 50 {t.number_of(3)} {t.number_of(4)}"),
    ]
    for i, (label, value) in enumerate(rows):
        y = 84 + 20 * i
        s.rule(y + 6, 40, 400)
        s.text(46, y, label, 9)
        s.text(180, y, value, 9)
    s.qr(430, 180, t.code, 100)


def water_park(s: Sheet, t: Ticket) -> None:
    """Big words without a label on the left, a stub with the numbers on the right."""
    s.bold(30, 50, "AQUA KINGDOM", 24)
    s.bold(30, 84, t.category, 16)
    s.text(30, 108, f"Valid for one visit on {spelled(t.day, 'EEE, dd MMM yyyy')}", 10)
    s.text(30, 124, "Gates open 10 AM. Lockers and towels not included.", 8)
    s.text(30, 138, f"Purchased: {spelled(t.issued(), 'EEE, dd MMM yyyy')}", 8)
    s.turned(410, 190, f"No. {t.serial}", 90, 9)
    s.qr(440, 170, t.code, 110)


def museum_pass(s: Sheet, t: Ticket) -> None:
    s.bold(40, 40, "PASS DES MUSÉES", 18)
    heads = ("N° de pass", "Formule", "Valable jusqu'au", "Prix")
    values = (t.serial, t.category, f"{t.day:%d/%m/%Y}", "62,00 €")
    for x, head, value in zip((40, 150, 290, 410), heads, values, strict=True):
        s.text(x, 74, head, 8)
        s.text(x, 90, value, 10)
    s.rule(80, 40, 480)
    s.text(40, 112, f"Acheté le {t.issued():%d/%m/%Y}. Activez votre pass dès la première visite.", 8)
    s.picture(40, 200, t.code, "PDF417", 160, 60)


def basilica(s: Sheet, t: Ticket) -> None:
    """One line with date and hour, a label for both in two languages."""
    s.bold(30, 36, "Basílica de la Luz", 14)
    s.text(30, 60, "Entrada / Ticket", 7)
    s.text(30, 72, t.category, 11)
    s.text(30, 94, "Fecha y hora / Date and time", 7)
    s.text(30, 106, f"{t.day:%d/%m/%Y} {t.start}", 11)
    s.text(30, 128, "Código / Code", 7)
    s.text(30, 140, t.serial, 11)
    s.text(30, 162, f"Compra / Purchase: {t.issued():%d/%m/%Y} {t.noise.randint(10, 19)}:07", 7)
    s.text(30, 174, f"26,00 EUR - ES-G0863{t.number_of(4)}", 7)
    s.qr(270, 160, t.code, 100)


def malahi(s: Sheet, t: Ticket) -> None:
    """Right to left, Arabic-Indic digits, a running number with its own prefix."""
    s.text(390, 40, "حديقة الألعاب الكبرى", 18, align="right")
    for i, row in enumerate(
        [
            f"رقم التذكرة : {t.serial}",
            f"تاريخ الزيارة : {eastern(f'{t.day:%d/%m/%Y}')}",
            f"فئة الزائر : {t.category}",
            f"رقم الفاتورة : {eastern(t.number_of(6))}",
            f"تاريخ الشراء : {eastern(f'{t.issued():%d/%m/%Y}')}",
        ]
    ):
        s.text(390, 74 + 20 * i, row, 11, align="right")
    s.text(390, 190, "مواعيد العمل من ١٠:٠٠ إلى ٢٢:٠٠", 8, align="right")
    s.qr(30, 190, t.code, 100)


LAYOUTS = [
    Supplier(
        "deck_at_the_top", deck_at_the_top, letters_digits("CD99999999"), code_digits(16),
        ("General Admission", "Prime Hours", "Child (4-8 Years)"), expects(*ALL),
    ),
    Supplier(
        "freizeitpark", freizeitpark, digits(14), code_is_serial,
        ("Erwachsener", "Kind 4-11 Jahre", "Senior ab 60"), expects("serial", "date", "category", "barcode"),
        one_day=True,
    ),
    Supplier(
        "musee_billet", musee_billet, digits(12), code_url("L1"),
        ("Plein tarif", "Gratuit -18 ans", "Tarif famille nombreuse"), expects(*ALL),
    ),
    Supplier(
        "alcazar", alcazar, letters_digits("9999999999"), code_is_serial,
        ("General", "Nocturna Palacios", "Menor 12-15 años"), expects(*ALL), A5,
    ),
    Supplier(
        "zahnradbahn", zahnradbahn, letters_digits("99-9999-9999"), code_url("SBB"),
        ("Erwachsen", "Kind", "Hund"), expects(*ALL), A6,
    ),
    Supplier(
        "marketplace_voucher", marketplace_voucher, letters_digits("AHA-XXXXXX"), code_is_serial,
        ("Adult (Age 13 - 99)", "Child (Age 4 - 12)", "Student (with ID)"), expects(*ALL), letter,
    ),
    Supplier(
        "stadium_tour", stadium_tour, letters_digits("AA999999"), code_is_serial,
        ("ADULTO", "INFANTIL", "PLAYERS EXPERIENCE"), expects(*ALL), A5,
    ),
    Supplier(
        "zoo_jahr", zoo_jahr, letters_digits("ZL-999999-9"), code_ean13,
        ("Erwachsene", "Kinder", "Freunde des Zoos"), expects("serial", "date", "category", "barcode", until=True), A5,
    ),
    Supplier(
        "future_museum", future_museum, running("MOT2026{:07d}"), code_is_serial,
        ("Adult", "Person of Determination", "Pioneer Pass"), expects(*ALL, ranged=True),
    ),
    Supplier(
        "cableway", cableway, digits(10), code_digits(18),
        ("ADULT RETURN", "CHILD RETURN", "ADULT ONE WAY"), expects("serial", "date", "category", "barcode", until=True),
        A6,
    ),
    Supplier(
        "safari_pickup", safari_pickup, letters_digits("RDS/99999/99"), code_compact,
        ("Adult", "Child (5-10)", "Infant"), expects(*ALL),
    ),
    Supplier(
        "water_park", water_park, letters_digits("9999-9999-9999"), code_compact,
        ("Day Pass", "Day Pass + Lunch", "Twilight Pass"), expects("serial", "date", "category", "barcode"),
        (560, 200),
    ),
    Supplier(
        "museum_pass", museum_pass, letters_digits("PM99999999"), code_is_serial,
        ("Pass 48 heures", "Pass 96 heures", "Pass 6 jours"),
        expects("serial", "date", "category", "barcode", until=True), landscape(A5),
    ),
    Supplier(
        "basilica", basilica, letters_digits("XXXXXXXXXX"), code_is_serial,
        ("Básica", "Torres", "Visita guiada"), expects(*ALL), A5,
    ),
    Supplier(
        "malahi", malahi, letters_digits("GP-999999"), code_is_serial,
        ("بالغ", "طفل", "أصحاب الهمم"), expects("serial", "date", "category", "barcode"), A5,
    ),
]  # fmt: skip
