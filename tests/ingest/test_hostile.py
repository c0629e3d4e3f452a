"""Files that are broken or made to break the reader. Nothing hangs, nothing is left behind, every refusal says why."""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pikepdf
import pytest

from admitone.core.errors import AdmitError, InvalidParameter, TooLarge
from admitone.ingest.engine import PdfEngine
from admitone.ingest.limits import MEBIBYTE, EngineLimits
from admitone.ingest.model import ExtractionPatterns, PageFailure, PageReading
from tests.ingest.pdf_factory import PATTERNS, PdfOptions, TicketPage, ticket_data, ticket_page, ticket_pages, write_pdf

_Answer = TypeVar("_Answer")

LIMITS = EngineLimits(workers=2, page_seconds_max=2.0, open_seconds_max=10.0, memory_bytes_max=300 * MEBIBYTE)
PATTERNS_OF_DESIGN = ExtractionPatterns(**PATTERNS)  # type: ignore[arg-type]


@pytest.fixture
async def engine() -> AsyncIterator[PdfEngine]:
    engine = PdfEngine(LIMITS)
    yield engine
    await engine.close()


def stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def deflated_zeros(mebibytes: int, times: int = 1) -> bytes:
    """A zip bomb: so many MiB of spaces, compressed, if wanted again and again."""
    packer = zlib.compressobj(9)
    chunk = b" " * MEBIBYTE
    packed = b"".join(packer.compress(chunk) for _ in range(mebibytes)) + packer.flush()
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    return packed


def page_with(path: Path, *, objects: dict[int, bytes], page: bytes) -> Path:
    """A file of one page with these extra objects and page entries, the latter overriding the usual ones."""
    head = b"%PDF-1.7\n"
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R%s>>" % page,
    } | objects
    content, offsets = bytearray(head), {}
    for number, body in bodies.items():
        offsets[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    size = max(bodies) + 1
    content += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        content += b"%010d 00000 %s \n" % (offsets.get(number, 0), b"n" if number in offsets else b"f")
    content += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    path.write_bytes(content)
    return path


async def read_all(engine: PdfEngine, path: Path) -> dict[int, PageReading]:
    async with asyncio.timeout(40):
        return {reading.page: reading async for reading in engine.read_pages(path, PATTERNS_OF_DESIGN)}


async def outcome(attempt: Awaitable[_Answer]) -> _Answer | AdmitError:
    """For files of which it does not matter whether they can be used, as long as there is an answer."""
    try:
        async with asyncio.timeout(40):
            return await attempt
    except AdmitError as refusal:
        return refusal


async def refused(attempt: Awaitable[object]) -> AdmitError:
    async with asyncio.timeout(40):
        with pytest.raises(AdmitError) as refusal:
            await attempt
    assert refusal.value.message.endswith(".")
    return refusal.value


def not_a_pdf(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + b"a spreadsheet" * 1000)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def missing(path: Path) -> None:
    assert not path.exists()


def truncated(path: Path) -> None:
    write_pdf(path, ticket_pages(60))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def header_only(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n%%EOF\n")


def garbage_between(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\nstartxref\n99999999\n%%EOF\n")


def no_pages(path: Path) -> None:
    write_pdf(path, [])


def root_is_a_number(path: Path) -> None:
    page_with(path, objects={1: b"42"}, page=b"/MediaBox[0 0 100 100]")


UNUSABLE: dict[Callable[[Path], None], str] = {
    not_a_pdf: "not a PDF",
    empty: "empty",
    missing: "cannot be read",
    truncated: "cut off",
    header_only: "damaged",
    garbage_between: "damaged",
    no_pages: "no pages",
    root_is_a_number: "damaged|no pages",
}


@pytest.mark.parametrize("make", UNUSABLE, ids=lambda make: make.__name__)
async def test_unusable_files_are_refused_by_every_operation(
    engine: PdfEngine, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "t.pdf"
    make(path)
    attempts = [engine.inspect(path), read_all(engine, path), engine.analyze(path), engine.render_page(path, 1)]
    for attempt in attempts:
        refusal = await refused(attempt)
        assert isinstance(refusal, InvalidParameter)
        assert refusal.fields == ("pdfFile",)
    with pytest.raises(InvalidParameter, match=UNUSABLE[make]):
        await engine.inspect(path)
    assert isinstance(await refused(engine.cut_pages(path, [1])), InvalidParameter)


async def test_a_protected_file_names_the_password(engine: PdfEngine, tmp_path: Path) -> None:
    path = tmp_path / "t.pdf"
    with pikepdf.open(write_pdf(tmp_path / "plain.pdf", ticket_pages(3))) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="open sesame", owner="owner"))
    assert (await refused(engine.inspect(path))).fields == ("password",)
    assert "does not open" in (await refused(engine.inspect(path, "wrong"))).message
    info = await engine.inspect(path, "open sesame")
    assert (info.pages, info.encrypted) == (3, True)
    readings = [r async for r in engine.read_pages(path, PATTERNS_OF_DESIGN, password="open sesame")]
    assert {r.fields.serial.value for r in readings} == {ticket_data(n).serial for n in (1, 2, 3)}
    assert (await engine.cut_pages(path, [2], password="open sesame")).startswith(b"%PDF")


async def test_a_file_only_protected_against_changes_needs_no_password(engine: PdfEngine, tmp_path: Path) -> None:
    path = tmp_path / "t.pdf"
    with pikepdf.open(write_pdf(tmp_path / "plain.pdf", ticket_pages(2))) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="", owner="owner"))
    assert len(await read_all(engine, path)) == 2
    assert (await engine.cut_pages(path, [1])).startswith(b"%PDF")


