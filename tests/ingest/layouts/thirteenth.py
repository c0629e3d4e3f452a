"""One more look, at suppliers of every kind: what a stranger may bring tomorrow."""

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


def ski_hall(s: Sheet, t: Ticket) -> None:
    """Labels with a dash, an English name for each German thing."""
    s.bold(40, 50, "SNOW DOME", 22)
    for i, row in enumerate(
        [
            f"Ticket - {t.serial}",
            f"Datum - {spelled(t.day, 'EEEE, d. MMMM yyyy', 'de')}",
            f"Session - {t.start} bis {t.end} Uhr",
            f"Tarif - {t.category}",
            f"Kassenbeleg - {t.number_of(6)}, {t.issued():%d.%m.%Y}",
        ]
    ):
        s.text(40, 80 + 16 * i, row, 10)
    s.qr(420, 200, t.code, 100)


def palace_tour(s: Sheet, t: Ticket) -> None:
    s.text(297, 50, "ROYAL PALACE", 20, "Times-Bold", align="center")
    s.text(297, 74, "State Rooms Timed Ticket", 11, "Times-Italic", align="center")
    for i, (label, value) in enumerate(
        [
            ("Date of visit", spelled(t.day, "d MMMM yyyy")),
            ("Timed entry", t.start),
            ("Ticket type", t.category),
            ("Ticket number", t.serial),
            ("Order number", t.number_of(8)),
        ]
    ):
        s.text(297, 104 + 32 * i, label, 8, "Times-Roman", align="center")
        s.text(297, 117 + 32 * i, value, 13, "Times-Bold", align="center")
    s.code128(190, 340, t.code)
    s.text(
        297, 360, f"Purchased {spelled(t.issued(), 'd MMMM yyyy')}. Please retain for inspection.", 7, align="center"
    )


def parc_attractions(s: Sheet, t: Ticket) -> None:
    """The kind in words above, the validity in a sentence, the number under the code."""
    s.bold(40, 46, "PARC DES MERVEILLES", 18)
    s.text(40, 70, f"Billet 1 jour {t.category}", 12)
    s.text(40, 90, f"Valable uniquement le {t.day:%d/%m/%Y}", 12)
    s.text(40, 108, f"Acheté le {t.issued():%d/%m/%Y} - Prix : 45,00 €", 8)
    s.qr(400, 160, t.code, 110)
    s.text(455, 172, t.serial, 8, align="center")
    s.text(40, 150, "Ouverture du parc de 10h00 à 19h00. Parking P1 gratuit.", 8)


def monasterio(s: Sheet, t: Ticket) -> None:
    for i, (label, value) in enumerate(
        [
            ("ENTRADA N.º", t.serial),
            ("FECHA DE LA VISITA", spelled(t.day, "EEEE d 'de' MMMM 'de' yyyy", "es")),
            ("HORA DE ENTRADA", f"{t.start} horas"),
            ("TIPO DE ENTRADA", t.category),
            ("FECHA DE COMPRA", f"{t.issued():%d/%m/%Y}"),
        ]
    ):
        s.text(30, 74 + 30 * i, label, 7)
        s.bold(30, 87 + 30 * i, value, 11)
    s.bold(30, 44, "Real Monasterio", 17)
    s.picture(310, 160, t.code, "Aztec", 90, 90)


def dubai_attraction(s: Sheet, t: Ticket) -> None:
    """Labels left, Arabic labels right, values between in a narrow column; a disclaimer in both languages."""
    s.bold(40, 44, "DESERT SKYDECK", 18)
    s.text(550, 44, "منصة الصحراء", 18, align="right")
    for i, (english, value, arabic) in enumerate(
        [
            ("Ticket No", t.serial, "رقم التذكرة"),
            ("Category", t.category, "الفئة"),
            ("Visit Date", f"{t.day:%d/%m/%Y}", "تاريخ الزيارة"),
            ("Visit Time", t.twelve(), "وقت الزيارة"),
            ("Issued On", f"{t.issued():%d/%m/%Y} 10:3{t.noise.randint(1, 9)}", "تاريخ الإصدار"),
        ]
    ):
        y = 80 + 20 * i
        s.text(40, y, english, 9)
        s.bold(240, y, value, 10)
        s.text(550, y, arabic, 9, align="right")
    s.text(40, 200, "This ticket is valid for one person only.", 7)
    s.text(550, 212, "هذه التذكرة صالحة لشخص واحد فقط", 7, align="right")
    s.code128(180, 290, t.code)


