"""The words of the page of a transfer in both of its languages."""

from __future__ import annotations

from typing import Final

from admitone.presentation.templates import Texts

ENGLISH: Final[Texts] = {
    "title": "Transfer of your tickets",
    "yours": "Your tickets in it",
    "open": "These tickets of yours are about to go to new holders, because you offered them for it.",
    "open_what": "If you agree, do nothing: you can close this page. You can stop the transfer until {until}.",
    "stop_what": "Stopping ends the transfer for everybody whose tickets are in it, not only for yours. Each of them "
    "is told by mail; your name is not mentioned. You can undo it for 15 minutes.",
    "stop_box": "I want to keep my tickets and stop the transfer for everybody",
    "stop_tick": "Tick the box first.",
    "stop": "Stop the transfer",
    "stopped": "This transfer is stopped. Your tickets stay yours, and nothing more is to be done.",
    "undo_what": "You stopped it. If that was a mistake, let it go on again.",
    "undo": "Let the transfer go on",
    "late": "The time to stop this transfer was over at {until}. The tickets go to their new holders.",
    "completed": "This transfer is done: the tickets belong to their new holders.",
    "over": "This transfer was called off. The tickets below stay yours.",
    "over_none": "This transfer was called off.",
    "ask": "If you did not offer your tickets, ask whoever sold them to you.",
}
ARABIC: Final[Texts] = {
    "title": "نقل تذاكرك",
    "yours": "تذاكرك فيه",
    "open": "تذاكرك هذه على وشك أن تنتقل إلى حاملين جدد لأنك عرضتها لذلك.",
    "open_what": "إن كنت موافقًا فلا تفعل شيئًا: يمكنك إغلاق هذه الصفحة. تستطيع إيقاف النقل حتى {until}.",
    "stop_what": "الإيقاف ينهي النقل لكل من له تذاكر فيه، لا لتذاكرك وحدها. يُبلَّغ كل منهم بالبريد ولا يُذكر اسمك. "
    "تستطيع التراجع خلال 15 دقيقة.",
    "stop_box": "أريد الاحتفاظ بتذاكري وإيقاف النقل للجميع",
    "stop_tick": "ضع علامة في المربع أولًا.",
    "stop": "أوقف النقل",
    "stopped": "أُوقف هذا النقل. تبقى تذاكرك لك، وليس عليك فعل شيء آخر.",
    "undo_what": "أنت أوقفته. إن كان ذلك خطأ فدعه يستمر.",
    "undo": "دع النقل يستمر",
    "late": "انتهى وقت إيقاف هذا النقل في {until}. تنتقل التذاكر إلى حامليها الجدد.",
    "completed": "تم هذا النقل: أصبحت التذاكر لحامليها الجدد.",
    "over": "أُلغي هذا النقل. تبقى التذاكر أدناه لك.",
    "over_none": "أُلغي هذا النقل.",
    "ask": "إن لم تكن قد عرضت تذاكرك فاسأل من باعها لك.",
}
TEXTS: Final = {"en": ENGLISH, "ar": ARABIC}
