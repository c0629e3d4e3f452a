"""Who calls: a program by its API key, as `Basic NAME:KEY` or `Bearer KEY`, or an admin by session."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from litestar import Request

from admitone.bootstrap import Product
from admitone.core.errors import Unauthenticated
from admitone.core.principal import Principal
from admitone.observability.requests import note_principal
from admitone.services import api_keys

TransferRequest = Request[Any, Any, Any]


async def identify(request: TransferRequest) -> Principal:
    """Whoever signed the call; Unauthenticated when nobody did. What they may do is for the services to say."""
    product: Product = request.app.state.product
    token = _token(request.headers.get("authorization", ""))
    address = request.client.host if request.client else "unknown"
    principal = await api_keys.identify_caller(product.database, product.session_limits, token, address)
    note_principal(principal)
    return principal


def _token(header: str) -> str:
    scheme, _, given = header.partition(" ")
    if scheme.lower() == "bearer" and given.strip():
        return given.strip()
    if scheme.lower() == "basic":
        try:
            _name, colon, secret = base64.b64decode(given.strip(), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            colon = secret = ""
        if colon and secret:
            return secret
    message = "sign the call as Authorization: Basic, with the name and the API key as its password, or as Bearer KEY"
    raise Unauthenticated(message, fields=("Authorization",))
