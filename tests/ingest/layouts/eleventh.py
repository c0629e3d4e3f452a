"""Suppliers of one more trade fair: drawn to see whether what was learned holds for people who never heard of it."""

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


def butterfly_house(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "Butterfly House", 20)
    s.text(40, 80, f"{t.category} admission", 13)
    s.text(
        40, 100, f"for {spelled(t.day, 'EEEE')} the {ordinal(t.day)} of {spelled(t.day, 'MMMM yyyy')}, {t.twelve()}", 11
    )
    s.text(40, 120, f"Ticket reference: {t.serial}", 10)
    s.text(40, 146, f"Booked online {t.issued():%d/%m/%Y}. VAT reg. no. 281 {t.number_of(4)} 07. Total £9.75", 7)
    s.qr(420, 200, t.code, 100)


def felsengarten(s: Sheet, t: Ticket) -> None:
    """A box with head words at the left and values under each other at the right edge."""
    s.bold(30, 36, "FELSENGARTEN", 16)
    s.text(30, 50, "Online-Ticket", 8)
    for i, (label, value) in enumerate(
        [
            ("Besuchstermin", f"{spelled(t.day, 'EE', 'de')} {t.day:%d.%m.%Y}"),
            ("Uhrzeit", t.start),
            ("Besuchergruppe", t.category),
            ("Ticketcode", t.serial),
            ("Bestellnummer", f"FG-{t.number_of(6)}"),
            ("Bestelldatum", f"{t.issued():%d.%m.%Y}"),
        ]
    ):
        s.text(30, 74 + 16 * i, label, 9)
        s.bold(390, 74 + 16 * i, value, 9, align="right")
        s.rule(78 + 16 * i, 30, 390)
    s.code128(60, 250, t.code)


def funicular(s: Sheet, t: Ticket) -> None:
    s.bold(210, 36, "FUNICULAR DEL MONTE", 14, align="center")
    s.text(210, 60, f"BILLETE {t.category}", 12, align="center")
    s.text(210, 80, f"Válido el {t.day.day} de {spelled(t.day, 'MMMM', 'es')} de {t.day.year}", 10, align="center")
    s.text(210, 96, f"Viaje de las {t.start} h", 10, align="center")
    s.text(210, 116, f"Nº {t.serial}", 10, align="center")
    s.text(210, 132, f"Taquilla {t.number_of(2)} - {t.issued():%d/%m/%Y} - 12,50 EUR IVA incl.", 7, align="center")
    s.code39(70, 210, t.code)


def aqua_gulf(s: Sheet, t: Ticket) -> None:
    """English labels, Arabic labels and the values in one line, with colons on both sides."""
    s.bold(297, 46, "GULF AQUARIUM", 18, align="center")
    for i, (english, value, arabic) in enumerate(
        [
            ("Ticket Number", t.serial, "رقم التذكرة"),
            ("Ticket Type", t.category, "نوع التذكرة"),
            ("Valid Until", spelled(t.day, "dd MMMM yyyy"), "صالحة لغاية"),
            ("Purchase Date", spelled(t.issued(), "dd MMMM yyyy"), "تاريخ الشراء"),
            ("Amount Paid", "QAR 120.00", "المبلغ المدفوع"),
        ]
    ):
        y = 84 + 20 * i
        s.text(40, y, f"{english} :", 10)
        s.text(200, y, value, 10)
        s.text(555, y, f": {arabic}", 10, align="right")
    s.picture(250, 300, t.code, "QRCode", 100, 100)


def petit_train(s: Sheet, t: Ticket) -> None:
    s.bold(20, 30, "LE PETIT TRAIN DES VIGNES", 12)
    s.text(20, 52, f"1 {t.category}", 11)
    s.text(20, 68, f"Départ {spelled(t.day, 'EEEE d MMMM', 'fr')} {t.day.year} à {t.start.replace(':', ' h ')}", 9)
    s.text(20, 84, f"Titre de transport n° {t.serial}", 9)
    s.text(20, 100, f"Émis le {t.issued():%d/%m/%Y} / 7,00 € / non remboursable", 7)
    s.qr(190, 200, t.code, 90)


