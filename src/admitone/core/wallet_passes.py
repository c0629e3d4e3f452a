"""A ticket in somebody's wallet."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

APPLE_PASS_TYPE: Final = "application/vnd.apple.pkpass"  # noqa: S105 -- a kind of file
APPLE_PASSES_TYPE: Final = "application/vnd.apple.pkpasses"


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
