"""The sample pages that tell something, cut into cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from admitone.ingest.analysis.cells import cut_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from admitone.ingest.analysis.cells import CellPage
    from admitone.ingest.model import PageLayout

MAX_PAGES = 12
# Of a page with more text than any ticket, the rest is small print; looking at all of it would take minutes.
MAX_TEXT = 8_000


def cut_sample(pages: Sequence[PageLayout]) -> list[CellPage]:
    """Return the first `MAX_PAGES` pages that have text, each up to `MAX_TEXT`."""
    return [cut_page(_beginning(page)) for page in pages if page.text.strip()][:MAX_PAGES]


def _beginning(page: PageLayout) -> PageLayout:
    if len(page.text) <= MAX_TEXT:
        return page
    words = [word for word in page.words if word.end <= MAX_TEXT]
    return msgspec.structs.replace(page, text=page.text[:MAX_TEXT], words=words)
