"""Who calls, and the transaction that the call runs in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from admitone.bootstrap import Product
from admitone.core.errors import Unauthenticated
from admitone.core.principal import Principal, Role
from admitone.dialects.offline.wire.envelope import SessionBody
from admitone.observability.requests import note_principal
from admitone.services import api_keys
from admitone.store.database import Tx


class Door:
    """One call through the offline door."""

    def __init__(self, request: Request[Any, Any, Any], product: Product) -> None:
        """Keep what the call needs; nothing is looked up yet."""
        self.request = request
        self.product = product

    async def identify(self, session: str | None, roles: frozenset[Role]) -> Principal:
        """The caller, by the Bearer token or the body's session; refused when its role is not among `roles`."""
        product = self.product
        token = self._token(session)
        principal = await api_keys.identify_caller(product.database, product.session_limits, token, self.address)
        note_principal(principal)
        principal.require(roles)
        return principal

    @asynccontextmanager
    async def reading(self, body: SessionBody, roles: frozenset[Role]) -> AsyncIterator[tuple[Tx, Principal]]:
        """A reading session for a caller with one of `roles`."""
        principal = await self.identify(body.session, roles)
        async with self.product.database.reading() as tx:
            yield tx, principal

    @asynccontextmanager
    async def writing(self, body: SessionBody, roles: frozenset[Role]) -> AsyncIterator[tuple[Tx, Principal]]:
        """The one transaction of this call; leaving the block commits it."""
        principal = await self.identify(body.session, roles)
        async with self.product.database.writing() as tx:
            yield tx, principal

    @property
    def address(self) -> str:
        """Where the call comes from, for throttles."""
        return self.request.client.host if self.request.client else "unknown"

    def _token(self, session: str | None) -> str | None:
        header = self.request.headers.get("authorization", "")
        if not header:
            return session
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated(
                "write the header as Authorization: Bearer SESSION, or with an API key", fields=("Authorization",)
            )
        return token.strip()


async def open_door(request: Request[Any, Any, Any]) -> Door:
    """Litestar dependency `door`."""
    return Door(request, request.app.state.product)


OpenDoor = NamedDependency[Door]
