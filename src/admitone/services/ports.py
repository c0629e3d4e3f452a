"""What services need of the world outside the database, as small protocols."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from admitone.ingest.model import (
    DocumentInfo,
    ExtractionPatterns,
    PageReading,
    PatternAnalysis,
)


class ObjectStore(Protocol):
    """Files by key. A key is written once and never again."""

    async def put_file(self, key: str, path: Path) -> None:
        """Store a file; when this returns it survives a crash."""
        ...

    async def put_bytes(self, key: str, content: bytes) -> None:
        """Store a small object."""
        ...

    async def read_bytes(self, key: str) -> bytes | None:
        """A small object, or None when there is none."""
        ...

    def open_local(self, key: str) -> AbstractAsyncContextManager[Path]:
        """A local file with the object's content, for as long as the block lasts. LookupError when there is none."""
        ...

    async def delete(self, key: str) -> None:
        """Delete an object; one that is not there is fine."""
        ...

    async def delete_folder(self, prefix: str) -> None:
        """Delete every object whose key starts with `prefix/`."""
        ...


class PdfReader(Protocol):
    """The PDF workers. Every method raises InvalidParameter for a file that cannot be used, naming the field."""

    async def inspect(self, path: Path, password: str | None = None) -> DocumentInfo:
        """Open a file and count its pages."""
        ...

    def read_pages(
        self, path: Path, patterns: ExtractionPatterns, *, password: str | None = None, ocr: bool = False
    ) -> AsyncIterator[PageReading]:
        """Read every page once, in any order."""
        ...

    async def analyze(self, path: Path, *, password: str | None = None, pages_max: int = 5) -> PatternAnalysis:
        """Propose extraction patterns from the first pages."""
        ...

    async def cut_pages(self, path: Path, pages: Sequence[int], *, password: str | None = None) -> bytes:
        """A PDF of these pages, in this order."""
        ...

    async def render_page(self, path: Path, page: int, *, password: str | None = None, width_px: int = 1000) -> bytes:
        """A PNG of one page."""
        ...
