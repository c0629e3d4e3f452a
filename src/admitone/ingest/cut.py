"""Cutting pages out of a PDF: a small file that shows the same and does nothing.

Streams are copied as they are. What a page inherits is written into it; resources that it does not use, actions,
scripts, form logic, attached files and everything that hangs on the document instead of the page stay behind.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from admitone.core.errors import InvalidParameter, TooLarge
from admitone.ingest.annotations import harmless_annotations
from admitone.ingest.document import FILE_FIELD, check_file, wrong_password
from admitone.ingest.model import DocumentInfo
from admitone.ingest.pruning import Pruner

_INHERITED = (Name.Resources, Name.MediaBox, Name.CropBox, Name.Rotate)
_OWN = (Name.BleedBox, Name.TrimBox, Name.ArtBox, Name.Group, Name.UserUnit, Name.Contents)
_TREE_DEPTH_MAX = 64
# What XObjects and fonts may carry besides their looks: attached files, private data, print shop and metadata.
_BAGGAGE = (Name.AF, Name.PieceInfo, Name.Metadata, Name.OPI, Name.Ref, Name.StructParent, Name.StructParents)


class CuttableDocument:
    """An open PDF from which pages can be cut, one request after another."""

    def __init__(self, path: Path, password: str | None) -> None:
        """Open the file. Raises InvalidParameter naming `pdfFile` or `password`."""
        check_file(path)
        try:
            self._source = pikepdf.open(path, password=password or "")
        except pikepdf.PasswordError as error:
            raise wrong_password(password) from error
        except pikepdf.PdfError as error:
            raise InvalidParameter(
                "The PDF is damaged and its pages cannot be taken apart. Export it again and upload the new file.",
                fields=[FILE_FIELD],
            ) from error
        self._pruner = Pruner(self._source)
        self.info = DocumentInfo(pages=len(self._source.pages), encrypted=self._source.is_encrypted)

    def close(self) -> None:
        """Close the file; what was cut stays valid."""
        self._source.close()

    def cut(self, pages: Sequence[int], *, bytes_max: int) -> bytes:
        """Give a PDF of these pages (1-based) in this order.

        Raises InvalidParameter for a page that is not there, TooLarge when the result has more than `bytes_max` bytes.
        """
        with pikepdf.new() as target:
            for number in pages:
                target.pages.append(pikepdf.Page(target.make_indirect(self._page(number, target))))
            self._copy_layers(target)
            _drop_baggage(target)
            content = _saved(target, self._source.pdf_version)
        if len(content) > bytes_max:
            raise TooLarge(
                f"These pages have {len(content):,} bytes, more than the {bytes_max:,} that a ticket's PDF may have."
            )
        return content

    def save_plain(self, target: Path) -> None:
        """Write the whole document without encryption. Raises InvalidParameter when it is too damaged for that."""
        try:
            self._source.save(
                target,
                encryption=False,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=pikepdf.ObjectStreamMode.preserve,
            )
        except (pikepdf.PdfError, OSError) as error:
            raise InvalidParameter(
                "The PDF cannot be freed of its protection. Ask the supplier for an unprotected file.",
                fields=[FILE_FIELD],
            ) from error

    def _page(self, number: int, target: Pdf) -> Dictionary:
        if not 1 <= number <= len(self._source.pages):
            raise InvalidParameter(f"The PDF has no page {number}.", fields=["page"])
        page = self._source.pages[number - 1].obj
        entries = {str(key): page[key] for key in _OWN if key in page}
        for key in _INHERITED:
            value = _inherited(page, key)
            if value is not None:
                entries[str(key)] = value
        entries["/Resources"] = self._pruner.page_resources(page, entries.get("/Resources"))
        entries.setdefault("/MediaBox", Array([0, 0, 612, 792]))
        annotations = harmless_annotations(page, self._pruner)
        if len(annotations):
            entries["/Annots"] = annotations
        entries["/Type"] = Name.Page
        return Dictionary({key: _transferred(value, target) for key, value in entries.items()})

    def _copy_layers(self, target: Pdf) -> None:
        """Keep which layers are visible: without it, viewers show hidden watermarks and other languages."""
        layers = self._source.Root.get(Name.OCProperties)
        if isinstance(layers, Dictionary):
            indirect = layers if layers.is_indirect else self._source.make_indirect(layers)
            target.Root[Name.OCProperties] = target.copy_foreign(indirect)


def _inherited(page: Object, key: Name) -> Object | None:
    """The page's own entry, or that of the nearest node above it: ISO 32000-2, 7.7.3.4."""
    node: Object | None = page
    for _ in range(_TREE_DEPTH_MAX):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get(Name.Parent)
    return None


def _transferred(value: Any, target: Pdf) -> Any:
    """Bring a value of the source into the target, what it refers to included.

    The page is not made an object of the source first, although that would be shorter: for its first new object qpdf
    goes through all that a file has, which takes as long as opening it.
    """
    if not isinstance(value, Object):
        return value
    if value.is_indirect:
        return target.copy_foreign(value)
    if isinstance(value, Dictionary):
        return Dictionary({key: _transferred(entry, target) for key, entry in value.items()})
    if isinstance(value, Array):
        return Array([_transferred(entry, target) for entry in value])
    return value


def _drop_baggage(target: Pdf) -> None:
    for item in target.objects:
        if isinstance(item, Dictionary | pikepdf.Stream):
            for key in _BAGGAGE:
                if key in item:
                    del item[key]


def _saved(target: Pdf, version: str) -> bytes:
    file = io.BytesIO()
    target.save(
        file,
        min_version=version,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return file.getvalue()
