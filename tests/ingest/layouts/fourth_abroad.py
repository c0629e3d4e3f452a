"""German, French, Spanish and Arabic layouts drawn without a look at the analysis."""

from __future__ import annotations

from datetime import date

from reportlab.lib.pagesizes import A4, A5, A6, landscape

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

LEVANTINE_MONTHS = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
ALL = ("serial", "date", "timeSlot", "category", "barcode")


def therme(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "Felsentherme", 18)
    for i, (label, value) in enumerate(
        [
            ("Bestelldatum", f"{t.issued():%d.%m.%Y}"),
            ("Kundennr.", t.number_of(6)),
            ("Ticket-ID", t.serial),
            ("Eintritt am", spelled(t.day, "EEE dd.MM.yy", "de")),
            ("Einlass ab", f"{t.start} Uhr"),
            ("Tarif", t.category),
            ("Betrag", "34,50 €"),
        ]
    ):
        s.text(40, 80 + 15 * i, label)
        s.text(150, 80 + 15 * i, value)
    s.text(40, 200, "USt-IdNr. DE" + t.number_of(9) + " - Öffnungszeiten 9-22 Uhr - Tel. 08031 12345", 7)
    s.code128(40, 260, t.code)


def park_window(s: Sheet, t: Ticket) -> None:
    """No slot: the hours are the park's."""
    s.bold(30, 40, "Märchenpark Tageskarte", 15)
    for i, (label, value) in enumerate(
        [
            ("Kartentyp", t.category),
            ("Gültigkeitszeitraum", f"vom {t.issued():%d.%m.%Y} bis {t.day:%d.%m.%Y}"),
            ("Seriennummer", t.serial),
        ]
    ):
        s.text(30, 70 + 36 * i, label, 7)
        s.bold(30, 84 + 36 * i, value, 11)
    s.text(30, 190, "Geöffnet täglich von 9:00 bis 18:00 Uhr", 8)
    s.qr(280, 160, t.code, 90)


def schiff(s: Sheet, t: Ticket) -> None:
    s.bold(40, 40, "Bodensee Rundfahrt", 16)
    heads = ["Fahrkarte Nr.", "Reisetag", "Abfahrt", "Anleger", "Fahrgastgruppe"]
    values = [t.serial, spelled(t.day, "d. MMMM yyyy", "de"), f"{t.start} Uhr", "Konstanz", t.category]
    for x, head, value in zip((40, 140, 260, 330, 420), heads, values, strict=True):
        s.bold(x, 80, head, 8)
        s.text(x, 96, value, 9)
    s.text(
        40, 116, f"Gebucht am {spelled(t.issued(), 'd. MMMM yyyy', 'de')} von {t.person()}, Buchung {t.number_of(8)}", 7
    )
    s.picture(420, 220, t.code, "Aztec")


def kurz(s: Sheet, t: Ticket) -> None:
    """`1x` counts, the bracketed age belongs to the category as printed."""
    s.text(148, 40, "HÖHLENFÜHRUNG", 14, align="center")
    s.text(148, 64, f"1x {t.category}", 11, align="center")
    s.text(148, 84, f"{spelled(t.day, 'EEEE', 'de')}, {t.day:%d.%m.%Y} um {t.start} Uhr", 10, align="center")
    s.text(148, 104, f"Beleg {t.number_of(5)} vom {t.issued():%d.%m.%Y} 08:5{t.noise.randint(0, 9)}", 7, align="center")
    s.picture(108, 210, t.code, "DataMatrix", 80, 80)
    s.text(148, 226, t.serial, 10, align="center")


def chateau(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "Château de Bellerive", 18)
    s.text(40, 80, f"Billet n° {t.serial}", 11)
    s.text(40, 98, f"Visite le {spelled(t.day, 'EEEE d MMMM yyyy', 'fr')} à {t.start.replace(':', 'h')}", 11)
    s.text(40, 116, f"Tarif : {t.category}", 11)
    s.text(40, 140, f"Édité le {t.issued():%d/%m/%Y} pour {t.person()}, né(e) le {t.noise.randint(10, 28)}/04/1979", 8)
    s.text(40, 154, "SIRET 552 100 554 00013 - TVA FR40303265045 - 18,50 € TTC - Tél. 02 47 00 00 00", 7)
    s.qr(420, 180, t.code, 100)


