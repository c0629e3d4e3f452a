from __future__ import annotations

import pytest

from admitone.core.errors import AdmitError, ErrorCode
from admitone.ingest.code_memory import CodeMemory, CodeRegion
from admitone.ingest.model import Box, ExtractionPatterns, PageFailure, PageReading
from admitone.ingest.protocol import (
    FRAME_BYTES_MAX,
    AnyReply,
    Finished,
    FrameBuffer,
    Read,
    ReadPages,
    Refused,
    decode_reply,
    decode_request,
    frame,
)
from admitone.ingest.refusals import refusal


def memory() -> CodeMemory:
    learned = CodeMemory()
    region = CodeRegion(Box(1.0, 2.0, 30.0, 40.0), "QRCode", 1.5, turned=False)
    known = learned.format_of(595, 842).learn([region])
    assert known is not None
    known.note(21, 1)
    return learned


REPLIES: list[AnyReply] = [
    Read(PageReading(page=3, failure=PageFailure.MEMORY, failure_message="too much")),
    Refused(ErrorCode.TOO_LARGE, "Too large.", ["pdfFile"]),
    Finished(4096, memory()),
]


@pytest.mark.parametrize("piece_bytes", [1, 3, 7, 1000])
def test_frames_survive_any_way_of_cutting_the_stream(piece_bytes: int) -> None:
    stream = b"".join(frame(reply) for reply in REPLIES)
    buffer = FrameBuffer()
    bodies = []
    for start in range(0, len(stream), piece_bytes):
        bodies += [bytes(body) for body in buffer.feed(stream[start : start + piece_bytes])]
    assert [decode_reply(body) for body in bodies] == REPLIES


def test_a_request_arrives_as_it_was_sent() -> None:
    request = ReadPages(
        path="/t.pdf",
        password="open sesame",
        open_seconds_max=1.0,
        pages=[1, 2],
        patterns=ExtractionPatterns(serial_pattern="S"),
        memory=memory(),
        page_seconds_max=2.0,
    )
    assert decode_request(frame(request)[4:]) == request


def test_an_absurd_length_is_no_frame() -> None:
    with pytest.raises(ValueError, match="bytes"):
        list(FrameBuffer().feed((FRAME_BYTES_MAX + 1).to_bytes(4, "big")))


@pytest.mark.parametrize("code", ErrorCode)
def test_every_refusal_becomes_an_error_with_its_code(code: ErrorCode) -> None:
    error = refusal(Refused(code, "No.", ["page"]))
    assert isinstance(error, AdmitError)
    assert (error.code, error.message, error.fields) == (code, "No.", ("page",))
