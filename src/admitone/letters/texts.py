"""The words of mails in both of their languages."""

from __future__ import annotations

from typing import Final

from admitone.presentation.templates import Texts

ENGLISH: Final[Texts] = {
    "subject": {"one": "Your ticket for {what}", "other": "Your {n} tickets for {what}"},
    "subject_plain": {"one": "Your ticket", "other": "Your {n} tickets"},
    "greeting": "Dear {name},",
    "greeting_plain": "Hello,",
    "ready": {
        "one": "your booking {reference} is confirmed. Here is your ticket.",
        "other": "your booking {reference} is confirmed. Here are your {n} tickets.",
    },
    "issued": {"one": "here is your ticket.", "other": "here are your {n} tickets."},
    "ticket": "Ticket",
    "when": "When",
    "where": "Where",
    "doors": "Doors open",
    "sector": "Section",
    "valid_until": "Valid until",
    "conditions": "Conditions",
    "serial": "Number",
    "open": "Open this ticket",
    "open_all": "Open the whole booking",
    "apple_wallet": "Add to Apple Wallet",
    "google_wallet": "Add to Google Wallet",
    "attached": "Your tickets are also attached to this mail.",
    "all": "The whole booking on one page, and as one PDF:",
    "at_the_gate": "Show the code at the entrance on your phone, or print the PDF.",
    "keep_secret": "Whoever has these links has the tickets, so do not pass them on.",
    "until": "The links work until {day}.",
    "automatic": "This message was sent automatically.",
}
ARABIC: Final[Texts] = {
    "subject": {
        "one": "تذكرتك إلى {what}",
        "two": "تذكرتاك إلى {what}",
        "few": "{n} تذاكر لك إلى {what}",
        "other": "{n} تذكرة لك إلى {what}",
    },
    "subject_plain": {"one": "تذكرتك", "two": "تذكرتاك", "few": "{n} تذاكر لك", "other": "{n} تذكرة لك"},
    "greeting": "عزيزنا العميل {name}،",
    "greeting_plain": "مرحبًا،",
    "ready": {
        "one": "تم تأكيد حجزك {reference}. إليك تذكرتك.",
        "two": "تم تأكيد حجزك {reference}. إليك تذكرتيك.",
        "few": "تم تأكيد حجزك {reference}. إليك تذاكرك وعددها {n}.",
        "other": "تم تأكيد حجزك {reference}. إليك تذاكرك وعددها {n}.",
    },
    "issued": {
        "one": "إليك تذكرتك.",
        "two": "إليك تذكرتيك.",
        "few": "إليك تذاكرك وعددها {n}.",
        "other": "إليك تذاكرك وعددها {n}.",
    },
    "ticket": "تذكرة",
    "when": "الموعد",
    "where": "المكان",
    "doors": "فتح الأبواب",
    "sector": "القطاع",
    "valid_until": "صالحة حتى",
    "conditions": "الشروط",
    "serial": "الرقم",
    "open": "افتح هذه التذكرة",
    "open_all": "افتح الحجز كاملًا",
    "apple_wallet": "أضف إلى محفظة Apple",
    "google_wallet": "أضف إلى محفظة Google",
    "attached": "تذاكرك مرفقة بهذه الرسالة أيضًا.",
    "all": "الحجز كاملًا في صفحة واحدة، وفي ملف PDF واحد:",
    "at_the_gate": "اعرض الرمز عند المدخل على هاتفك، أو اطبع ملف PDF.",
    "keep_secret": "من لديه هذه الروابط لديه التذاكر، فلا ترسلها إلى غيرك.",
    "until": "تعمل الروابط حتى {day}.",
    "automatic": "أُرسلت هذه الرسالة تلقائيًا.",
}
TEXTS: Final = {"en": ENGLISH, "ar": ARABIC}