def theatre_card(s: Sheet, t: Ticket) -> None:
    s.bold(24, 34, "LANTERN FESTIVAL", 15)
    s.text(24, 54, f"{spelled(t.day, 'EEE d MMM yyyy')} | {t.twelve()} | Gate {t.noise.choice('ABC')}", 10)
    s.text(24, 70, f"{t.category} | GBP 24.50", 10)
    s.text(24, 86, f"Ticket {t.serial} | Order {t.number_of(7)}", 10)
    s.text(24, 104, f"Issued {spelled(t.issued(), 'd MMM yyyy')} to {t.person()}", 7)
    s.qr(180, 230, t.code, 100)


def gorge_walk(s: Sheet, t: Ticket) -> None:
    """The slot before the date, both labelled by one word; a weight in kilograms and an age."""
    s.bold(40, 50, "Schluchtensteig Abenteuer", 16)
    for i, (label, value) in enumerate(
        [
            ("Termin", f"{t.start} Uhr, {t.day:%d.%m.%Y}"),
            ("Teilnehmer", t.category),
            ("Gutscheinnummer", t.serial),
            ("Mindestalter", "12 Jahre"),
            ("Max. Gewicht", "110 kg"),
            ("Gebucht am", f"{t.issued():%d.%m.%Y}"),
        ]
    ):
        s.text(40, 80 + 17 * i, f"{label}:", 10)
        s.text(150, 80 + 17 * i, value, 10)
    s.picture(400, 190, t.code, "PDF417", 140, 50)


def isla_ferry(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "NAVIERA DE LAS ISLAS", 14)
    s.text(30, 62, f"Pasajero: {t.person()}", 9)
    s.text(30, 77, f"Tarifa: {t.category}", 9)
    s.text(30, 92, f"Salida: {t.day:%d/%m/%Y} {t.start}", 9)
    s.text(30, 107, f"Billete: {t.serial}", 9)
    s.text(30, 122, f"Localizador: {''.join(t.noise.choice('ABCDEFGHJK') for _ in range(6))}", 9)
    s.text(30, 137, f"Emitido: {t.issued():%d/%m/%Y}", 9)
    s.qr(300, 150, t.code, 90)


def horse_show(s: Sheet, t: Ticket) -> None:
    s.bold(306, 44, "STARLIGHT HORSE SHOW", 17, align="center")
    for i, (label, value) in enumerate(
        [
            ("Performance", f"{spelled(t.day, 'EEEE, MMMM d, yyyy')} at {t.twelve()}"),
            ("Price level", t.category),
            (
                "Section / Row / Seat",
                f"{t.noise.randint(101, 120)} / {t.noise.choice('ABCD')} / {t.noise.randint(1, 30)}",
            ),
            ("Ticket #", t.serial),
            ("Order date", spelled(t.issued(), "MMMM d, yyyy")),
        ]
    ):
        s.text(60, 76 + 18 * i, label, 9)
        s.bold(200, 76 + 18 * i, value, 10)
    s.code128(200, 240, t.code)


def garden_pass(s: Sheet, t: Ticket) -> None:
    """Valid from and valid to as two fields; the second is what counts."""
    s.bold(30, 40, "MIRACLE ORCHARD", 16)
    for i, (label, value) in enumerate(
        [
            ("Pass Code", t.serial),
            ("Pass Category", t.category),
            ("Valid From", spelled(t.issued(), "dd-MM-yyyy")),
            ("Valid To", spelled(t.day, "dd-MM-yyyy")),
        ]
    ):
        x = 30 + 130 * i
        s.text(x, 66, label, 8)
        s.bold(x, 80, value, 10)
    s.text(30, 104, "Open Sunday to Thursday 9 am to 9 pm, weekends until 11 pm.", 7)
    s.qr(30, 230, t.code, 100)


