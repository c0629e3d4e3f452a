"""The checks of `admitone doctor`. Each looks at one thing, and whatever goes wrong with it is its finding."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from admitone.bootstrap import open_database, open_object_store, open_odoo, open_pdf_engine
from admitone.config import Config
from admitone.console.static_files import FOLDER
from admitone.core.clock import utc_now
from admitone.core.errors import Unavailable
from admitone.core.ids import new_uid
from admitone.core.principal import Role
from admitone.ingest.ocr_availability import check_recognition
from admitone.observability.redaction import redact_text
from admitone.store import people
from admitone.store.database import Database
from admitone.store.effects import count_effects
from admitone.store.location import parse_database_url
from admitone.store.migrations import pending_migrations
from admitone.store.operations import read_database_time

SECONDS_MAX: Final = 30
CLOCK_SECONDS_TOLERATED: Final = 5
FREE_BYTES_MIN: Final = 1024**3
FREE_SHARE_WANTED: Final = 0.1
POSTGRESQL_VERSION_MIN: Final = 15

# One blank page of 72 x 72 points, written by hand after ISO 32000-1 7.5: whatever reads PDFs reads this. Readers
# rebuild the cross-reference table, which this file leaves out.
PROBE_PDF: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF\n"
)


class Grade(Enum):
    """What a finding means: good, worth knowing, or in the way of work."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check saw, and what the operator should do about it."""

    subject: str
    observation: str
    grade: Grade = Grade.GOOD
    advice: str = ""


async def examine(config: Config) -> list[Finding]:
    """Run every check; none depends on another one's success."""
    checks: tuple[tuple[str, str, Callable[[Config], Awaitable[Iterable[Finding]]]], ...] = (
        ("settings", "set the ADMITONE_ variables as docs/operating.md says", _check_settings),
        ("database", "start the database, and check ADMITONE_DATABASE_URL", _check_database),
        ("objects", "check ADMITONE_OBJECTS_URL, its permissions, and for S3 the AWS_ variables", _check_objects),
        ("Odoo", "check the ADMITONE_ODOO_ variables, and in Odoo the key and its user's rights", _check_odoo),
        ("disk", "check that the folders exist and can be read", _check_disks),
        ("PDF workers", "install the product anew: make setup", _check_pdf_workers),
        ("text recognition", "install tesseract, or set ADMITONE_OCR_LANGUAGES to nothing", _check_recognition),
        ("pages", "install the product anew: make setup", _check_assets),
    )
    findings: list[Finding] = []
    for subject, advice, check in checks:
        try:
            async with asyncio.timeout(SECONDS_MAX):
                findings += await check(config)
        except TimeoutError:
            findings.append(Finding(subject, f"no answer within {SECONDS_MAX} s", Grade.BAD, advice))
        except Exception as error:  # noqa: BLE001  whatever a driver raises is what this check has found
            said = redact_text(" ".join(str(error).split())) or type(error).__name__
            findings.append(Finding(subject, said, Grade.BAD, advice))
    return findings


async def _check_settings(config: Config) -> list[Finding]:
    findings = [Finding("settings", f"data folder {config.data_folder}, people come to {config.base_url}")]
    if _is_open_to_eavesdroppers(config.base_url):
        advice = "put a proxy with a certificate in front, and set ADMITONE_BASE_URL to its https:// address"
        findings.append(Finding("settings", "passwords travel unencrypted", Grade.DOUBTFUL, advice))
    return findings


async def _check_database(config: Config) -> list[Finding]:
    location = parse_database_url(config.database_url)
    if location.path is not None and not location.path.exists():
        return [Finding("database", f"{location.path} is not there yet", Grade.DOUBTFUL, "it is made on first start")]
    async with _connected(config) as database:
        findings = [await _check_clock(database)]
        pending = await asyncio.to_thread(pending_migrations, config.database_url)
        if pending:
            lacking = f"lacks {', '.join(pending)}"
            return [*findings, Finding("migrations", lacking, Grade.BAD, "run: admitone migrate")]
        findings.append(Finding("migrations", "this version's schema"))
        return [*findings, await _check_users(database), await _check_effects(database)]


