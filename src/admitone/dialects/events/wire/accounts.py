"""Bodies with which owners of tickets get a token."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Email = Annotated[str, Meta(max_length=320, examples=["layla@example.com"])]


class CodeRequest(Struct, kw_only=True):
    """Body of account/code."""

    email: Email
    language: Annotated[str, Meta(pattern=r"^(en|ar)$", description="Language of the mail, en or ar")] = "en"


class CodeAnswer(Struct, frozen=True, kw_only=True):
    """The answer to everybody: whether an address is known is told to whoever reads its mail."""

    detail: str = "if somebody who owns tickets has this address, a code is on its way; it works for 10 minutes"


class TokenRequest(Struct, kw_only=True):
    """Body of account/token."""

    email: Email
    code: Annotated[str, Meta(min_length=1, max_length=40, examples=["01234567"])]


class TokenAnswer(Struct, frozen=True, kw_only=True):
    """A token, in the words of RFC 6749."""

    access_token: str
    token_type: str
    expires_in: Annotated[int, Meta(description="Seconds")]


class KeyBody(Struct, frozen=True, kw_only=True):
    """A public key (RFC 7517, RFC 8037)."""

    kty: str
    crv: str
    use: str
    alg: str
    kid: str
    x: str


class KeySet(Struct, frozen=True, kw_only=True):
    """The keys that our tokens are signed with: those of the last, this and the next 30 days."""

    keys: list[KeyBody]
