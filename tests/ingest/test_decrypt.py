"""A protected file is kept without its protection, and otherwise as it was."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from admitone.core.errors import InvalidParameter
from admitone.ingest.engine import PdfEngine
from admitone.ingest.limits import EngineLimits
from tests.ingest.pdf_factory import ticket_pages, write_pdf


def protected(folder: Path, *, user: str) -> Path:
    plain = write_pdf(folder / "plain.pdf", ticket_pages(3))
    path = folder / "protected.pdf"
    with pikepdf.open(plain) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user=user, owner="owner"))
    return path


@pytest.mark.parametrize(("user", "password"), [("open sesame", "open sesame"), ("open sesame", "owner"), ("", None)])
async def test_the_copy_needs_no_password(tmp_path: Path, user: str, password: str | None) -> None:
    path, target = protected(tmp_path, user=user), tmp_path / "copy.pdf"
    engine = PdfEngine(EngineLimits(workers=1))
    try:
        assert (await engine.inspect(path, password)).encrypted
        await engine.decrypt(path, target, password=password)
        assert not (await engine.inspect(target)).encrypted
    finally:
        await engine.close()
    with pikepdf.open(target) as copy, pikepdf.open(tmp_path / "plain.pdf") as plain:
        contents = [page.Contents.read_bytes() for page in copy.pages]
        assert contents == [page.Contents.read_bytes() for page in plain.pages]


async def test_a_wrong_password_writes_nothing(tmp_path: Path) -> None:
    path, target = protected(tmp_path, user="open sesame"), tmp_path / "copy.pdf"
    engine = PdfEngine(EngineLimits(workers=1))
    try:
        with pytest.raises(InvalidParameter) as refused:
            await engine.decrypt(path, target, password="sesame")
    finally:
        await engine.close()
    assert refused.value.fields == ("password",)
    assert not target.exists()


async def test_a_copy_may_be_larger_than_what_a_worker_else_writes(tmp_path: Path) -> None:
    path, target = tmp_path / "large.pdf", tmp_path / "copy.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Contents = pdf.make_stream(b"\0" * 65 * 1024 * 1024)
        pdf.save(path, encryption=pikepdf.Encryption(user="", owner="owner"), compress_streams=False)
    engine = PdfEngine(EngineLimits(workers=1))
    try:
        await engine.decrypt(path, target)
    finally:
        await engine.close()
    assert target.stat().st_size >= 65 * 1024 * 1024