@asynccontextmanager
async def _connected(config: Config) -> AsyncIterator[Database]:
    database = await open_database(config)
    try:
        yield database
    finally:
        await database.close()


async def _check_clock(database: Database) -> Finding:
    asked = utc_now()
    async with database.reading() as tx:
        answer = await read_database_time(tx)
    apart = abs((answer.now - asked).total_seconds())
    version = " ".join(answer.version.split()[:2])
    if version.startswith("PostgreSQL") and int(version.split()[1].partition(".")[0]) < POSTGRESQL_VERSION_MIN:
        return Finding("database", version, Grade.BAD, f"use PostgreSQL {POSTGRESQL_VERSION_MIN} or newer")
    if apart > CLOCK_SECONDS_TOLERATED:
        advice = "let both machines follow a time server: sessions, holds and leases compare their clocks"
        return Finding("clock", f"{apart:.0f} s apart from the database's", Grade.BAD, advice)
    return Finding("database", f"{version}, clocks at most {apart + 0.05:.1f} s apart")


async def _check_users(database: Database) -> Finding:
    async with database.reading() as tx:
        users = await people.list_users(tx)
    if any(user.active and user.role is Role.ADMIN for user in users):
        return Finding("users", f"{len(users)}, an admin among them")
    return Finding("users", "nobody can sign in as admin", Grade.DOUBTFUL, "run: admitone user add NAME --role admin")


async def _check_effects(database: Database) -> Finding:
    async with database.reading() as tx:
        counts = await count_effects(tx)
    observation = f"{counts.get('WAITING', 0)} waiting, {counts.get('RUNNING', 0)} running"
    if failed := counts.get("FAILED", 0):
        advice = "their last errors stand in the table effects and in the log"
        return Finding("integrations", f"{observation}, {failed} given up", Grade.DOUBTFUL, advice)
    return Finding("integrations", f"effects on other systems: {observation}")


async def _check_objects(config: Config) -> list[Finding]:
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


async def _check_odoo(config: Config) -> list[Finding]:
    erp = open_odoo(config)
    if erp is None:
        return [Finding("Odoo", "not configured: carts become no quotations")]
    try:
        finding = Finding("Odoo", await erp.describe())
    finally:
        await erp.close()
    if _is_open_to_eavesdroppers(config.odoo_url):
        advice = "use Odoo's https:// address, unless nobody else is on the way to it"
        return [finding, Finding("Odoo", "its key travels unencrypted", Grade.DOUBTFUL, advice)]
    return [finding]


def _is_open_to_eavesdroppers(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "::1", "localhost"}


async def _check_disks(config: Config) -> list[Finding]:
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


async def _check_pdf_workers(config: Config) -> list[Finding]:
    engine = open_pdf_engine(config)
    try:
        with tempfile.TemporaryDirectory(prefix="admitone-") as folder:
            path = Path(folder) / "probe.pdf"
            path.write_bytes(PROBE_PDF)
            picture = await engine.render_page(path, 1, width_px=72)
    finally:
        await engine.close()
    return [Finding("PDF workers", f"drew a page ({len(picture)} bytes); {config.pdf_workers} may work at once")]


async def _check_recognition(config: Config) -> list[Finding]:
    if not config.ocr_languages:
        return [Finding("text recognition", "off: scanned pages give their codes only")]
    await check_recognition(config.ocr_languages)
    return [Finding("text recognition", f"tesseract reads {config.ocr_languages}")]


async def _check_assets(_config: Config) -> list[Finding]:
    if (FOLDER / "vendor" / "tabler.min.css").is_file():
        return [Finding("pages", "style sheets and scripts are there")]
    return [Finding("pages", "style sheets and scripts were not built", Grade.DOUBTFUL, "run: make setup")]
