"""The mails around transfers of tickets. Nobody's language is known, so both are in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from admitone.core.admissions import Admission
from admitone.core.clock import local_day, local_time, utc_now
from admitone.core.transfers import TransferNews
from admitone.letters.files import File, attach_files
from admitone.presentation.facts import one_line
from admitone.presentation.language import Language, language

_ENGLISH: Final[Mapping[str, str]] = {
    "asked_subject": "Your tickets are about to be transferred",
    "asked": "Somebody with whom you offered these tickets asks to transfer them to new holders:",
    "asked_end": "If you agree, do nothing. To stop the transfer, open this page before {until}:",
    "stopped_subject": "The transfer of your tickets was stopped",
    "stopped": "An owner has stopped this transfer, for all of its tickets. These stay yours:",
    "stopped_end": "Whoever stopped it can undo that for 15 minutes, on this page:",
    "resumed_subject": "The transfer of your tickets goes on",
    "resumed": "The owner who stopped this transfer has undone that. It goes on for these tickets of yours:",
    "resumed_end": "To stop the transfer, open this page before {until}:",
    "withdrawn_subject": "Your tickets stay yours",
    "withdrawn": "The transfer of these tickets was called off:",
    "withdrawn_end": "Its page:",
    "completed_subject": "Your tickets were transferred",
    "completed": "These tickets belong to new holders now. Your codes and links for them do not work any more:",
    "completed_end": "The page of the transfer:",
    "received_subject": "Your ticket",
    "received": "This ticket was transferred to you:",
    "received_end": "Open it here. Whoever has this link has the ticket, so do not pass it on:",
    "resold_subject": "Your ticket was sold",
    "resold": "Somebody has bought this ticket from you. Your code and link for it do not work any more:",
    "resold_end": "You get {due}. Whoever organises the event pays it to you.",
    "handed_on_subject": "Your ticket was transferred",
    "handed_on": "This ticket was given to another holder. Your code and link for it do not work any more:",
    "handed_on_end": "If that was not your wish, tell whoever sold you the ticket at once.",
    "automatic": "This mail was sent automatically.",
}
_ARABIC: Final[Mapping[str, str]] = {
    "asked_subject": "تذاكرك على وشك أن تُنقل",
    "asked": "طلبت الجهة التي عرضت تذاكرك لديها نقلها إلى حاملين جدد:",
    "asked_end": "إن كنت موافقًا فلا تفعل شيئًا. لإيقاف النقل افتح هذه الصفحة قبل {until}:",
    "stopped_subject": "أُوقف نقل تذاكرك",
    "stopped": "أوقف أحد المالكين هذا النقل لجميع تذاكره. هذه التذاكر تبقى لك:",
    "stopped_end": "يستطيع من أوقفه التراجع خلال 15 دقيقة في هذه الصفحة:",
    "resumed_subject": "نقل تذاكرك مستمر",
    "resumed": "تراجع المالك الذي أوقف هذا النقل. وهو مستمر لتذاكرك هذه:",
    "resumed_end": "لإيقاف النقل افتح هذه الصفحة قبل {until}:",
    "withdrawn_subject": "تبقى تذاكرك لك",
    "withdrawn": "أُلغي نقل هذه التذاكر:",
    "withdrawn_end": "صفحته:",
    "completed_subject": "نُقلت تذاكرك",
    "completed": "أصبحت هذه التذاكر لحاملين جدد. لم تعد رموزك وروابطك لها تعمل:",
    "completed_end": "صفحة النقل:",
    "received_subject": "تذكرتك",
    "received": "نُقلت هذه التذكرة إليك:",
    "received_end": "افتحها هنا. من يملك هذا الرابط يملك التذكرة، فلا تعطه لأحد:",
    "resold_subject": "بيعت تذكرتك",
    "resold": "اشترى شخص منك هذه التذكرة. لم يعد رمزك ورابطك لها يعملان:",
    "resold_end": "لك {due}. تدفعه لك الجهة المنظمة للفعالية.",
    "handed_on_subject": "نُقلت تذكرتك",
    "handed_on": "أُعطيت هذه التذكرة لحامل آخر. لم يعد رمزك ورابطك لها يعملان:",
    "handed_on_end": "إن لم تكن هذه رغبتك فأبلغ من باعك التذكرة فورًا.",
    "automatic": "أُرسلت هذه الرسالة تلقائيًا.",
}
_WORDS: Final = {"en": _ENGLISH, "ar": _ARABIC}


@dataclass(frozen=True, slots=True)
class TransferLetterWriter:
    """Fits `services.transfer_mails.TransferLetter`."""

    sender: Address

    def __call__(self, news: TransferNews, attachments: Sequence[File] = ()) -> EmailMessage:
        """Plain text, which no mail program changes, with one link; and the files of a ticket that was received."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = Address(addr_spec=news.email)
        message["Subject"] = " / ".join(words[f"{news.occasion}_subject"] for words in _WORDS.values())
        message["Date"] = format_datetime(utc_now())
        # RFC 3834. No List-Unsubscribe: the button of a mailbox must not stop a transfer.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n\n".join(_told(news, language(tag), _WORDS[tag]) for tag in _WORDS) + "\n")
        attach_files(message, attachments)
        return message


def _told(news: TransferNews, speech: Language, words: Mapping[str, str]) -> str:
    lines = [words[news.occasion], "", *(f"- {_name(one, speech)}" for one in news.tickets), ""]
    until = _moment(news, speech)
    due = speech.money(*news.due) if news.due else ""
    end = [words[f"{news.occasion}_end"].format(until=until, due=due), *([news.url] if news.url else [])]
    return "\n".join([*lines, *end, "", words["automatic"]])


def _name(ticket: Admission, speech: Language) -> str:
    """What and when; neither number nor holder, which are somebody else's once the ticket has moved."""
    day = local_day(ticket.starts_at, ticket.time_zone) if ticket.starts_at else ticket.day
    time = local_time(ticket.starts_at, ticket.time_zone) if ticket.starts_at else ticket.time_slot
    parts = [one_line(ticket.title), one_line(ticket.kind), speech.day(day) if day else None, one_line(time)]
    return " · ".join(part for part in parts if part)


def _moment(news: TransferNews, speech: Language) -> str:
    if news.opt_out_until is None:
        return ""
    zone = news.tickets[0].time_zone if news.tickets else "UTC"
    return f"{speech.day(local_day(news.opt_out_until, zone))} {local_time(news.opt_out_until, zone)} ({zone})"