def bateaux(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "BATEAUX DU PORT", 15)
    rows = [
        ("Réf. commande", f"C{t.number_of(6)}"),
        ("Date d'achat", f"{t.issued():%d/%m/%Y}"),
        ("Date d'embarquement", spelled(t.day, "EEE d MMM yyyy", "fr")),
        ("Plage horaire", f"{t.start.replace(':', 'h')} - {t.end.replace(':', 'h')}"),
        ("Passager", t.category),
        ("N° de titre", t.serial),
    ]
    for i, (label, value) in enumerate(rows):
        s.text(30, 70 + 18 * i, label, 9)
        s.text(390, 70 + 18 * i, value, 9, align="right")
    s.code128(60, 260, t.code)


def forfait(s: Sheet, t: Ticket) -> None:
    """A window: the date is its end."""
    s.bold(20, 32, "FORFAIT REMONTÉES", 13)
    s.text(20, 56, t.category, 11)
    s.text(20, 74, f"Valable du {spelled(t.issued(), 'd MMMM yyyy', 'fr')}", 9)
    s.text(20, 88, f"au {spelled(t.day, 'd MMMM yyyy', 'fr')} inclus", 9)
    s.text(20, 106, f"Support n° {t.serial}", 9)
    s.text(20, 122, "Ouverture des pistes 9h00 - 16h30", 7)
    s.code128(20, 190, t.code, bar=0.8)


def palacio(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "PALACIO REAL DE LA SIERRA", 16)
    rows = [
        f"Localizador: {t.number_of(6)}",
        f"Titular: {t.person()}   DNI {t.number_of(8)}Z",
        f"Fecha de compra: {spelled(t.issued(), 'd MMMM yyyy', 'es')}",
        f"Nº de entrada: {t.serial}",
        f"Fecha de visita: {t.day.day} de {spelled(t.day, 'MMMM', 'es')} de {t.day.year}",
        f"Hora de acceso: {t.start} h",
        f"Tipo de entrada: {t.category}",
        "Importe: 19,00 € (IVA incluido)",
    ]
    for i, row in enumerate(rows):
        s.text(40, 80 + 16 * i, row)
    s.qr(420, 200, t.code)


def teleferico(s: Sheet, t: Ticket) -> None:
    for i, (label, value) in enumerate(
        [
            ("BILLETE", t.serial),
            ("TARIFA", t.category),
            ("VÁLIDO HASTA", f"{t.day:%d/%m/%Y}"),
            ("EMITIDO", f"{t.issued():%d/%m/%Y} 10:1{t.noise.randint(0, 9)}"),
        ]
    ):
        s.text(200, 60 + 34 * i, label, 7, align="center")
        s.bold(200, 74 + 34 * i, value, 12, align="center")
    s.bold(200, 36, "Teleférico del Valle", 14, align="center")
    s.code39(60, 260, t.code)


def arabic_inline(s: Sheet, t: Ticket) -> None:
    s.text(540, 60, "مدينة الألعاب المائية", 20, align="right")
    rows = [
        f"رقم الطلب: {t.number_of(6)}",
        f"تاريخ الإصدار: {_arabic(t.issued())}",
        f"رقم التذكرة: {t.serial}",
        f"تاريخ الزيارة: {_arabic(t.day)}",
        f"وقت الدخول: {eastern(t.twelve()[:-3])} {'ص' if t.minutes < 720 else 'م'}",
        f"فئة التذكرة: {t.category}",
        "السعر: ١٥٠ درهم",
    ]
    for i, row in enumerate(rows):
        s.text(540, 100 + 22 * i, row, 12, align="right")
    s.qr(60, 240, t.code)


def _arabic(day: date) -> str:
    return f"{eastern(str(day.day))} {spelled(day, 'MMMM', 'ar')} {eastern(str(day.year))}"


def arabic_above(s: Sheet, t: Ticket) -> None:
    s.text(380, 40, "قلعة الصحراء", 18, align="right")
    for i, (label, value) in enumerate(
        [
            ("الرقم التسلسلي", t.serial),
            ("يوم الزيارة", f"{t.day:%d/%m/%Y}"),
            ("الفترة", f"{t.start} - {t.end}"),
            ("نوع الزائر", t.category),
        ]
    ):
        s.text(380, 70 + 40 * i, label, 9, align="right")
        s.text(380, 88 + 40 * i, value, 13, align="right")
    s.text(380, 250, f"تم الشراء في {t.issued():%d/%m/%Y}", 8, align="right")
    s.picture(40, 200, t.code, "Aztec")


def levant(s: Sheet, t: Ticket) -> None:
    """Valid until a day, in the month names of the Levant."""
    s.text(280, 40, "متحف الفنون", 16, align="right")
    s.text(280, 66, f"تذكرة {t.category}", 12, align="right")
    s.text(280, 88, f"صالحة لغاية {t.day.day} {LEVANTINE_MONTHS[t.day.month - 1]} {t.day.year}", 11, align="right")
    s.text(280, 110, f"رقم: {t.serial}", 11, align="right")
    s.code128(30, 190, t.code, bar=0.9)


