"""Looking at sample pages while patterns are being taught."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from admitone.core.principal import ADMINS, Principal
from admitone.ingest.model import DocumentInfo, PageLayout

SAMPLE_PAGES_MAX = 3


class LayoutReader(Protocol):
    """The part of the PDF workers that gives pages with their words and codes."""

    async def inspect(self, path: Path, password: str | None = None) -> DocumentInfo:
        """Open a file and count its pages."""
        ...

    async def read_layouts(self, path: Path, *, password: str | None = None, pages: Sequence[int]) -> list[PageLayout]:
        """Text, words and codes of these pages."""
        ...


async def read_sample(
    pdf: LayoutReader, principal: Principal, path: Path, *, password: str | None = None
) -> list[PageLayout]:
    """The first pages of a sample as patterns see them; nothing is kept. InvalidParameter for an unusable file."""
    principal.require(ADMINS)
    info = await pdf.inspect(path, password)
    pages = range(1, min(info.pages, SAMPLE_PAGES_MAX) + 1)
    return await pdf.read_layouts(path, password=password, pages=list(pages))