def race_track(s: Sheet, t: Ticket) -> None:
    """A grandstand: block, row and seat, and a session with a number."""
    s.bold(40, 44, "DESERT CIRCUIT TRACK TOUR", 16)
    for i, (label, value) in enumerate(
        [
            ("E-TICKET NO", t.serial),
            ("SESSION", t.twelve()),
            ("DATE", spelled(t.day, "EEE dd MMM yyyy").upper()),
            ("CATEGORY", t.category),
            ("STAND", t.noise.choice(["Main", "North", "Turn 1"])),
            ("ROW / SEAT", f"{t.noise.randint(1, 20)} / {t.noise.randint(1, 40)}"),
        ]
    ):
        x, y = 40 + 170 * (i % 3), 72 + 38 * (i // 3)
        s.text(x, y, label, 7)
        s.bold(x, y + 14, value, 12)
    s.text(40, 156, f"Order ref {t.number_of(8)} placed on {t.issued():%d/%m/%Y}. Gates open 2 hours before.", 7)
    s.picture(40, 230, t.code, "PDF417", 200, 50)


def hop_on(s: Sheet, t: Ticket) -> None:
    """A voucher to be used within a window; the agent's own numbers around it."""
    s.bold(40, 50, "HOP-ON HOP-OFF CITY BUS", 16)
    s.text(40, 78, f"Voucher ID: {t.serial}", 10)
    s.text(40, 94, f"Product: {t.category}", 10)
    s.text(40, 110, f"Validity period: {t.issued():%d %b %Y} until {t.day:%d %b %Y}", 10)
    s.text(40, 126, f"Supplier ref: HB{t.number_of(5)}   Agent ID: {t.number_of(4)}", 10)
    s.text(40, 150, "First bus 09:00, last bus 18:00, every 20 minutes. Tel +34 600 123 456", 8)
    s.code128(40, 230, t.code)
    s.text(100, 242, t.code, 8)


def museo_card(s: Sheet, t: Ticket) -> None:
    s.bold(20, 30, "MUSEO DEL AGUA", 12)
    for i, (label, value) in enumerate(
        [("Entrada", t.serial), ("Fecha", f"{t.day:%d/%m/%y}"), ("Hora", t.start), ("Tarifa", t.category)]
    ):
        x, y = 20 + 130 * (i % 2), 52 + 34 * (i // 2)
        s.text(x, y, f"{label}:", 7)
        s.bold(x, y + 12, value, 11)
    s.text(20, 124, f"Vendida el {t.issued():%d/%m/%y} por web. Conserve su entrada.", 6)
    s.picture(190, 200, t.code, "DataMatrix", 70, 70)


def night_zoo(s: Sheet, t: Ticket) -> None:
    """Capitals only, a colon with spaces on both sides, twelve hours with dots."""
    s.bold(40, 50, "NIGHT ZOO", 22)
    hour, half = t.twelve().split(" ")
    for i, row in enumerate(
        [
            f"TICKET NO : {t.serial}",
            f"VISIT DATE : {spelled(t.day, 'd MMM yyyy').upper()}",
            f"TRAM RIDE : {hour} {half[0].lower()}.m.",
            f"PAX : 1 {t.category}",
            f"ISSUED : {spelled(t.issued(), 'd MMM yyyy').upper()}",
        ]
    ):
        s.text(40, 80 + 16 * i, row, 10)
    s.qr(400, 200, t.code, 110)


def thermal_de(s: Sheet, t: Ticket) -> None:
    """A slip with the value of each field right below in bold, no colon, dates with short years."""
    s.text(148, 30, "SOLEBAD AM PARK", 13, align="center")
    s.text(148, 50, "Tarif", 7, align="center")
    s.bold(148, 62, t.category, 12, align="center")
    s.text(148, 80, "Gültig am", 7, align="center")
    s.bold(148, 92, f"{t.day:%d.%m.%y}", 12, align="center")
    s.text(148, 110, "Einlass", 7, align="center")
    s.bold(148, 122, f"{t.start} - {t.end} Uhr", 12, align="center")
    s.code128(60, 180, t.code, bar=0.9)
    s.text(148, 192, t.serial, 9, align="center")
    s.text(
        148, 208, f"Bon {t.number_of(4)} Kasse 2 {t.issued():%d.%m.%y} 09:2{t.noise.randint(1, 9)}", 7, align="center"
    )


def arabic_sentence(s: Sheet, t: Ticket) -> None:
    s.text(390, 40, "قرية الثلج", 20, align="right")
    s.text(390, 70, f"تذكرة دخول: {t.category}", 12, align="right")
    s.text(390, 92, f"يوم {spelled(t.day, 'EEEE', 'ar')} {eastern(f'{t.day:%d/%m/%Y}')}", 12, align="right")
    s.text(390, 114, f"الساعة {eastern(t.start)}", 12, align="right")
    s.text(390, 136, f"رقم التذكرة {t.serial}", 12, align="right")
    s.text(390, 160, f"تاريخ الشراء {eastern(f'{t.issued():%d/%m/%Y}')} - السعر ١٩٠ درهم", 8, align="right")
    s.qr(30, 190, t.code, 100)


def skyline_zip(s: Sheet, t: Ticket) -> None:
    """American: month first, the time before the date, a confirmation beside the ticket's number."""
    s.bold(40, 50, "SKYLINE ZIP TOURS", 18)
    s.text(40, 80, f"{t.twelve()} on {spelled(t.day, 'EEEE, MMMM d, yyyy')}", 12)
    s.text(40, 100, f"Rider: {t.category}", 11)
    s.text(40, 118, f"Confirmation # {t.number_of(6)}     Ticket # {t.serial}", 10)
    s.text(40, 140, f"Purchased {t.issued():%m/%d/%Y} - $79.00 + tax - Maui, HI 96761", 8)
    s.code128(40, 220, t.code)


def cave_lake(s: Sheet, t: Ticket) -> None:
    """A table with a row per fact and the label in the second column."""
    s.bold(30, 36, "Lac souterrain", 14)
    for i, (value, label) in enumerate(
        [
            (t.serial, "N° de ticket"),
            (f"{t.day:%d/%m/%Y}", "Date de visite"),
            (t.start.replace(":", "h"), "Heure de départ"),
            (t.category, "Catégorie de tarif"),
        ]
    ):
        s.bold(30, 64 + 18 * i, value, 11)
        s.text(200, 64 + 18 * i, label, 8)
    s.text(30, 150, f"Acheté le {t.issued():%d/%m/%Y}, 8,50 €", 7)
    s.qr(310, 160, t.code, 90)


def combo_islands(s: Sheet, t: Ticket) -> None:
    s.bold(40, 40, "3 ISLANDS BOAT PASS", 17)
    s.text(40, 64, f"Passenger category ....... {t.category}", 10)
    s.text(40, 80, f"Travel date .............. {spelled(t.day, 'dd MMM yyyy')}", 10)
    s.text(40, 96, f"Departure ................ {t.start} (check-in 30 min before)", 10)
    s.text(40, 112, f"Pass number .............. {t.serial}", 10)
    s.text(40, 136, f"Sales date {spelled(t.issued(), 'dd MMM yyyy')}, agency 0{t.number_of(3)}, EUR 45.00", 8)
    s.ean13(400, 130, t.code)


def kids_town(s: Sheet, t: Ticket) -> None:
    """Constant day and hour of a school's order; the kinds differ."""
    s.bold(40, 50, "KIDS TOWN", 22)
    s.text(40, 80, "School group: Greenfield Academy, Grade 4", 10)
    for i, (label, value) in enumerate(
        [
            ("Visit", spelled(t.day, "EEEE, d MMMM yyyy")),
            ("Slot", f"{t.twelve()} to {t.twelve(t.minutes + t.length)}"),
            ("Visitor", t.category),
            ("Serial", t.serial),
        ]
    ):
        s.bold(40, 104 + 17 * i, label, 10)
        s.text(100, 104 + 17 * i, value, 10)
    s.picture(420, 180, t.code, "Aztec", 90, 90)


LAYOUTS = [
    Supplier(
        "butterfly_house", butterfly_house, letters_digits("BH-XXXXXX"), code_is_serial,
        ("Adult", "Child", "Senior"), expects(*ALL),
    ),
    Supplier(
        "felsengarten", felsengarten, letters_digits("XXXXX-XXXXX"), code_compact,
        ("Erwachsene", "Kinder (6-14)", "Bergfreunde"), expects(*ALL), A5,
    ),
    Supplier(
        "funicular", funicular, letters_digits("AA999999"), code_is_serial,
        ("ADULTO", "REDUCIDO", "RESIDENTE"), expects(*ALL), A5,
    ),
    Supplier(
        "aqua_gulf", aqua_gulf, digits(12), code_is_serial,
        ("Adult", "Child", "Ocean Explorer"), expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier(
        "petit_train", petit_train, running("{:06d}"), code_url("PTV"),
        ("Adulte", "Enfant de moins de 12 ans", "Groupe"), expects(*ALL), A6,
    ),
    Supplier(
        "race_track", race_track, letters_digits("DCT99999999"), code_url("DCT/"),
        ("Adult", "Pit Lane", "Junior"), expects(*ALL), landscape(A5),
    ),
    Supplier(
        "hop_on", hop_on, letters_digits("99A9999999"), code_digits(13),
        ("24h Adult", "48h Adult", "24h Child"), expects("serial", "date", "category", "barcode", until=True),
    ),
    Supplier(
        "museo_card", museo_card, letters_digits("99999/99"), code_is_serial,
        ("General", "Reducida", "Amigos del Museo"), expects(*ALL), A6,
    ),
    Supplier(
        "night_zoo", night_zoo, letters_digits("NZ 9999 9999"), code_compact,
        ("ADULT", "CHILD", "SENIOR CITIZEN"), expects(*ALL),
    ),
    Supplier(
        "thermal_de", thermal_de, digits(13), code_is_serial,
        ("Erwachsene", "Kind", "Sauna Plus"), expects(*ALL, ranged=True), A6, length=180,
    ),
    Supplier(
        "arabic_sentence", arabic_sentence, letters_digits("SV999999"), code_is_serial,
        ("بالغ", "طفل", "مغامر الثلج"), expects(*ALL), A5,
    ),
    Supplier(
        "skyline_zip", skyline_zip, letters_digits("SZ99999"), code_is_serial,
        ("Adult", "Youth", "Tandem"), expects(*ALL), letter,
    ),
    Supplier(
        "cave_lake", cave_lake, letters_digits("LS-9999999"), code_is_serial,
        ("Adulte", "Enfant", "Plongeur"), expects(*ALL), A5,
    ),
    Supplier(
        "combo_islands", combo_islands, letters_digits("3IB-99999"), code_ean13,
        ("Adult", "Child (4-11)", "Islander"), expects(*ALL),
    ),
    Supplier(
        "kids_town", kids_town, running("KT2026-{:05d}"), code_is_serial,
        ("Child", "Adult", "Teacher"), expects(*ALL, ranged=True), one_day=True, slots=(600,), length=120,
    ),
]  # fmt: skip
