"""The daily mail to an admin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from admitone.core.clock import utc_now
from admitone.core.stock import ExpiringStock, LowStock


@dataclass(frozen=True, slots=True)
class DigestLetterWriter:
    """Fits `services.digest.DigestLetter`. `console_url` is where a reader can do something about it."""

    sender: Address
    console_url: str

    def __call__(
        self, recipient: str, day: date, expiring: Sequence[ExpiringStock], low: Sequence[LowStock]
    ) -> EmailMessage:
        """Plain text, so that it reads well in every mail program."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = Address(addr_spec=recipient)
        tickets = sum(stock.tickets for stock in expiring)
        message["Subject"] = f"{day.isoformat()}: {tickets} tickets expire soon, {len(low)} attractions run low"
        message["Date"] = format_datetime(utc_now())
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n".join(self._lines(expiring, low)) + "\n")
        return message

    def _lines(self, expiring: Sequence[ExpiringStock], low: Sequence[LowStock]) -> Iterator[str]:
        if expiring:
            yield "Unsold tickets that expire within a week, by their last day:"
            yield ""
            yield from (f"  {stock.last_day.isoformat()}  {stock.tickets:>6}  {stock.attraction}" for stock in expiring)
            yield ""
        if low:
            yield "Attractions that run low:"
            yield ""
            yield from (f"  {one.available:>6} left of at least {one.threshold}: {one.name}" for one in low)
            yield ""
        yield f"Everything else: {self.console_url}"
