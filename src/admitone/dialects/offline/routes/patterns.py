"""attraction/patterns/analyze, save, test."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody, MultipartBody
from litestar.types import ControllerRouterHandler

from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.files import local_file
from admitone.dialects.offline.wire.envelope import Envelope, ok
from admitone.dialects.offline.wire.patterns import (
    CExtractionPatterns,
    CExtractionResult,
    PatternsAnalyze,
    PatternsSave,
    PatternsTest,
    analysis_body,
    result_body,
)
from admitone.services import attractions, patterns

TAGS = ["Pattern analysis"]


@post("/attraction/patterns/analyze", status_code=200, tags=TAGS)
async def analyze_patterns(data: MultipartBody[PatternsAnalyze], door: OpenDoor) -> Envelope[CExtractionPatterns]:
    """Proposes extraction patterns from the first pages of a sample PDF, with confidence, evidence and alternatives."""
    async with local_file(data.sample_pdf, door.product.upload_folder) as path:
        async with door.reading(data, ADMINS) as (tx, principal):
            attraction = await attractions.read_attraction(tx, principal, data.attraction_id)
        try:
            analysis = await patterns.analyze_sample(
                door.product.pdf, principal, path, attraction, password=data.password
            )
        except AdmitError as error:
            # The PDF workers name the file as an upload does.
            error.fields = tuple("samplePdf" if field == "pdfFile" else field for field in error.fields)
            raise
    return ok(analysis_body(analysis))


@post("/attraction/patterns/save", status_code=200, tags=TAGS)
async def save_patterns(data: JSONBody[PatternsSave], door: OpenDoor) -> Envelope[str]:
    """Saves the extraction patterns of an attraction."""
    async with door.writing(data, ADMINS) as (tx, principal):
        await patterns.save_patterns(tx, principal, data.attraction_id, data.patterns())
    return ok("Patterns saved successfully")


@post("/attraction/patterns/test", status_code=200, tags=TAGS)
async def test_patterns(data: JSONBody[PatternsTest], door: OpenDoor) -> Envelope[CExtractionResult]:
    """Runs patterns on a text without saving: value, matched text, span and error of each."""
    principal = await door.identify(data.session, ADMINS)
    return ok(result_body(patterns.test_patterns(principal, data.sample_text, data.patterns())))


HANDLERS: list[ControllerRouterHandler] = [analyze_patterns, save_patterns, test_patterns]
