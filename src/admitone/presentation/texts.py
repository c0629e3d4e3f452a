"""The words that every public page has."""

from __future__ import annotations

from typing import Final

from admitone.presentation.templates import Texts

ENGLISH: Final[Texts] = {
    "brand": "Tickets",
    "other_tag": "ar",
    "other_language": "العربية",
    "booking": "Booking",
    "error_404_title": "This link leads nowhere",
    "error_404": "It may be incomplete, or a newer one may have taken its place. Copy the whole link from your e-mail, "
    "or ask whoever sold you the tickets.",
    "error_429_title": "One moment, please",
    "error_429": "There were too many requests. Please try again in a few minutes.",
    "error_409_title": "This is not possible now",
    "error_409": "What you asked for is not, or no longer, possible for this booking. Go back and load the page again.",
    "error_403_title": "This link has expired",
    "error_403": "Ask whoever sold you the tickets to renew it.",
    "error_503_title": "Something did not work",
    "error_503": "This was our mistake, not yours. Please try again in a minute.",
}
ARABIC: Final[Texts] = {
    "brand": "تذاكر",
    "other_tag": "en",
    "other_language": "English",
    "booking": "الحجز",
    "error_404_title": "هذا الرابط لا يؤدي إلى شيء",
    "error_404": "قد يكون الرابط غير مكتمل، أو حلّ محله رابط أحدث. انسخ الرابط كاملًا من بريدك الإلكتروني، "
    "أو اسأل من باعك التذاكر.",
    "error_429_title": "لحظة من فضلك",
    "error_429": "وصلتنا طلبات كثيرة. يُرجى المحاولة مرة أخرى بعد بضع دقائق.",
    "error_409_title": "هذا غير ممكن الآن",
    "error_409": "ما طلبته غير ممكن لهذا الحجز، أو لم يعد ممكنًا. ارجع وأعد تحميل الصفحة.",
    "error_403_title": "انتهت صلاحية هذا الرابط",
    "error_403": "اطلب ممن باعك التذاكر أن يجدده.",
    "error_503_title": "حدث خلل ما",
    "error_503": "الخطأ من جانبنا لا من جانبك. يُرجى المحاولة مرة أخرى بعد دقيقة.",
}
FRAME_TEXTS: Final = {"en": ENGLISH, "ar": ARABIC}
