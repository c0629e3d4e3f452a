"""English layouts drawn without a look at the analysis, as a stranger's samples would come."""

from __future__ import annotations

from random import Random

from reportlab.lib.pagesizes import A4, A5, A6, landscape, letter

from tests.ingest.layouts.sheet import Sheet
from tests.ingest.layouts.spelling import ordinal, spelled
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


def skyview(s: Sheet, t: Ticket) -> None:
    s.bold(50, 60, "SkyView Observatory", 20)
    rows = [
        ("Booking name", t.person()),
        ("Order #", f"SV{t.number_of(7)}"),
        ("Booked on", spelled(t.issued(), "d MMM yyyy")),
        ("Ticket #", t.serial),
        ("Admission date", spelled(t.day, "EEE, d MMM yyyy")),
        ("Entry slot", t.twelve()),
        ("Experience", t.category),
        ("Lift", t.noise.choice(["East", "West"])),
        ("Total paid", "AED 189.00"),
    ]
    for i, (label, value) in enumerate(rows):
        s.text(50, 110 + 18 * i, label, 10)
        s.bold(210, 110 + 18 * i, value, 10)
    s.qr(420, 200, t.code, 110)
    s.text(50, 320, "Questions? Call +971 4 888 1234 or write to tickets@skyview.example", 8)


def trampoline(s: Sheet, t: Ticket) -> None:
    """The slot is the time of the session; its running number is no part of it. `1 x` counts, it names no category."""
    s.bold(20, 30, "JUMP ARENA", 15)
    s.text(20, 48, "TRN 100" + t.number_of(12), 6)
    s.text(20, 70, f"No. {t.serial}", 11)
    s.text(20, 88, f"{t.day:%d/%m/%Y} {spelled(t.day, 'EEEE')}")
    s.text(20, 106, f"Session {t.minutes // 60 - 8} - {t.start}")
    s.text(20, 124, f"1 x {t.category}")
    s.text(20, 142, f"Total: 85.00 AED   Card ****{t.number_of(4)}", 8)
    s.text(20, 156, f"Printed {t.issued():%d/%m/%Y} 11:{t.noise.randint(10, 59)} Cashier {t.number_of(2)}", 7)
    s.code128(20, 220, t.code, bar=0.9)


def planetarium(s: Sheet, t: Ticket) -> None:
    s.bold(60, 60, "City Planetarium - Dome Theatre", 18)
    heads = [("Ticket ID", "Show", "Performance date"), ("Starts", "Tariff", "Seat")]
    seat = f"{t.noise.choice('ABCDEF')}{t.noise.randint(1, 30)}"
    values = [
        (t.serial, t.noise.choice(["Black Holes", "Night Sky", "Voyager"]), f"{t.day:%d %b %Y}"),
        (t.start, t.category, seat),
    ]
    for row in (0, 1):
        for x, head, value in zip((60, 280, 500), heads[row], values[row], strict=True):
            s.text(x, 110 + 60 * row, head, 9)
            s.bold(x, 126 + 60 * row, value, 13)
    s.picture(640, 260, t.code, "Aztec")
    s.text(60, 330, f"Issued {t.issued():%d %b %Y}. Doors close when the show begins. Price 14.50 GBP incl. VAT.", 8)


def boarding(s: Sheet, t: Ticket) -> None:
    s.bold(20, 30, "BOARDING PASS", 14)
    s.text(300, 30, "HOT AIR BALLOON FLIGHTS", 9)
    day = f"{t.day:%d%b%y}".upper()
    flight = f"HB{t.number_of(3)}"
    passenger = t.person().upper().split(" ", 1)[1] + "/" + t.person().upper().split(" ", 1)[0]
    fields = [
        ("PASSENGER", passenger, 20, 60),
        ("FLIGHT", flight, 220, 60),
        ("GATE", f"B{t.noise.randint(1, 20)}", 300, 60),
        ("DATE", day, 20, 100),
        ("BOARDING", t.start, 120, 100),
        ("CLASS", t.category, 220, 100),
        ("BASKET", f"{t.noise.randint(1, 24)}C", 340, 100),
        ("TICKET NUMBER", t.serial, 20, 140),
        ("SEQ", t.number_of(3), 220, 140),
    ]
    for label, value, x, y in fields:
        s.text(x, y, label, 6)
        s.bold(x, y + 13, value, 11)
    s.bold(440, 60, passenger, 9)
    s.text(440, 76, f"{flight}  {day}", 9)
    s.text(440, 92, t.serial, 9)
    s.picture(440, 200, t.code, "PDF417", 110, 45)


