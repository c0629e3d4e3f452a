"""What patterns find on the pages of a sample, as the workbench shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from admitone.console.highlights import FIELDS, Hit, Segment, mark_picture, mark_text, matches_of
from admitone.console.pattern_words import in_plain_words
from admitone.core.principal import Principal
from admitone.ingest.barcode_choice import same_barcode
from admitone.ingest.model import Code, ExtractionPatterns, FieldMatch, PageLayout, Word
from admitone.services import patterns

# What the analysis looks at of a page; nobody can point at words behind it.
_TEXT_LENGTH_MAX: Final = 8000


@dataclass(frozen=True, slots=True)
class TriedPage:
    """What the patterns found on one sample page, in its text and on its picture."""

    layout: PageLayout
    matches: dict[str, FieldMatch]
    segments: list[Segment]
    hits: list[Hit]

    @property
    def number(self) -> int:
        """Its number in the sample file."""
        return self.layout.page

    @property
    def words(self) -> list[Word]:
        """What can be pointed at."""
        return [word for word in self.layout.words if word.end <= _TEXT_LENGTH_MAX]

    @property
    def codes(self) -> list[Code]:
        """What the picture says."""
        return self.layout.codes

    @property
    def day(self) -> date | None:
        """The date as it is understood."""
        value = self.matches["date"].value
        return date.fromisoformat(value) if value else None

    @property
    def printed_date(self) -> str | None:
        """The date as it is printed."""
        span = self.matches["date"].span
        return " ".join(self.layout.text[span[0] : span[1]].split()) if span else None

    @property
    def differs_from_picture(self) -> bool:
        """Whether a barcode was found in the text that no code of the picture says."""
        value = self.matches["barcode"].value
        return bool(value and self.codes and not any(same_barcode(value, code) for code in self.codes))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a pattern did: on how many pages it found a value, or what is wrong with it, in a text to translate."""

    field: str
    found: int
    pages: int
    error: str | None


def try_patterns(principal: Principal, pages: Sequence[PageLayout], tried: ExtractionPatterns) -> list[TriedPage]:
    """Run patterns on sample pages."""
    found = []
    for layout in pages:
        result = patterns.test_patterns(principal, layout.text, tried)
        marks = list(mark_text(layout.text, result))
        found.append(TriedPage(layout, matches_of(result), marks, mark_picture(layout, result)))
    return found


def judge_fields(pages: Sequence[TriedPage], tried: ExtractionPatterns) -> dict[str, Verdict]:
    """The verdict on each pattern that is there, by field."""
    verdicts = {}
    for field in FIELDS:
        if not getattr(tried, f"{field}_pattern") or not pages:
            continue
        errors = [error for page in pages if (error := page.matches[field].error)]
        found = sum(page.matches[field].value is not None for page in pages)
        error = in_plain_words(errors[0]) if errors else None
        verdicts[field] = Verdict(field, found, len(pages), error)
    return verdicts