def arab_museum(s: Sheet, t: Ticket) -> None:
    """Arabic month names, a day's name, and hours with the Arabic marks of morning and evening."""
    s.text(390, 40, "متحف المدينة القديمة", 16, align="right")
    hour = t.twelve()
    for i, row in enumerate(
        [
            f"الرقم المسلسل: {t.serial}",
            f"تاريخ الزيارة: {spelled(t.day, 'EEEE d MMMM', 'ar')} {t.day.year}",
            f"الموعد: {hour[:-3]} {'صباحا' if t.minutes < 720 else 'مساء'}",
            f"نوع الزائر: {t.category}",
            f"تاريخ الطباعة: {t.issued():%d/%m/%Y}",
        ]
    ):
        s.text(390, 70 + 19 * i, row, 11, align="right")
    s.qr(30, 190, t.code, 100)


def luge(s: Sheet, t: Ticket) -> None:
    """A till's coupon: no label at the kind, a running number with a hash."""
    s.text(20, 30, "SOMMERRODELBAHN ALPBLICK", 11, "Courier-Bold")
    s.text(20, 48, t.category, 11, "Courier")
    s.text(20, 64, f"#{t.serial}", 10, "Courier")
    s.text(20, 80, f"gueltig bis {t.day:%d.%m.%Y}", 10, "Courier")
    s.text(20, 96, f"{t.issued():%d.%m.%Y} 10:3{t.noise.randint(1, 9)}  Kasse 1  8,50 EUR", 8, "Courier")
    s.code128(20, 160, t.code, bar=0.9)


def city_tram_tour(s: Sheet, t: Ticket) -> None:
    s.bold(40, 46, "Nostalgie-Tram", 17)
    heads = ("Datum", "Abfahrt", "Haltestelle", "Personengruppe", "Fahrschein-Nr.")
    values = (f"{t.day:%d.%m.%Y}", t.start, "Rathaus", t.category, t.serial)
    for i, (head, value) in enumerate(zip(heads, values, strict=True)):
        s.text(40 + 100 * i, 76, head, 8)
        s.text(40 + 100 * i, 90, value, 9)
    s.text(40, 110, f"Rechnung {t.number_of(8)} vom {t.issued():%d.%m.%Y}", 7)
    s.ean13(400, 170, t.code)


def whale_watch(s: Sheet, t: Ticket) -> None:
    """An e-mail's look: greeting, paragraph, then the facts."""
    s.text(40, 50, f"Dear {t.person()},", 10)
    s.text(40, 66, "thank you for booking with Blue Fin Whale Watching. Please show this page at the pier.", 10)
    for i, row in enumerate(
        [
            f"Trip date: {spelled(t.day, 'd MMMM yyyy')}",
            f"Departure time: {t.start}",
            f"Ticket for: 1 {t.category}",
            f"Your ticket code: {t.serial}",
            f"Booking made on: {spelled(t.issued(), 'd MMMM yyyy')}",
            f"Booking reference: BF{t.number_of(6)}",
        ]
    ):
        s.text(60, 96 + 16 * i, row, 10)
    s.text(40, 210, "See you soon! Questions? Write to ahoy@bluefin.example or call 0800 445 221.", 9)
    s.qr(420, 200, t.code, 100)


def rope_park(s: Sheet, t: Ticket) -> None:
    s.bold(20, 30, "ACCRO-FORET", 14)
    s.text(20, 52, "Parcours", 6)
    s.text(20, 62, t.category, 10)
    s.text(150, 52, "Jour", 6)
    s.text(150, 62, f"{t.day:%d/%m/%Y}", 10)
    s.text(20, 82, "Départ", 6)
    s.text(20, 92, t.start.replace(":", "h"), 10)
    s.text(150, 82, "N° de bracelet", 6)
    s.text(150, 92, t.serial, 10)
    s.text(20, 112, f"Payé le {t.issued():%d/%m/%Y} par CB, 24,00 €", 6)
    s.picture(190, 210, t.code, "DataMatrix", 70, 70)


