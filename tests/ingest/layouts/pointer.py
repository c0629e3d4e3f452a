"""Somebody who points at the values of a sample page, one field after the other."""

from __future__ import annotations

from collections import Counter

import msgspec
import pypdfium2 as pdfium

from admitone.ingest.analysis.date_shapes import find_dates
from admitone.ingest.analysis.pointing import propose_for
from admitone.ingest.analysis.time_shapes import find_times
from admitone.ingest.model import ExtractionPatterns, FieldName, FieldProposal, PageLayout, Pointed
from admitone.ingest.patterns import compile_patterns
from admitone.ingest.text import extract_text
from tests.ingest.layouts.measure import Score, sample_page
from tests.ingest.layouts.supplier import Supplier

ATTRIBUTE: dict[FieldName, str] = {
    "serial": "serial",
    "date": "date",
    "timeSlot": "time_slot",
    "category": "category",
    "barcode": "barcode",
}


def sample_of(supplier: Supplier, samples: int) -> list[PageLayout]:
    """The first pages of one batch as the workbench gets them."""
    document = pdfium.PdfDocument(supplier.pdf(supplier.tickets(samples, "sample-a")))
    return [sample_page(document[number], number + 1) for number in range(samples)]


def place_of(page: PageLayout, field: FieldName, value: str) -> Pointed | None:
    """Where a value is printed; None when it is printed otherwise or several times, so that nobody knows which."""
    if field == "date":
        spans = [(one.start, one.end) for one in find_dates(page.text, month_first=False) if str(one.value) == value]
        spans += [(one.start, one.end) for one in find_dates(page.text, month_first=True) if str(one.value) == value]
    elif field == "timeSlot":
        spans = [(one.start, one.end) for one in find_times(page.text, []) if one.value == value]
    else:
        start = page.text.find(value)
        spans = [(start, start + len(value))] if start >= 0 else []
        spans += [(0, 0)] if page.text.count(value) > 1 else []
    places = sorted(set(spans))
    return Pointed(page.page, *places[0]) if len(places) == 1 else None


def measure_pointing(supplier: Supplier, samples: int, tickets: int = 8) -> Score:
    """Point at each value of the first sample page, and read another batch with the best pattern of each field."""
    pages = sample_of(supplier, samples)
    wanted = supplier.expects(supplier.tickets(samples, "sample-a")[0])
    best: dict[FieldName, FieldProposal] = {}
    for field in ATTRIBUTE:
        place = place_of(pages[0], field, wanted[field]) if field in wanted else None
        if place is not None:
            best[field] = propose_for(pages, field, place)[0]
    return _score(supplier, best, tickets)


def _score(supplier: Supplier, best: dict[FieldName, FieldProposal], tickets: int) -> Score:
    given = {f"{ATTRIBUTE[field]}_pattern": proposal.pattern for field, proposal in best.items()}
    patterns = msgspec.structs.replace(
        ExtractionPatterns(), **given, date_format=best["date"].date_format if "date" in best else None
    )
    compiled = compile_patterns(patterns)
    score = Score(supplier.name, patterns, Counter(), Counter())
    batch = supplier.tickets(tickets, "batch-a")
    document = pdfium.PdfDocument(supplier.pdf(batch))
    for number, ticket in enumerate(batch):
        text = extract_text(document[number])
        found = compiled.extract(text)
        wanted = supplier.expects(ticket)
        for field, proposal in best.items():
            score.expected[field] += 1
            value = getattr(found, ATTRIBUTE[field]).value
            if value == wanted.get(field):
                score.right[field] += 1
            else:
                score.wrong.setdefault(field, f"{value!r} instead of {wanted.get(field)!r} by {proposal.pattern}")
    return score
