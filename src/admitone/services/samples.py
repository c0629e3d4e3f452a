"""Sample files while patterns are being taught: kept for a day, so that pictures and tries need no second upload."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

import msgspec

from admitone.core.errors import NotFound
from admitone.core.ids import new_uid
from admitone.core.principal import ADMINS, Principal
from admitone.ingest.model import DocumentInfo, FieldName, FieldProposal, PageLayout, Pointed
from admitone.ingest.sampling import sample_pages
from admitone.services.ports import ObjectStore

FOLDER: Final = "samples"
SAMPLE_PAGES_MAX: Final = 5
_KEY: Final = re.compile("[0-9a-f]{32}")
_layouts: Final = msgspec.msgpack.Decoder(list[PageLayout])


class SampleReader(Protocol):
    """The part of the PDF workers that teaching needs."""

    async def inspect(self, path: Path, password: str | None = None) -> DocumentInfo:
        """Open a file and count its pages."""
        ...

    async def decrypt(self, path: Path, target: Path, *, password: str | None = None) -> None:
        """Write a copy of the file to `target` that needs no password."""
        ...

    async def read_layouts(self, path: Path, *, password: str | None = None, pages: Sequence[int]) -> list[PageLayout]:
        """Text, words and codes of these pages."""
        ...

    async def render_page(self, path: Path, page: int, *, password: str | None = None, width_px: int = 1000) -> bytes:
        """A PNG of one page."""
        ...

    async def propose_for(
        self, layouts: Sequence[PageLayout], field: FieldName, pointed: Pointed
    ) -> list[FieldProposal]:
        """Patterns that find what was pointed at on one of these pages, best first."""
        ...


@dataclass(frozen=True, slots=True)
class SampleWorld:
    """What teaching needs of the world."""

    objects: ObjectStore
    pdf: SampleReader


@dataclass(frozen=True, slots=True)
class Sample:
    """Some pages of a sample file, as patterns see them. `key` finds them again."""

    key: str
    pages: list[PageLayout]


async def keep_sample(world: SampleWorld, principal: Principal, path: Path, *, password: str | None = None) -> Sample:
    """Read pages that are likely to differ, and keep the file; InvalidParameter for an unusable one.

    What is kept needs no password; `forget_orphans` deletes it after a day.
    """
    principal.require(ADMINS)
    info = await world.pdf.inspect(path, password)
    key = new_uid()
    async with _without_password(world, path, info, password) as plain:
        layouts = await world.pdf.read_layouts(plain, pages=sample_pages(info.pages, SAMPLE_PAGES_MAX))
        await world.objects.put_file(_pdf_key(principal, key), plain)
    await world.objects.put_bytes(_layouts_key(principal, key), msgspec.msgpack.encode(layouts))
    return Sample(key, layouts)


async def read_sample(world: SampleWorld, principal: Principal, key: str) -> Sample:
    """A sample that was kept; NotFound when it is gone or another tenant's."""
    principal.require(ADMINS)
    content = await world.objects.read_bytes(_layouts_key(principal, key)) if _KEY.fullmatch(key) else None
    if content is None:
        raise _gone()
    return Sample(key, _layouts.decode(content))


async def render_sample(world: SampleWorld, principal: Principal, key: str, page: int, *, width_px: int) -> bytes:
    """A PNG of a page of a sample."""
    principal.require(ADMINS)
    if not _KEY.fullmatch(key):
        raise _gone()
    try:
        async with world.objects.open_local(_pdf_key(principal, key)) as path:
            return await world.pdf.render_page(path, page, width_px=width_px)
    except LookupError as error:
        raise _gone() from error


async def propose_for_value(
    world: SampleWorld, principal: Principal, sample: Sample, field: FieldName, pointed: Pointed
) -> list[FieldProposal]:
    """Patterns for what a person pointed at and said to be the value of a field, best first, tried on all pages.

    InvalidParameter when it cannot be one.
    """
    principal.require(ADMINS)
    return await world.pdf.propose_for(sample.pages, field, pointed)


@asynccontextmanager
async def _without_password(
    world: SampleWorld, path: Path, info: DocumentInfo, password: str | None
) -> AsyncIterator[Path]:
    if not info.encrypted:
        yield path
        return
    with TemporaryDirectory(prefix="admitone-sample-") as folder:
        plain = Path(folder, "plain.pdf")
        await world.pdf.decrypt(path, plain, password=password)
        yield plain


def _pdf_key(principal: Principal, key: str) -> str:
    return f"{FOLDER}/{principal.tenant_id}/{key}.pdf"


def _layouts_key(principal: Principal, key: str) -> str:
    return f"{FOLDER}/{principal.tenant_id}/{key}.layouts"


def _gone() -> NotFound:
    return NotFound("the sample is no longer here; drop the file again", fields=("sample",))
