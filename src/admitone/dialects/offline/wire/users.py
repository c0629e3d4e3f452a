"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class Authenticate(Struct, kw_only=True, rename="camel"):
    """Body of /user/authenticate."""

    username: Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[^\x00]*$")]
    password: Annotated[str, Meta(min_length=1, max_length=1000)]


class CSession(Struct, frozen=True, rename="camel"):
    """An open session. `expiresAt` is an ISO 8601 instant; unused, the session ends earlier."""

    session: str
    roles: list[str]
    expires_at: str
