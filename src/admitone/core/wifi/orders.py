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
class SessionLimits:
    """How much a session may use in all, counted from its beginning; None is no limit. Download goes to the guest."""

    seconds: int | None = None
    traffic_bytes: int | None = None
    download_bytes: int | None = None
    upload_bytes: int | None = None

    @property
    def of_traffic(self) -> bool:
        """Whether any amount of traffic is limited."""
        return any(limit is not None for limit in (self.traffic_bytes, self.download_bytes, self.upload_bytes))


@dataclass(frozen=True, slots=True)
class SessionName:
    """What tells a session from others at its access server; `device` as it was reported, if it was."""

    nas: str
    acct_session_id: str
    user_name: str
    device: str | None
    address: str | None
