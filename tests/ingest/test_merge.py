"""Several cut files become one."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf

from admitone.ingest.engine import PdfEngine
from admitone.ingest.limits import EngineLimits
from tests.ingest.pdf_factory import ticket_pages, write_pdf


async def test_files_are_merged_in_order(tmp_path: Path) -> None:
    first = write_pdf(tmp_path / "first.pdf", ticket_pages(3))
    second = write_pdf(tmp_path / "second.pdf", ticket_pages(3, supplier="ZO"))
    engine = PdfEngine(EngineLimits(workers=1))
    try:
        parts = [await engine.cut_pages(first, [3, 1]), await engine.cut_pages(second, [2])]
        merged = tmp_path / "merged.pdf"
        merged.write_bytes(await engine.merge_files(parts))
        layouts = await engine.read_layouts(merged, pages=[1, 2, 3])
    finally:
        await engine.close()
    assert ["AQ-0000003" in one.text for one in layouts] == [True, False, False]
    assert "AQ-0000001" in layouts[1].text
    assert "ZO-0000002" in layouts[2].text


async def test_a_font_shared_by_pages_is_in_the_merged_file_once(tmp_path: Path) -> None:
    source = write_pdf(tmp_path / "tickets.pdf", ticket_pages(20))
    engine = PdfEngine(EngineLimits(workers=1))
    try:
        content = await engine.cut_pages(source, list(range(1, 21)))
    finally:
        await engine.close()
    with pikepdf.open(io.BytesIO(content)) as merged:
        fonts = {font.objgen for page in merged.pages for font in dict(page.obj.Resources.Font).values()}
    assert len(fonts) == 1
