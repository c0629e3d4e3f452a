"""What the analysis makes of words on a page: whom a ticket admits, when, until when, and how sure it is."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from msgspec import structs

from admitone.ingest.analysis import analyze_pages
from admitone.ingest.model import Box, Code, ExtractionPatterns, ExtractionResult, PatternAnalysis
from admitone.ingest.patterns import compile_patterns
from tests.ingest.layouts import seventh
from tests.ingest.layouts.measure import grid_page, sample_page
from tests.ingest.layouts.supplier import Supplier


def analyzed(*texts: str) -> PatternAnalysis:
    return analyze_pages([grid_page(number, text) for number, text in enumerate(texts, 1)])


def read(text: str, sample: str | None = None) -> ExtractionResult:
    return compile_patterns(analyzed(sample or text).patterns).extract(text)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Steam Railway\nChild Ticket\nTicket no. 123456", "Child"),
        ("Tierpark\nEintrittskarte Senior\nTicketnummer 123456", "Senior"),
        ("Steam Railway\nGeneral Admission\nTicket no. 123456", "General Admission"),
        ("Ticket no. 123456\nThis certificate admits one (Student) to the gardens", "Student"),
        ("Ticket 123456 admits one Student to the tour", "Student"),
        ("Ticket no. 123456\n1 Ticket Kinder bis 13 Jahre", "Kinder bis 13 Jahre"),
        ("Ticket no. 123456\nNumber of participants: 1 Adult (Age 13 - 99)", "Adult (Age 13 - 99)"),
        ("Ticket no. 123456\nNumber of participants: 1 Night Owl", "Night Owl"),
        ("Ticket no 123456 Time 14:00 Type Adult", "Adult"),
        ("Nº de entrada: 123456\nEntrada de día: Niño (1,00-1,40 m)", "Niño (1,00-1,40 m)"),
        ("رقم التذكرة 123456\nتذكرة دخول: طفل", "طفل"),
        ("Billet n° 123456\nTarif Enfant", "Enfant"),
        ("Billet n° 123456\nTarif réduit", "Tarif réduit"),
    ],
)
def test_whom_a_ticket_admits_is_its_category(text: str, category: str) -> None:
    assert read(text).category.value == category


def test_what_brackets_add_on_one_ticket_may_be_missing_on_the_next() -> None:
    assert read("Tarifa: Ola VIP", sample="Tarifa: Niño (12,00 €)").category.value == "Ola VIP"


def test_the_noun_stays_where_it_tells_categories_apart() -> None:
    pages = [f"Steam Railway\n{name}\nTicket no. 12345{n}" for n, name in enumerate(("Adult", "Family Ticket"))]
    found = compile_patterns(analyzed(*pages).patterns)

    assert [found.extract(page).category.value for page in pages] == ["Adult", "Family Ticket"]


@pytest.mark.parametrize(
    ("text", "day", "kind"),
    [
        ("Not valid before: 01-Mar-2026\nNot valid after: 31-Mar-2026", "2026-03-31", "valid_until"),
        ("Valid From: 01.03.2026\nValid To: 31.03.2026", "2026-03-31", "valid_until"),
        ("Début: 01/03/2026\nFin: 31/03/2026", "2026-03-31", "valid_until"),
        ("Valid Date | تاريخ الصلاحية\n12/05/2026", "2026-05-12", "ticket_date"),
        ("Valid From: 01.03.2026", "2026-03-01", "ticket_date"),
        ("gültig am Freitag, dem 20.03.2026", "2026-03-20", "ticket_date"),
        ("Einlösbar bis spätestens 31.03.2026\nWien, am 01.03.2026", "2026-03-31", "valid_until"),
        ("Né(e) le : 19/07/1992\nValable du 01/03/2026 au 31/03/2026", "2026-03-31", "valid_until"),
    ],
)
def test_the_day_that_counts(text: str, day: str, kind: str) -> None:
    found = read(text)

    assert (found.date.value, found.date_type) == (day, kind)


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("Créneau d'entrée : entre 15h45 et 16h45", "15:45-16:45"),
        ("Entry between 10:00 and 11:00", "10:00-11:00"),
        ("Einlass zwischen 10:00 und 11:00 Uhr", "10:00-11:00"),
        ("Viaje de las 18:00 h", "18:00"),
        ("TRAM RIDE : 3:45 p.m.", "15:45"),
    ],
)
def test_the_hour_of_the_visit(text: str, slot: str) -> None:
    assert read(text).time_slot.value == slot


@pytest.mark.parametrize(
    "text",
    [
        "Fütterung Pinguine 11:00 Uhr, Seelöwen 14:30 Uhr",
        "Horario: 10:30 a 19:00",
        "Parköffnung 9:00 Uhr - Parkschließung 18:00 Uhr",
    ],
)
def test_what_happens_for_everybody_is_no_slot(text: str) -> None:
    assert "timeSlot" not in analyzed(f"Ticket no. 123456\n{text}").proposals


def test_a_word_that_ends_like_a_currency_makes_no_amount_of_the_number_behind_it() -> None:
    assert read("Numéro du billet\nPetit explorateur\tGF-1744-7206").serial.value == "GF-1744-7206"


def test_a_barcode_found_by_its_line_is_the_whole_line() -> None:
    tickets = [
        f"Desert Balloon Flight\nTicket No: DBC-90000{n}\nDate of visit: 10 March 2027\nTime: 06:30 - 07:30\n"
        f"Category: {kind}\n880090000{n}\nNon refundable."
        for n, kind in enumerate(("Adult", "Child", "Senior"), 1)
    ]
    pages = [
        structs.replace(grid_page(n, text), codes=[Code(f"880090000{n}", "QRCode", Box(100, 300, 200, 400))])
        for n, text in enumerate(tickets, 1)
    ]
    found = compile_patterns(analyze_pages(pages).patterns)
    terms = "Terms and conditions\n" + "\n".join(f"{n}. The flight depends on weather." for n in range(1, 9))

    assert [found.extract(ticket).barcode.value for ticket in tickets] == ["8800900001", "8800900002", "8800900003"]
    assert found.extract(terms).barcode.value is None


def test_confidence_falls_where_another_value_is_as_likely_and_that_one_is_shown() -> None:
    clear = analyzed("Ticket No: A-123456\nOrder: 998877").proposals["serial"]
    doubtful = analyzed("Ticket No: A-123456\nPass No: B-654321").proposals["serial"]

    assert clear[0].confidence > doubtful[0].confidence
    assert {one.evidence_text for one in doubtful} >= {"Ticket No: A-123456", "Pass No: B-654321"}


@pytest.mark.parametrize("supplier", seventh.LAYOUTS, ids=lambda supplier: supplier.name)
def test_evidence_stands_on_the_page(supplier: Supplier) -> None:
    document = pdfium.PdfDocument(supplier.pdf(supplier.tickets(2, "evidence")))
    pages = [sample_page(document[number], number + 1) for number in range(2)]

    for field in analyze_pages(pages).proposals.values():
        for proposal in field:
            page = pages[proposal.evidence_page - 1]
            box = proposal.evidence_box
            assert proposal.evidence_text in page.text
            assert box is not None
            assert 0 <= box.left < box.right <= page.width
            assert 0 <= box.top < box.bottom <= page.height


def known(text: str, *categories: str) -> str | None:
    return analyze_pages([grid_page(1, text)], categories).patterns.category_pattern


def test_a_list_that_lacks_a_category_does_not_hide_it() -> None:
    pattern = known("TOWER\nAdult\nTicket No: A-4711\nDate: 03/05/2026", "Adult", "Night Owl")

    for category in ("Adult", "Night Owl", "Senior"):
        text = f"TOWER\n{category}\nTicket No: A-4712\nDate: 03/05/2026"
        assert compile_patterns(ExtractionPatterns(category_pattern=pattern)).extract(text).category.value == category


def test_a_listed_word_is_no_reason_to_cut_what_is_printed() -> None:
    pattern = known("TOWER\nAdult (10+)\nTicket No: A-4711\nDate: 03/05/2026", "Adult", "Child")

    text = "TOWER\nChild (3-9)\nTicket No: A-4712\nDate: 03/05/2026"
    found = compile_patterns(ExtractionPatterns(category_pattern=pattern)).extract(text)
    assert found.category.value == "Child (3-9)"


def test_the_last_day_is_found_in_a_sentence_that_says_so() -> None:
    sentence = "This voucher is valid until 31 December 2027. Exchange it at any stop of the line before boarding."
    found = read(f"RIVER BUS\nVoucher code: QX7-PL92\n{sentence}\nPrinted on 14 January 2027 at 10:42")

    assert (found.date.value, found.date_type) == ("2027-12-31", "valid_until")
