"""Reading the tree: tiles, entries, and proofs out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from admitone.core.errors import InvalidParameter, NotFound
from admitone.core.ledger import proofs
from admitone.core.ledger.proofs import Span
from admitone.core.ledger.tiles import TileName, write_bundle
from admitone.store import ledger as store
from admitone.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That the entry at `index` is in the tree of `size` with `root` (RFC 6962, 2.1.1)."""

    index: int
    leaf: bytes
    size: int
    root: bytes
    hashes: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That the tree of `second` leaves begins with the one of `first` (RFC 6962, 2.1.2)."""

    first: int
    first_root: bytes
    second: int
    second_root: bytes
    hashes: Sequence[bytes]


async def read_tile(database: Database, name: TileName) -> bytes:
    """The bytes of a tile, or of a bundle of entries. NotFound when the log has not grown so far."""
    async with database.reading() as tx:
        head = await store.read_head(tx)
        if not name.fits(head.size):
            raise NotFound(f"the ledger has {head.size} records, and so not this tile; see /ledger/checkpoint")
        if name.level is None:
            return write_bundle(await store.list_digests(tx, name.start, name.end))
        return b"".join(await store.read_span(tx, Span(name.level, name.start, name.end)))


async def prove_inclusion(database: Database, index: int, size: int | None) -> InclusionProof:
    """The proof that an entry is in the tree of a size, else of the present one."""
    async with database.reading() as tx:
        size = await _settle_size(tx, size, "size")
        if index >= size:
            raise InvalidParameter(f"write an index below {size}, the size of the tree", fields=("index",))
        plan = [[Span(0, index, index + 1)], proofs.plan_root(size), *proofs.plan_inclusion(index, size)]
        leaf, root, *hashes = await carry_out(tx, plan)
        return InclusionProof(index, leaf, size, root, hashes)


async def prove_consistency(database: Database, first: int, second: int | None) -> ConsistencyProof:
    """The proof that the tree of size `second`, else the present one, begins with the tree of size `first`."""
    async with database.reading() as tx:
        second = await _settle_size(tx, second, "to")
        if first > second:
            raise InvalidParameter(f"write a size of at most {second} to begin from", fields=("from",))
        plan = [proofs.plan_root(first), proofs.plan_root(second), *proofs.plan_consistency(first, second)]
        first_root, second_root, *hashes = await carry_out(tx, plan)
        return ConsistencyProof(first, first_root, second, second_root, hashes)


async def carry_out(tx: Tx, plan: Sequence[Sequence[Span]]) -> list[bytes]:
    """The hashes of a plan, with one statement for each tile of it. LookupError when the tree lacks one."""
    tiles: dict[tuple[int, int], list[Span]] = {}
    for span in proofs.spans_of(plan):
        tiles.setdefault(proofs.tile_of(span), []).append(span)
    read: dict[Span, Sequence[bytes]] = {}
    for (level, _), spans in tiles.items():
        start, end = spans[0].start, max(span.end for span in spans)
        hashes = await store.read_span(tx, Span(level, start, end))
        read |= {span: hashes[span.start - start : span.end - start] for span in spans}
    return proofs.carry_out(plan, read.__getitem__)


async def _settle_size(tx: Tx, size: int | None, field: str) -> int:
    head = await store.read_head(tx)
    if size is not None and size > head.size:
        raise InvalidParameter(f"write a size of at most {head.size}: that many records there are", fields=(field,))
    return head.size if size is None else size
