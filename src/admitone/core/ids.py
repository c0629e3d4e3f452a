"""Identifiers that nobody can guess."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import uuid
from typing import Final

API_KEY_PREFIX: Final = "aok_"
API_KEY_LENGTH: Final = 47


def new_uid() -> str:
    """A public identity: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def is_uid(text: str) -> bool:
    """Whether a text can be what `new_uid` makes."""
    return len(text) == 32 and set(text) <= set("0123456789abcdef")


def new_download_code() -> str:
    """24 URL-safe characters with 144 random bits."""
    return secrets.token_urlsafe(18)


def new_barcode() -> str:
    """24 capital letters and digits with 120 random bits: a code of them is small, and a person can type it."""
    return base64.b32encode(secrets.token_bytes(15)).decode()


def new_session_token() -> str:
    """43 URL-safe characters with 256 random bits."""
    return secrets.token_urlsafe(32)


def new_api_key() -> str:
    """47 URL-safe characters with 256 random bits; the beginning tells people and scanners what it is."""
    return API_KEY_PREFIX + secrets.token_urlsafe(32)


def is_api_key(token: str) -> bool:
    """Whether a token can be an API key; session tokens are shorter."""
    return len(token) == API_KEY_LENGTH and token.startswith(API_KEY_PREFIX)


def derived_token(secret: str, seed: str, purpose: str = "password-link") -> str:
    """43 URL-safe characters made of the server's secret and a seed: who has only the database cannot make them."""
    digest = hmac.new(secret.encode(), f"{purpose}:{seed}".encode(), "sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """What is stored of a token. SHA-256 suffices: the token is random, so there is nothing to guess from the hash."""
    return hashlib.sha256(token.encode()).hexdigest()
