"""What vouches for a device: the token that stands in its pass."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request

from admitone.bootstrap import Product
from admitone.core.errors import NotFound, Unauthenticated

WalletRequest = Request[Any, Any, Any]
_SCHEME: Final = "ApplePass "


def pass_token(request: WalletRequest) -> str:
    """The token of a request; Unauthenticated without one."""
    given = request.headers.get("authorization", "")
    if not given.startswith(_SCHEME):
        raise Unauthenticated("write the header Authorization: ApplePass TOKEN")
    return given.removeprefix(_SCHEME).strip()


def check_pass_type(request: WalletRequest, pass_type: str) -> None:
    """NotFound for passes that are not ours."""
    product: Product = request.app.state.product
    if product.pass_maker is None or pass_type != product.pass_maker.pass_type:
        raise NotFound("there are no passes of this type here")
