"""Questions to the ledger, and how long its answers keep."""

from __future__ import annotations

import base64
from typing import Final

from litestar import Response
from msgspec import Struct, field

from admitone.core.errors import InvalidParameter, MissingParameter, NotFound
from admitone.core.ledger.tiles import TileName, parse_tile_path
from admitone.dialects.ledger.auth import LedgerRequest
from admitone.services.ledger_tree import ConsistencyProof, InclusionProof

# What is named by its size or its width never changes.
FOREVER: Final = "public, max-age=31536000, immutable"
SECONDS: Final = "public, max-age=5"
BODY_BYTES_MAX: Final = 64 * 1024
_DIGITS_MAX: Final = 18


class InclusionBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """That the entry at `index` is in the tree of `size`. Hashes are base64, the leaf's sibling first."""

    index: int
    leaf_hash: str
    size: int
    root_hash: str
    hashes: list[str]

    @classmethod
    def of(cls, proof: InclusionProof) -> InclusionBody:
        """A proof as it is sent."""
        return cls(
            index=proof.index,
            leaf_hash=_encode(proof.leaf),
            size=proof.size,
            root_hash=_encode(proof.root),
            hashes=[_encode(each) for each in proof.hashes],
        )


class ConsistencyBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """That the tree of size `to` begins with the one of size `from`. Hashes are base64."""

    first: int = field(name="from")
    first_root_hash: str = field(name="fromRootHash")
    second: int = field(name="to")
    second_root_hash: str = field(name="toRootHash")
    hashes: list[str]

    @classmethod
    def of(cls, proof: ConsistencyProof) -> ConsistencyBody:
        """A proof as it is sent."""
        return cls(
            first=proof.first,
            first_root_hash=_encode(proof.first_root),
            second=proof.second,
            second_root_hash=_encode(proof.second_root),
            hashes=[_encode(each) for each in proof.hashes],
        )


def read_tile_name(path: str) -> TileName:
    """The tile that a path names; NotFound when it is none."""
    name = parse_tile_path(path.removeprefix("/"))
    if name is None:
        raise NotFound("this names no tile; C2SP tlog-tiles says how they are named, for example tile/0/x001/234")
    return name


def read_number(request: LedgerRequest, name: str) -> int:
    """A number of the query; MissingParameter or InvalidParameter, naming it."""
    found = read_optional_number(request, name)
    if found is None:
        raise MissingParameter(f"{name} is missing: write a whole number", fields=(name,))
    return found


def read_optional_number(request: LedgerRequest, name: str) -> int | None:
    """A number of the query, or None."""
    text = request.query_params.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS_MAX:
        raise InvalidParameter(f"{name}: write a whole number", fields=(name,))
    return int(text)


def note_response(text: str) -> Response[bytes]:
    """A note, which is another one in a few seconds."""
    return Response(text.encode(), media_type="text/plain", headers={"Cache-Control": SECONDS})


def _encode(content: bytes) -> str:
    return base64.b64encode(content).decode()
