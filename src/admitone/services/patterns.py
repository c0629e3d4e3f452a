"""Teaching the product where a supplier prints what."""

from __future__ import annotations

from pathlib import Path

import msgspec

from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.inventory import Attraction
from admitone.core.principal import ADMINS, Principal
from admitone.ingest.model import ExtractionPatterns, ExtractionResult, PatternAnalysis
from admitone.ingest.patterns import compile_patterns
from admitone.ingest.patterns import test_patterns as run_patterns
from admitone.services.ports import PdfReader
from admitone.store import attractions as store
from admitone.store.audit import Change, record_entity
from admitone.store.database import Tx


async def analyze_sample(
    pdf: PdfReader, principal: Principal, path: Path, attraction: Attraction, *, password: str | None = None
) -> PatternAnalysis:
    """Propose patterns from the first pages of a sample of an attraction, whose categories and age groups help.

    Nothing is kept; holds no transaction, since it takes long.
    """
    principal.require(ADMINS)
    return await pdf.analyze(path, password=password, categories=_known_categories(attraction))


def _known_categories(attraction: Attraction) -> list[str]:
    listed = f"{attraction.categories or ''},{attraction.age_groups or ''}".split(",")
    return [name.strip() for name in listed if name.strip()]


async def save_patterns(tx: Tx, principal: Principal, attraction_id: int, patterns: ExtractionPatterns) -> None:
    """Keep the patterns of an attraction, replacing all seven.

    InvalidParameter names a pattern that RE2 cannot run and says what it lacks; NotFound for an unknown attraction.
    """
    principal.require(ADMINS)
    compile_patterns(patterns)
    text = msgspec.json.encode(patterns).decode()
    now = utc_now()
    if not await store.save_extraction_patterns(tx, principal.tenant_id, attraction_id, text, now):
        raise NotFound(f"there is no attraction {attraction_id}", fields=("attractionId",))
    change = Change("SAVE_PATTERNS", principal.name, now, details=text)
    await record_entity(tx, principal.tenant_id, "ATTRACTION", attraction_id, change)


def test_patterns(principal: Principal, text: str, patterns: ExtractionPatterns) -> ExtractionResult:
    """What patterns find in a text; a pattern that cannot run says so in its own field."""
    principal.require(ADMINS)
    return run_patterns(text, patterns)


def patterns_of(attraction: Attraction) -> ExtractionPatterns:
    """The saved patterns of an attraction; none when it was never taught."""
    if not attraction.extraction_patterns:
        return ExtractionPatterns()
    return msgspec.json.decode(attraction.extraction_patterns, type=ExtractionPatterns)
