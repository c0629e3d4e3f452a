"""The endpoints of this door."""

from __future__ import annotations

from typing import Annotated, Any, Final

from litestar import Response, Router, get, post, put
from litestar.params import FromPath, HeaderParameter, JSONBody, PathParameter, QueryParameter
from litestar.types import ControllerRouterHandler

from admitone.bodies import INTEGER_MAX, ObjectRequest, StrictBody, encode_json
from admitone.bootstrap import Product
from admitone.core.errors import InvalidParameter
from admitone.core.transfers import ApprovalState
from admitone.dialects.transfers.auth import TransferRequest, identify
from admitone.dialects.transfers.errors import EXCEPTION_HANDLERS
from admitone.dialects.transfers.refusals import describe_refusals
from admitone.dialects.transfers.wire import (
    HAL,
    PREFIX,
    ApprovalBody,
    ApprovalRequest,
    ApprovalsBody,
    CompletionRequest,
    ProductBody,
    ProductRequest,
    TicketBody,
    WithdrawalRequest,
    approval_body,
    approvals_body,
    read_holders,
    read_ticket_uri,
    ticket_body,
)
from admitone.services import transfer_approvals as approvals
from admitone.services.repeating import repeat_undone
from admitone.services.transfer_completing import complete_transfer
from admitone.services.transfer_tickets import read_shared_ticket, set_reissue

PREFIXES: Final = (PREFIX,)
TAGS: Final = ["Ticket transfer approvals"]
_PAGE_MAX: Final = 10**9
Key = Annotated[
    str | None,
    HeaderParameter(name="Idempotency-Key", max_length=200, description="A repetition gives the same approval"),
]
State = Annotated[
    str | None, QueryParameter(name="state", description="approved, rejected, completed, withdrawn or ended")
]
Page = Annotated[int | None, QueryParameter(ge=1, le=_PAGE_MAX, description="500 a page; past the end, the last")]

AttractionNumber = Annotated[
    int, PathParameter(ge=1, le=INTEGER_MAX, description="Of an attraction, or of an event by its own")
]


@post("/", status_code=200, tags=TAGS, media_type=HAL)
async def create_approval(
    request: TransferRequest, data: JSONBody[ApprovalRequest], idempotency_key: Key = None
) -> Response[ApprovalBody]:
    """Asks for leave to transfer tickets. It stands at once; every owner is told, and can stop it for all."""
    product = _product(request)
    principal = await identify(request)
    base = product.config.base_url
    uids = [read_ticket_uri(base, one, f"tickets[{index}]") for index, one in enumerate(data.tickets)]
    until = data.opt_out_until
    if until is not None and until.tzinfo is None:
        message = "opt_out_until: name the offset too, as in 2026-03-15T12:00:00Z"
        raise InvalidParameter(message, fields=("opt_out_until",))
    wish = approvals.TransferWish(uids, until, idempotency_key or None)
    found = await repeat_undone(
        product.database, lambda tx: approvals.ask_for_transfer(tx, principal, product.transfer_terms, wish)
    )
    return _hal(approval_body(base, found))


@get("/", tags=TAGS, media_type=HAL)
async def list_approvals(
    request: TransferRequest,
    only: State = None,
    page: Page = None,
) -> Response[ApprovalsBody]:
    """Lists approvals, newest first."""
    product = _product(request)
    principal = await identify(request)
    query = {} if only is None else {"state": only}
    async with product.database.reading() as tx:
        found, number, total = await approvals.page_approvals(tx, principal, _state(only), page or 1)
    return _hal(approvals_body(product.config.base_url, found, query, number, total))


@get("/{uid:str}", tags=TAGS, media_type=HAL)
async def show_approval(request: TransferRequest, uid: FromPath[str]) -> Response[ApprovalBody]:
    """Reads one approval."""
    product = _product(request)
    principal = await identify(request)
    async with product.database.reading() as tx:
        found = await approvals.read_approval(tx, principal, uid)
    return _hal(approval_body(product.config.base_url, found, own_address=_own_address(request)))


@post("/{uid:str}/complete", status_code=200, tags=TAGS, media_type=HAL)
async def complete_approval(
    request: TransferRequest, uid: FromPath[str], data: JSONBody[CompletionRequest]
) -> Response[ApprovalBody]:
    """Gives the tickets to their new holders, once their owners cannot stop it any more. Repeating it is harmless."""
    product = _product(request)
    principal = await identify(request)
    owners = read_holders(product.config.base_url, data)
    found = await repeat_undone(
        product.database, lambda tx: complete_transfer(tx, principal, product.ledger, uid, owners)
    )
    return _hal(approval_body(product.config.base_url, found))


@post("/{uid:str}/withdraw", status_code=200, tags=TAGS, media_type=HAL)
async def withdraw_approval(
    request: TransferRequest, uid: FromPath[str], data: JSONBody[WithdrawalRequest]
) -> Response[ApprovalBody]:
    """Takes an approval back; its owners are told that their tickets stay theirs."""
    product = _product(request)
    principal = await identify(request)
    found = await repeat_undone(
        product.database, lambda tx: approvals.withdraw_approval(tx, principal, uid, data.reason)
    )
    return _hal(approval_body(product.config.base_url, found))


@get("/tickets/{uid:str}", tags=TAGS, media_type=HAL)
async def show_ticket(request: TransferRequest, uid: FromPath[str]) -> Response[TicketBody]:
    """Reads one ticket, whose address is /tickets/UID too; one that was transferred leads on to what it became."""
    product = _product(request)
    principal = await identify(request)
    async with product.database.reading() as tx:
        found = await read_shared_ticket(tx, principal, uid)
    body = ticket_body(
        product.config.base_url, found.ticket, found.successor, approval=found.approval, state=found.state
    )
    return _hal(body)


@put("/products/{product:int}", tags=TAGS, media_type=HAL)
async def enable_product(
    request: TransferRequest, product: AttractionNumber, data: JSONBody[ProductRequest]
) -> Response[ProductBody]:
    """Enables an attraction, or an event by its attraction, for reissue, or no longer. For admins."""
    inventory = _product(request)
    principal = await identify(request)
    async with inventory.database.writing() as tx:
        await set_reissue(tx, principal, product, reissue=data.reissue)
    return _hal(ProductBody(product=product, reissue=data.reissue))


def transfer_routers(*, json_bytes_max: int) -> list[Router]:
    """The routers of this door."""
    own: list[ControllerRouterHandler] = [
        create_approval,
        list_approvals,
        show_approval,
        complete_approval,
        withdraw_approval,
        show_ticket,
        enable_product,
    ]
    return [_router(PREFIX, own, json_bytes_max)]


def _router(path: str, handlers: list[ControllerRouterHandler], body_bytes_max: int) -> Router:
    describe_refusals(handlers)
    return Router(
        path,
        route_handlers=handlers,
        dto=StrictBody,
        return_dto=None,
        request_class=ObjectRequest,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=body_bytes_max,
        response_headers={"Cache-Control": "no-store"},
    )


def _product(request: TransferRequest) -> Product:
    product: Product = request.app.state.product
    return product


def _state(text: str | None) -> ApprovalState | None:
    if text is None:
        return None
    try:
        return ApprovalState(text.upper())
    except ValueError as error:
        known = ", ".join(one.value.lower() for one in ApprovalState)
        raise InvalidParameter(f"state: choose one of {known}", fields=("state",)) from error


def _own_address(request: TransferRequest) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    base: str = request.app.state.product.config.base_url
    return f"{base.rstrip('/')}{request.url.path}{query}"


def _hal(body: Any) -> Response[Any]:
    return Response(encode_json(body), media_type=HAL)
