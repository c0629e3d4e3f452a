"""Files that mean harm, through the upload: a clear answer, no hung worker, nothing left of what was refused."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.ingest.pdf_factory import (
    Line,
    PdfOptions,
    TicketPage,
    ticket_pages,
    write_pdf,
)
from tests.offline import documents
from tests.offline.api import Api, Cast, count, refusal_of


def zip_bomb(path: Path) -> Path:
    write_pdf(path, ticket_pages(3))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        inner = zlib.compressobj(9)
        packed = b"".join(inner.compress(b"\0" * 2**20) for _ in range(600)) + inner.flush()
        stream = pikepdf.Stream(pdf, zlib.compress(packed, 9))
        stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        pdf.pages[1].Contents = pdf.make_indirect(stream)
        pdf.save(path, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    assert path.stat().st_size < 100_000
    return path


def huge_boxes(path: Path) -> Path:
    sizes = [(1e9, 1e9), (595.0, 842.0)]
    pages = [TicketPage(lines=[Line("Ticket No: X-1", 60, 100)], size=size) for size in sizes]
    return write_pdf(path, pages)


async def test_a_hostile_page_costs_itself_and_neither_its_neighbours_nor_the_next_file(
    cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    answer = await uploaded(cast, zip_bomb(tmp_path / "bomb.pdf"), aquarium)
    assert [ticket["pdfPageNumber"] for ticket in answer["tickets"]] in ([1, 3], [1])
    passed_over = [page["page"] for page in answer["report"]["unreadablePages"] + answer["report"]["attachedPages"]]
    assert 2 in passed_over
    after = await uploaded(cast, documents.tickets(tmp_path, 2, first=50), aquarium)
    assert after["ticketCount"] == 2


async def test_huge_page_boxes_are_read_like_others(cast: Cast, aquarium: int, tmp_path: Path) -> None:
    answer = await uploaded(cast, huge_boxes(tmp_path / "huge.pdf"), aquarium)
    assert answer["report"]["pages"] == 2
    assert answer["ticketCount"] >= 1


async def uploaded(cast: Cast, pdf: Path, attraction_id: int) -> dict[str, Any]:
    response = await cast.admin.upload(pdf, attractionId=attraction_id)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()["apiData"]
    return answer


async def test_scripts_and_attachments_do_not_reach_the_delivered_page(
    cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    path = tmp_path / "active.pdf"
    options = PdfOptions(
        catalog=b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Names<</EmbeddedFiles<</Names[(evil)11 0 R]>>>>",
        page=b"/AA<</O<</S/JavaScript/JS(app.alert\\(2\\))>>>>",
        objects={
            11: b"<</Type/Filespec/F(evil.exe)/EF<</F 12 0 R>>>>",
            12: b"<</Type/EmbeddedFile/Length 4>>stream\nMZ!!\nendstream",
        },
    )
    write_pdf(path, ticket_pages(2), options)
    answer = await uploaded(cast, path, aquarium)
    ticket = answer["tickets"][0]
    response = await cast.admin.post("ticket/download", ticketId=ticket["ticketId"], code=ticket["downloadCode"])
    assert b"AQ-0000001" in documents.text_of(response.content)[0]
    for trace in (b"JavaScript", b"app.alert", b"evil", b"MZ!!"):
        assert trace not in response.content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n",
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
        b"PK\x03\x04" + b"\0" * 100,
        b"<html>not found</html>",
    ],
    ids=["empty", "a head", "no pages", "pages in a circle", "an archive", "a web page"],
)
async def test_what_is_no_usable_pdf_is_refused_and_leaves_nothing(
    api: Api, cast: Cast, aquarium: int, content: bytes
) -> None:
    response = await cast.admin.upload(content, attractionId=aquarium)
    assert refusal_of(response) == (400, "INVALID_PARAMETER", ["pdfFile"])
    for table in ("batches", "originals", "tickets"):
        assert await count(api.product, table) == 0
    folders = (api.product.config.data_folder / "objects", api.product.upload_folder)
    assert [path for folder in folders for path in folder.rglob("*") if path.is_file()] == []
