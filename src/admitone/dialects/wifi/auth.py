"""Who calls, by the bearer token, and the transaction that the call runs in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import PathParameter

from admitone.bootstrap import Product
from admitone.core.errors import NotFound, Unauthenticated
from admitone.core.principal import STAFF, Principal, Role
from admitone.observability.requests import note_principal
from admitone.services import api_keys
from admitone.store.database import Tx

HOW: Final = "send the header Authorization: Bearer API_KEY; an admin makes keys in the console at /keys"
Version = Annotated[str, PathParameter(description="The version of the API; v1")]
LocationId = Annotated[str, PathParameter(max_length=64, description="Location identifier")]
# The contract leaves the version open; whatever is one means the same.
_VERSION: Final = re.compile(r"[vV]?[0-9]{1,4}(\.[0-9]{1,4}){0,3}")
_OLDER: Final = "/wifiarea/"


class Door:
    """One call through the door of Wi-Fi hosts."""

    def __init__(self, request: Request[Any, Any, Any], location_id: str = "") -> None:
        """Keep what the call needs; nothing is looked up yet. `location_id` is empty where the path names none."""
        self.request = request
        self.product: Product = request.app.state.product
        self.location_id = location_id

    async def identify(self, roles: frozenset[Role] = STAFF) -> Principal:
        """The caller, by the bearer token; refused when its role is not among `roles`."""
        host = self.request.client.host if self.request.client else "unknown"
        product = self.product
        principal = await api_keys.identify_caller(product.database, product.session_limits, self._token(), host)
        note_principal(principal)
        principal.require(roles)
        return principal

    @asynccontextmanager
    async def reading(self, roles: frozenset[Role] = STAFF) -> AsyncIterator[tuple[Tx, Principal]]:
        """A reading session for a caller with one of `roles`."""
        principal = await self.identify(roles)
        async with self.product.database.reading() as tx:
            yield tx, principal

    @asynccontextmanager
    async def writing(self, roles: frozenset[Role] = STAFF) -> AsyncIterator[tuple[Tx, Principal]]:
        """The one transaction of this call; leaving the block commits it."""
        principal = await self.identify(roles)
        async with self.product.database.writing() as tx:
            yield tx, principal

    @property
    def base_url(self) -> str:
        """Where links in answers lead."""
        return self.product.config.base_url.rstrip("/")

    @property
    def is_older(self) -> bool:
        """Whether the path is the one before `Location`: answers then carry its field `wifiareaId` too."""
        return _OLDER in self.request.scope["path"]

    def _token(self) -> str:
        scheme, _, token = self.request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated(HOW, fields=("Authorization",))
        return token.strip()


async def open_door(request: Request[Any, Any, Any], version: Version) -> Door:
    """Litestar dependency `door`; NotFound for a version that is none."""
    _check_version(version)
    return Door(request)


async def open_place(
    request: Request[Any, Any, Any],
    version: Version,
    LocationId: LocationId,  # noqa: N803 - as the contract writes it in the path
) -> Door:
    """Litestar dependency `place`: a call about one location."""
    _check_version(version)
    return Door(request, LocationId)


def _check_version(version: str) -> None:
    if not _VERSION.fullmatch(version):
        raise NotFound(f"{version[:20]!r} is no version of this API; write v1", fields=("version",))


OpenDoor = NamedDependency[Door]
OpenPlace = NamedDependency[Door]
