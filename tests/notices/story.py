"""A customer on the way to the payment page and back."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any

from httpx import Response

from admitone.core.selling import return_code
from admitone.store import carts
from tests.servers.sandbox import AUTH_KEY, STORE, Sandbox
from tests.servers.shop import Shop

NOTIFY = "/payment/offline/notify"
_SIGNED = (
    "tran_store",
    "tran_cartid",
    "tran_order",
    "tran_ref",
    "tran_type",
    "tran_authstatus",
    "tran_authcode",
    "tran_authmessage",
    "tran_currency",
    "tran_amount",
)


def words(answer: Response) -> str:
    """What a reader sees of a page."""
    text = re.sub(r"<head.*?</head>", " ", answer.text, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def order_ref(cart: Any) -> str:
    """The gateway's reference of the cart's present payment page."""
    link: str = cart["paymentLink"]
    return link.rsplit("=", 1)[1]


async def way_back(shop: Shop, cart: Any) -> dict[str, str]:
    """What the gateway was told to bring back with a customer."""
    async with shop.product.database.reading() as tx:
        kept = await carts.read_cart_of_anybody(tx, cart["cartReference"])
    assert kept is not None
    return {"ref": kept.reference, "code": return_code(kept)}


async def come_back(shop: Shop, cart: Any, where: str = "success", **query: str) -> Response:
    """Where the gateway sends a customer back to."""
    query_ = {**await way_back(shop, cart), **query}
    return await shop.client.get(f"/payment/offline/{where}", params=query_)


async def in_thread(call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """A customer's or operator's step at the sandbox, which calls the shop while it lasts."""
    return await asyncio.to_thread(call, *arguments, **named)


async def pay_quietly(sandbox: Sandbox, cart: Any, *, cvv: str = "123") -> None:
    """Pay, or try to, without any notice of it."""
    await in_thread(sandbox.fail, "lost_notice", operation="notice")
    await in_thread(sandbox.pay, order_ref(cart), cvv=cvv)


def callback(cart: Any, *, key: str = AUTH_KEY, **changes: str) -> dict[str, str]:
    """A notice about a cart's first session, signed with `key`."""
    form = {
        "tran_store": STORE,
        "tran_cartid": f"{cart['cartReference']}_1",
        "tran_order": order_ref(cart) if cart["paymentLink"] else "",
        "tran_ref": "011287290362",
        "tran_type": "1",
        "tran_authstatus": "A",
        "tran_authcode": "920053",
        "tran_authmessage": "Authorised",
        "tran_currency": "AED",
        "tran_amount": "120.50",
    } | changes
    signed = ":".join([key, *(form[name] for name in _SIGNED)])
    return form | {"tran_check": hashlib.sha1(signed.encode()).hexdigest()}  # noqa: S324  Telr's own choice


async def becomes(shop: Shop, cart: Any, status: str, seconds: float = 15) -> Any:
    """The cart once it has a status."""
    return await comes_true(lambda: shop.read(cart), lambda now: now["status"] == status, seconds)


async def comes_true(look: Callable[[], Awaitable[Any]], is_so: Callable[[Any], bool], seconds: float = 15) -> Any:
    """What is seen once it is as awaited."""
    async with asyncio.timeout(seconds):
        while not is_so(seen := await look()):
            await asyncio.sleep(0.05)
        return seen
