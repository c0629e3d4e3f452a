"""How owners of tickets get a token, and the keys by which anybody can check one."""

from __future__ import annotations

import msgspec
from litestar import get, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.clock import utc_now
from admitone.core.tokens import publish_keys
from admitone.dialects.events.auth import OpenDoor
from admitone.dialects.events.wire.accounts import (
    CodeAnswer,
    CodeRequest,
    KeyBody,
    KeySet,
    TokenAnswer,
    TokenRequest,
)
from admitone.services.account_codes import redeem_code, request_code

TAGS = ["Own tickets"]


@post("/account/code", status_code=202, tags=TAGS)
async def ask_for_code(data: JSONBody[CodeRequest], door: OpenDoor) -> CodeAnswer:
    """Sends a one-time code to an owner of tickets. The answer is the same for an address that nobody here has."""
    async with door.product.database.writing() as tx:
        await request_code(tx, data.email, data.language, door.address)
    return CodeAnswer()


@post("/account/token", status_code=200, tags=TAGS)
async def get_token(data: JSONBody[TokenRequest], door: OpenDoor) -> TokenAnswer:
    """Gives a token for a one-time code."""
    granted = await redeem_code(door.product.database, door.product.token_terms, data.email, data.code, door.address)
    return TokenAnswer(access_token=granted.token, token_type="Bearer", expires_in=granted.seconds)  # noqa: S106


@get("/jwks.json", tags=TAGS)
async def list_keys(door: OpenDoor) -> KeySet:
    """The public keys of our tokens as a JSON Web Key Set."""
    return KeySet(keys=msgspec.convert(publish_keys(door.product.token_terms, utc_now()), list[KeyBody]))


HANDLERS: list[ControllerRouterHandler] = [ask_for_code, get_token]
KEY_HANDLERS: list[ControllerRouterHandler] = [list_keys]
