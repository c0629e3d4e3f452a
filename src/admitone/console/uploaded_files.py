"""Files that a form brought, as paths that the PDF workers can open."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar.datastructures import UploadFile


@asynccontextmanager
async def local_copy(file: UploadFile, folder: Path) -> AsyncIterator[Path]:
    """A path with the file's content, for as long as the block lasts; the folder is made when it is missing."""
    path = await asyncio.to_thread(_copy, file, folder)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def plain_file_name(file: UploadFile) -> str:
    """The last part of the name that the browser sent, without what cannot be shown."""
    name = file.filename.replace("\\", "/").rpartition("/")[2]
    shown = "".join(character for character in name if character.isprintable()).strip()
    return shown[-200:] or "upload.pdf"


def _copy(file: UploadFile, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file.file.seek(0)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="upload-", suffix=".pdf", delete=False) as copy:
        try:
            shutil.copyfileobj(file.file, copy, 1024 * 1024)
        except BaseException:
            Path(copy.name).unlink(missing_ok=True)
            raise
    return Path(copy.name)
