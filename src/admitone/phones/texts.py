"""The words of the wallet page in both of its languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from admitone.presentation.templates import Texts

ENGLISH: Final[Texts] = {
    "app": "Tickets",
    "ticket": "Ticket",
    "take": "Keep the ticket on this phone",
    "take_what": "From then on only this phone can show its code. If it is on another phone, it stops working there. "
    "Afterwards the code works without a network too.",
    "show": "Hold this to the gate. The code changes all the time, so a picture of it is worth nothing.",
    "code": "The code of the ticket, which changes every few seconds",
    "moved": "This ticket was taken to another phone, so its code does not work here any more.",
    "take_back": "Bring it back to this phone",
    "gone": "This ticket cannot be shown any more: it was used, transferred or cancelled.",
    "offline": "No network. The code works all the same.",
    "fault": "That did not work. Check the network, then try again.",
    "old_browser": "This browser is too old to keep the ticket safely. Open the link in another one.",
    "scripts": "This page needs scripts, because the code changes all the time.",
    "holder": "For {name}",
    "sell": "Sell this ticket",
    "sell_title": "Sell this ticket on",
    "sell_what": "You may ask at most {most}. The organiser keeps {fee} percent of the price; the rest is yours once "
    "somebody has bought it. Until then the ticket stays yours, and going in with it ends the offer.",
    "sell_price": "Your price in {currency}",
    "sell_offer": "Offer it",
    "sell_refused": "Nothing was changed. Write an amount of more than 0 and at most {most}, as 280 or 1250.50.",
    "sell_gone": "Nothing was changed. The ticket is on offer or sold already, or it cannot be offered now.",
    "sell_none": "This ticket cannot be sold on: its organiser does not allow it, or it is not good any more.",
    "sell_stands": "On offer for {asked} until {until}. Once somebody has bought it you get {due}, and its code does "
    "not work for you any more.",
    "sell_withdraw": "Take it back",
    "sell_back": "Back to the ticket",
    "UNPAID": "This ticket is not paid yet.",
    "CANCELLED": "This ticket was cancelled.",
    "REFUNDED": "This ticket was refunded.",
    "USED": "This ticket has been used.",
    "PAST": "The day of this ticket is over.",
    "LINK_EXPIRED": "This link has expired. Ask the seller to renew it.",
}
ARABIC: Final[Texts] = {
    "app": "التذاكر",
    "ticket": "تذكرة",
    "take": "احفظ التذكرة في هذا الهاتف",
    "take_what": "بعد ذلك لا يعرض رمزها إلا هذا الهاتف. وإن كانت في هاتف آخر فستتوقف فيه عن العمل. "
    "ثم يعمل الرمز حتى من دون شبكة.",
    "show": "اعرض هذا عند البوابة. يتغير الرمز باستمرار، فلا قيمة لصورته.",
    "code": "رمز التذكرة الذي يتغير كل بضع ثوانٍ",
    "moved": "نُقلت هذه التذكرة إلى هاتف آخر، فلم يعد رمزها يعمل هنا.",
    "take_back": "أعدها إلى هذا الهاتف",
    "gone": "لم يعد ممكنًا عرض هذه التذكرة: استُخدمت أو نُقلت أو أُلغيت.",
    "offline": "لا توجد شبكة. الرمز يعمل رغم ذلك.",
    "fault": "لم ينجح ذلك. تحقق من الشبكة ثم حاول مرة أخرى.",
    "old_browser": "هذا المتصفح أقدم من أن يحفظ التذكرة بأمان. افتح الرابط في متصفح آخر.",
    "scripts": "تحتاج هذه الصفحة إلى البرامج النصية لأن الرمز يتغير باستمرار.",
    "holder": "باسم {name}",
    "sell": "بِع هذه التذكرة",
    "sell_title": "أعد بيع هذه التذكرة",
    "sell_what": "يمكنك أن تطلب {most} على الأكثر. يحتفظ المنظم بنسبة {fee} بالمئة من السعر، والباقي لك متى اشتراها "
    "أحد. وحتى ذلك الحين تبقى التذكرة لك، والدخول بها ينهي العرض.",
    "sell_price": "سعرك بعملة {currency}",
    "sell_offer": "اعرضها",
    "sell_refused": "لم يتغير شيء. اكتب مبلغًا أكثر من 0 و{most} على الأكثر، مثل 280 أو 1250.50.",
    "sell_gone": "لم يتغير شيء. التذكرة معروضة أو مبيعة بالفعل، أو لا يمكن عرضها الآن.",
    "sell_none": "لا يمكن إعادة بيع هذه التذكرة: المنظم لا يسمح بذلك، أو لم تعد صالحة.",
    "sell_stands": "معروضة مقابل {asked} حتى {until}. متى اشتراها أحد فلك {due}، ولا يعود رمزها يعمل لديك.",
    "sell_withdraw": "اسحبها",
    "sell_back": "العودة إلى التذكرة",
    "UNPAID": "لم تُدفع قيمة هذه التذكرة بعد.",
    "CANCELLED": "أُلغيت هذه التذكرة.",
    "REFUNDED": "رُدّ ثمن هذه التذكرة.",
    "USED": "استُخدمت هذه التذكرة.",
    "PAST": "مضى يوم هذه التذكرة.",
    "LINK_EXPIRED": "انتهت صلاحية هذا الرابط. اطلب من البائع تجديده.",
}
TEXTS: Final[Mapping[str, Texts]] = {"en": ENGLISH, "ar": ARABIC}
