"""Who calls: staff of a tenant by session or API key, owners of tickets by a token."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from admitone.bootstrap import Product
from admitone.core.errors import Unauthenticated
from admitone.core.events import Account
from admitone.core.principal import STAFF, Principal
from admitone.observability.requests import note_principal
from admitone.services import api_keys
from admitone.services.holders import identify_holder
from admitone.store.database import Tx


class Door:
    """One call through the event door."""

    def __init__(self, request: Request[Any, Any, Any], product: Product) -> None:
        """Keep what the call needs; nothing is looked up yet."""
        self.request = request
        self.product = product

    async def identify_staff(self) -> Principal:
        """The agent or admin of a session or an API key; refused when it is neither."""
        product = self.product
        token = self._token()
        if token is not None and token.count(".") == 2:
            raise Unauthenticated(
                "this is the token of an owner of tickets; send the session of a user, or an API key",
                fields=("Authorization",),
            )
        principal = await api_keys.identify_caller(product.database, product.session_limits, token, self.address)
        note_principal(principal)
        principal.require(STAFF)
        return principal

    async def identify_anybody(self) -> Account | Principal:
        """An owner of tickets by a token, else staff by a session or an API key."""
        token = self._token()
        if token is not None and token.count(".") == 2:
            return await self.identify_holder()
        return await self.identify_staff()

    async def identify_holder(self) -> Account:
        """The account of an owner of tickets, by the bearer token."""
        return await identify_holder(self.product.holder_world, self._token())

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[tuple[Tx, Principal]]:
        """The one transaction of a call of staff; leaving the block commits it."""
        principal = await self.identify_staff()
        async with self.product.database.writing() as tx:
            yield tx, principal

    @property
    def address(self) -> str:
        """Where the call comes from, for throttles."""
        return self.request.client.host if self.request.client else "unknown"

    def _token(self) -> str | None:
        header = self.request.headers.get("authorization", "")
        if not header:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("write the header as Authorization: Bearer TOKEN", fields=("Authorization",))
        return token.strip()


async def open_door(request: Request[Any, Any, Any]) -> Door:
    """Litestar dependency `door`."""
    return Door(request, request.app.state.product)


OpenDoor = NamedDependency[Door]
