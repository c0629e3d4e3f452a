"""Who calls: a gate with an API key, or staff by session."""

from __future__ import annotations

from typing import Any

from litestar import Request

from admitone.bootstrap import Product
from admitone.core.errors import Unauthenticated
from admitone.core.principal import Principal
from admitone.observability.requests import note_principal
from admitone.services import api_keys

ScanRequest = Request[Any, Any, Any]


async def identify(request: ScanRequest) -> Principal:
    """Whoever signed the call; Unauthenticated when nobody did."""
    product: Product = request.app.state.product
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        message = "send the header Authorization: Bearer API_KEY; an admin makes keys in the console at /keys"
        raise Unauthenticated(message, fields=("Authorization",))
    address = request.client.host if request.client else "unknown"
    principal = await api_keys.identify_caller(product.database, product.session_limits, token.strip(), address)
    note_principal(principal)
    return principal