async def test_a_page_count_beyond_the_limit(engine: PdfEngine, tmp_path: Path) -> None:
    path = page_with(
        tmp_path / "t.pdf", objects={2: b"<</Type/Pages/Count 60000/Kids[3 0 R]>>"}, page=b"/MediaBox[0 0 9 9]"
    )
    assert isinstance(await refused(engine.inspect(path)), TooLarge)


async def test_pages_that_are_promised_and_missing_are_reported_one_by_one(engine: PdfEngine, tmp_path: Path) -> None:
    path = page_with(
        tmp_path / "t.pdf", objects={2: b"<</Type/Pages/Count 5/Kids[3 0 R]>>"}, page=b"/MediaBox[0 0 99 99]"
    )
    readings = await read_all(engine, path)
    assert sorted(readings) == [1, 2, 3, 4, 5]
    assert readings[1].failure is None
    assert {readings[page].failure for page in (2, 3, 4, 5)} == {PageFailure.UNREADABLE}


async def test_a_page_tree_that_bites_its_tail(engine: PdfEngine, tmp_path: Path) -> None:
    path = page_with(
        tmp_path / "t.pdf", objects={2: b"<</Type/Pages/Count 3/Kids[2 0 R 3 0 R 2 0 R]/Parent 2 0 R>>"}, page=b""
    )
    readings = await outcome(read_all(engine, path))
    assert isinstance(readings, AdmitError) or sorted(readings) == [1, 2, 3]


@pytest.mark.parametrize(
    "size", [b"[0 0 1e9 1e9]", b"[0 0 14400 14400]", b"[0 0 0 0]", b"[5 5 -5 -5]", b"[0 0 0.01 9]", b"(x)"]
)
async def test_strange_page_boxes(engine: PdfEngine, tmp_path: Path, size: bytes) -> None:
    content = stream(b"", b"0 0 5000 5000 re f " * 20)
    path = page_with(tmp_path / "t.pdf", objects={4: content}, page=b"/Contents 4 0 R/MediaBox" + size)
    readings = await read_all(engine, path)
    assert list(readings) == [1]
    picture = await outcome(engine.render_page(path, 1))
    assert isinstance(picture, AdmitError) or picture.startswith(b"\x89PNG")


