"""Identifiers that nobody can guess."""

from __future__ import annotations

import hashlib
import secrets
import uuid


def new_uid() -> str:
    """A public identity: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def new_download_code() -> str:
    """24 URL-safe characters with 144 random bits."""
    return secrets.token_urlsafe(18)


def new_session_token() -> str:
    """43 URL-safe characters with 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token. SHA-256 suffices: the token is random, so there is nothing to guess from the hash."""
    return hashlib.sha256(token.encode()).hexdigest()
