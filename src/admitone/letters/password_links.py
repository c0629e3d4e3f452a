"""The mail that brings a colleague a link to choose a password. Their language is not known, so both are in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from zoneinfo import ZoneInfo

from admitone.core.clock import utc_now
from admitone.core.people import LinkPurpose, PasswordLink

_ENGLISH: Final[Mapping[str, str]] = {
    "invite_subject": "Your invitation to Admit One",
    "invite": "You are invited to Admit One. Your username is {username}.\nChoose your password here:",
    "reset_subject": "Choose a new password for Admit One",
    "reset": "An admin has made you ({username}) a link to choose a new password:",
    "until": "The link works once, until {until} ({time_zone}).",
    "reset_meanwhile": (
        "Your present password works until then; when you choose a new one, you are signed out everywhere."
    ),
    "secret": "Nobody will ask you for this link: do not pass it on. If you expected no such mail, leave it.",
}
_ARABIC: Final[Mapping[str, str]] = {
    "invite_subject": "دعوتك إلى Admit One",
    "invite": "أنت مدعو إلى Admit One. اسم المستخدم الخاص بك هو {username}.\nاختر كلمة مرورك هنا:",
    "reset_subject": "اختر كلمة مرور جديدة لـ Admit One",
    "reset": "أنشأ لك أحد المسؤولين ({username}) رابطًا لاختيار كلمة مرور جديدة:",
    "until": "يعمل الرابط مرة واحدة، حتى {until} ({time_zone}).",
    "reset_meanwhile": "تبقى كلمة مرورك الحالية صالحة حتى ذلك الحين، وعند اختيار كلمة جديدة يُنهى دخولك في كل مكان.",
    "secret": "لن يطلب منك أحد هذا الرابط، فلا تعطه لغيرك. إن لم تكن تتوقع هذه الرسالة فتجاهلها.",
}
_WORDS: Final = (_ENGLISH, _ARABIC)


@dataclass(frozen=True, slots=True)
class PasswordLetterWriter:
    """Fits `services.password_links.PasswordLetter`."""

    sender: Address

    def __call__(self, link: PasswordLink, url: str, time_zone: str) -> EmailMessage:
        """Plain text, so that it reads well in every mail program and nothing hides where the link leads."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = Address(addr_spec=link.email or "")
        occasion = "invite" if link.purpose is LinkPurpose.INVITE else "reset"
        message["Subject"] = " / ".join(words[f"{occasion}_subject"] for words in _WORDS)
        message["Date"] = format_datetime(utc_now())
        message["Auto-Submitted"] = "auto-generated"
        parts = ["\n".join(_lines(words, occasion, link, url, time_zone)) for words in _WORDS]
        message.set_content("\n\n".join(parts) + "\n")
        return message


def _lines(words: Mapping[str, str], occasion: str, link: PasswordLink, url: str, time_zone: str) -> Iterator[str]:
    yield words[occasion].format(username=link.username)
    yield ""
    yield url
    yield ""
    until = link.expires_at.astimezone(ZoneInfo(time_zone))
    yield words["until"].format(until=f"{until:%Y-%m-%d %H:%M}", time_zone=time_zone)
    if link.purpose is LinkPurpose.RESET:
        yield words["reset_meanwhile"]
    yield words["secret"]
