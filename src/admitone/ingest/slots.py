"""Time slots as printed on tickets, brought to one form."""

from __future__ import annotations

import re
import unicodedata

_MAX_LENGTH = 80

_MERIDIEM = r"a\.?\s?m\.?(?![a-z])|p\.?\s?m\.?(?![a-z])|صباحا|مساء|ص|م"
_CLOCK_WORD = r"uhr|hrs?\.?|heures?|horas?|h\.?|o'?clock"
_TIME = (
    r"(?P<hour{0}>\d{{1,2}})(?:\s?[:.h٫]\s?(?P<minute{0}>\d{{2}}))?(?::\d{{2}})?(?!\d)"
    rf"\s*(?P<meridiem{{0}}>{_MERIDIEM})?\s*(?P<clock{{0}}>{_CLOCK_WORD})?"
)
_LEAD = (
    r"(?:(?:at|from|um|ab|von|gegen|de|des|dès|des|à|a|las|a las|desde|between|zwischen|entre|ساعه|الساعه|من|بين|@)\s+"
    r"|[(\[]\s*)*"
)
_TO = r"\s*(?:-|–|—|−|/|~|to|till|until|bis|à|a|al|a las|hasta|au|jusqu'a|الي|حتي|→|and|und|et|y|و)\s*(?:las\s+)?"
_SLOT = re.compile(
    _LEAD + _TIME.format(1).replace("{{", "{") + "(?:" + _TO + _TIME.format(2).replace("{{", "{") + r")?\s*[)\].,;]*"
)

_EASTERN = re.compile("[\u0660-\u0669\u06f0-\u06f9]")


def fold(text: str) -> str:
    """Return the text in lower case with ASCII digits, without accents and Arabic letter variants."""
    folded = []
    for char in unicodedata.normalize("NFKD", text.casefold()):
        kind = unicodedata.category(char)
        if kind == "Nd":
            folded.append(str(unicodedata.digit(char)))
        elif kind not in {"Mn", "Cf"}:
            folded.append(char)
    return "".join(folded).replace("ى", "ي").replace("ة", "ه").replace("ـ", "")


def normalise_slot(text: str) -> str | None:
    """Return `HH:mm` or `HH:mm-HH:mm`, or None when the text is not a time of day or a range of two.

    Reads 12- and 24-hour clocks in English, German, French, Spanish and Arabic: `2:30 PM`, `14h30`, `14.30 Uhr`,
    `10am-11am`, `10:00 to 11:30`, `٢:٣٠ م`. A bare number is no time. When only the end of a range says AM or PM, the
    start takes the half of the day that puts it before the end. Two times in Arabic-Indic digits stand from right to
    left on the page, so of their two orders the one is taken that lasts no longer than half a day.
    """
    if len(text) > _MAX_LENGTH:
        return None
    match = _SLOT.fullmatch(fold(" ".join(text.split())))
    if match is None:
        return None
    found = match.groupdict()
    if found["hour2"] is None:
        start = _minutes(found["hour1"], found["minute1"], found["meridiem1"])
        if start is None or not (found["minute1"] or found["meridiem1"] or found["clock1"]):
            return None
        return _clock(start)
    slot = _range(found)
    return _in_reading_order(slot) if slot and _EASTERN.search(text) else slot


def _in_reading_order(slot: str) -> str:
    start, end = slot.split("-")
    minutes = [int(time[:2]) * 60 + int(time[3:]) for time in (start, end)]
    return slot if (minutes[1] - minutes[0]) % 1440 <= 720 else f"{end}-{start}"


def _range(found: dict[str, str | None]) -> str | None:
    explicit = (found["minute1"], found["minute2"], found["meridiem1"], found["meridiem2"], found["clock2"])
    end = _minutes(found["hour2"], found["minute2"], found["meridiem2"])
    start = _minutes(found["hour1"], found["minute1"], found["meridiem1"])
    if start is None or end is None or not any(explicit):
        return None
    if found["meridiem2"] and not found["meridiem1"] and int(found["hour1"] or 0) <= 12:
        inherited = _minutes(found["hour1"], found["minute1"], found["meridiem2"])
        if inherited is not None:
            start = inherited if inherited < end else (inherited + 720) % 1440
    return f"{_clock(start)}-{_clock(end)}"


def _minutes(hour: str | None, minute: str | None, meridiem: str | None) -> int | None:
    hours, minutes = int(hour or 0), int(minute or 0)
    if minutes > 59:
        return None
    if meridiem:
        if not 1 <= hours <= 12:
            # "14:30 PM" is printed by careless software; the 24-hour reading is the only one possible.
            return hours * 60 + minutes if 12 < hours < 24 else None
        afternoon = meridiem[0] in "pم"
        hours = hours % 12 + (12 if afternoon else 0)
    if hours == 24 and minutes == 0:
        hours = 0
    return hours * 60 + minutes if hours < 24 else None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
