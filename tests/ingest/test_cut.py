"""Cutting pages out, in-process: the cut shows what the page shows, and nothing else comes along."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.lib.pagesizes import A4 as REPORTLAB_A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from admitone.core.errors import InvalidParameter, TooLarge
from admitone.ingest.cut import CuttableDocument
from tests.ingest.pdf_factory import (
    A4,
    CodeArt,
    Line,
    PdfOptions,
    Picture,
    TicketPage,
    rotated,
    ticket_data,
    ticket_page,
    ticket_pages,
    write_pdf,
)

BYTES_MAX = 1 << 25


@contextmanager
def opened(path: Path, password: str | None = None) -> Iterator[CuttableDocument]:
    document = CuttableDocument(path, password)
    try:
        yield document
    finally:
        document.close()


def cut(path: Path, *pages: int, password: str | None = None) -> bytes:
    with opened(path, password) as document:
        return document.cut(pages, bytes_max=BYTES_MAX)


def picture_of(source: Path | bytes, page: int, password: str | None = None) -> bytes:
    with pdfium.PdfDocument(source, password=password) as document:
        document.init_forms()
        bitmap = document[page - 1].render(scale=1.5)
        return bytes(f"{bitmap.width} {bitmap.height} ", "ascii") + bytes(bitmap.buffer)


def edited(path: Path, edit: object) -> Path:
    """Change a file with pikepdf and save it again."""
    assert callable(edit)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        edit(pdf)
        pdf.save(path)
    return path


def noise(seed: int, size: int = 300) -> Picture:
    """A picture that does not compress: what a dragged-along resource costs shows in bytes."""
    return Picture(os.urandom(size * size), (size, size), 60, 300 + seed % 3, (200.0, 200.0))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_cut_page_shows_the_same(tmp_path: Path, rotate: int) -> None:
    pages = [rotated(page, rotate) for page in ticket_pages(5)]
    path = write_pdf(tmp_path / "t.pdf", pages)
    for number in (1, 4):
        assert picture_of(cut(path, number), 1) == picture_of(path, number)


def test_several_pages_in_the_asked_order(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(5))
    content = cut(path, 4, 2)
    assert [picture_of(content, 1), picture_of(content, 2)] == [picture_of(path, 4), picture_of(path, 2)]


def test_a_page_twice(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(2))
    content = cut(path, 2, 2)
    assert picture_of(content, 1) == picture_of(content, 2) == picture_of(path, 2)


@pytest.mark.parametrize("branching", [None, 7])
def test_a_resource_dictionary_shared_by_all_pages_is_pruned(tmp_path: Path, branching: int | None) -> None:
    pages = [replace(page, pictures=[noise(n)]) for n, page in enumerate(ticket_pages(40))]
    path = write_pdf(tmp_path / "t.pdf", pages, PdfOptions(shared_resources=True, branching=branching))
    assert path.stat().st_size > 40 * 90_000
    content = cut(path, 17)
    assert len(content) < 140_000
    assert picture_of(content, 1) == picture_of(path, 17)


def test_resources_nested_in_forms_patterns_masks_and_glyphs_are_pruned(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", [replace(ticket_page(ticket_data(n)), pictures=[noise(n)]) for n in (1, 2, 3)])

    def nest(pdf: pikepdf.Pdf) -> None:
        everything = pdf.make_indirect(Dictionary(XObject=Dictionary(), Font=Dictionary(), Pattern=Dictionary()))
        for number, page in enumerate(pdf.pages):
            for name, value in page.obj.Resources.XObject.items():
                everything.XObject[name] = value
            everything.Font.F1 = page.obj.Resources.Font.F1
            inner = _form(pdf, b"/F1 30 Tf BT 100 100 Td (inner %d) Tj ET" % number, everything)
            outer = _form(pdf, b"q /Inner%d Do Q 10 10 50 50 re S" % number, everything)
            everything.XObject[f"/Inner{number}"] = inner
            everything.XObject[f"/Outer{number}"] = outer
            tile = pikepdf.Stream(pdf, b"0 0 5 5 re f")
            tile.update(
                {"/Type": Name.Pattern, "/PatternType": 1, "/PaintType": 1, "/TilingType": 1, "/XStep": 9, "/YStep": 9}
            )
            tile.BBox = Array([0, 0, 9, 9])
            tile.Resources = everything
            everything.Pattern[f"/Tile{number}"] = tile
            page.obj.Resources = everything
            more = b"\n/Outer%d Do /Pattern cs /Tile%d scn 300 300 100 100 re f" % (number, number)
            page.contents_add(pikepdf.Stream(pdf, more))

    edited(path, nest)
    content = cut(path, 2)
    assert picture_of(content, 1) == picture_of(path, 2)
    assert len(content) < 140_000


def _form(pdf: pikepdf.Pdf, content: bytes, resources: pikepdf.Object) -> pikepdf.Stream:
    form = pikepdf.Stream(pdf, content)
    form.update({"/Type": Name.XObject, "/Subtype": Name.Form})
    form.BBox = Array([0, 0, *A4])
    form.Resources = resources
    return form


def test_a_form_without_resources_draws_with_those_of_the_page(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", [TicketPage(lines=[Line("page", 60, 200)])])

    def add_form(pdf: pikepdf.Pdf) -> None:
        form = _form(pdf, b"/F2 30 Tf BT 100 100 Td (old style) Tj ET", Dictionary())
        del form[Name.Resources]
        resources = pdf.pages[0].obj.Resources
        resources.XObject.Old = form
        resources.Font.F2 = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Courier-Bold"))
        )
        pdf.pages[0].contents_add(pikepdf.Stream(pdf, b"\n/Old Do"))

    edited(path, add_form)
    assert picture_of(cut(path, 1), 1) == picture_of(path, 1)


def test_inherited_boxes_rotation_and_resources_come_along(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(3))

    def inherit(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            pdf.Root.Pages.Resources = page.obj.Resources
            for key in (Name.Resources, Name.MediaBox):
                del page.obj[key]
        pdf.Root.Pages.MediaBox = Array([0, 0, *A4])
        pdf.Root.Pages.CropBox = Array([50, 300, 500, 800])
        pdf.Root.Pages.Rotate = 90

    edited(path, inherit)
    assert picture_of(cut(path, 2), 1) == picture_of(path, 2)


def test_embedded_fonts_are_shared_by_the_pages_that_are_cut_together(tmp_path: Path) -> None:
    path = tmp_path / "t.pdf"
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas = Canvas(str(path), pagesize=REPORTLAB_A4)
    for number in range(4):
        canvas.setFont("Vera", 14)
        canvas.drawString(80, 700, f"Ticket number {number} with all the letters abcdefghijklmnopqrstuvwxyz")
        canvas.showPage()
    canvas.save()
    one, three = cut(path, 2), cut(path, 1, 2, 3)
    assert len(three) < 1.2 * len(one)
    assert picture_of(three, 2) == picture_of(one, 1) == picture_of(path, 2)


def test_scripts_actions_attachments_and_forms_stay_behind(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(2))
    edited(path, _add_everything_that_acts)
    content = cut(path, 1)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        plain = io.BytesIO()
        pdf.save(
            plain,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
        )
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        subtypes = [str(annotation.Subtype) for annotation in pdf.pages[0].Annots]
        assert subtypes == ["/Link", "/Link", "/Stamp", "/Stamp"]
        assert [("/A" in annotation) for annotation in pdf.pages[0].Annots] == [True, False, False, False]
    for trace in (
        b"JavaScript",
        b"app.alert",
        b"EmbeddedFile",
        b"secret attachment",
        b"/AA",
        b"OpenAction",
        b"SubmitForm",
    ):
        assert trace not in plain.getvalue(), trace
    assert b"https://example.org/terms" in plain.getvalue()


def _add_everything_that_acts(pdf: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS="app.alert('hello')")
    file = pikepdf.Stream(pdf, b"secret attachment")
    file.Type = Name.EmbeddedFile
    attached = pdf.make_indirect(Dictionary(Type=Name.Filespec, F="a.txt", EF=Dictionary(F=file)))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array(["run", script])), EmbeddedFiles=Dictionary(Names=Array(["a.txt", attached]))
    )
    pdf.Root.AF = Array([attached])
    page = pdf.pages[0].obj
    page.AA = Dictionary(O=script)
    page.AF = Array([attached])
    page.Resources.XObject.Logo.AF = Array([attached])
    look = _form(pdf, b"1 0 0 rg 0 0 60 20 re f", Dictionary())
    look.BBox = Array([0, 0, 60, 20])
    widget = pdf.make_indirect(
        Dictionary(
            Subtype=Name.Widget, FT=Name.Btn, Ff=65536, T="button", Rect=_at(300), AP=Dictionary(N=look), A=script, F=4
        )
    )
    widget.Parent = pdf.make_indirect(Dictionary(Kids=Array([widget]), AA=Dictionary(K=script)))
    page.Annots = Array(
        [
            Dictionary(Subtype=Name.Link, Rect=_at(100), A=Dictionary(S=Name.URI, URI="https://example.org/terms")),
            Dictionary(Subtype=Name.Link, Rect=_at(200), A=Dictionary(S=Name.SubmitForm, F="https://example.org")),
            widget,
            Dictionary(Subtype=Name.FileAttachment, Rect=_at(400), FS=attached),
            Dictionary(Subtype=Name.Stamp, Rect=_at(500), AP=Dictionary(N=look), AA=Dictionary(E=script), F=4),
            Dictionary(Subtype=Name.Screen, Rect=_at(600), A=script),
        ]
    )
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]))


def _at(y: float) -> Array:
    return Array([400, y, 460, y + 20])


def test_annotations_look_the_same(tmp_path: Path) -> None:
    path = edited(write_pdf(tmp_path / "t.pdf", ticket_pages(1)), _add_everything_that_acts)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        # A file attachment shows a paper clip, which goes with the file.
        pdf.pages[0].obj.Annots = Array([pdf.pages[0].obj.Annots[n] for n in (0, 1, 2, 4)])
        pdf.save(path)
    blank = write_pdf(tmp_path / "blank.pdf", ticket_pages(1))
    assert picture_of(path, 1) != picture_of(blank, 1)
    assert picture_of(cut(path, 1), 1) == picture_of(path, 1)


def test_hidden_layers_stay_hidden(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(2))

    def add_layer(pdf: pikepdf.Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="SAMPLE"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer])))
        for page in pdf.pages:
            page.obj.Resources.Properties = Dictionary(L0=layer)
            page.contents_add(pikepdf.Stream(pdf, b"\n/OC /L0 BDC 0 0 500 500 re f EMC"))

    edited(path, add_layer)
    assert picture_of(cut(path, 2), 1) == picture_of(path, 2)


def test_streams_are_copied_as_they_are(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(2))
    content = cut(path, 2)
    with pikepdf.open(path) as original, pikepdf.open(io.BytesIO(content)) as copy:
        assert copy.pages[0].Contents.read_raw_bytes() == original.pages[1].Contents.read_raw_bytes()


def test_a_protected_file_with_its_password(tmp_path: Path) -> None:
    plain = write_pdf(tmp_path / "plain.pdf", ticket_pages(2))
    path = tmp_path / "t.pdf"
    with pikepdf.open(plain) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="open sesame", owner="owner"))
    assert picture_of(cut(path, 2, password="open sesame"), 1) == picture_of(plain, 2)
    for wrong in (None, "sesame"):
        with pytest.raises(InvalidParameter) as refused:
            cut(path, 2, password=wrong)
        assert refused.value.fields == ("password",)


def test_too_large_a_cut_is_refused(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", [TicketPage(pictures=[noise(1)])])
    with opened(path) as document, pytest.raises(TooLarge, match="bytes"):
        document.cut([1], bytes_max=50_000)


def test_forms_that_contain_themselves(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(1))

    def tie_a_knot(pdf: pikepdf.Pdf) -> None:
        resources = pdf.make_indirect(Dictionary(XObject=Dictionary()))
        form = pdf.make_indirect(_form(pdf, b"/Self Do /Bare Do", resources))
        bare = pdf.make_indirect(_form(pdf, b"/Bare Do", resources))
        del bare[Name.Resources]
        resources.XObject.Self = form
        resources.XObject.Bare = bare
        pdf.pages[0].obj.Resources.XObject.Self = form
        pdf.pages[0].obj.Resources.XObject.Bare = bare
        pdf.pages[0].contents_add(pikepdf.Stream(pdf, b"\n/Self Do /Bare Do"))

    edited(path, tie_a_knot)
    with pdfium.PdfDocument(cut(path, 1)) as document:
        assert ticket_data(1).serial in document[0].get_textpage().get_text_range()


def test_content_that_cannot_be_parsed_keeps_its_resources(tmp_path: Path) -> None:
    path = write_pdf(
        tmp_path / "t.pdf", [TicketPage(codes=[CodeArt("X-1", "QRCode", 60, 200)], raw=b"\n(open string \\")]
    )
    assert picture_of(cut(path, 1), 1) == picture_of(path, 1)


@pytest.mark.slow
def test_a_page_out_of_ten_thousand_is_there_at_once(tmp_path: Path) -> None:
    pages = (TicketPage(lines=[Line(f"Ticket {number}", 60, 100)]) for number in range(10_000))
    path = write_pdf(tmp_path / "t.pdf", pages)
    started = time.process_time()
    with opened(path) as document:
        document.cut([9_000], bytes_max=BYTES_MAX)
        cold = time.process_time() - started
        started = time.process_time()
        for page in range(1, 101):
            document.cut([page], bytes_max=BYTES_MAX)
        warm = (time.process_time() - started) / 100
    # Measured 0.1 s and 2 ms; the limits leave room for slow machines.
    assert cold < 0.6
    assert warm < 0.05
