"""The words about Wi-Fi tickets in both languages of guests."""

from __future__ import annotations

from typing import Final

from admitone.presentation.templates import Texts

ENGLISH: Final[Texts] = {
    "title": "Wi-Fi at {place}",
    "print_title": "Wi-Fi tickets of {place}",
    "print": "Print",
    "code": "Code",
    "network": "Network: {name}",
    "from_first_use": "{amount} from the first use",
    "connected": "{amount} connected",
    "traffic": "{amount} of traffic",
    "download": "{amount} to download",
    "upload": "{amount} to upload",
    "each_day": "At most {amount} a day",
    "from": "From {moment}",
    "until": "Until {moment}",
    "devices": {"one": "One device", "other": "{n} devices at once"},
    "speed": "Up to {rate}",
    "how": "Join the network, scan the picture or open any page, and type the code.",
    "how_here": "Join the network {name}, scan the picture or open any page, and type the code.",
    "subject": {"one": "Your Wi-Fi code for {place}", "other": "Your {n} Wi-Fi codes for {place}"},
    "greeting": "Hello,",
    "here": {
        "one": "here is your code for the Wi-Fi at {place}.",
        "other": "here are your {n} codes for the Wi-Fi at {place}.",
    },
    "how_mail": "Join the network and type the code on the page that opens, or open this address there:",
    "how_mail_here": "Join the network {name} and type the code on the page that opens, or open this address there:",
    "log_in": "Log in with this code",
    "keep_secret": "Whoever has a code can use it, so do not pass it on.",
    "automatic": "This message was sent automatically.",
}
ARABIC: Final[Texts] = {
    "title": "واي فاي {place}",
    "print_title": "تذاكر واي فاي {place}",
    "print": "طباعة",
    "code": "الرمز",
    "network": "الشبكة: {name}",
    "from_first_use": "{amount} من أول استخدام",
    "connected": "{amount} من الاتصال",
    "traffic": "{amount} من البيانات",
    "download": "{amount} للتنزيل",
    "upload": "{amount} للرفع",
    "each_day": "بحد أقصى {amount} في اليوم",
    "from": "من {moment}",
    "until": "حتى {moment}",
    "devices": {
        "one": "جهاز واحد",
        "two": "جهازان في الوقت نفسه",
        "few": "{n} أجهزة في الوقت نفسه",
        "other": "{n} جهازًا في الوقت نفسه",
    },
    "speed": "بسرعة تصل إلى {rate}",
    "how": "اتصل بالشبكة، ثم امسح الصورة أو افتح أي صفحة واكتب الرمز.",
    "how_here": "اتصل بالشبكة {name}، ثم امسح الصورة أو افتح أي صفحة واكتب الرمز.",
    "subject": {
        "one": "رمز الواي فاي الخاص بك في {place}",
        "two": "رمزا الواي فاي الخاصان بك في {place}",
        "few": "{n} رموز واي فاي لك في {place}",
        "other": "{n} رمز واي فاي لك في {place}",
    },
    "greeting": "مرحبًا،",
    "here": {
        "one": "إليك رمزك لاستخدام الواي فاي في {place}.",
        "two": "إليك رمزيك لاستخدام الواي فاي في {place}.",
        "few": "إليك {n} رموز لاستخدام الواي فاي في {place}.",
        "other": "إليك {n} رمزًا لاستخدام الواي فاي في {place}.",
    },
    "how_mail": "اتصل بالشبكة واكتب الرمز في الصفحة التي تظهر، أو افتح هذا العنوان هناك:",
    "how_mail_here": "اتصل بالشبكة {name} واكتب الرمز في الصفحة التي تظهر، أو افتح هذا العنوان هناك:",
    "log_in": "سجّل الدخول بهذا الرمز",
    "keep_secret": "من لديه الرمز يمكنه استخدامه، فلا ترسله إلى غيرك.",
    "automatic": "أُرسلت هذه الرسالة تلقائيًا.",
}
WIFI_TEXTS: Final = {"en": ENGLISH, "ar": ARABIC}
