"""A worker's side of the protocol: one request after another, on documents that stay open in between."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from admitone.core.errors import AdmitError, ErrorCode
from admitone.ingest.code_memory import CodeMemory
from admitone.ingest.document import FILE_FIELD, describe, file_identity, open_document
from admitone.ingest.model import ExtractionPatterns, PageLayout
from admitone.ingest.patterns import CompiledPatterns, compile_patterns
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
    Finished,
    Laid,
    Made,
    MergeFiles,
    Opened,
    Proposed,
    ProposeFor,
    Read,
    ReadLayouts,
    ReadPages,
    Refused,
    RenderPage,
    Request,
    ShrinkLogo,
    Shrunk,
)
from admitone.ingest.reader import read_layout, read_page
from admitone.ingest.restraints import arm, disarm, files_up_to, resident_bytes
from admitone.ingest.small_print import KnownLines

if TYPE_CHECKING:
    from admitone.ingest.cut import CuttableDocument

_Key = tuple[str, int, int, str | None]


class Server:
    """Serves requests; `send` takes each reply as soon as it is known."""

    def __init__(self, send: Callable[[AnyReply], None]) -> None:
        self._send = send
        self._document = _DocumentInUse()

    def serve(self, request: AnyRequest) -> None:
        """Answer one request in full. Whatever is not the input's fault ends the process and is seen by the engine."""
        try:
            memory = self._answer(request)
        except AdmitError as error:
            self._send(Refused(error.code, error.message, list(error.fields)))
        except MemoryError:
            self._document.close()
            self._refuse(ErrorCode.TOO_LARGE, "The PDF needs more memory than one file may use.")
        except pdfium.PdfiumError:
            self._refuse(ErrorCode.INVALID_PARAMETER, "The PDF is damaged: a page cannot be displayed.")
        else:
            self._send(Finished(resident_bytes(), memory))
        finally:
            disarm()

    def _answer(self, request: AnyRequest) -> CodeMemory | None:
        arm(request.open_seconds_max)
        if isinstance(request, DrawCodes):
            self._draw(request)
        elif isinstance(request, DrawTickets | ShrinkLogo):
            self._draw_own(request)
        elif isinstance(request, ProposeFor):
            self._propose(request)
        elif isinstance(request, CutPages):
            self._cut(request)
        elif isinstance(request, Decrypt):
            self._decrypt(request)
        elif isinstance(request, MergeFiles):
            self._merge(request)
        else:
            return self._look(request)
        return None

    def _look(self, request: Request) -> CodeMemory | None:
        """Answer what looks at the pages of a document."""
        document = self._document.pdfium(request)
        self._send(Opened(describe(document)))
        if isinstance(request, ReadPages):
            return self._read_pages(document, request)
        if isinstance(request, ReadLayouts):
            self._read_layouts(document, request)
        elif isinstance(request, Analyze):
            self._analyze(document, request)
        elif isinstance(request, RenderPage):
            self._render(document, request)
        return None

    def _read_pages(self, document: pdfium.PdfDocument, request: ReadPages) -> CodeMemory:
        patterns = _compiled(request.patterns)
        known = KnownLines()
        for number in request.pages:
            arm(request.page_seconds_max)
            reading = read_page(
                document, number, patterns, request.memory, known=known, ocr_languages=request.ocr_languages
            )
            self._send(Read(reading))
        return request.memory

    def _read_layouts(self, document: pdfium.PdfDocument, request: ReadLayouts) -> None:
        memory = CodeMemory()
        for number in request.pages:
            arm(request.page_seconds_max)
            self._send(Laid(read_layout(document, number, memory)))

    def _analyze(self, document: pdfium.PdfDocument, request: Analyze) -> None:
        # The analysis brings much code of its own, which workers that only read pages do without.
        from admitone.ingest.analysis import analyze_pages  # noqa: PLC0415

        memory = CodeMemory()
        layouts: list[PageLayout] = []
        arm(request.page_seconds_max * len(request.pages))
        for number in request.pages:
            try:
                layouts.append(read_layout(document, number, memory))
            except pdfium.PdfiumError:
                # A damaged sample is no reason to refuse the others.
                continue
        self._send(Analyzed(analyze_pages(layouts, request.categories)))

    def _render(self, document: pdfium.PdfDocument, request: RenderPage) -> None:
        from admitone.ingest.render import render_png  # noqa: PLC0415 -- brings the picture library

        arm(request.page_seconds_max)
        self._send(Made(render_png(document, request.page, request.width_px)))

    def _draw(self, request: DrawCodes) -> None:
        from admitone.ingest.code_drawing import draw_qr  # noqa: PLC0415 -- most workers never draw codes

        self._send(Drawn([draw_qr(text) for text in request.texts]))

    def _draw_own(self, request: DrawTickets | ShrinkLogo) -> None:
        # Fonts and pictures are much code, which workers that only read do without.
        from admitone.ingest.drawing.logo import shrink_logo  # noqa: PLC0415
        from admitone.ingest.drawing.ticket_page import draw_tickets  # noqa: PLC0415

        if isinstance(request, ShrinkLogo):
            self._send(Shrunk(shrink_logo(request.content, request.boxes)))
        else:
            arm(request.seconds_max)
            self._send(Made(draw_tickets(request.design, request.tickets)))

    def _propose(self, request: ProposeFor) -> None:
        from admitone.ingest.analysis.pointing import propose_for  # noqa: PLC0415 -- for the reason of `_analyze`

        self._send(Proposed(propose_for(request.layouts, request.field, request.pointed)))

    def _cut(self, request: CutPages) -> None:
        cuttable = self._document.cuttable(request)
        self._send(Opened(cuttable.info))
        arm(request.page_seconds_max * len(request.pages))
        self._send(Made(cuttable.cut(request.pages, bytes_max=request.bytes_max)))

    def _decrypt(self, request: Decrypt) -> None:
        cuttable = self._document.cuttable(request)
        self._send(Opened(cuttable.info))
        arm(request.seconds_max)
        with files_up_to(request.bytes_max):
            cuttable.save_plain(Path(request.target))

    def _merge(self, request: MergeFiles) -> None:
        from admitone.ingest.merge import merge_files  # noqa: PLC0415 -- most workers never merge

        cuttable = self._document.cuttable(request)
        self._send(Opened(cuttable.info))
        arm(request.seconds_max)
        paths = [Path(request.path), *(Path(other) for other in request.others)]
        self._send(Made(merge_files(paths, bytes_max=request.bytes_max)))
        self._document.close()

    def _refuse(self, code: ErrorCode, message: str) -> None:
        self._send(Refused(code, message, [FILE_FIELD]))


