"""How many fields come out right after analysing a few sample pages of a supplier."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import msgspec
import pypdfium2 as pdfium
import zxingcpp

from admitone.ingest.analysis import analyze_pages
from admitone.ingest.model import Box, Code, ExtractionPatterns, PageLayout, PatternAnalysis, Word
from admitone.ingest.patterns import compile_patterns
from admitone.ingest.text import extract_layout, extract_text
from tests.ingest.layouts.supplier import Supplier

_LEARNED: dict[tuple[str, int, str], PatternAnalysis] = {}


@dataclass
class Score:
    """Right and expected fields of one supplier, with the first wrong value of each field."""

    supplier: str
    patterns: ExtractionPatterns = field(default_factory=ExtractionPatterns)
    right: Counter[str] = field(default_factory=Counter)
    expected: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Share of right fields."""
        return self.right.total() / self.expected.total()


def sample_page(page: pdfium.PdfPage, number: int) -> PageLayout:
    """Read a page as the analysis gets it: words and decoded codes."""
    found = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    nowhere = Box(0, 0, 0, 0)
    codes = [Code(text=code.text, symbology=str(code.format), box=nowhere) for code in found]
    return msgspec.structs.replace(extract_layout(page, number), codes=codes)


def grid_page(number: int, text: str) -> PageLayout:
    """A page of text without a PDF, its characters in a grid of 6 by 12 points."""
    words = []
    for match in re.finditer(r"\S+", text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        left, top = 6.0 * (match.start() - line_start), 12.0 * text.count("\n", 0, match.start())
        box = Box(left, top, left + 6.0 * len(match.group()), top + 10)
        words.append(Word(text=match.group(), start=match.start(), end=match.end(), box=box))
    return PageLayout(page=number, width=595, height=842, text=text, words=words, codes=[])


def learn(supplier: Supplier, samples: int, seed: str = "a") -> PatternAnalysis:
    """Analyse the first pages of one batch, once for all tests."""
    key = (supplier.name, samples, seed)
    if key not in _LEARNED:
        _LEARNED[key] = _learn(supplier, samples, seed)
    return _LEARNED[key]


def _learn(supplier: Supplier, samples: int, seed: str) -> PatternAnalysis:
    learned = pdfium.PdfDocument(supplier.pdf(supplier.tickets(samples, f"sample-{seed}")))
    pages = [sample_page(learned[number], number + 1) for number in range(samples)]
    assert all(page.codes for page in pages), f"{supplier.name}: the code cannot be read"
    return analyze_pages(pages)


def measure(supplier: Supplier, samples: int, tickets: int = 30, seed: str = "a") -> Score:
    """Analyse the first pages of one batch, apply the patterns to another batch of the supplier."""
    patterns = learn(supplier, samples, seed).patterns
    score = Score(supplier.name, patterns)
    compiled = compile_patterns(patterns)
    batch = supplier.tickets(tickets, f"batch-{seed}")
    document = pdfium.PdfDocument(supplier.pdf(batch))
    for number, ticket in enumerate(batch):
        text = extract_text(document[number])
        found = compiled.extract(text)
        values = {
            "serial": found.serial.value,
            "date": found.date.value,
            "dateType": found.date_type,
            "timeSlot": found.time_slot.value,
            "category": found.category.value,
            "barcode": found.barcode.value or ticket.code,
        }
        _count(score, supplier.expects(ticket), values, text)
    return score


def _count(score: Score, wanted: dict[str, str], values: dict[str, str | None], text: str) -> None:
    for name, right in wanted.items():
        if name == "dateType":
            continue
        score.expected[name] += 1
        same_type = name != "date" or values["dateType"] == wanted["dateType"]
        if values[name] == right and same_type:
            score.right[name] += 1
        else:
            score.wrong.setdefault(name, f"{values[name]!r} instead of {right!r} in {text!r}")
