"""What is cleared away by the clock, and what is not."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

from admitone.core.clock import utc_now
from admitone.services.housekeeping import forget_old_rows, forget_orphans
from tests.offline.api import Api, Cast, count, sql

DAYS_AGO = time.time() - 2 * 86400


async def test_files_of_uploads_that_died_are_deleted_a_day_later(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    product = api.product
    answer = (await cast.admin.upload(five_tickets, attractionId=aquarium)).json()["apiData"]
    kept = answer["batch"]["originalPdfPath"]
    for key in ("originals/1/orphan.pdf", "originals/1/fresh.pdf"):
        await product.objects.put_file(key, five_tickets)
    left, under_way = product.upload_folder / "upload-left.pdf", product.upload_folder / "upload-now.pdf"
    for path in (left, under_way):
        path.write_bytes(b"%PDF")
    folder = product.config.data_folder / "objects"
    for path in (folder / kept, folder / "originals/1/orphan.pdf", left):
        os.utime(path, (DAYS_AGO, DAYS_AGO))
    assert await forget_orphans(product.database, product.objects, product.upload_folder) == 2
    stored = {str(path.relative_to(folder)) for path in folder.rglob("*.pdf")}
    assert stored == {kept, "originals/1/fresh.pdf"}
    assert list(product.upload_folder.iterdir()) == [under_way]
    assert await forget_orphans(product.database, product.objects, product.upload_folder) == 0


async def test_rows_that_are_long_over_are_deleted(api: Api, cast: Cast) -> None:
    long_ago = utc_now() - timedelta(days=40)
    sessions = await count(api.product, "sessions")
    await api.client.post("/user/authenticate", json={"username": "nobody", "password": "x"})
    await sql(api.product, "UPDATE throttles SET last_failed_at = :at", at=long_ago)
    await sql(api.product, "UPDATE sessions SET expires_at = :at WHERE id = 1", at=long_ago)
    await sql(api.product, "UPDATE sessions SET ended_at = :at WHERE id = 2", at=long_ago)
    await forget_old_rows(api.product.database)
    assert await count(api.product, "throttles") == 0
    assert await count(api.product, "sessions") == sessions - 2
    assert await cast.stranger.data("attraction/list") == []
