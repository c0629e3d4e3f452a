"""The endpoints of this door."""

from __future__ import annotations

from typing import Final

from litestar import Response, Router, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.described_refusals import describe_refusals
from admitone.dialects.secure.auth import SecureRequest, check_uid, product_of, unknown_event
from admitone.dialects.secure.errors import EXCEPTION_HANDLERS
from admitone.dialects.secure.wire import HEADERS, JWT_TYPE, KeySet, key_set
from admitone.services.secure_keys import published_keys, published_revocations

TAGS: Final = ["Gates"]


@get("/{event_uid:str}/keys", tags=TAGS)
async def send_keys(request: SecureRequest, event_uid: FromPath[str]) -> Response[KeySet]:
    """The public keys of an event, by which its SECURE codes are checked without asking anybody."""
    uid = check_uid(event_uid)
    async with product_of(request).database.reading() as tx:
        found = await published_keys(tx, uid)
    if found is None:
        raise unknown_event(uid)
    return Response(key_set(found), headers=HEADERS)


@get("/{event_uid:str}/revoked", tags=TAGS, media_type=JWT_TYPE)
async def send_revocations(request: SecureRequest, event_uid: FromPath[str]) -> Response[str]:
    """A JWT, signed by the event's newest key: which versions of which tickets admit nobody any more."""
    product, uid = product_of(request), check_uid(event_uid)
    async with product.database.reading() as tx:
        found = await published_revocations(tx, product.config.secret, uid)
    if found is None:
        raise unknown_event(uid)
    return Response(found, media_type=JWT_TYPE, headers=HEADERS)


def secure_router() -> Router:
    """Everything below `/secure`."""
    handlers: list[ControllerRouterHandler] = [send_keys, send_revocations]
    describe_refusals(handlers)
    return Router("/secure", route_handlers=handlers, exception_handlers=EXCEPTION_HANDLERS)