def souk(s: Sheet, t: Ticket) -> None:
    s.bold(40, 40, "Heritage Village", 16)
    s.text(550, 40, "قرية التراث", 16, align="right")
    rows = [
        ("Ticket No.", t.serial, "رقم التذكرة"),
        ("Visit Date", spelled(t.day, "dd MMM yyyy"), "تاريخ الزيارة"),
        ("Time", t.twelve(), "الوقت"),
        ("Category", t.category, "الفئة"),
        ("Purchase Date", spelled(t.issued(), "dd MMM yyyy"), "تاريخ الشراء"),
        ("Price", "AED 75.00", "السعر"),
    ]
    for i, (english, value, arabic) in enumerate(rows):
        y = 80 + 20 * i
        s.text(40, y, english)
        s.bold(297, y, value, align="center")
        s.text(550, y, arabic, align="right")
    s.qr(250, 320, t.code)


def corniche(s: Sheet, t: Ticket) -> None:
    s.bold(20, 30, "Corniche Boat Tour / جولة القارب", 12)
    for i, (english, arabic, value) in enumerate(
        [
            ("Serial No", "الرقم المسلسل", t.serial),
            ("Sailing", "الإبحار", f"{t.day:%d-%m-%Y} {t.start}"),
            ("Guest", "الضيف", t.category),
        ]
    ):
        s.text(20, 60 + 34 * i, f"{english} / {arabic}", 8)
        s.bold(20, 74 + 34 * i, value, 11)
    s.text(20, 170, f"Booking {t.number_of(7)}  {t.issued():%d-%m-%Y}", 7)
    s.qr(300, 140, t.code, 90)


DE = ("Erwachsene", "Kind (6-15 J.)", "Ermäßigt")
LAYOUTS = [
    Supplier(
        "therme", therme, letters_digits("9A9A-99AA-9A"), code_compact,
        ("Erwachsene (ab 16 J.)", "Kinder (4-15 J.)", "Saunaliebhaber"), expects(*ALL),
    ),
    Supplier(
        "park_window", park_window, letters_digits("MP99999999"), code_is_serial,
        ("Familienkarte", "Einzelkarte", "Waldgeist Spezial"),
        expects("serial", "date", "category", "barcode", until=True), A5,
    ),
    Supplier("schiff", schiff, running("{:06d}"), code_url("BSR#"), DE, expects(*ALL), landscape(A5)),
    Supplier("kurz", kurz, letters_digits("AA999999AA"), code_is_serial, DE, expects(*ALL), A6),
    Supplier(
        "chateau", chateau, digits(10), code_is_serial,
        ("Plein tarif", "Tarif réduit", "Enfant (7-17 ans)"), expects(*ALL),
    ),
    Supplier(
        "bateaux", bateaux, letters_digits("BP-999999"), code_digits(13),
        ("Adulte", "Enfant (4-11 ans)", "Moussaillon"), expects(*ALL, ranged=True), A5,
    ),
    Supplier(
        "forfait", forfait, letters_digits("99-999 999"), code_compact,
        ("Skieur confirmé", "Piéton", "Jeune 12-17"), expects("serial", "date", "category", "barcode", until=True), A6,
    ),
    Supplier(
        "palacio", palacio, letters_digits("E99999999"), code_url("PRS;"),
        ("General", "Reducida mayores 65", "Joven Explorador"), expects(*ALL),
    ),
    Supplier(
        "teleferico", teleferico, letters_digits("AA9999"), code_is_serial,
        ("Ida y vuelta", "Sólo ida", "Residente"), expects("serial", "date", "category", "barcode", until=True), A5,
    ),
    Supplier("arabic_inline", arabic_inline, digits(8), code_is_serial, ("بالغ", "طفل", "كبار السن"), expects(*ALL)),
    Supplier(
        "arabic_above", arabic_above, letters_digits("QS999999"), code_is_serial,
        ("زائر عادي", "طالب", "مرافق"), expects(*ALL, ranged=True), A5, length=120,
    ),
    Supplier(
        "levant", levant, digits(7), code_digits(12), ("عامة", "مخفضة", "ذهبية"),
        expects("serial", "date", "category", "barcode", until=True), A6,
    ),
    Supplier(
        "souk", souk, letters_digits("HV9999999"), code_is_serial,
        ("Adult", "Child", "Pearl Diver"), expects(*ALL), A4,
    ),
    Supplier(
        "corniche", corniche, running("CBT-{:05d}"), code_url("CBT/"),
        ("Adult", "Child (below 12)", "Captain's Table"), expects(*ALL), A5,
    ),
]  # fmt: skip
