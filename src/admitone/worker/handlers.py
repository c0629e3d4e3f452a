"""Which function carries out which kind of effect."""

from __future__ import annotations

from admitone.bootstrap import Product
from admitone.services.batches import DELETE_OBJECTS
from admitone.services.effects import Claim, Handler
from admitone.services.ingesting import ingest_batch
from admitone.services.uploads import INGEST_BATCH


def handlers_of(product: Product) -> dict[str, Handler]:
    """One handler for every kind of effect that services write."""

    async def ingest(claim: Claim) -> None:
        await ingest_batch(product.upload_world, claim)

    async def delete_objects(claim: Claim) -> None:
        payload = claim.effect.read_payload()
        for key in payload["keys"]:
            await product.objects.delete(key)
        for folder in payload["folders"]:
            await product.objects.delete_folder(folder)
        async with claim.finishing():
            return

    return {INGEST_BATCH: ingest, DELETE_OBJECTS: delete_objects}
