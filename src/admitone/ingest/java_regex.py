"""Java regular expressions brought to RE2, and words for what RE2 cannot do.

Administrators write patterns in Java's dialect (java.util.regex.Pattern). RE2 runs in linear time and therefore lacks
what needs backtracking; what only differs in spelling is translated.
"""

from __future__ import annotations

import re

_POSIX = {"Lower", "Upper", "Alpha", "Digit", "Alnum", "Punct", "Graph", "Print", "Cntrl", "XDigit", "Space", "ASCII"}
_PROPERTIES = {
    "IsAlphabetic": "L", "IsLetter": "L", "IsDigit": "Nd", "IsUppercase": "Lu", "IsLowercase": "Ll",
    "IsPunctuation": "P", "javaLetter": "L", "javaDigit": "Nd", "javaLowerCase": "Ll", "javaUpperCase": "Lu",
    "InArabic": "Arabic", "InGreek": "Greek", "InCyrillic": "Cyrillic",
}  # fmt: skip
_HORIZONTAL = r" \t\x{A0}\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}"
_VERTICAL = r"\n\x0B\f\r\x{85}\x{2028}\x{2029}"
_LOOKAROUND = {"(?=": "look-ahead", "(?!": "look-ahead", "(?<=": "look-behind", "(?<!": "look-behind"}
_PROPERTY = re.compile(r"\\([pP])\{\^?([A-Za-z_=]+)\}")
_FLAGS = re.compile(r"\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])")
_POSSESSIVE = re.compile(r"([*+?]|\{\d+(?:,\d*)?\})\+")
_QUANTIFIER = re.compile(r"[*+?]|\{\d+(?:,\d*)?\}")


class UnsupportedRegex(ValueError):
    """A construct that RE2 has no equivalent for; the message names it."""


def translate(pattern: str) -> str:
    """Return the RE2 spelling of a Java pattern. Raises `UnsupportedRegex` naming what RE2 lacks."""
    out: list[str] = []
    position = 0
    in_class = False
    while position < len(pattern):
        char = pattern[position]
        if char == "\\":
            piece, position = _escape(pattern, position, in_class=in_class)
        elif in_class:
            piece, position, in_class = _class_char(pattern, position)
        elif char == "[":
            piece, position = _class_open(pattern, position)
            in_class = True
        elif char == "(":
            piece, position = _group_open(pattern, position)
        elif _QUANTIFIER.match(pattern, position):
            piece, position = _quantifier(pattern, position)
        else:
            piece, position = char, position + 1
        out.append(piece)
    return "".join(out)


def _class_open(pattern: str, position: int) -> tuple[str, int]:
    """Take `[`, `[^` and a `]` that stands first and is therefore a member."""
    opening = re.compile(r"\[\^?\]?").match(pattern, position)
    assert opening is not None
    return opening.group().replace("]", r"\]"), opening.end()


def _class_char(pattern: str, position: int) -> tuple[str, int, bool]:
    if pattern.startswith("&&", position):
        raise UnsupportedRegex("intersections of character classes (&&)")
    if pattern.startswith("[:", position):
        end = pattern.find(":]", position)
        if end > 0:
            return pattern[position : end + 2], end + 2, True
    if pattern[position] == "[":
        raise UnsupportedRegex("character classes inside character classes")
    return pattern[position], position + 1, pattern[position] != "]"


def _group_open(pattern: str, position: int) -> tuple[str, int]:
    for opening, name in _LOOKAROUND.items():
        if pattern.startswith(opening, position):
            raise UnsupportedRegex(f"{name} ({opening}...))")
    if pattern.startswith("(?>", position):
        raise UnsupportedRegex("atomic groups ((?>...))")
    if pattern.startswith("(?<", position):
        return "(?P<", position + 3
    flags = _FLAGS.match(pattern, position)
    if flags:
        return _flags(flags), flags.end()
    return "(", position + 1


def _flags(flags: re.Match[str]) -> str:
    switched_on, switched_off, end = flags.groups()
    if "x" in switched_on:
        raise UnsupportedRegex("comments mode ((?x))")
    if "U" in switched_on:
        raise UnsupportedRegex(r"Unicode meanings of \d and \w ((?U)); \d, \w and \b are ASCII, write \p{Nd} or \p{L}")
    # (?u) and (?d) change nothing here: RE2 folds case in Unicode and ends lines with \n.
    kept = switched_on.replace("u", "").replace("d", "")
    without = f"-{switched_off}" if switched_off else ""
    return f"(?{kept}{without}{end}" if kept or without or end == ":" else ""


def _quantifier(pattern: str, position: int) -> tuple[str, int]:
    possessive = _POSSESSIVE.match(pattern, position)
    if possessive:
        return possessive.group(1), possessive.end()
    plain = re.compile(rf"(?:{_QUANTIFIER.pattern})\??").match(pattern, position)
    assert plain is not None
    return plain.group(), plain.end()


def _escape(pattern: str, position: int, *, in_class: bool) -> tuple[str, int]:
    rest = pattern[position : position + 2]
    letter = rest[1:]
    if not letter:
        raise UnsupportedRegex("a backslash at the end")
    if rest == r"\Q":
        end = pattern.find(r"\E", position)
        end = len(pattern) if end < 0 else end
        return re.escape(pattern[position + 2 : end]), min(end + 2, len(pattern))
    if letter in "pP":
        return _property(pattern, position, in_class=in_class)
    if letter == "u":
        digits = pattern[position + 2 : position + 6]
        return rf"\x{{{digits}}}", position + 6
    if not in_class and (letter in "123456789" or letter == "k"):
        raise UnsupportedRegex(f"back-references ({rest})")
    if letter in "GXN":
        raise UnsupportedRegex(f"the escape {rest}")
    return _simple_escape(rest, in_class=in_class), position + 2


def _simple_escape(escape: str, *, in_class: bool) -> str:
    sets = {r"\h": _HORIZONTAL, r"\v": _VERTICAL}
    if escape in sets:
        return sets[escape] if in_class else f"[{sets[escape]}]"
    if not in_class:
        outside = {
            r"\R": rf"(?:\r\n|[{_VERTICAL}])",
            r"\H": f"[^{_HORIZONTAL}]",
            r"\V": f"[^{_VERTICAL}]",
            r"\Z": r"(?:\n?\z)",
        }
        if escape in outside:
            return outside[escape]
    return {r"\e": r"\x1B"}.get(escape, escape)


def _property(pattern: str, position: int, *, in_class: bool) -> tuple[str, int]:
    found = _PROPERTY.match(pattern, position)
    if found is None:
        return pattern[position : position + 2], position + 2
    negated, name = found.group(1) == "P", found.group(2)
    if name == "Blank":
        blank = r" \t" if in_class else r"[ \t]"
        return blank, found.end()
    if name in _POSIX:
        posix = f"[:{'^' if negated else ''}{name.lower()}:]"
        return posix if in_class else f"[{posix}]", found.end()
    name = _PROPERTIES.get(name, name.removeprefix("Is"))
    return rf"\{found.group(1)}{{{name}}}", found.end()
