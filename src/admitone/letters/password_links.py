"""The mail that brings a colleague a link to choose a password."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from admitone.core.clock import utc_now
from admitone.core.people import LinkPurpose, PasswordLink


@dataclass(frozen=True, slots=True)
class PasswordLetterWriter:
    """Fits `services.password_links.PasswordLetter`."""

    sender: Address

    def __call__(self, link: PasswordLink, url: str, time_zone: str) -> EmailMessage:
        """Plain text, so that it reads well in every mail program and nothing hides where the link leads."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = Address(addr_spec=link.email or "")
        invited = link.purpose is LinkPurpose.INVITE
        message["Subject"] = "Your invitation to Admit One" if invited else "Choose a new password for Admit One"
        message["Date"] = format_datetime(utc_now())
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n".join(self._lines(link, url, time_zone)) + "\n")
        return message

    @staticmethod
    def _lines(link: PasswordLink, url: str, time_zone: str) -> Iterator[str]:
        if link.purpose is LinkPurpose.INVITE:
            yield f"You are invited to Admit One. Your username is {link.username}."
            yield "Choose your password here:"
        else:
            yield f"An admin has made you ({link.username}) a link to choose a new password:"
        yield ""
        yield url
        yield ""
        until = link.expires_at.astimezone(ZoneInfo(time_zone))
        yield f"The link works once, until {until:%Y-%m-%d %H:%M} ({time_zone})."
        if link.purpose is LinkPurpose.RESET:
            yield "Your present password works until then; when you choose a new one, you are signed out everywhere."
        yield "Nobody will ask you for this link: do not pass it on. If you expected no such mail, leave it."
