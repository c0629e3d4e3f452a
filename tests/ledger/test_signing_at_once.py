"""Two processes that sign the log at one moment, while it grows, raise no alarm."""

from __future__ import annotations

import asyncio
from pathlib import Path

from admitone.core.clock import utc_now
from admitone.core.ledger.checkpoints import Checkpoint
from admitone.services.ledger_checkpoints import make_checkpoint
from admitone.store import checkpoints
from admitone.store import ledger as store
from admitone.store.database import Tx
from admitone.store.statements import fit_statement
from tests.ledger.office import Office, opened_office


async def sign(office: Office, tx: Tx) -> int:
    """What another process signs in its transaction; the size of it."""
    head, signer = await store.read_head(tx), office.world.signer
    text = Checkpoint(signer.key.name, head.size, head.edge.root).text
    await checkpoints.insert_checkpoint(tx, head.size, text, signer.sign(text).line, utc_now())
    return head.size


async def test_who_is_overtaken_signs_what_there_is_then(postgres_url: str, tmp_path: Path) -> None:
    async with opened_office(postgres_url, tmp_path / "data") as office:
        await office.issued(3)
        await make_checkpoint(office.world, utc_now())
        async with office.product.database.writing() as other:
            await other.fetch_composed(fit_statement("LOCK TABLE ledger_checkpoints", other.dialect), {})
            overtaken = asyncio.create_task(make_checkpoint(office.world, utc_now()))
            await asyncio.sleep(0.3)
            assert not overtaken.done()
            await office.issued(2)
            assert await sign(office, other) == 5
        assert (await overtaken)[0] == 5
