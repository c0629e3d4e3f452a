"""Suppliers' tickets read with patterns that were learned from one sample page, or three."""

from __future__ import annotations

import re
import time

import msgspec
import pytest
import re2

from admitone.ingest.analysis import analyze_pages
from admitone.ingest.analysis.vocabulary import (
    CATEGORY,
    DATE_FROM,
    DATE_LOOSE_FROM,
    DATE_OTHER,
    DATE_PLAIN,
    DATE_START,
    DATE_UNTIL,
    DATE_VISIT,
    HEADS_NAMES,
    OTHER_LABEL,
    SERIAL,
    SLOT,
    TICKET_NOUN,
)
from admitone.ingest.model import Box, Code
from admitone.ingest.slots import fold
from tests.ingest.layouts.measure import Score, grid_page, learn, measure
from tests.ingest.layouts.sets import SETS
from tests.ingest.layouts.supplier import Supplier

# Where pages stand between the tickets, a page's number says nothing: those are measured the whole way.
EVERY = [supplier for layouts in SETS.values() for supplier in layouts if not supplier.loose_pages]
# One page tells little where categories have neither a label nor a known word.
OVERALL = 0.96
OVERALL_OF = {"twelfth": 0.95, "thirteenth": 0.94}
EACH_LAYOUT = 0.6


def vocabulary_sources() -> list[str]:
    weighted = [source for entries in (SERIAL, SLOT, CATEGORY) for _, source in entries]
    dates = (DATE_OTHER, DATE_UNTIL, DATE_FROM, DATE_START, DATE_LOOSE_FROM, DATE_VISIT, DATE_PLAIN)
    return [*weighted, *dates, OTHER_LABEL, HEADS_NAMES, TICKET_NOUN]


def found(name: str) -> Supplier:
    return next(supplier for supplier in EVERY if supplier.name == name)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("layouts", SETS)
def test_fields_of_other_tickets_come_out_right_after_one_page(layouts: str) -> None:
    scores = [measure(supplier, 1, tickets=6) for supplier in SETS[layouts] if supplier in EVERY]
    right = sum(score.right.total() for score in scores)
    expected = sum(score.expected.total() for score in scores)
    print(f"{layouts}, one sample page: {right} of {expected} fields right ({right / expected:.1%})")
    assert right / expected >= OVERALL_OF.get(layouts, OVERALL), report(scores)
    assert min(score.share for score in scores) >= EACH_LAYOUT, report(scores)


def report(scores: list[Score]) -> str:
    return "\n".join(f"{score.supplier}: {score.wrong}" for score in scores if score.wrong)


def test_patterns_name_the_label_and_not_the_value() -> None:
    patterns = learn(found("one_line"), 1).patterns

    assert patterns.serial_pattern == r"(?i)\bTicket No:\s*([A-Z0-9]+(?:-[A-Z0-9]+)+)"
    assert patterns.date_pattern == r"(?i)\bValid Date:\s*(\d{1,2}/\d{1,2}/\d{4})"
    assert (patterns.date_format, patterns.date_type) == ("dd/MM/yyyy", "ticket_date")
    assert patterns.time_slot_pattern == r"(?i)\bTime:\s*(\d{1,2}:\d{2})"
    assert patterns.category_pattern == r"(?i)\bCategory:\s*([^\t\n]+)"


@pytest.mark.parametrize("supplier", EVERY, ids=lambda supplier: supplier.name)
def test_every_proposal_runs_on_re2_and_says_where_it_found_what(supplier: Supplier) -> None:
    analysis = learn(supplier, 1)
    proposals = [proposal for field in analysis.proposals.values() for proposal in field]

    assert proposals
    for proposal in proposals:
        assert re2.compile(proposal.pattern).groups >= 1
        assert 0 < proposal.confidence <= 1
        assert proposal.evidence_text
        assert proposal.evidence_page == 1
        assert proposal.evidence_box is not None
        assert proposal.evidence_box.left < proposal.evidence_box.right <= supplier.pagesize[0] + supplier.pagesize[1]
    assert msgspec.json.decode(msgspec.json.encode(analysis), type=type(analysis)) == analysis


def test_no_two_suppliers_share_a_name() -> None:
    names = [supplier.name for layouts in SETS.values() for supplier in layouts]

    assert len(names) == len(set(names))


def test_best_proposal_comes_first() -> None:
    for field in learn(found("two_columns"), 3).proposals.values():
        assert [one.confidence for one in field] == sorted((one.confidence for one in field), reverse=True)


def test_an_order_number_that_never_changes_is_no_serial() -> None:
    pages = [
        grid_page(number, f"Reference: ORD-55512\nNo: {4711 + number}\nDate: 0{number}/05/2026") for number in (1, 2, 3)
    ]

    assert analyze_pages(pages).proposals["serial"][0].evidence_text == "No: 4712"


def test_month_comes_first_where_a_date_says_so() -> None:
    analysis = analyze_pages([grid_page(1, "Visit date: 03/04/2026"), grid_page(2, "Visit date: 03/25/2026")])

    assert analysis.patterns.date_format == "MM/dd/yyyy"


