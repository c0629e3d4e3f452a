"""What anybody needs to check the ledger. Tiles and checkpoints are as C2SP tlog-tiles has them."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.params import FromPath

from admitone.core.clock import utc_now
from admitone.core.errors import InvalidParameter
from admitone.dialects.ledger.auth import LedgerRequest, open_ledger
from admitone.dialects.ledger.errors import EXCEPTION_HANDLERS
from admitone.dialects.ledger.wire import (
    BODY_BYTES_MAX,
    FOREVER,
    SECONDS,
    ConsistencyBody,
    InclusionBody,
    note_response,
    read_number,
    read_optional_number,
    read_tile_name,
)
from admitone.services.ledger_checkpoints import current_checkpoint
from admitone.services.ledger_tree import (
    prove_consistency,
    prove_inclusion,
    read_tile,
)
from admitone.services.witnessing import add_cosignatures


@get("/checkpoint")
async def send_checkpoint(request: LedgerRequest) -> Response[bytes]:
    """The ledger's size and root, signed by it and cosigned by its witnesses (C2SP tlog-checkpoint)."""
    return note_response(await current_checkpoint(open_ledger(request), utc_now()))


@get("/key")
async def send_key(request: LedgerRequest) -> Response[bytes]:
    """The verifier key of the ledger (C2SP signed-note). Get it by another way as well before you trust it."""
    return note_response(f"{open_ledger(request).signer.key}\n")


@get("/tile/{path:path}")
async def send_tile(request: LedgerRequest, path: FromPath[str]) -> Response[bytes]:
    """A tile of the tree, `LEVEL/INDEX`, or a bundle of entries, `entries/INDEX`, full or partial (C2SP tlog-tiles)."""
    content = await read_tile(open_ledger(request).database, read_tile_name(path))
    return Response(content, media_type="application/octet-stream", headers={"Cache-Control": FOREVER})


@get("/proof/inclusion")
async def send_inclusion(request: LedgerRequest) -> Response[InclusionBody]:
    """The proof that the entry `index` is in the tree of `size`, else of the present one (RFC 6962, 2.1.1)."""
    size = read_optional_number(request, "size")
    proof = await prove_inclusion(open_ledger(request).database, read_number(request, "index"), size)
    return Response(InclusionBody.of(proof), headers={"Cache-Control": SECONDS if size is None else FOREVER})


@get("/proof/consistency")
async def send_consistency(request: LedgerRequest) -> Response[ConsistencyBody]:
    """The proof that the tree of size `to`, else the present one, begins with that of size `from` (RFC 6962, 2.1.2)."""
    second = read_optional_number(request, "to")
    proof = await prove_consistency(open_ledger(request).database, read_number(request, "from"), second)
    return Response(ConsistencyBody.of(proof), headers={"Cache-Control": SECONDS if second is None else FOREVER})


@post("/cosignatures", status_code=200)
async def take_cosignatures(request: LedgerRequest) -> Response[bytes]:
    """Take a checkpoint of this ledger with cosignatures of its witnesses; the checkpoint as it is published now."""
    world = open_ledger(request)
    try:
        content = (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise InvalidParameter("the body is not UTF-8", fields=("body",)) from error
    return note_response(await add_cosignatures(world, content, utc_now()))


def ledger_router() -> Router:
    """Everything below `/ledger`."""
    handlers = [send_checkpoint, send_key, send_tile, send_inclusion, send_consistency, take_cosignatures]
    return Router(
        "/ledger",
        route_handlers=handlers,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=BODY_BYTES_MAX,
        include_in_schema=False,
    )
