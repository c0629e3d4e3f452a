"""Codes drawn for screens can be read by scanners."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from admitone.ingest.engine import PdfEngine
from admitone.ingest.limits import EngineLimits
from tests.ingest.pdf_factory import ticket_pages, write_pdf

SCALE = 5


@pytest.fixture
async def engine() -> AsyncIterator[PdfEngine]:
    made = PdfEngine(EngineLimits(workers=1))
    yield made
    await made.close()


def scan(svg: str) -> str:
    """What a scanner reads off a screen: white paper of the drawing's own size, dark where its last path is."""
    drawing = ET.fromstring(svg)  # noqa: S314  our own drawing
    side = int(drawing.attrib["viewBox"].split()[2])
    picture = Image.new("L", (side * SCALE, side * SCALE), 255)
    ink = ImageDraw.Draw(picture)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", drawing[-1].attrib["d"]):
        left, top, right = int(x) * SCALE, int(y) * SCALE, (int(x) + int(width)) * SCALE
        ink.rectangle((left, top, right - 1, top + SCALE - 1), fill=0)
    (found,) = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
    return found.text


async def test_a_drawn_code_says_what_the_ticket_says(engine: PdfEngine) -> None:
    texts = ["AQ0007919777", "تذكرة-12", "]C1\x1d0104150", "x" * 1500]
    drawings = await engine.draw_codes(texts)
    assert [scan(drawing) for drawing in drawings if drawing] == texts


async def test_what_does_not_fit_into_a_code_is_left_out(engine: PdfEngine) -> None:
    drawings = await engine.draw_codes(["", "x" * 4000, "AQ1"])
    assert drawings[:2] == [None, None]
    assert drawings[2] is not None


async def test_drawing_does_not_close_the_document_that_a_worker_has_open(
    engine: PdfEngine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write_pdf(tmp_path_factory.mktemp("pdf") / "one.pdf", ticket_pages(1))
    await engine.inspect(path)
    await engine.draw_codes(["AQ1"])
    assert (await engine.inspect(path)).pages == 1
    assert [worker.last_path for worker in engine._pool._idle] == [str(path)]
