"""Reading one page: text, patterns and codes. Runs in the worker processes only."""

from __future__ import annotations

import pypdfium2 as pdfium

from admitone.ingest.code_memory import CodeMemory
from admitone.ingest.codes import find_codes
from admitone.ingest.document import load_page
from admitone.ingest.model import FieldMatch, PageFailure, PageLayout, PageReading, RecognitionFailed
from admitone.ingest.patterns import CompiledPatterns
from admitone.ingest.small_print import KnownLines
from admitone.ingest.text import extract_layout, extract_text


def read_page(
    document: pdfium.PdfDocument,
    number: int,
    patterns: CompiledPatterns,
    memory: CodeMemory,
    *,
    known: KnownLines,
    ocr_languages: str | None,
) -> PageReading:
    """Read one page. A page that pdfium cannot load or that needs too much memory comes back as a failure.

    `memory` and `known` come from earlier pages of the document and learn from this one. With `ocr_languages` the text
    of a page that has none is recognized.
    """
    try:
        page = load_page(document, number)
    except pdfium.PdfiumError:
        return failed(number, PageFailure.UNREADABLE, "The page is damaged and cannot be displayed.")
    try:
        text = extract_text(page, known)
        has_text = bool(text) and not text.isspace()
        codes = find_codes(page, memory)
        recognized = bool(ocr_languages) and not has_text
        if ocr_languages and not has_text:
            from admitone.ingest.ocr import recognize_text  # noqa: PLC0415 -- few uploads are scanned

            text = recognize_text(page, ocr_languages, codes)
        fields = patterns.extract(text)
        return PageReading(
            page=number,
            fields=fields,
            codes=codes,
            has_text=has_text,
            unverified=recognized,
            time_slot_as_printed=_printed(text, fields.time_slot),
        )
    except RecognitionFailed:
        return failed(number, PageFailure.UNREADABLE, "The page has no text, and recognizing it failed.")
    except MemoryError:
        return failed(number, PageFailure.MEMORY, "The page needs more memory than one page may use.")
    except pdfium.PdfiumError:
        return failed(number, PageFailure.UNREADABLE, "The page's text is damaged and cannot be read.")
    finally:
        page.close()


def read_layout(document: pdfium.PdfDocument, number: int, memory: CodeMemory) -> PageLayout:
    """One page's text, words and codes. Raises InvalidParameter for a page that is not there."""
    page = load_page(document, number)
    try:
        layout = extract_layout(page, number)
        return PageLayout(
            page=layout.page,
            width=layout.width,
            height=layout.height,
            text=layout.text,
            words=layout.words,
            codes=find_codes(page, memory),
        )
    finally:
        page.close()


def _printed(text: str, match: FieldMatch) -> str | None:
    if match.span is None:
        return None
    start, end = match.span
    return " ".join(text[start:end].split())


def failed(number: int, failure: PageFailure, message: str) -> PageReading:
    """A page of which only the reason is known why nothing else is."""
    return PageReading(page=number, failure=failure, failure_message=message)
