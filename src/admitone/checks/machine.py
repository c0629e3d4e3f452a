"""What this machine needs: files, space, PDF workers, and the pages' own files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import admitone
from admitone.bootstrap import open_object_store, open_pdf_engine
from admitone.checks.findings import Finding, Grade
from admitone.config import Config
from admitone.core.errors import Unavailable
from admitone.core.ids import new_uid
from admitone.ingest.ocr_availability import check_recognition
from admitone.store.location import parse_database_url

FREE_BYTES_MIN: Final = 1024**3
FREE_SHARE_WANTED: Final = 0.1
ASSETS: Final = Path(admitone.__file__).parent / "console" / "static"

# One blank page of 72 x 72 points, written by hand after ISO 32000-1 7.5: whatever reads PDFs reads this. Readers
# rebuild the cross-reference table, which this file leaves out.
PROBE_PDF: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF\n"
)


async def check_objects(config: Config) -> list[Finding]:
    """Whether a probe can be written, read and deleted."""
    objects = open_object_store(config)
    key, content = f"probes/{new_uid()}", b"admitone doctor"
    try:
        await objects.put_bytes(key, content)
        try:
            if await objects.read_bytes(key) != content:
                return [Finding("objects", "a probe came back changed", Grade.BAD, "check the store behind it")]
        finally:
            await objects.delete(key)
    except Unavailable as error:
        # Callers of the product are told less than its operator wants to know.
        raise error.__cause__ or error from error
    return [Finding("objects", f"written, read and deleted a probe in {config.objects_url}")]


async def check_disks(config: Config) -> list[Finding]:
    """How much space is left where the product writes."""
    folders = [config.data_folder]
    if (path := parse_database_url(config.database_url).path) is not None:
        folders.append(path.parent)
    if config.objects_url.startswith("file:"):
        folders.append(Path(unquote(urlsplit(config.objects_url).path)))
    folders.append(Path(tempfile.gettempdir()))
    # Folders on one file system share their space, and one line.
    by_device = {folder.stat().st_dev: folder for folder in reversed(folders) if folder.exists()}
    return [_judge_disk(folder) for folder in by_device.values()]


def _judge_disk(folder: Path) -> Finding:
    usage = shutil.disk_usage(folder)
    observation = f"{usage.free / 1024**3:.1f} GiB free of {usage.total / 1024**3:.1f} at {folder}"
    if usage.free < FREE_BYTES_MIN:
        return Finding("disk", observation, Grade.BAD, "make space: uploads fail when the disk is full")
    if usage.free < FREE_SHARE_WANTED * usage.total:
        return Finding("disk", observation, Grade.DOUBTFUL, "make space soon")
    return Finding("disk", observation)


async def check_pdf_workers(config: Config) -> list[Finding]:
    """Whether a page can be drawn."""
    engine = open_pdf_engine(config)
    try:
        with tempfile.TemporaryDirectory(prefix="admitone-") as folder:
            path = Path(folder) / "probe.pdf"
            path.write_bytes(PROBE_PDF)
            picture = await engine.render_page(path, 1, width_px=72)
    finally:
        await engine.close()
    return [Finding("PDF workers", f"drew a page ({len(picture)} bytes); {config.pdf_workers} may work at once")]


async def check_ocr(config: Config) -> list[Finding]:
    """Whether scanned pages can be read, where they should be."""
    if not config.ocr_languages:
        return [Finding("OCR", "off: scanned pages give their codes only")]
    await check_recognition(config.ocr_languages)
    return [Finding("OCR", f"tesseract reads {config.ocr_languages}")]


async def check_assets(_config: Config) -> list[Finding]:
    """Whether the pages have their style sheets and scripts."""
    if (ASSETS / "vendor" / "tabler.min.css").is_file():
        return [Finding("pages", "style sheets and scripts are there")]
    return [Finding("pages", "style sheets and scripts were not built", Grade.DOUBTFUL, "run: make setup")]
