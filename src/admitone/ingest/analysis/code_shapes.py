"""Serial-like tokens in a text, each with the patterns that read others of the same kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ALPHANUMERIC = r"[A-Z0-9\u0660-\u0669\u06f0-\u06f9]+(?:[-/._:\\][A-Z0-9\u0660-\u0669\u06f0-\u06f9]+)*"
_CODE = re.compile(rf"(?<![\w@/.\-+])#?(?P<code>{_ALPHANUMERIC})(?![\w@])", re.IGNORECASE)
_GROUP = "[0-9A-Z]{2,}(?:-[0-9A-Z]+)*"
_GROUPED = re.compile(rf"(?<![\w@/.+\-])(?P<code>(?:[A-Z]{{1,4}} )?(?:{_GROUP} )+{_GROUP})(?![\w@])")
# A currency's letters count as a word of their own: `Visiteur 4711` is no amount.
_MONEY = (
    r"(?:€|\$|£|¥|﷼|(?<![^\W\d_])(?:AED|EUR|USD|GBP|CHF|SAR|QAR|OMR|BHD|KWD|EGP|MAD|TND|MXN|Dhs?\.?|"
    r"درهم|ريال|جنيه|دينار|يورو)(?![^\W\d_]))"
)
_MONEY_BEFORE = re.compile(rf"{_MONEY}[ \t]*$", re.IGNORECASE)
_MONEY_AFTER = re.compile(rf"^[ ]*(?:{_MONEY}|%|(?:min|km|m|kg|cm|years?|yrs?|jahre|ans|años|x)\b|°)", re.IGNORECASE)
_COUNT = re.compile(r"(?i)^\s*(?:of|von|de|sur|/|من)\s*\d+\b")
_COUNTED = re.compile(r"(?i)\d+\s*(?:of|von|de|sur|/|من)\s*$")
_DECIMAL = re.compile(r"\d{1,6}[.,]\d{1,2}")
_LONG = 4
# A code drawn by lot may have no digit at all; as a word it would not be so long, nor in groups.
_LETTERS = re.compile(r"[A-Z]{5,12}|(?=.{8,24}$)[A-Z]{2,}(?:-[A-Z]{2,})+")


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """A token that may be a serial.

    `loose` matches any of its kind after a label, `strict` only the same runs of letters and digits, `similar` the same
    lengths. `grouped`: several groups with spaces between, `even` when they are alike.
    """

    start: int
    end: int
    value: str
    loose: str
    strict: str
    similar: str
    digits: int
    grouped: bool
    even: bool


def find_codes(text: str, taken: list[tuple[int, int]]) -> list[CodeSpan]:
    """Return serial-like tokens outside spans that are taken (dates, times), longer spellings first."""
    found: list[CodeSpan] = []
    for pattern in (_GROUPED, _CODE):
        for match in pattern.finditer(text):
            start, end = match.span("code")
            if any(start < t_end and end > t_start for t_start, t_end in taken):
                continue
            code = match["code"]
            if _is_code(text, start, end, code):
                found.append(_code_span(start, end, code))
    return found


def _code_span(start: int, end: int, code: str) -> CodeSpan:
    groups = code.split(" ")
    even = len(groups) > 1 and all(any(char.isdigit() for char in group) or group.isupper() for group in groups)
    even = even and max(map(len, groups)) - min(map(len, groups)) <= 2
    return CodeSpan(
        start, end, code, loose_source(code), strict_source(code), similar_source(code),
        digits=sum(char.isdigit() for char in code), grouped=len(groups) > 1, even=even,
    )  # fmt: skip


def is_money(text: str, start: int, end: int) -> bool:
    """Return whether a number of a text is an amount, a share or a measure."""
    return bool(_MONEY_BEFORE.search(text[max(0, start - 8) : start]) or _MONEY_AFTER.match(text[end : end + 10]))


def compact(code: str) -> str:
    """Return a code without separators, in upper case: what two spellings of it have in common."""
    return re.sub(r"[\s\-/._:\\]", "", code).upper()


def loose_source(code: str) -> str:
    """Return a pattern for codes of the same kind, whatever their length and letters."""
    unit = _unit(code)
    separators = sorted(set(re.findall(r"[^A-Za-z0-9\u0660-\u0669\u06f0-\u06f9]", code)))
    if code.isdigit() and code.isascii() and len(code) >= _LONG:
        return r"\d+"
    if not separators:
        return f"{unit}+"
    if " " in separators:
        return _grouped_source(code)
    return f"{unit}+(?:{_one_of(separators)}{unit}+)+"


def _grouped_source(code: str) -> str:
    """Return a pattern for codes in groups; letters are counted, or the next word would belong to them."""
    groups = code.split(" ")
    if code.replace(" ", "").isdigit():
        digit = r"\d" if code.isascii() else r"\p{Nd}"
        return rf"{digit}{{2,}}(?: {digit}{{2,}}){{{max(1, len(groups) - 2)},}}"
    return similar_source(code)


def strict_source(code: str) -> str:
    """Return a pattern for codes with the same runs of letters and digits."""
    source = ""
    for run in re.findall(
        r"[A-Za-z]+|[0-9]+|[\u0660-\u0669\u06f0-\u06f9]+|[^A-Za-z0-9\u0660-\u0669\u06f0-\u06f9]", code
    ):
        if run.isdigit():
            source += (r"\d" if run.isascii() else r"\p{Nd}") + f"{{{len(run)}}}"
        elif run.isalpha():
            source += ("[A-Z]" if run.isupper() else "[A-Za-z]") + (f"{{{len(run)}}}" if len(run) > 1 else "")
        else:
            source += re.escape(run).replace(r"\ ", " ").replace(r"\-", "-").replace(r"\/", "/")
    return source


def similar_source(code: str) -> str:
    """Return a pattern for codes with the same separators and lengths; mixed groups may have letters anywhere."""
    groups = re.split(r"([^A-Za-z0-9\u0660-\u0669\u06f0-\u06f9])", code)
    mixed = any(not group.isdigit() and not group.isalpha() for group in groups[::2])
    source = ""
    for position, group in enumerate(groups):
        if position % 2:
            source += strict_source(group)
        elif (mixed and len(groups) > 1) or not (group.isdigit() or group.isalpha()):
            source += f"{_unit(code)}{{{len(group)}}}"
        else:
            source += strict_source(group)
    return source


def _unit(code: str) -> str:
    if not code.isascii():
        return r"[\p{Nd}A-Z]"
    return "[A-Z0-9]"


def _one_of(separators: list[str]) -> str:
    if len(separators) == 1:
        return re.escape(separators[0]).replace(r"\-", "-").replace(r"\ ", " ")
    # A hyphen stands last in a class to mean itself.
    ordered = [one for one in separators if one != "-"] + (["-"] if "-" in separators else [])
    return "[" + "".join(r"\\" if one == "\\" else one for one in ordered) + "]"


def _is_code(text: str, start: int, end: int, code: str) -> bool:
    digits = sum(char.isdigit() for char in code)
    if digits == 0 and not _LETTERS.fullmatch(code):
        return False
    if is_money(text, start, end) or _DECIMAL.fullmatch(code):
        return False
    line_end = text.find("\n", end)
    if digits <= _LONG and (
        _COUNT.match(text[end : line_end if line_end >= 0 else None])
        or _COUNTED.search(text[max(0, start - 10) : start])
    ):
        return False
    after = text[end : end + 3]
    return not (text[max(0, start - 3) : start].endswith(("://", "www", "@")) or after.startswith(("://", ".com")))
