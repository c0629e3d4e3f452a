"""The pattern workbench: learn from a sample, test, save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.config import Config
from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_file
from admitone.console.forms.patterns import pattern_values, read_patterns, read_sample_texts, values_of_proposal
from admitone.console.highlights import FIELDS, Segment, mark_text, matches_of
from admitone.console.routes.uploads import MULTIPART_OVERHEAD
from admitone.console.uploaded_files import local_copy
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.ingest.model import ExtractionPatterns, FieldMatch, PatternAnalysis
from admitone.services import attractions, patterns, samples


@dataclass(frozen=True, slots=True)
class TestedPage:
    """What the patterns found on one sample page."""

    matches: dict[str, FieldMatch]
    segments: list[Segment]


@get("/attractions/{attraction_id:int}/patterns")
async def show_workbench(visit: OpenVisit, attraction_id: FromPath[int]) -> Response[Any]:
    """The saved patterns, and a place to drop a sample."""
    async with visit.reading(ADMINS) as (tx, principal):
        attraction = await attractions.read_attraction(tx, principal, attraction_id)
    saved = patterns.patterns_of(attraction)
    return visit.page(
        "patterns/workbench.html", attraction=attraction, **_bench(visit, pattern_values(saved), saved, [])
    )


async def analyze_sample(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """Propose patterns from a sample and show at once what they find on it."""
    async with visit.reading(ADMINS) as (tx, principal):
        attraction = await attractions.read_attraction(tx, principal, attraction_id)
    form = await request.form()
    password = str(form.get("password", "")) or None
    try:
        async with local_copy(read_file(form, "samplePdf"), visit.product.config.data_folder / "uploads") as path:
            analysis = await patterns.analyze_sample(visit.product.pdf, visit.principal, path, password=password)
            layouts = await samples.read_sample(visit.product.pdf, visit.principal, path, password=password)
    except AdmitError as error:
        template = "_problem.html" if visit.is_fragment else "error.html"
        return visit.page(template, status=status_of(error), error=error)
    texts = [layout.text for layout in layouts]
    shown = _bench(visit, pattern_values(analysis.patterns), analysis.patterns, texts, analysis)
    if visit.is_fragment:
        return visit.page("patterns/_bench.html", attraction=attraction, **shown)
    return visit.page("patterns/workbench.html", attraction=attraction, **shown)


@post("/patterns/test")
async def test_patterns(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """What the patterns in the form find on the sample, without saving anything."""
    visit.principal.require(ADMINS)
    form = await request.form()
    pages = _test(visit, read_sample_texts(form), read_patterns(form))
    return visit.page("patterns/_result.html", pages=pages, fields=FIELDS)


@post("/attractions/{attraction_id:int}/patterns")
async def save_patterns(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """Keep the patterns in the form."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            attraction = await attractions.read_attraction(tx, principal, attraction_id)
            await patterns.save_patterns(tx, principal, attraction_id, read_patterns(form))
    except AdmitError as error:
        async with visit.reading(ADMINS) as (tx, principal):
            attraction = await attractions.read_attraction(tx, principal, attraction_id)
        shown = _bench(visit, form, None, read_sample_texts(form), error=error)
        return visit.page("patterns/workbench.html", status=status_of(error), attraction=attraction, **shown)
    return visit.go(f"/attractions/{attraction_id}", notice="patterns-saved")


def _bench(
    visit: Visit,
    values: Mapping[str, Any],
    tested: ExtractionPatterns | None,
    texts: Sequence[str],
    analysis: PatternAnalysis | None = None,
    *,
    error: AdmitError | None = None,
) -> dict[str, Any]:
    """What the workbench template needs."""
    proposals = {
        field: [(proposal, values_of_proposal(field, proposal)) for proposal in found]
        for field, found in (analysis.proposals if analysis else {}).items()
    }
    return {
        "values": values,
        "texts": texts,
        "analyzed": analysis is not None,
        "proposals": proposals,
        "pages": _test(visit, texts, tested) if tested else [],
        "fields": FIELDS,
        "error": error,
    }


def _test(visit: Visit, texts: Sequence[str], tested: ExtractionPatterns) -> list[TestedPage]:
    pages = []
    for text in texts:
        result = patterns.test_patterns(visit.principal, text, tested)
        pages.append(TestedPage(matches_of(result), list(mark_text(text, result))))
    return pages


def pattern_handlers(config: Config) -> list[ControllerRouterHandler]:
    """The handlers; only the one that takes a sample takes large bodies."""
    largest = config.upload_bytes_max + MULTIPART_OVERHEAD
    analyze = post("/attractions/{attraction_id:int}/patterns/analyze", request_max_body_size=largest)(analyze_sample)
    return [show_workbench, analyze, test_patterns, save_patterns]
