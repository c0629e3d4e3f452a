"""The one store that the sandbox knows."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A store with its keys and what a merchant would set in the merchant administration.

    `webhook_url` gets the account's notices, `webhook_names_order` puts `tran_order` into them. A session that nobody
    paid expires after `session_seconds`.
    """

    store: str
    auth_key: str = field(repr=False)
    remote_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    webhook_url: str = ""
    webhook_names_order: bool = False
    session_seconds: float = 24 * 3600
