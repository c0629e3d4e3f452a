"""Uploaded files on their way to the services, which want them as local files."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar.datastructures import UploadFile

_CHUNK_BYTES = 1024 * 1024


@asynccontextmanager
async def local_file(upload: UploadFile, folder: Path) -> AsyncIterator[Path]:
    """A local copy of an uploaded file, gone when the block ends."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    descriptor, name = await asyncio.to_thread(tempfile.mkstemp, ".pdf", "upload-", folder)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            while chunk := await upload.read(_CHUNK_BYTES):
                await asyncio.to_thread(file.write, chunk)
        yield path
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)
        await upload.close()