def us_museum(s: Sheet, t: Ticket) -> None:
    """Opening hours are printed and no slot is: timeSlot stays empty."""
    s.text(306, 60, "Museum of Natural Wonders", 20, align="center")
    s.text(306, 80, "2400 Fannin St, Houston, TX 77002", 9, align="center")
    s.bold(306, 130, t.category, 16, align="center")
    s.text(306, 152, f"Good for one admission on {spelled(t.day, 'MMMM d, yyyy')}", 11, align="center")
    s.text(306, 170, "Museum hours: 9:30 AM - 5:00 PM", 9, align="center")
    s.qr(251, 300, t.code, 110)
    s.text(306, 316, f"Ticket number {t.serial}", 10, align="center")
    s.text(
        306,
        332,
        f"Order placed: {spelled(t.issued(), 'MMMM d, yyyy')}   Confirmation {t.number_of(7)}",
        8,
        align="center",
    )
    s.text(306, 346, "$24.95 + tax. Non-refundable.", 8, align="center")


def us_coaster(s: Sheet, t: Ticket) -> None:
    """Month first: the order's date beside and the dollars say so."""
    s.bold(40, 50, "LONE STAR RIDES", 18)
    s.text(40, 66, "1 Parkway Blvd, Arlington, TX 76010 (817) 555-0142", 8)
    s.text(40, 100, f"Purchase Date: {t.issued():%m/%d/%Y}")
    s.text(40, 116, f"Event Date: {t.day:%m/%d/%Y}")
    s.text(40, 132, f"Arrival Window: {t.twelve()} - {t.twelve(t.minutes + t.length)}")
    s.text(40, 148, f"Admit One: {t.category}")
    s.text(40, 164, "Price: $49.99")
    s.text(40, 180, f"Ticket Code: {t.serial}")
    s.code128(40, 250, t.code)


def leaders_price(s: Sheet, t: Ticket) -> None:
    """The category is what stands before the price."""
    s.bold(30, 40, "Desert Safari Co.", 15)
    for i, (label, value) in enumerate(
        [
            ("Invoice", f"INV/{t.number_of(5)}"),
            ("Invoice date", f"{t.issued():%d.%m.%Y}"),
            ("Voucher", t.serial),
            ("Pick-up date", f"{t.day:%d.%m.%Y}"),
            ("Pick-up time", t.start),
            ("Guest type", f"{t.category} - {t.noise.choice(['120.00', '95.50', '1,250.00'])} AED"),
        ]
    ):
        s.text(30, 70 + 15 * i, f"{label} {'.' * (36 - len(label))} {value}", 9, font="Courier")
    s.qr(300, 220, t.code, 80)


def aquarium(s: Sheet, t: Ticket) -> None:
    s.text(297, 50, "Deep Blue Aquarium", 18, align="center")
    rows = [
        ("Guest:", t.person()),
        ("Date of birth:", f"{t.noise.randint(1, 28):02d}/0{t.noise.randint(1, 9)}/19{t.noise.randint(60, 99)}"),
        ("Booked:", f"{t.issued():%d/%m/%Y}"),
        ("Date of visit:", f"{t.day:%d/%m/%Y}"),
        ("Timed entry:", f"{t.start}-{t.end}"),
        ("Admission:", t.category),
        ("Ticket:", t.serial),
        ("Order ref:", t.number_of(10)),
    ]
    for i, (label, value) in enumerate(rows):
        s.text(200, 90 + 17 * i, label, 10, align="right")
        s.text(208, 90 + 17 * i, value, 10)
    s.code128(180, 290, t.code)
    s.text(200, 302, t.code, 9)