@pytest.mark.parametrize("filters", [1, 2], ids=["once", "twice"])
async def test_a_zip_bomb_among_tickets_costs_one_page(engine: PdfEngine, tmp_path: Path, filters: int) -> None:
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(6))
    bomb = deflated_zeros(600, times=filters)
    assert len(bomb) < 2 * MEBIBYTE
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        contents = pikepdf.Stream(pdf, bomb)
        contents.Filter = pikepdf.Array([pikepdf.Name.FlateDecode] * filters)
        pdf.pages[2].obj.Contents = contents
        pdf.save(path, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    readings = await read_all(engine, path)
    assert sorted(readings) == [1, 2, 3, 4, 5, 6]
    others = [readings[page] for page in (1, 2, 4, 5, 6)]
    assert [reading.failure for reading in others] == [None] * 5
    # pdfium gives up on the stream or dies of it; either way the page shows nothing and the others are whole.
    assert readings[3].failure in {None, PageFailure.MEMORY, PageFailure.CRASHED, PageFailure.DEADLINE}
    assert readings[3].fields.serial.value is None
    assert [reading.fields.serial.value for reading in others] == [ticket_data(n).serial for n in (1, 2, 4, 5, 6)]


async def test_a_picture_bomb(engine: PdfEngine, tmp_path: Path) -> None:
    entries = b"/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
    path = page_with(
        tmp_path / "t.pdf",
        objects={4: stream(b"", b"q 500 0 0 500 0 0 cm /I Do Q"), 5: stream(entries, deflated_zeros(500))},
        page=b"/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>",
    )
    assert list(await read_all(engine, path)) == [1]


async def test_forms_nested_to_a_billion_drawings(engine: PdfEngine, tmp_path: Path) -> None:
    """Ten forms, each drawing the next ten times: a few hundred bytes, ten thousand million rectangles."""
    objects = {4: stream(b"", b"/F Do")}
    for number in range(5, 15):
        inner = b"/F Do " * 10 if number < 14 else b"0 0 9 9 re f "
        nested = b"/Resources<</XObject<</F %d 0 R>>>>" % (number + 1) if number < 14 else b""
        objects[number] = stream(b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + nested, inner)
    path = page_with(
        tmp_path / "t.pdf",
        objects=objects,
        page=b"/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>",
    )
    started = time.monotonic()
    readings = await read_all(engine, path)
    assert readings[1].failure in {PageFailure.DEADLINE, PageFailure.MEMORY, PageFailure.CRASHED}
    await refused(engine.render_page(path, 1))
    assert time.monotonic() - started < 20


async def test_endless_operators(engine: PdfEngine, tmp_path: Path) -> None:
    lines = b"0 0 m 9 9 l S " * 3_000_000
    path = write_pdf(tmp_path / "t.pdf", [TicketPage(raw=b"\n" + lines), ticket_page(ticket_data(1))])
    readings = await read_all(engine, path)
    assert readings[1].failure in {PageFailure.DEADLINE, PageFailure.MEMORY}
    assert readings[2].fields.serial.value == ticket_data(1).serial
    assert (await engine.inspect(path)).pages == 2


async def test_brackets_nested_a_million_deep(engine: PdfEngine, tmp_path: Path) -> None:
    path = page_with(
        tmp_path / "t.pdf",
        objects={4: b"[" * 1_000_000 + b"]" * 1_000_000, 5: stream(b"", b"[" * 1_000_000)},
        page=b"/MediaBox[0 0 99 99]/Contents 5 0 R/Resources 4 0 R",
    )
    readings = await outcome(read_all(engine, path))
    assert isinstance(readings, AdmitError) or list(readings) == [1]
    cut = await outcome(engine.cut_pages(path, [1]))
    assert isinstance(cut, AdmitError) or cut.startswith(b"%PDF")


async def test_text_of_a_million_characters(engine: PdfEngine, tmp_path: Path) -> None:
    text = b"\nBT /F1 1 Tf 10 10 Td " + b"(0123456789 abcdefgh) Tj " * 50_000 + b"ET"
    path = write_pdf(tmp_path / "t.pdf", [TicketPage(raw=text), ticket_page(ticket_data(1))])
    readings = await read_all(engine, path)
    assert readings[2].fields.serial.value == ticket_data(1).serial


async def test_scripts_do_not_run_and_do_not_matter(engine: PdfEngine, tmp_path: Path) -> None:
    script = b"/OpenAction<</S/JavaScript/JS(while\\(true\\){})>>/AA<</WC<</S/JavaScript/JS(while\\(true\\){})>>>>"
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(2), PdfOptions(catalog=script))
    readings = await read_all(engine, path)
    assert readings[2].fields.serial.value == ticket_data(2).serial
    assert b"JavaScript" not in await engine.cut_pages(path, [2])


async def test_bytes_before_the_header_and_after_the_end(engine: PdfEngine, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(2))
    path.write_bytes(path.read_bytes() + b"\n" * 500)
    assert (await engine.inspect(path)).pages == 2


@pytest.mark.parametrize("seed", range(12))
async def test_flipped_bytes(engine: PdfEngine, tmp_path: Path, seed: int) -> None:
    """Whatever is wrong: an answer for every page or one refusal, and the engine goes on."""
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(4))
    content = bytearray(path.read_bytes())
    for index in range(40):
        content[(seed * 7919 + index * 104_729) % len(content)] ^= 1 << (index % 8)
    path.write_bytes(content)
    readings = await outcome(read_all(engine, path))
    if not isinstance(readings, AdmitError):
        assert sorted(readings) == list(range(1, (await engine.inspect(path)).pages + 1))
        for page in readings:
            await outcome(engine.cut_pages(path, [page]))
    good = write_pdf(tmp_path / "good.pdf", ticket_pages(1))
    assert (await read_all(engine, good))[1].fields.serial.value == ticket_data(1).serial
