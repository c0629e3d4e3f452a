"""Generated supplier PDFs, written once per run."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from tests.ingest.pdf_factory import ticket_pages, write_pdf


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    # Kept alive by the cache and removed when the process ends.
    return tempfile.TemporaryDirectory(prefix="admitone-benchmark-pdf-")


@cache
def supplier_file(pages: int, supplier: str = "AQ") -> Path:
    """A PDF of the reference design: vector QR and Code 128 on each page, one logo for all.

    `supplier` is what serials and barcodes begin with, so that files of different suppliers are different stock.
    """
    return write_pdf(Path(_folder().name) / f"{supplier}-{pages}.pdf", ticket_pages(pages, supplier=supplier))
