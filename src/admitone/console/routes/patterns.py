"""The pattern workbench: learn from a sample, point at values, test, save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_file, read_form
from admitone.console.forms.patterns import (
    SampleForm,
    pattern_values,
    read_patterns,
    read_pointing,
    values_of_proposal,
)
from admitone.console.highlights import FIELDS
from admitone.console.routes.uploads import MULTIPART_OVERHEAD
from admitone.console.uploaded_files import local_copy
from admitone.console.workbench import judge_fields, try_patterns
from admitone.core.errors import AdmitError, NotFound
from admitone.core.principal import ADMINS
from admitone.ingest.model import ExtractionPatterns, FieldProposal
from admitone.services import attractions, patterns, samples
from admitone.services.samples import Sample

Proposals = Mapping[str, Sequence[FieldProposal]]


@get("/attractions/{attraction_id:int}/patterns")
async def show_workbench(visit: OpenVisit, attraction_id: FromPath[int]) -> Response[Any]:
    """The saved patterns, and a place to drop a sample."""
    async with visit.reading(ADMINS) as (tx, principal):
        attraction = await attractions.read_attraction(tx, principal, attraction_id)
    saved = patterns.patterns_of(attraction)
    return visit.page("patterns/workbench.html", attraction=attraction, **_bench(visit, pattern_values(saved), saved))


async def analyze_sample(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """Propose patterns from a sample and show at once what they find on it."""
    async with visit.reading(ADMINS) as (tx, principal):
        attraction = await attractions.read_attraction(tx, principal, attraction_id)
    form = await request.form()
    password = str(form.get("password", "")) or None
    world = visit.product.sample_world
    try:
        async with local_copy(read_file(form, "samplePdf"), visit.product.config.data_folder / "uploads") as path:
            analysis = await patterns.analyze_sample(
                visit.product.pdf, visit.principal, path, attraction, password=password
            )
            sample = await samples.keep_sample(world, visit.principal, path, password=password)
    except AdmitError as error:
        template = "_problem.html" if visit.is_fragment else "error.html"
        return visit.page(template, status=status_of(error), error=error)
    values = pattern_values(analysis.patterns)
    shown = _bench(visit, values, analysis.patterns, sample, analysis.proposals)
    if visit.is_fragment:
        return visit.page("patterns/_bench.html", attraction=attraction, **shown)
    return visit.page("patterns/workbench.html", attraction=attraction, **shown)


@post("/patterns/test")
async def test_patterns(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """What the patterns in the form find on the sample, without saving anything."""
    visit.principal.require(ADMINS)
    form = await request.form()
    tried = read_patterns(form)
    return visit.page("patterns/_tried.html", **_bench(visit, form, tried, await _read_sample(visit, form)))


@post("/patterns/point")
async def propose_for_value(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """A pattern for what was pointed at, in the form and tried on all pages of the sample."""
    visit.principal.require(ADMINS)
    form = await request.form()
    field, pointed = read_pointing(form)
    sample = await _read_sample(visit, form)
    if sample is None:
        raise NotFound("drop a sample first", fields=("sample",))
    found = await samples.propose_for_value(visit.product.sample_world, visit.principal, sample, field, pointed)
    values = {**form, **(values_of_proposal(field, found[0]) if found else {})}
    shown = _bench(visit, values, read_patterns(values), sample, {field: found})
    return visit.page("patterns/_pointed.html", pointed_field=field, **shown)


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
        shown = _bench(visit, form, None, await _kept_sample(visit, form), error=error)
        return visit.page("patterns/workbench.html", status=status_of(error), attraction=attraction, **shown)
    return visit.go(f"/attractions/{attraction_id}", notice="patterns-saved")


async def _read_sample(visit: Visit, form: Mapping[str, Any]) -> Sample | None:
    key = read_form(form, SampleForm).sample
    return await samples.read_sample(visit.product.sample_world, visit.principal, key) if key else None


async def _kept_sample(visit: Visit, form: Mapping[str, Any]) -> Sample | None:
    """The sample of a form that is shown again; one that is gone by now is no reason to lose what was typed."""
    try:
        return await _read_sample(visit, form)
    except AdmitError:
        return None


def _bench(  # noqa: PLR0917 - what a page is made of, in the order in which it is read
    visit: Visit,
    values: Mapping[str, Any],
    tried: ExtractionPatterns | None,
    sample: Sample | None = None,
    proposals: Proposals | None = None,
    error: AdmitError | None = None,
) -> dict[str, Any]:
    """What the workbench templates need."""
    tried = tried or ExtractionPatterns()
    pages = try_patterns(visit.principal, sample.pages, tried) if sample else []
    return {
        "values": values,
        "sample": sample.key if sample else "",
        "analyzed": proposals is not None,
        "proposals": {
            field: [(proposal, values_of_proposal(field, proposal)) for proposal in found]
            for field, found in (proposals or {}).items()
        },
        "pages": pages,
        "verdicts": judge_fields(pages, tried),
        "fields": FIELDS,
        "error": error,
    }


def pattern_handlers(upload_bytes_max: int) -> list[ControllerRouterHandler]:
    """The handlers; only the one that takes a sample takes large bodies."""
    largest = upload_bytes_max + MULTIPART_OVERHEAD
    analyze = post("/attractions/{attraction_id:int}/patterns/analyze", request_max_body_size=largest)(analyze_sample)
    return [show_workbench, analyze, test_patterns, propose_for_value, save_patterns]