def values_at_edge(s: Sheet, t: Ticket) -> None:
    s.bold(30, 40, "CABLE CAR", 16)
    for i, (label, value) in enumerate(
        [
            ("Pass", t.category),
            ("Travel day", spelled(t.day, "d MMMM yyyy")),
            ("Departure", t.twelve().lower()),
            ("Serial", t.serial),
            ("Sold", spelled(t.issued(), "d MMMM yyyy")),
            ("Fare", "EUR 32.00"),
        ]
    ):
        s.text(30, 70 + 20 * i, label, 9)
        s.bold(390, 70 + 20 * i, value, 11, align="right")
        s.rule(75 + 20 * i, 30, 390)
    s.ean13(30, 290, t.code)


def labels_after(s: Sheet, t: Ticket) -> None:
    """Each value stands left of its label."""
    s.bold(40, 40, "Botanical Garden", 15)
    for i, (value, label) in enumerate(
        [
            (t.serial, "Ticket No"),
            (f"{t.day:%Y-%m-%d}", "Visit date"),
            (t.start, "Entry time"),
            (t.category, "Visitor type"),
            (f"{t.issued():%Y-%m-%d}", "Purchase date"),
        ]
    ):
        s.bold(40, 80 + 22 * i, value, 11)
        s.text(190, 80 + 22 * i, label, 8)
    s.picture(300, 190, t.code, "DataMatrix", 80, 80)


def zipline(s: Sheet, t: Ticket) -> None:
    s.bold(40, 50, "CANYON ZIPLINE", 18)
    for i, (label, value) in enumerate(
        [
            ("Flight date", spelled(t.day, "EEEE d MMMM yyyy")),
            ("Launch", f"{t.start} hrs"),
            ("Package", t.category),
            ("E-ticket", t.serial),
            ("Weight limit", "120 kg"),
        ]
    ):
        s.text(40, 90 + 40 * i, label, 8)
        s.bold(40, 106 + 40 * i, value, 13)
    s.qr(420, 220, t.code, 120)
    s.text(40, 320, f"Reservation {t.number_of(6)} made {t.issued():%d %B %Y} by {t.person()}", 8)


def sentence(s: Sheet, t: Ticket) -> None:
    s.bold(40, 60, "Castle Gardens", 18)
    s.text(40, 90, f"This pass {t.serial} admits one {t.category}", 11)
    s.text(40, 108, f"on {spelled(t.day, 'd MMMM yyyy')} at {t.twelve()}.", 11)
    s.text(40, 140, f"Purchased by {t.person()} on {spelled(t.issued(), 'd MMMM yyyy')}, order {t.number_of(8)}.", 8)
    s.qr(40, 280, t.code, 100)


def url_tail(s: Sheet, t: Ticket) -> None:
    """The barcode is the whole address; its last part is the serial."""
    s.bold(30, 36, "Street Art Tour", 14)
    s.text(30, 60, f"Ref {t.serial}", 10)
    s.text(30, 76, f"{spelled(t.day, 'EEE d MMM')} {t.day.year}", 10)
    s.text(30, 92, f"Start {t.start} - Meeting point: Gate 4", 10)
    s.text(30, 108, t.category, 10)
    s.qr(290, 130, t.code, 90)
    s.text(30, 130, f"Booked {spelled(t.issued(), 'd MMM yyyy')}", 7)


def printed_spaced(s: Sheet, t: Ticket) -> None:
    """The digits below the bars carry spaces that the bars do not: the barcode is what the bars say."""
    s.bold(40, 40, "Waterfront Wheel", 16)
    s.text(40, 70, "TICKET", 7)
    s.text(40, 84, t.serial, 12)
    s.text(160, 70, "VALID ON", 7)
    s.text(160, 84, spelled(t.day, "dd-MMM-yyyy"), 12)
    s.text(280, 70, "BOARD AT", 7)
    s.text(280, 84, t.start, 12)
    s.text(40, 110, "CAPSULE TYPE", 7)
    s.text(40, 124, t.category, 12)
    s.code128(40, 200, t.code)
    s.text(60, 212, " ".join(t.code[i : i + 4] for i in range(0, len(t.code), 4)), 9)


