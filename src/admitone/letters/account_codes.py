"""The mail that brings an owner of tickets a one-time code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from admitone.core.clock import utc_now

# Times are in UTC: the code belongs to a person, of whom no time zone is known.
_ENGLISH: Final = (
    "Your code: {code}",
    "Your code to see your tickets is",
    "",
    "{code}",
    "",
    "It works once, until {until} UTC.",
    "Nobody will ask you for this code: do not pass it on. If you asked for none, leave this mail.",
)
_ARABIC: Final = (
    "رمزك: {code}",
    "رمز الاطلاع على تذاكرك هو",
    "",
    "{code}",
    "",
    "يعمل مرة واحدة، حتى {until} بالتوقيت العالمي.",
    "لن يطلب منك أحد هذا الرمز، فلا تعطه لغيرك. إن لم تطلب رمزًا فتجاهل هذه الرسالة.",
)
_WORDS: Final = {"en": _ENGLISH, "ar": _ARABIC}


@dataclass(frozen=True, slots=True)
class CodeLetterWriter:
    """Fits `services.account_codes.CodeLetter`."""

    sender: Address

    def __call__(self, email: str, code: str, expires_at: datetime, language: str) -> EmailMessage:
        """Plain text, with the code in the subject too, where telephones show it."""
        said = [line.format(code=code, until=f"{expires_at:%Y-%m-%d %H:%M}") for line in _WORDS.get(language, _ENGLISH)]
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = Address(addr_spec=email)
        message["Subject"] = said[0]
        message["Date"] = format_datetime(utc_now())
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n".join(said[1:]) + "\n")
        return message
