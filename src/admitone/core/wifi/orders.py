"""Orders about sessions, which access servers carry out (RFC 5176), and what they say to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SessionVerdict(StrEnum):
    """What an access server says to an order about one of its sessions."""

    DONE = "DONE"
    GONE = "GONE"
    UNSUPPORTED = "UNSUPPORTED"


@dataclass(frozen=True, slots=True)
class SessionName:
    """What tells a session from others at its access server; `device` as it was reported, if it was."""

    nas: str
    acct_session_id: str
    user_name: str
    device: str | None
    address: str | None