def cover_and_terms(s: Sheet, t: Ticket) -> None:
    """The order's cover comes first; terms follow each ticket on a page of their own."""
    if t.number == 1:
        s.bold(60, 80, "Your order", 22)
        s.text(60, 120, f"Thank you, {t.person()}! Order date: {t.issued():%d/%m/%Y}", 11)
        s.text(60, 140, "Please print all pages. Customer service +44 20 7946 0958.", 11)
        s.canvas.showPage()
    s.bold(60, 60, "Fossil Museum", 18)
    for i, (label, value) in enumerate(
        [("Ticket", t.serial), ("Date", f"{t.day:%d/%m/%Y}"), ("Entry", t.start), ("Type", t.category)]
    ):
        s.text(60, 100 + 16 * i, f"{label}: {value}")
    s.qr(400, 200, t.code)
    s.canvas.showPage()
    s.lines(60, 60, [f"{n}. Tickets bought before 01/01/2026 lapse after {n} days at 23:59." for n in range(1, 20)], 9)


def bare(s: Sheet, t: Ticket) -> None:
    s.bold(20, 34, t.category, 20)
    s.text(20, 60, f"#{t.serial}", 12)
    s.text(20, 78, f"{t.day:%Y-%m-%d}  {t.start}", 12)
    s.text(20, 96, "Farm & Petting Zoo", 9)
    s.picture(190, 110, t.code, "DataMatrix", 70, 70)


def city_pass(s: Sheet, t: Ticket) -> None:
    """The last day of use is the date; how long it runs after its first use is none."""
    s.bold(30, 40, "CITY PASS", 18)
    s.bold(30, 62, t.category, 13)
    s.text(30, 84, f"Use before {spelled(t.day, 'd MMM yyyy')}", 10)
    s.text(30, 100, "Valid 48 hours from first use. Desk open 08:00-20:00.", 8)
    s.text(30, 116, f"Pass no. {t.serial}", 10)
    s.text(30, 130, f"Activated online {spelled(t.issued(), 'd MMM yyyy')}", 7)
    s.qr(280, 130, t.code, 90)


def part_of_code(s: Sheet, t: Ticket) -> None:
    """The picture carries the serial among other things: the barcode is all of it."""
    s.bold(40, 40, "Speedway Karting", 16)
    s.text(40, 70, "Race ticket")
    s.text(140, 70, t.serial)
    s.text(40, 86, "Race day")
    s.text(140, 86, f"{t.day:%a %d.%m.%y}")
    s.text(40, 102, "Heat")
    s.text(140, 102, f"{t.start} - {t.end}")
    s.text(40, 118, "Driver class")
    s.text(140, 118, t.category)
    s.text(40, 134, "Kart / Zone")
    s.text(140, 134, f"{t.noise.randint(1, 20)} / {t.noise.choice('ABC')}")
    s.picture(300, 130, t.code, "PDF417", 120, 50)
    s.text(40, 160, f"Paid {t.issued():%d.%m.%y} 18:0{t.noise.randint(0, 9)} VAT GB{t.number_of(9)}", 7)


def _payload(rng: Random, number: int, serial: str) -> str:
    return f"KRT|{serial}|{rng.randint(100, 999)}"


def _tail(rng: Random, number: int, serial: str) -> str:
    return f"https://art.example/t/{serial}"


def _ean(rng: Random, number: int, serial: str) -> str:
    body = "400" + "".join(rng.choice("0123456789") for _ in range(9))
    check = (10 - sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10) % 10
    return f"{body}{check}"


def ordinal_words(s: Sheet, t: Ticket) -> None:
    s.text(40, 50, "THE GRAND PALACE", 16, font="Times-Roman")
    s.text(40, 76, f"Saturday Night Gala? No - Day Tour, {ordinal(t.day)} {spelled(t.day, 'MMMM yyyy')}", 10)
    s.text(40, 94, f"Tour starts {t.twelve()} (please arrive 15 minutes early)", 10)
    s.text(40, 112, f"Ticket category  {t.category}", 10)
    s.text(40, 130, f"Unique ticket reference  {t.serial}", 10)
    s.text(40, 148, f"Purchaser  {t.person()}    Date of purchase  {ordinal(t.issued())} {t.issued():%B %Y}", 8)
    s.qr(400, 160, t.code, 90)


