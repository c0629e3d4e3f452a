"""Small parts of the workbench and the review by themselves."""

from __future__ import annotations

import pytest
from litestar.datastructures import FormMultiDict

from admitone.console.forms.review import REVIEW_FIELDS, RowProblem, corrections_of, problems_of, read_rows
from admitone.console.highlights import Hit, mark_picture
from admitone.console.pattern_words import in_plain_words
from admitone.core.errors import Conflict, InvalidParameter, MissingParameter
from admitone.ingest.model import Box, ExtractionPatterns, ExtractionResult, FieldMatch
from admitone.ingest.patterns import compile_patterns
from tests.ingest.layouts.measure import grid_page


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("a[b", "square bracket [ is opened"),
        ("(a", "bracket ( is opened"),
        ("a)", "bracket ) is closed"),
        ("*a", "nothing to repeat"),
        ("a**", "follow each other"),
        ("a{5,2}", "wrong way round"),
        ("a\\", "ends with \\"),
        ("\\y", "no meaning there"),
        ("[z-a]", "goes the wrong way round"),
        ("(?<=a)b", "Looking ahead or behind"),
        ("(a)\\1", "cannot be asked for again"),
    ],
)
def test_what_is_wrong_with_a_pattern_is_said_in_words(pattern: str, words: str) -> None:
    with pytest.raises(InvalidParameter) as refused:
        compile_patterns(ExtractionPatterns(serial_pattern=pattern))
    said = in_plain_words(refused.value.message)
    assert words in said
    assert "serialPattern" not in said
    assert in_plain_words("'31/02' does not fit") == "'31/02' does not fit"


def test_a_value_is_marked_on_the_picture_line_by_line_and_no_wider_than_it_is() -> None:
    layout = grid_page(1, "No: AB12 left\nmore text")
    result = ExtractionResult(
        serial=FieldMatch(value="B12", span=(5, 8)), category=FieldMatch(value="left more", span=(9, 18))
    )
    assert mark_picture(layout, result) == [
        Hit("serial", [Box(30, 0, 48, 10)]),
        Hit("category", [Box(54, 0, 78, 10), Box(0, 12, 24, 22)]),
    ]
    words = grid_page(1, "one two")
    both = ExtractionResult(category=FieldMatch(value="one two", span=(0, 7)))
    assert mark_picture(words, both) == [Hit("category", [Box(0, 0, 42, 10)])]


def grid(*ids: str, **more: list[str]) -> FormMultiDict:
    values = {name: [""] * len(ids) for name in REVIEW_FIELDS} | {"ticketId": list(ids), "version": ["1"] * len(ids)}
    return FormMultiDict([(name, value) for name, column in (values | more).items() for value in column])


def test_only_ticked_rows_become_corrections_and_a_refusal_finds_its_row() -> None:
    rows = read_rows(grid("7", "8", "9", done=["9", "7"], category=["A", "B", "C"], allowDuplicate=["9"]))
    corrections, problems = corrections_of(rows)
    assert [(one.ticket_id, one.category, one.allow_duplicate) for one in corrections] == [
        (7, "A", False),
        (9, "C", True),
    ]
    assert problems == []
    taken = Conflict("tickets[1].barcode: another ticket already has X", fields=("tickets[1].barcode",))
    assert problems_of(taken, corrections) == [RowProblem(9, "barcode", "another ticket already has X")]
    stale = Conflict("changed", fields=("tickets",), details={"ticketIds": [7]})
    assert problems_of(stale, corrections) == [RowProblem(7, None, "changed", changed_meanwhile=True)]
    with pytest.raises(MissingParameter):
        corrections_of(read_rows(grid("7")))


def test_every_row_that_cannot_be_read_is_named() -> None:
    rows = read_rows(grid("7", "8", done=["7", "8"], sellingPrice=["cheap", "1"], ticketDate=["", "soon"]))
    corrections, problems = corrections_of(rows)
    assert corrections == []
    assert [(problem.ticket_id, problem.field) for problem in problems] == [(7, "sellingPrice"), (8, "ticketDate")]
