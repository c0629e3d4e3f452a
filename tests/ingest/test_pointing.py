"""Somebody points at a value and says what it is; the pattern finds its like on tickets that nobody has seen."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from admitone.core.errors import InvalidParameter
from admitone.ingest.analysis.pointing import propose_for
from admitone.ingest.model import ExtractionPatterns, FieldName, PageLayout, Pointed
from admitone.ingest.patterns import compile_patterns
from tests.ingest.layouts import fourth_abroad, second, sixth
from tests.ingest.layouts.measure import grid_page
from tests.ingest.layouts.pointer import measure_pointing

LAYOUTS = {"second": second.LAYOUTS, "abroad": fourth_abroad.LAYOUTS, "sixth": sixth.LAYOUTS}
BOATS = [
    grid_page(1, "HARBOUR BOATS\n#77-a01, row 3\nCaptain\nSails Sat 6 March 2027 at noon\nBerth 4 | Deck Hand | 12 kg"),
    grid_page(2, "HARBOUR BOATS\n#77-b12, row 9\nFirst Mate\nSails Sun 7 March 2027 at noon\nBerth 9 | Cook | 80 kg"),
]


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("layouts", "samples"), [("second", 1), ("abroad", 2), ("sixth", 1)])
def test_what_is_pointed_at_is_found_on_other_tickets_of_the_supplier(layouts: str, samples: int) -> None:
    scores = [measure_pointing(supplier, samples, tickets=4) for supplier in LAYOUTS[layouts]]
    expected = sum(score.expected.total() for score in scores)
    right = sum(score.right.total() for score in scores)
    print(f"{layouts}, {samples} sample pages: {right} of {expected} values right")
    assert right / expected >= 0.99, [(score.supplier, score.wrong) for score in scores if score.wrong]


@pytest.mark.parametrize(
    ("field", "text", "values"),
    [
        ("serial", "#77-a01,", ["77-a01", "77-b12"]),
        ("barcode", "77-a01", ["77-a01", "77-b12"]),
        ("category", "Captain", ["Captain", "First Mate"]),
        ("category", "Deck Hand", ["Deck Hand", "Cook"]),
        ("date", "March", ["2027-03-06", "2027-03-07"]),
        ("timeSlot", "noon", ["noon", "noon"]),
        ("serial", "3", ["3", "9"]),
        ("category", "12 kg", ["12 kg", "80 kg"]),
    ],
)
def test_names_that_nobody_can_know_are_found_where_they_stand(field: FieldName, text: str, values: list[str]) -> None:
    best = propose_for(BOATS, field, point_at(BOATS[0], text))[0]
    assert read(field, best.pattern, best.date_format, BOATS) == values
    assert 0 < best.confidence <= 1
    assert best.evidence_page == 1
    assert best.evidence_box is not None


def test_every_proposal_finds_what_was_pointed_at() -> None:
    proposals = propose_for(BOATS, "serial", point_at(BOATS[0], "77-a01"))
    assert len(proposals) > 1
    assert len({proposal.pattern for proposal in proposals}) == len(proposals)
    for proposal in proposals:
        assert read("serial", proposal.pattern, None, BOATS)[0] == "77-a01"
    confidences = [proposal.confidence for proposal in proposals]
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize(
    ("field", "pointed", "words"),
    [
        ("date", Pointed(1, 31, 38), "is not a date that can be read"),
        ("serial", Pointed(7, 0, 3), "no text to point at"),
        ("serial", Pointed(1, 13, 14), "choose words of the page first"),
        ("serial", Pointed(1, 9_000, 9_010), "choose words of the page first"),
        ("serial", Pointed(1, 20, 10), "choose words of the page first"),
    ],
)
def test_what_cannot_be_a_value_is_refused_in_words(field: FieldName, pointed: Pointed, words: str) -> None:
    with pytest.raises(InvalidParameter, match=words):
        propose_for(BOATS, field, pointed)


def point_at(page: PageLayout, text: str) -> Pointed:
    start = page.text.index(text)
    return Pointed(page.page, start, start + len(text))


def read(field: FieldName, pattern: str, date_format: str | None, pages: Sequence[PageLayout]) -> list[str | None]:
    """What a pattern finds on each page."""
    name = {"timeSlot": "time_slot"}.get(field, field)
    alone = {f"{name}_pattern": pattern, "date_format": date_format}
    compiled = compile_patterns(msgspec.structs.replace(ExtractionPatterns(), **alone))
    return [getattr(compiled.extract(page.text), name).value for page in pages]
