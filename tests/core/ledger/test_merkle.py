"""Trees, proofs and verifiers: the published vectors, and any tree against the definition."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admitone.core.ledger import proofs
from admitone.core.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from admitone.core.ledger.proofs import Span
from tests.core.ledger import naive

# The entries and roots with which the reference implementations of Certificate Transparency test themselves.
ENTRIES = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
PATHS = {
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
}
SIZES = st.integers(min_value=1, max_value=700)


class Store:
    """A log as the database keeps it: leaf hashes, and the nodes of tiles that were completed."""

    def __init__(self, entries: Sequence[bytes], chunk: int = 1) -> None:
        leaves = [leaf_hash(entry) for entry in entries]
        self.frontier, self.rows = Frontier(), {(0, at): leaf for at, leaf in enumerate(leaves)}
        for at in range(0, len(leaves), chunk):
            self.frontier, nodes = self.frontier.grow(leaves[at : at + chunk])
            self.rows |= {(node.level, node.position): node.hash for node in nodes}

    def read(self, span: Span) -> list[bytes]:
        assert span.start // 256 == (span.end - 1) // 256, "a span is within one tile"
        return [self.rows[span.level, at] for at in range(span.start, span.end)]


def made(size: int) -> list[bytes]:
    return [f"entry {at}".encode() for at in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_that_are_published(size: int) -> None:
    assert Store(ENTRIES[:size]).frontier.root.hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), sorted(PATHS))
def test_paths_are_those_that_are_published(index: int, size: int) -> None:
    path = proofs.carry_out(proofs.plan_inclusion(index, size), Store(ENTRIES[:size]).read)
    assert tuple(each.hex() for each in path) == PATHS[index, size]
    assert verify_inclusion(leaf_hash(ENTRIES[index]), index, size, path, bytes.fromhex(ROOTS[size]))


@settings(max_examples=60, deadline=None)
@given(size=SIZES, data=st.data())
def test_proofs_are_those_of_the_definition(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, size))
    index = data.draw(st.integers(0, size - 1))
    entries = made(size)
    store = Store(entries, chunk=data.draw(st.integers(1, 300)))
    assert store.frontier.root == naive.root(entries)
    assert proofs.combine(proofs.plan_root(first), store.read) == naive.root(entries[:first])
    path = proofs.carry_out(proofs.plan_inclusion(index, size), store.read)
    assert path == naive.path(index, entries)
    assert verify_inclusion(leaf_hash(entries[index]), index, size, path, store.frontier.root)
    consistency = proofs.carry_out(proofs.plan_consistency(first, size), store.read)
    assert consistency == (naive.proof(first, entries) if first else [])
    assert verify_consistency(first, size, consistency, naive.root(entries[:first]), store.frontier.root)


@settings(max_examples=60, deadline=None)
@given(size=st.integers(2, 200), data=st.data())
def test_an_inclusion_proof_proves_nothing_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    entries = made(size)
    tree, path, leaf = naive.root(entries), naive.path(index, entries), leaf_hash(entries[index])
    at = data.draw(st.integers(0, len(path) - 1))
    bent = [*path]
    bent[at] = bytes([bent[at][0] ^ 1]) + bent[at][1:]
    other = (index + data.draw(st.integers(1, size - 1))) % size
    refused = [
        (leaf_hash(b"other"), index, size, path, tree),
        (leaf, other, size, path, tree),
        (leaf, index, size, bent, tree),
        (leaf, index, size, path[:-1], tree),
        (leaf, index, size, [*path, tree], tree),
        (leaf, index, size, path, leaf_hash(b"other")),
        (leaf, size, size, path, tree),
        (leaf, -1, size, path, tree),
    ]
    assert not any(verify_inclusion(*each) for each in refused)


@settings(max_examples=60, deadline=None)
@given(size=st.integers(2, 200), data=st.data())
def test_a_consistency_proof_proves_nothing_else(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, size - 1))
    entries = made(size)
    forked = [*entries]
    forked[data.draw(st.integers(0, first - 1))] = b"other"
    old, new, path = naive.root(entries[:first]), naive.root(entries), naive.proof(first, entries)
    fork, fork_path = naive.root(forked), naive.proof(first, forked)
    assert not verify_consistency(first, size, path, old, fork)
    assert not verify_consistency(first, size, fork_path, old, fork)
    assert not verify_consistency(first, size, path, naive.root(forked[:first]), new)
    assert not verify_consistency(first, size, path[:-1], old, new)
    assert not verify_consistency(first, size, [*path, new], old, new)
    assert not verify_consistency(size, first, path, new, old)
    assert not verify_consistency(first, first, [], old, new)


def test_a_tree_begins_with_the_empty_one_and_with_itself() -> None:
    tree = naive.root(made(5))
    assert verify_consistency(0, 5, [], EMPTY_ROOT, tree)
    assert verify_consistency(5, 5, [], tree, tree)
    assert not verify_consistency(0, 5, [], tree, tree)
    assert not verify_consistency(0, 5, [tree], EMPTY_ROOT, tree)


def test_an_edge_that_is_not_of_its_size_is_refused() -> None:
    edge = Store(made(300)).frontier
    assert Frontier.from_bytes(300, edge.to_bytes()) == edge
    with pytest.raises(ValueError, match="complete subtrees"):
        Frontier.from_bytes(301, edge.to_bytes())
    with pytest.raises(ValueError, match="cut off"):
        Frontier.from_bytes(300, edge.to_bytes()[:-1])


def test_a_tree_of_ten_million_leaves_is_proved_from_a_few_tiles() -> None:
    size, index = 10_000_000, 5_000_001
    spans = proofs.spans_of(proofs.plan_inclusion(index, size))
    assert len({proofs.tile_of(span) for span in spans}) <= 6
    assert len(proofs.plan_inclusion(index, size)) == 24