LAYOUTS = [
    Supplier(
        "skyview", skyview, letters_digits("99999999"), code_is_serial,
        ("Explorer Pass", "Golden Circle", "Sunrise Ticket"), expects(*ALL),
    ),
    Supplier("trampoline", trampoline, digits(5), code_digits(12), ("Adult", "Child", "Spectator"), expects(*ALL), A6),
    Supplier(
        "planetarium", planetarium, letters_digits("AA-99999"), code_is_serial,
        ("Concession", "Full", "Under 16"), expects(*ALL), landscape(A4),
    ),
    Supplier(
        "boarding", boarding, letters_digits("999 9999999"), code_url("M1HB"),
        ("ECONOMY", "PREMIUM", "ROYAL"), expects(*ALL), (580, 220),
    ),
    Supplier(
        "us_museum", us_museum, letters_digits("9999-9999-9999"), code_is_serial,
        ("General Admission (13-64)", "Youth (3-12)", "Senior (65+)"),
        expects("serial", "date", "category", "barcode"), letter,
    ),
    Supplier(
        "us_coaster", us_coaster, letters_digits("AXX9X9A9"), code_is_serial,
        ("Adult", "Junior", "Season Guest"), expects(*ALL, ranged=True), letter,
    ),
    Supplier(
        "leaders_price", leaders_price, letters_digits("DS-9999-AA"), code_url("DSC-"),
        ("Adult", "Child", "Private Car"), expects(*ALL),
    ),
    Supplier(
        "aquarium", aquarium, letters_digits("DB999999999"), code_digits(14),
        ("Adult", "Child (3-12 yrs)", "Carer"), expects(*ALL, ranged=True), length=30,
    ),
    Supplier(
        "values_at_edge", values_at_edge, digits(9), _ean, ("Adult Return", "Child Return", "Dog"), expects(*ALL), A5
    ),
    Supplier(
        "labels_after", labels_after, letters_digits("BG/9999/99"), code_is_serial,
        ("Regular", "Student", "Member Guest"), expects(*ALL), landscape(A5),
    ),
    Supplier(
        "zipline", zipline, letters_digits("ZL99AA99"), code_url("zip:"),
        ("Solo Flight", "Tandem Flight", "Superman"), expects(*ALL), rotation=90,
    ),
    Supplier(
        "sentence", sentence, letters_digits("AAA-9999-99"), code_is_serial,
        ("Adult", "Child", "Senior"), expects(*ALL), A5,
    ),
    Supplier(
        "url_tail", url_tail, letters_digits("XXXXXXXXXX"), _tail,
        ("Standard", "Student", "Private Group"), expects(*ALL), landscape(A6),
    ),
    Supplier(
        "printed_spaced", printed_spaced, running("WW{:07d}"), code_digits(16),
        ("Shared", "Family Capsule", "VIP"), expects(*ALL), A5,
    ),
    Supplier(
        "cover_and_terms", cover_and_terms, digits(7), code_is_serial,
        ("Adult", "Child", "Guide"), expects(*ALL), loose_pages=True,
    ),
    Supplier(
        "bare", bare, digits(4), code_digits(10),
        ("BIG KID", "LITTLE KID", "GROWN-UP"), expects(*ALL), landscape(A6),
    ),
    Supplier(
        "city_pass", city_pass, digits(16), code_is_serial, ("Explorer Pass", "Gold Pass", "Night Owl"),
        expects("serial", "date", "category", "barcode", until=True), landscape(A6),
    ),
    Supplier(
        "part_of_code", part_of_code, letters_digits("A9999999"), _payload,
        ("Rookie", "Pro", "Junior Cup"), expects(*ALL, ranged=True), length=15,
    ),
    Supplier(
        "ordinal_words", ordinal_words, letters_digits("XXXX-XXXX"), code_url("GP."),
        ("Full Price", "Reduced", "Royal Circle"), expects(*ALL),
    ),
]  # fmt: skip