class _DocumentInUse:
    """The document of the last request, open once for reading and once for cutting, each when first needed."""

    def __init__(self) -> None:
        self._key: _Key | None = None
        self._pdfium: pdfium.PdfDocument | None = None
        self._cuttable: CuttableDocument | None = None

    def pdfium(self, request: Request) -> pdfium.PdfDocument:
        self._turn_to(request)
        if self._pdfium is None:
            self._pdfium = open_document(Path(request.path), request.password)
        return self._pdfium

    def cuttable(self, request: Request) -> CuttableDocument:
        self._turn_to(request)
        if self._cuttable is None:
            from admitone.ingest.cut import CuttableDocument  # noqa: PLC0415 -- most workers never cut

            self._cuttable = CuttableDocument(Path(request.path), request.password)
        return self._cuttable

    def close(self) -> None:
        if self._pdfium is not None:
            self._pdfium.close()
        if self._cuttable is not None:
            self._cuttable.close()
        self._key = self._pdfium = self._cuttable = None

    def _turn_to(self, request: Request) -> None:
        key = (*file_identity(Path(request.path)), request.password)
        if key != self._key:
            self.close()
            self._key = key


@lru_cache(maxsize=4)
def _compiled(patterns: ExtractionPatterns) -> CompiledPatterns:
    return compile_patterns(patterns)
