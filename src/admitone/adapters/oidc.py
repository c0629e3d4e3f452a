"""Tokens of an OpenID Connect issuer: its keys are found by discovery and kept for some minutes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import jwt
import msgspec

from admitone.core.errors import Unavailable
from admitone.core.tokens import HolderClaims, decode, peek, refused

DISCOVERY: Final = "/.well-known/openid-configuration"
# RFC 8725 3.1: what may verify is ours to say. Each algorithm goes with one kind of key.
ALGORITHMS: Final = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
KEEP_SECONDS: Final = 600.0
# A key that we do not know makes us look again, but not more often than this.
LOOK_AGAIN_SECONDS: Final = 30.0
TIME_LIMITS: Final = httpx.Timeout(5.0)
ANSWER_BYTES_MAX: Final = 1024 * 1024
RSA_BITS_MIN: Final = 2048


class OidcIssuer:
    """One issuer. Fits `services.ports.TokenIssuer`."""

    def __init__(self, issuer: str, audience: str) -> None:
        """`issuer` exactly as its tokens name it; nothing is asked before the first token comes."""
        self.issuer = issuer
        self._audience = audience
        self._client = httpx.AsyncClient(timeout=TIME_LIMITS, follow_redirects=False, trust_env=False)
        self._keys: list[Mapping[str, Any]] = []
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    async def read(self, token: str) -> HolderClaims:
        """See `TokenIssuer.read`."""
        header = peek(token, "header")
        algorithm = str(header.get("alg"))
        if algorithm not in ALGORITHMS:
            raise refused(f"it must be signed with {', '.join(ALGORITHMS)}")
        key = await self._find_key(header.get("kid"), algorithm)
        claims = decode(token, key, algorithm, issuer=self.issuer, audience=self._audience)
        verified = claims.get("email_verified") is True
        email, name = claims.get("email"), claims.get("name")
        return HolderClaims(
            issuer=self.issuer,
            subject=claims["sub"],
            email=email if verified and isinstance(email, str) else None,
            name=name if isinstance(name, str) else None,
        )

    def forget(self, *, seconds: float) -> None:
        """Let the keys count as so many seconds older than they are."""
        self._read_at -= seconds

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def _find_key(self, kid: object, algorithm: str) -> Any:
        await self._refresh(KEEP_SECONDS)
        found = self._matching(kid, algorithm)
        if found is None:
            await self._refresh(LOOK_AGAIN_SECONDS)
            found = self._matching(kid, algorithm)
        if found is None:
            raise refused("its issuer does not publish the key that it is signed with")
        try:
            key = jwt.PyJWK(dict(found), algorithm=algorithm).key
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise refused("its issuer publishes a key that cannot be used") from error
        if ALGORITHMS[algorithm] == "RSA" and key.key_size < RSA_BITS_MIN:
            raise refused("its issuer signs with a key that is too short")
        return key

    def _matching(self, kid: object, algorithm: str) -> Mapping[str, Any] | None:
        fitting = [
            key
            for key in self._keys
            if key.get("kty") == ALGORITHMS[algorithm]
            and key.get("alg", algorithm) == algorithm
            and key.get("use", "sig") == "sig"
        ]
        if kid is None:
            # An issuer with one key may leave its name out.
            return fitting[0] if len(fitting) == 1 else None
        return next((key for key in fitting if key.get("kid") == kid), None)

    async def _refresh(self, seconds: float) -> None:
        if time.monotonic() - self._read_at < seconds:
            return
        async with self._lock:
            if time.monotonic() - self._read_at < seconds:
                return
            try:
                self._keys = await self._read_keys()
            except Unavailable:
                # Keys of some minutes ago are better than shutting everybody out.
                if not self._keys:
                    raise
            self._read_at = time.monotonic()

    async def _read_keys(self) -> list[Mapping[str, Any]]:
        said = await self._get(self.issuer.rstrip("/") + DISCOVERY)
        if said.get("issuer") != self.issuer:
            raise Unavailable("the issuer of tokens calls itself by another name; check ADMITONE_OIDC_ISSUER")
        address = said.get("jwks_uri")
        if not isinstance(address, str) or urlsplit(address).scheme != urlsplit(self.issuer).scheme:
            raise Unavailable("the issuer of tokens does not say where its keys are")
        keys = (await self._get(address)).get("keys")
        if not isinstance(keys, list):
            raise Unavailable("the issuer of tokens does not publish keys")
        return [key for key in keys if isinstance(key, dict)]

    async def _get(self, address: str) -> dict[str, Any]:
        try:
            async with self._client.stream("GET", address, headers={"Accept": "application/json"}) as answer:
                answer.raise_for_status()
                content = bytearray()
                async for chunk in answer.aiter_bytes():
                    content += chunk
                    if len(content) > ANSWER_BYTES_MAX:
                        raise Unavailable("the issuer of tokens answers with too much")
            return msgspec.json.decode(content, type=dict[str, Any])
        except (httpx.HTTPError, httpx.InvalidURL, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Unavailable("the issuer of tokens does not answer as it should; try again later") from error


def open_issuer(issuer: str, audience: str) -> OidcIssuer | None:
    """The issuer that is configured, if one is."""
    return OidcIssuer(issuer, audience) if issuer else None
