"""Tokens of the owners of tickets: JSON Web Tokens (RFC 7519) that we sign with Ed25519 (RFC 8037).

The keys are derived from the server's secret, one for each period of 30 days: they rotate by themselves, every process
has the same ones, and who has only the database has none. The keys of the last, this and the next period are published.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from admitone.core.errors import Unauthenticated

ALGORITHM: Final = "EdDSA"
AUDIENCE: Final = "admitone"
PERIOD: Final = timedelta(days=30)
LEEWAY: Final = timedelta(seconds=30)
TOKEN_LENGTH_MAX: Final = 8192
_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)


class HolderClaims(Struct, frozen=True, kw_only=True):
    """What an issuer says of the bearer of a token. `email` only when the issuer has verified it."""

    issuer: str
    subject: str
    email: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class TokenTerms:
    """What our tokens are made of. `issuer` is the address at which people reach the product."""

    secret: str
    issuer: str
    life: timedelta


def write_token(terms: TokenTerms, subject: str, email: str | None, now: datetime) -> str:
    """A token for the account of this public identity."""
    key = _private_key(terms.secret, _period(now))
    claims: dict[str, Any] = {
        "iss": terms.issuer,
        "sub": subject,
        "aud": AUDIENCE,
        "iat": int(now.timestamp()),
        "nbf": int(now.timestamp()),
        "exp": int((now + terms.life).timestamp()),
        "jti": secrets.token_urlsafe(12),
    }
    if email is not None:
        claims["email"] = email
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": _key_id(key.public_key())})


def read_token(terms: TokenTerms, token: str, now: datetime) -> HolderClaims:
    """What one of our tokens says. Unauthenticated when it is forged, over, not yet good, or meant for others."""
    keys = _public_keys(terms, now)
    key = keys.get(peek(token, "header").get("kid", ""))
    if key is None:
        raise refused("it is signed with a key that is not ours, or is too old")
    claims = decode(token, key, ALGORITHM, issuer=terms.issuer, audience=AUDIENCE)
    return HolderClaims(issuer=terms.issuer, subject=claims["sub"])


def publish_keys(terms: TokenTerms, now: datetime) -> list[dict[str, str]]:
    """The public keys as JSON Web Keys (RFC 7517)."""
    return [
        {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": ALGORITHM, "kid": kid, "x": _base64(key)}
        for kid, key in _public_keys(terms, now).items()
    ]


def decode(token: str, key: Any, algorithm: str, *, issuer: str, audience: str) -> dict[str, Any]:
    """The claims of a token, once its signature and all of exp, nbf, iat, iss, aud and sub have been checked.

    The algorithm is the caller's choice, never the token's: so no public key is ever taken for a shared secret.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=issuer,
            audience=audience,
            leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
        raise _refusal(error) from error
    return claims


def peek(token: str, part: str) -> Mapping[str, Any]:
    """The header or the claims of a token, unchecked: good for choosing whom to ask, for nothing else."""
    if len(token) > TOKEN_LENGTH_MAX or not token.isascii() or token.count(".") != 2:
        raise refused("it is no JSON Web Token")
    try:
        if part == "header":
            return jwt.get_unverified_header(token)
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise refused("it is no JSON Web Token") from error
    return claims


def _refusal(error: Exception) -> Unauthenticated:
    if isinstance(error, jwt.ExpiredSignatureError):
        return refused("its time is over; get a new one")
    if isinstance(error, jwt.ImmatureSignatureError):
        return refused("it is not good yet")
    if isinstance(error, (jwt.InvalidAudienceError, jwt.InvalidIssuerError)):
        return refused("it was made for somebody else, or by somebody else")
    if isinstance(error, jwt.InvalidSignatureError):
        return refused("its signature is wrong")
    if isinstance(error, jwt.MissingRequiredClaimError):
        return refused("it lacks a claim; exp, iss, aud and sub are needed")
    return refused("it is not as a token should be")


def refused(reason: str) -> Unauthenticated:
    """The refusal of a token."""
    return Unauthenticated(f"this token is not accepted: {reason}", fields=("Authorization",))


def _period(now: datetime) -> int:
    return (now - _EPOCH) // PERIOD


def _private_key(secret: str, period: int) -> Ed25519PrivateKey:
    seed = hmac.new(secret.encode(), b"token-key:%d" % period, hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _public_keys(terms: TokenTerms, now: datetime) -> dict[str, Ed25519PublicKey]:
    period = _period(now)
    keys = [_private_key(terms.secret, period + step).public_key() for step in (-1, 0, 1)]
    return {_key_id(key): key for key in keys}


def _key_id(key: Ed25519PublicKey) -> str:
    # The thumbprint of RFC 7638, by which everybody would call it.
    members = f'{{"crv":"Ed25519","kty":"OKP","x":"{_base64(key)}"}}'
    return base64.urlsafe_b64encode(hashlib.sha256(members.encode()).digest()).rstrip(b"=").decode()


def _base64(key: Ed25519PublicKey) -> str:
    return base64.urlsafe_b64encode(key.public_bytes_raw()).rstrip(b"=").decode()
