"""The PDF engine: everything that the rest of the product wants of a PDF file, served by disposable processes.

This module and what it imports never load a PDF library: a file can end the process that opens it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from admitone.core.errors import AdmitError, InvalidParameter, TooLarge
from admitone.core.ticket_sheets import SheetDesign, TicketSheet
from admitone.ingest.limits import MEBIBYTE, EngineLimits
from admitone.ingest.model import (
    DocumentInfo,
    ExtractionPatterns,
    FieldName,
    FieldProposal,
    PageFailure,
    PageLayout,
    PageReading,
    PatternAnalysis,
    Pointed,
)
from admitone.ingest.ocr_availability import check_recognition
from admitone.ingest.pool import WorkerPool
from admitone.ingest.protocol import (
    Analyze,
    Analyzed,
    AnyReply,
    AnyRequest,
    CutPages,
    Decrypt,
    DrawCodes,
    Drawn,
    DrawTickets,
    Laid,
    Made,
    MergeFiles,
    Opened,
    Proposed,
    ProposeFor,
    ReadLayouts,
    Refused,
    RenderPage,
    Request,
    ShrinkLogo,
    Shrunk,
)
from admitone.ingest.reading_run import ReadingRun
from admitone.ingest.refusals import refusal, unopened, unserved
from admitone.ingest.sampling import sample_pages
from admitone.ingest.worker import WorkerDied

_Reply = TypeVar("_Reply", bound=AnyReply)


class PdfEngine:
    """Reads, analyses, cuts and draws PDF files. Belongs to one event loop; `close` ends its processes.

    Every method raises InvalidParameter naming `pdfFile` (or `password`, `page`) for a file that cannot be used, and
    TooLarge for one over a limit.
    """

    def __init__(self, limits: EngineLimits, ocr_languages: str = "") -> None:
        """Start nothing yet: workers come with the first request.

        `ocr_languages` are those that scanned pages may be read in, as tesseract names them (`eng+deu`).
        """
        self._limits = limits
        self._ocr_languages = ocr_languages
        self._pool = WorkerPool(limits)

    def prepare(self) -> None:
        """Start a worker that cuts pages, so that the first customer does not wait for it."""
        self._pool.prepare()

    async def inspect(self, path: Path, password: str | None = None) -> DocumentInfo:
        """Open the file and count its pages. Raises TooLarge when there are more than the limit allows."""
        request = Request(path=os.fspath(path), password=password, open_seconds_max=self._limits.open_seconds_max)
        info = _one(await self._ask(request, page_seconds=self._limits.page_seconds_max), Opened).info
        if info.pages > self._limits.pages_max:
            raise TooLarge(
                f"The PDF has {info.pages:,} pages; one file may have {self._limits.pages_max:,}. Split it.",
                fields=["pdfFile"],
            )
        return info

    async def check_ocr(self) -> None:
        """Raise InvalidParameter when text recognition is off, Unavailable when what it needs is not installed."""
        await check_recognition(self._ocr_languages)

    async def read_pages(
        self,
        path: Path,
        patterns: ExtractionPatterns,
        *,
        password: str | None = None,
        ocr: bool = False,
        pages: Sequence[int] | None = None,
    ) -> AsyncGenerator[PageReading, None]:
        """Read these pages, or all, on all workers; yield each exactly once, in the order in which they get done.

        A page that its worker did not survive comes as a failure. Closing the iterator early frees the workers.
        Raises what `check_ocr` does when `ocr` is asked for.
        """
        if ocr:
            await self.check_ocr()
        if pages is None:
            pages = range(1, (await self.inspect(path, password)).pages + 1)
        run = ReadingRun(
            self._pool,
            self._limits,
            path=os.fspath(path),
            password=password,
            patterns=patterns,
            ocr_languages=self._ocr_languages if ocr else None,
        )
        readings = run.readings(pages)
        try:
            async for reading in readings:
                yield reading
        finally:
            await readings.aclose()

    async def read_layouts(self, path: Path, *, password: str | None = None, pages: Sequence[int]) -> list[PageLayout]:
        """Give text, words and decoded codes of these pages, in this order."""
        request = ReadLayouts(
            path=os.fspath(path),
            password=password,
            open_seconds_max=self._limits.open_seconds_max,
            pages=list(pages),
            page_seconds_max=self._limits.page_seconds_max,
        )
        replies = await self._ask(request, page_seconds=self._limits.page_seconds_max)
        return [reply.layout for reply in replies if isinstance(reply, Laid)]

    async def analyze(
        self, path: Path, *, password: str | None = None, pages_max: int = 5, categories: Sequence[str] = ()
    ) -> PatternAnalysis:
        """Propose patterns from up to `pages_max` pages of the file, knowing the attraction's `categories`."""
        count = (await self.inspect(path, password)).pages
        sample = sample_pages(count, pages_max)
        seconds = self._limits.page_seconds_max * len(sample)
        request = Analyze(
            path=os.fspath(path),
            password=password,
            open_seconds_max=self._limits.open_seconds_max,
            pages=sample,
            categories=list(categories),
            page_seconds_max=self._limits.page_seconds_max,
        )
        return _one(await self._ask(request, page_seconds=seconds), Analyzed).analysis

    async def propose_for(
        self, layouts: Sequence[PageLayout], field: FieldName, pointed: Pointed
    ) -> list[FieldProposal]:
        """Propose patterns that find what a person pointed at on one of these pages, and its like on the others."""
        seconds = self._limits.open_seconds_max
        request = ProposeFor(layouts=list(layouts), field=field, pointed=pointed, open_seconds_max=seconds)
        return _one(await self._ask(request, page_seconds=seconds), Proposed).proposals

    async def cut_pages(self, path: Path, pages: Sequence[int], *, password: str | None = None) -> bytes:
        """Make a small PDF of these pages in this order, without scripts, forms and attachments."""
        if not pages:
            raise InvalidParameter("Name at least one page.", fields=["page"])
        request = CutPages(
            path=os.fspath(path),
            password=password,
            open_seconds_max=self._limits.open_seconds_max,
            pages=list(pages),
            bytes_max=self._limits.cut_page_bytes_max * len(pages),
            page_seconds_max=self._limits.page_seconds_max,
        )
        seconds = self._limits.page_seconds_max * len(pages)
        return _one(await self._ask(request, page_seconds=seconds), Made).content

    async def decrypt(self, path: Path, target: Path, *, password: str | None = None) -> None:
        """Write a copy of the file that needs no password to `target`; everything else of it stays as it is."""
        request = Decrypt(
            path=os.fspath(path),
            password=password,
            open_seconds_max=self._limits.open_seconds_max,
            target=os.fspath(target),
            # Without its encryption a file is a little smaller; its cross-reference table may be written longer.
            bytes_max=2 * (await asyncio.to_thread(path.stat)).st_size + MEBIBYTE,
            seconds_max=self._limits.copy_seconds_max,
        )
        await self._ask(request, page_seconds=self._limits.copy_seconds_max)

    async def merge_files(self, files: Sequence[bytes]) -> bytes:
        """Make one PDF of small ones that `cut_pages` has made, in this order."""
        with TemporaryDirectory(prefix="admitone-merge-") as folder:
            paths = [Path(folder, f"{number}.pdf") for number in range(len(files))]
            for path, content in zip(paths, files, strict=True):
                await asyncio.to_thread(path.write_bytes, content)
            request = MergeFiles(
                path=os.fspath(paths[0]),
                open_seconds_max=self._limits.open_seconds_max,
                others=[os.fspath(path) for path in paths[1:]],
                bytes_max=self._limits.cut_page_bytes_max * len(files),
                seconds_max=self._limits.copy_seconds_max,
            )
            replies = await self._ask(request, page_seconds=self._limits.copy_seconds_max)
        return _one(replies, Made).content

    async def render_page(self, path: Path, page: int, *, password: str | None = None, width_px: int = 1000) -> bytes:
        """Draw a page (1-based) as PNG, `width_px` pixels wide."""
        request = RenderPage(
            path=os.fspath(path),
            password=password,
            open_seconds_max=self._limits.open_seconds_max,
            page=page,
            width_px=width_px,
            page_seconds_max=self._limits.page_seconds_max,
        )
        return _one(await self._ask(request, page_seconds=self._limits.page_seconds_max), Made).content

    async def draw_codes(self, texts: Sequence[str]) -> list[str | None]:
        """Draw each text as a QR code: an SVG element, or None for one that is empty or too long."""
        request = DrawCodes(texts=list(texts), open_seconds_max=self._limits.open_seconds_max)
        return _one(await self._ask(request, page_seconds=self._limits.page_seconds_max), Drawn).drawings

    async def draw_tickets(self, design: SheetDesign, tickets: Sequence[TicketSheet]) -> bytes:
        """Draw tickets of our own, a page each. Raises InvalidParameter naming `codeFormat` for a code too long."""
        seconds = self._limits.copy_seconds_max
        # Nothing is opened before the drawing begins, so the time to open is the time to draw.
        request = DrawTickets(design=design, tickets=list(tickets), open_seconds_max=seconds, seconds_max=seconds)
        return _one(await self._ask(request, page_seconds=seconds), Made).content

    async def shrink_logo(self, content: bytes, boxes: Sequence[tuple[int, int]]) -> list[bytes]:
        """Make an uploaded picture one PNG per box. Raises InvalidParameter naming `logo` for what is none."""
        request = ShrinkLogo(content=content, boxes=list(boxes), open_seconds_max=self._limits.page_seconds_max)
        return _one(await self._ask(request, page_seconds=self._limits.page_seconds_max), Shrunk).pictures

    async def close(self) -> None:
        """End all worker processes and wait until they are gone."""
        await self._pool.close()

    async def _ask(self, request: AnyRequest, *, page_seconds: float) -> list[AnyReply]:
        """Give all replies but the last. A worker that died for reasons of its own is replaced once."""
        try:
            return await self._ask_once(request, page_seconds)
        except WorkerDied as death:
            if death.failure is PageFailure.DEADLINE:
                raise _blame(death) from death
        try:
            return await self._ask_once(request, page_seconds)
        except WorkerDied as death:
            raise _blame(death) from death

    async def _ask_once(self, request: AnyRequest, page_seconds: float) -> list[AnyReply]:
        replies: list[AnyReply] = []
        cutting = isinstance(request, CutPages | Decrypt | MergeFiles | DrawTickets)
        async with self._pool.worker(request.path, bulk=False, cutting=cutting) as worker:
            async for batch in worker.exchange(request, reply_seconds_max=page_seconds):
                replies += batch
        last = replies.pop()
        if isinstance(last, Refused):
            raise refusal(last)
        return replies


def _blame(death: WorkerDied) -> AdmitError:
    return unserved(death.failure) if death.opened else unopened(death.failure)


def _one(replies: Sequence[AnyReply], kind: type[_Reply]) -> _Reply:
    """The one reply of this kind: the protocol promises it."""
    return next(reply for reply in replies if isinstance(reply, kind))
