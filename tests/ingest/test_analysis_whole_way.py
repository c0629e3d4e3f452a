"""A supplier's own file, analysed and uploaded with the patterns found: the tickets must come out right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admitone.ingest.engine import PdfEngine
from admitone.ingest.limits import EngineLimits
from tests.ingest.layouts.sets import SETS
from tests.ingest.layouts.whole_way import measure_whole_way

OVERALL = 0.985
EACH_LAYOUT = 0.75


@pytest.fixture
async def engine() -> AsyncIterator[PdfEngine]:
    engine = PdfEngine(EngineLimits(workers=2))
    yield engine
    await engine.close()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("layouts", SETS)
async def test_tickets_of_a_suppliers_own_file_come_out_right(engine: PdfEngine, tmp_path: Path, layouts: str) -> None:
    scores = [await measure_whole_way(engine, supplier, tmp_path, tickets=7) for supplier in SETS[layouts]]
    right = sum(score.right.total() for score in scores)
    expected = sum(score.expected.total() for score in scores)
    report = "\n".join(f"{score.supplier}: {score.wrong}" for score in scores if score.wrong)
    print(f"{layouts}, the whole way: {right} of {expected} fields right ({right / expected:.1%})")
    assert right / expected >= OVERALL, report
    assert min(score.share for score in scores) >= EACH_LAYOUT, report
