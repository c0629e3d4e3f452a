"""The Odoo database that is kept in line, and who we are there."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class OdooAccount:
    """A database with a user's key. `url` is the server's address, without a slash at its end.

    JSON-2 needs a database only where one host serves several, and no login; JSON-RPC needs both. `payments` has
    payments of invoices registered, in the bank or cash journal `journal_id` (Odoo's choice when None).
    """

    url: str
    key: str = field(repr=False)
    database: str = ""
    login: str = ""
    payments: bool = False
    journal_id: int | None = None
