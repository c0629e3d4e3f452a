"""Terms without a space, which somebody pastes or types to see what happens."""

from __future__ import annotations

import time

import pytest

from admitone.core.ticket_sheets import SheetDesign
from admitone.ingest.drawing.paragraphs import break_lines
from admitone.ingest.drawing.ticket_page import draw_tickets
from admitone.ingest.drawing.typefaces import REGULAR, Typeface
from tests.ingest.own_tickets import page_texts, sheet


@pytest.mark.parametrize("letter", ["W", "i", "م"])
def test_lines_are_as_full_as_they_can_be(letter: str) -> None:
    face = Typeface(REGULAR)
    paragraph = break_lines(letter * 1000, face, 8, 400, lines_max=100)
    assert paragraph.whole
    assert sum(len(line.glyphs) for line in paragraph.lines) == 1000
    widths = [line.width for line in paragraph.lines]
    assert max(widths) <= 400 * 1000 / 8
    one_more = face.width(letter * (len(paragraph.lines[0].glyphs) + 1), right_to_left=letter == "م")
    assert one_more > 400 * 1000 / 8
    assert len({round(width) for width in widths[:-1]}) == 1, "only the last line is shorter"


def test_ten_thousand_letters_without_a_space_are_drawn_in_no_time() -> None:
    begun = time.monotonic()
    content = draw_tickets(SheetDesign(), [sheet(terms="i" * 10_000, code=f"CODE{number}") for number in range(5)])
    # A tenth of a second by itself; shaping what is left of the word for each line took twenty.
    assert time.monotonic() - begun < 5
    assert all("i" * 100 in text for text in page_texts(content))