def date_palm(s: Sheet, t: Ticket) -> None:
    """Arabic-Indic digits in date and hour, Latin in the number, values left of their labels."""
    s.text(550, 46, "مهرجان التمور", 19, align="right")
    for i, (label, value) in enumerate(
        [
            ("رقم التذكرة", t.serial),
            ("الفئة", t.category),
            ("التاريخ", eastern(f"{t.day:%d-%m-%Y}")),
            ("وقت الدخول", eastern(t.start)),
            ("تاريخ الإصدار", eastern(f"{t.issued():%d-%m-%Y}")),
        ]
    ):
        s.text(550, 84 + 20 * i, label, 10, align="right")
        s.text(440, 84 + 20 * i, value, 10, align="right")
    s.qr(60, 210, t.code, 110)


LAYOUTS = [
    Supplier(
        "ski_hall", ski_hall, letters_digits("SD99999999"), code_is_serial,
        ("Erwachsene", "Kinder", "Pistenprofi"), expects(*ALL, ranged=True),
    ),
    Supplier(
        "palace_tour", palace_tour, letters_digits("RP-9999-9999"), code_compact,
        ("Adult", "Young Person (18-24)", "Royal Circle"), expects(*ALL),
    ),
    Supplier(
        "parc_attractions", parc_attractions, digits(12), code_is_serial,
        ("Adulte", "Enfant", "Senior"), expects("serial", "date", "category", "barcode"),
    ),
    Supplier(
        "monasterio", monasterio, letters_digits("RM999999"), code_is_serial,
        ("Básica", "Reducida", "Visita nocturna"), expects(*ALL), A5,
    ),
    Supplier(
        "dubai_attraction", dubai_attraction, letters_digits("DSD-9999999"), code_digits(14),
        ("Adult", "Child (4-12)", "Fast Track"), expects(*ALL),
    ),
    Supplier(
        "theatre_card", theatre_card, letters_digits("LF99999"), code_url("lf1:"),
        ("Adult", "Child", "Lantern Maker"), expects(*ALL), A6,
    ),
    Supplier(
        "gorge_walk", gorge_walk, letters_digits("AA99-AA99"), code_is_serial,
        ("Erwachsene", "Jugendliche", "Profi"), expects(*ALL),
    ),
    Supplier(
        "isla_ferry", isla_ferry, letters_digits("999999999"), code_url("NAV"),
        ("Adulto", "Residente", "Niño 4-11"), expects(*ALL), A5,
    ),
    Supplier(
        "horse_show", horse_show, digits(11), code_is_serial,
        ("Premium", "Box Seat", "Standard"), expects(*ALL), letter,
    ),
    Supplier(
        "garden_pass", garden_pass, letters_digits("MOXXXXXX"), code_is_serial,
        ("Adult", "Child", "Bloom Lover"), expects("serial", "date", "category", "barcode", until=True),
        landscape(A5),
    ),
    Supplier(
        "arab_museum", arab_museum, digits(9), code_is_serial,
        ("بالغ", "طفل", "باحث"), expects(*ALL), A5,
    ),
    Supplier(
        "luge", luge, running("{:05d}"), code_digits(13),
        ("Einzelfahrt Erwachsene", "Einzelfahrt Kind", "10er-Karte"),
        expects("serial", "date", "category", "barcode", until=True), A6,
    ),
    Supplier(
        "city_tram_tour", city_tram_tour, letters_digits("NT-99999"), code_ean13,
        ("Erwachsene", "Kinder", "Tramfreunde"), expects(*ALL),
    ),
    Supplier(
        "whale_watch", whale_watch, letters_digits("XXXX-XXXX"), code_is_serial,
        ("Adult", "Child (4-14)", "Senior"), expects(*ALL),
    ),
    Supplier(
        "rope_park", rope_park, letters_digits("AF9999"), code_is_serial,
        ("Aventure", "Découverte", "Ouistiti"), expects(*ALL), A6,
    ),
    Supplier(
        "date_palm", date_palm, letters_digits("MT999999"), code_is_serial,
        ("بالغ", "طفل", "عائلة"), expects(*ALL),
    ),
]  # fmt: skip
