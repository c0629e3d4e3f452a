"""The daily mail to an admin. Nobody's language is known, so both are in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.stock import ExpiringStock, LowStock

_EXPIRING: Final = (
    "Unsold tickets that expire within a week, by their last day:",
    "تذاكر لم تُبع تنتهي صلاحيتها خلال أسبوع، بحسب يومها الأخير:",
)
_LOW: Final = (
    "Attractions that run low (left, of at least, name):",
    "معالم أوشكت تذاكرها على النفاد (المتبقي، من الحد الأدنى، الاسم):",
)
_MORE: Final = "Everything else / ما عدا ذلك"


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
        message["Subject"] = (
            f"{day.isoformat()}: {tickets} tickets expire soon, {len(low)} attractions run low"
            f" / تذاكر تنتهي قريبًا: {tickets}، معالم أوشكت على النفاد: {len(low)}"
        )
        message["Date"] = format_datetime(utc_now())
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n".join(self._lines(expiring, low)) + "\n")
        return message

    def _lines(self, expiring: Sequence[ExpiringStock], low: Sequence[LowStock]) -> Iterator[str]:
        if expiring:
            yield from (*_EXPIRING, "")
            yield from (f"  {stock.last_day.isoformat()}  {stock.tickets:>6}  {stock.attraction}" for stock in expiring)
            yield ""
        if low:
            yield from (*_LOW, "")
            yield from (f"  {one.available:>6}  {one.threshold:>6}  {one.name}" for one in low)
            yield ""
        yield f"{_MORE}: {self.console_url}"