def test_a_weekday_decides_between_day_and_month() -> None:
    # 3 April 2026 is a Friday, 4 March 2026 a Wednesday.
    assert analyze_pages([grid_page(1, "Visit date: Fri 03/04/2026")]).patterns.date_format == "dd/MM/yyyy"
    assert analyze_pages([grid_page(1, "Visit date: Wed 03/04/2026")]).patterns.date_format == "MM/dd/yyyy"


def test_day_comes_first_where_nothing_decides() -> None:
    assert analyze_pages([grid_page(1, "Visit date: 03/04/2026")]).patterns.date_format == "dd/MM/yyyy"


def test_dollars_and_american_addresses_put_the_month_first() -> None:
    text = "Visit date: 03/04/2026\nPrice $34.95\n100 Ocean Ave, Long Beach, CA 90802"

    assert analyze_pages([grid_page(1, text)]).patterns.date_format == "MM/dd/yyyy"


def test_a_window_gives_its_end() -> None:
    patterns = analyze_pages([grid_page(1, "Serial: A-1234\nValid 01/03/2026 - 31/03/2026")]).patterns

    assert patterns.date_type == "valid_until"
    assert re2.search(patterns.date_pattern, "Valid 05/06/2026 - 04/07/2026").group(1) == "04/07/2026"


def test_dates_of_order_and_print_are_never_proposed() -> None:
    analysis = analyze_pages([grid_page(1, "Ticket No: 123456\nOrder date: 01/03/2026\nPrinted on 02/03/2026 14:33")])

    assert "date" not in analysis.proposals
    assert "timeSlot" not in analysis.proposals


def test_what_is_printed_otherwise_than_it_decodes_is_left_to_the_picture() -> None:
    code = Code(text="629104150021", symbology="Code128", box=Box(0, 0, 0, 0))
    spaced = msgspec.structs.replace(grid_page(1, "Ticket No: A-77\n6291 0415 0021"), codes=[code])
    same = msgspec.structs.replace(grid_page(1, "Ticket No: A-77\n629104150021"), codes=[code])

    assert analyze_pages([spaced]).patterns.barcode_pattern is None
    pattern = analyze_pages([same]).patterns.barcode_pattern
    assert pattern is not None
    assert re2.search(pattern, "Ticket No: A-78\n629104150099").group(1) == "629104150099"


def test_a_running_number_before_a_time_is_no_hour() -> None:
    pattern = analyze_pages([grid_page(1, "Session 3 - 14:00")]).patterns.time_slot_pattern

    assert pattern is not None
    assert re2.search(pattern, "Session 4 - 16:30").group(1) == "16:30"


def test_opening_hours_are_no_slot() -> None:
    for hours in ("Museum hours: 9:30 AM - 5:00 PM", "10:00 - 18:00 except Monday"):
        assert "timeSlot" not in analyze_pages([grid_page(1, f"Ticket No: 123456\n{hours}")]).proposals


def test_what_changes_between_constant_texts_is_the_category() -> None:
    names = ["Gold Pass", "Night Owl", "Explorer"]
    pages = [grid_page(n + 1, f"CITY PASS\n{name}\nPass no. 48210{n}") for n, name in enumerate(names)]
    pattern = analyze_pages(pages).patterns.category_pattern

    assert pattern is not None
    assert re2.search(pattern, "CITY PASS\nEarly Lark\nPass no. 482219").group(1) == "Early Lark"


def test_a_number_below_the_bars_does_not_hide_the_labelled_serial() -> None:
    code = Code(text="9981024285160158", symbology="Code128", box=Box(0, 0, 0, 0))
    page = msgspec.structs.replace(grid_page(1, "TICKET: WW0000803\n9981 0242 8516 0158"), codes=[code])

    assert analyze_pages([page]).proposals["serial"][0].evidence_text == "TICKET: WW0000803"


@pytest.mark.parametrize("source", vocabulary_sources())
def test_vocabulary_is_spelled_as_folded_text_is(source: str) -> None:
    unknown = [word for word in re.findall("[\u0600-\u06ff]+", source) if fold(word) != word]
    assert unknown == []


def test_nothing_to_learn_from_proposes_nothing() -> None:
    for pages in ([], [grid_page(1, "")], [grid_page(1, "Welcome to our park. Enjoy your day!")]):
        analysis = analyze_pages(pages)
        assert analysis.proposals == {}
        assert analysis.patterns.serial_pattern is None


@pytest.mark.parametrize(
    "filler", ["12.4 Bought before 01/01/2026 until 10:00 on day 5 of 7.\n", "1 ", "1 2 3 a\t", "9"]
)
def test_a_page_full_of_anything_is_judged_in_time(filler: str) -> None:
    started = time.monotonic()
    analysis = analyze_pages([grid_page(1, "Ticket No: A-1234\n" + filler * (20_000 // len(filler)))])

    assert analysis.patterns.serial_pattern is not None
    assert time.monotonic() - started < 15
