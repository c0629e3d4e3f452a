"""Opening a PDF with pdfium: every way in which it can fail becomes an error that says what to do next."""

from __future__ import annotations

import os
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from admitone.core.errors import InvalidParameter
from admitone.ingest.model import DocumentInfo

FILE_FIELD = "pdfFile"
PASSWORD_FIELD = "password"  # noqa: S105 -- the name of a field
# A header may be preceded by other bytes: ISO 32000-2, 7.5.2, and what readers accept in practice.
_HEADER_WITHIN = 1024
# The end mark belongs into the last line; some senders append padding or a signature.
_TRAILER_WITHIN = 16 * 1024


def check_file(path: Path) -> None:
    """Refuse what is no complete PDF file, without parsing it. Raises InvalidParameter naming `pdfFile`."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEADER_WITHIN)
            file.seek(max(0, size - _TRAILER_WITHIN))
            tail = file.read()
    except OSError as error:
        raise _unreadable(error) from error
    if not size:
        raise _unusable("The file is empty. Export the tickets again and upload the new file.")
    if b"%PDF-" not in head:
        raise _unusable("The file is not a PDF. Upload the PDF file that the supplier sent.")
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise _unusable(
            "The PDF is cut off: its end is missing. Download or export it again and upload the complete file."
        )


def open_document(path: Path, password: str | None) -> pdfium.PdfDocument:
    """Open a PDF. Raises InvalidParameter naming `pdfFile`, or `password` when that is what is missing or wrong."""
    check_file(path)
    try:
        document = pdfium.PdfDocument(path, password=password)
    except pdfium.PdfiumError as error:
        code = pdfium_c.FPDF_GetLastError()
        if code == pdfium_c.FPDF_ERR_PASSWORD:
            raise wrong_password(password) from error
        if code == pdfium_c.FPDF_ERR_SECURITY:
            raise _unusable(
                "The PDF uses an encryption that cannot be opened here. Ask the supplier for an unprotected file."
            ) from error
        if code == pdfium_c.FPDF_ERR_SUCCESS:
            # pdfium could open it, and then found nothing in it.
            raise _without_pages() from error
        raise _unusable("The PDF is damaged and cannot be opened. Export it again and upload the new file.") from error
    # Form fields are drawn by pdfium's form module only; this build of it has no JavaScript engine.
    if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
        document.init_forms()
    return document


def wrong_password(password: str | None) -> InvalidParameter:
    """The refusal of a protected file, by whether a password was given."""
    if password:
        message = "The password does not open this PDF. Check it and try again."
    else:
        message = "The PDF is protected. Send its password in the field password."
    return InvalidParameter(message, fields=[PASSWORD_FIELD])


def describe(document: pdfium.PdfDocument) -> DocumentInfo:
    """Count the pages. Raises InvalidParameter when there are none."""
    pages = len(document)
    if pages < 1:
        raise _without_pages()
    encrypted = pdfium_c.FPDF_GetSecurityHandlerRevision(document.raw) >= 0
    return DocumentInfo(pages=pages, encrypted=encrypted)


def load_page(document: pdfium.PdfDocument, page: int) -> pdfium.PdfPage:
    """Load a page by its 1-based number. Raises InvalidParameter when the document has no such page."""
    if not 1 <= page <= len(document):
        raise InvalidParameter(f"The PDF has no page {page}.", fields=["page"])
    return document[page - 1]


def file_identity(path: Path) -> tuple[str, int, int]:
    """What tells whether an open document is still the one at this path. Raises InvalidParameter when none is there."""
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(error) from error
    return (os.fspath(path), status.st_mtime_ns, status.st_size)


def _without_pages() -> InvalidParameter:
    return _unusable("The PDF has no pages. Export the tickets again and upload the new file.")


def _unreadable(error: OSError) -> InvalidParameter:
    return _unusable(f"The PDF file cannot be read ({error.strerror}). Upload it again.")


def _unusable(message: str) -> InvalidParameter:
    return InvalidParameter(message, fields=[FILE_FIELD])
