"""What the engine and its worker processes say to each other.

Frames on a stream socket: four bytes of length, big-endian, then one MessagePack message. A worker serves one request
at a time. It answers `Opened` as soon as the document is open, then what was asked for, page by page, then `Finished`;
or `Refused` at any point, which ends the request as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from admitone.core.errors import ErrorCode
from admitone.core.ticket_sheets import SheetDesign, TicketSheet
from admitone.ingest.code_memory import CodeMemory
from admitone.ingest.model import (
    DocumentInfo,
    ExtractionPatterns,
    FieldName,
    FieldProposal,
    PageLayout,
    PageReading,
    PatternAnalysis,
    Pointed,
)

# Argument of a worker process that is started to cut pages.
CUTTING = "cut"
FRAME_BYTES_MAX = 256 * 1024 * 1024
_LENGTH_BYTES = 4


class Request(Struct, frozen=True, tag=True, kw_only=True):
    """Open this document. Every other request but DrawCodes does that first and then more."""

    path: str
    password: str | None = None
    open_seconds_max: float


class ReadPages(Request, frozen=True, kw_only=True, tag=True):
    """Read these pages; answered by one `Read` per page, in this order."""

    pages: list[int]
    patterns: ExtractionPatterns
    memory: CodeMemory
    ocr_languages: str | None = None
    page_seconds_max: float


class ReadLayouts(Request, frozen=True, kw_only=True, tag=True):
    """Give text, words and codes of these pages; answered by one `Laid` per page."""

    pages: list[int]
    page_seconds_max: float


class Analyze(Request, frozen=True, kw_only=True, tag=True):
    """Propose patterns from these pages; answered by `Analyzed`. `categories` are known to be the attraction's."""

    pages: list[int]
    categories: list[str]
    page_seconds_max: float


class CutPages(Request, frozen=True, kw_only=True, tag=True):
    """Make a PDF of these pages; answered by `Made`. Refused when it has more than `bytes_max` bytes."""

    pages: list[int]
    bytes_max: int
    page_seconds_max: float


class Decrypt(Request, frozen=True, kw_only=True, tag=True):
    """Write the document without its encryption to `target`, whole and otherwise unchanged."""

    target: str
    bytes_max: int
    seconds_max: float


class MergeFiles(Request, frozen=True, kw_only=True, tag=True):
    """Make one PDF of the document and these others, small files of our own; answered by `Made`."""

    others: list[str]
    bytes_max: int
    seconds_max: float


class RenderPage(Request, frozen=True, kw_only=True, tag=True):
    """Draw one page as PNG of this width; answered by `Made`."""

    page: int
    width_px: int
    page_seconds_max: float


class DrawCodes(Request, frozen=True, kw_only=True, tag=True):
    """Draw each of these texts as a QR code; answered by `Drawn`. Needs no document: the path is empty."""

    path: str = ""
    texts: list[str]


class DrawTickets(Request, frozen=True, kw_only=True, tag=True):
    """Draw tickets of our own, a page each; answered by `Made`. Needs no document."""

    path: str = ""
    design: SheetDesign
    tickets: list[TicketSheet]
    seconds_max: float


class ShrinkLogo(Request, frozen=True, kw_only=True, tag=True):
    """Make an uploaded picture one PNG per box (width, height in pixels); answered by `Shrunk`. Needs no document."""

    path: str = ""
    content: bytes
    boxes: list[tuple[int, int]]


class ProposeFor(Request, frozen=True, kw_only=True, tag=True):
    """Patterns for what was pointed at on one of these pages; answered by `Proposed`. Needs no document."""

    path: str = ""
    layouts: list[PageLayout]
    field: FieldName
    pointed: Pointed


class Reply(Struct, frozen=True, tag=True):
    """Whatever a worker answers."""


class Opened(Reply, frozen=True, tag=True):
    """The document is open."""

    info: DocumentInfo


class Read(Reply, frozen=True, tag=True):
    """One page was read, or could not be."""

    reading: PageReading


class Laid(Reply, frozen=True, tag=True):
    """One page with its words and codes."""

    layout: PageLayout


class Analyzed(Reply, frozen=True, tag=True):
    """The proposals."""

    analysis: PatternAnalysis


class Proposed(Reply, frozen=True, tag=True):
    """Patterns for what was pointed at, best first."""

    proposals: list[FieldProposal]


class Made(Reply, frozen=True, tag=True):
    """A file was made."""

    content: bytes


class Drawn(Reply, frozen=True, tag=True):
    """SVG per text, None for one that is empty or too long."""

    drawings: list[str | None]


class Shrunk(Reply, frozen=True, tag=True):
    """PNG pictures."""

    pictures: list[bytes]


class Finished(Reply, frozen=True, tag=True):
    """The request is done. `memory` is what the pages taught, for `ReadPages`."""

    memory_bytes: int
    memory: CodeMemory | None = None


class Refused(Reply, frozen=True, tag=True):
    """The request cannot be served; becomes an AdmitError with this code at the caller's side."""

    code: ErrorCode
    message: str
    fields: list[str] = []


AnyRequest = (
    Request
    | ReadPages
    | ReadLayouts
    | Analyze
    | CutPages
    | Decrypt
    | MergeFiles
    | RenderPage
    | DrawCodes
    | DrawTickets
    | ShrinkLogo
    | ProposeFor
)
AnyReply = Opened | Read | Laid | Analyzed | Proposed | Made | Drawn | Shrunk | Finished | Refused

_encoder = msgspec.msgpack.Encoder()
_requests: msgspec.msgpack.Decoder[AnyRequest] = msgspec.msgpack.Decoder(AnyRequest)
_replies: msgspec.msgpack.Decoder[AnyReply] = msgspec.msgpack.Decoder(AnyReply)


def frame(message: AnyRequest | AnyReply) -> bytes:
    """Encode a message with its length in front."""
    body = _encoder.encode(message)
    return len(body).to_bytes(_LENGTH_BYTES, "big") + body


def decode_request(body: bytes | bytearray) -> AnyRequest:
    """Decode the body of a request frame."""
    return _requests.decode(body)


def decode_reply(body: bytes | bytearray) -> AnyReply:
    """Decode the body of a reply frame."""
    return _replies.decode(body)


class FrameBuffer:
    """Puts frames together from whatever pieces the socket gives."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> Iterator[bytearray]:
        """Yield the bodies that `data` completes. A length over FRAME_BYTES_MAX raises ValueError."""
        pending = self._pending
        pending += data
        start = 0
        while len(pending) - start >= _LENGTH_BYTES:
            length = int.from_bytes(pending[start : start + _LENGTH_BYTES], "big")
            if length > FRAME_BYTES_MAX:
                msg = f"frame of {length} bytes"
                raise ValueError(msg)
            end = start + _LENGTH_BYTES + length
            if len(pending) < end:
                break
            yield pending[start + _LENGTH_BYTES : end]
            start = end
        del pending[:start]
