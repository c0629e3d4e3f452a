"""Which wallets customers are offered, and where their tickets go into them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wallets:
    """Whether tickets can be saved to Apple Wallet and to Google Wallet here."""

    apple: bool = False
    google: bool = False

    def apple_url(self, page: str) -> str | None:
        """Where the pass of a ticket's page is; None when there are no such passes."""
        return f"{page}/ticket.pkpass" if self.apple else None

    def google_url(self, page: str) -> str | None:
        """Where the ticket of a page is saved to Google Wallet; None when that is not offered."""
        return f"{page}/google-wallet" if self.google else None
