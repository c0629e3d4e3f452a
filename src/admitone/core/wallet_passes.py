"""A ticket in somebody's wallet."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Platform(StrEnum):
    """Whose wallet a pass is in."""

    APPLE = "APPLE"
    GOOGLE = "GOOGLE"


class WalletPass(Struct, frozen=True, kw_only=True):
    """One pass of one holder. `content` is JSON text of an `Admission` as it was when the pass was made.

    `ticket_id` is None when the ticket is gone. `remote_at` is when the wallet's own server has been told of it.
    """

    id: int
    tenant_id: int
    ticket_id: int | None
    platform: Platform
    serial: str
    token: str
    holder_code: str
    content: str
    remote_at: datetime | None
    changed_at: datetime
    created_at: datetime


def new_pass_token() -> str:
    """What a device shows us to be told of one pass: 43 URL-safe characters with 256 random bits."""
    return secrets.token_urlsafe(32)
