"""Texts of a sample page spelled as patterns for other pages (RE2)."""

from __future__ import annotations

import re


def literal(text: str) -> str:
    """Return a pattern for a text as printed."""
    escaped = re.escape(" ".join(text.split()))
    return re.sub(r"\\([ \-#&/'\"،:;,=<>@%!~`])", r"\1", escaped)


def label_source(text: str) -> str:
    """Return a pattern for a label as printed, with other numbers and other contents of brackets."""
    source = re.sub(r"\d+", r"\\d+", literal(text))
    return re.sub(r"\\\(.*?\\\)", r"\\([^)\\n]*\\)", source)


def between_source(between: str) -> str:
    """Return a pattern for what stands between label and value: space, colon and words as printed, values skipped.

    Whatever has digits is another value; it is skipped up to the mark that ends it.
    """
    if between and between.isspace():
        # Without it the label "No" would be found in "November".
        return r"\s+"
    source = ""
    for segment, mark in re.findall(r"([^|•●▪·]*)([|•●▪·]?)", between):
        if re.search(r"\d", segment):
            source += f"[^{mark}\\n]*?" if mark else r"[^\n]*?"
        else:
            source += _words(segment)
        source += re.escape(mark)
    return source


def skipped(between: str) -> str:
    """Return a pattern for what stands between a date and its time."""
    return _words(between)


def as_python(source: str) -> str:
    """Spell an RE2 value pattern for Python's engine, which lacks Unicode properties."""
    source = source.replace(r"\p{L}", r"[^\W\d_]").replace(r"[\p{Nd}A-Z]", r"[\dA-Z]").replace(r"\p{Nd}", r"\d")
    return f"(?i:{source})"


def _words(segment: str) -> str:
    source = ""
    for run in re.findall(r"\s+|:|[._…]{3,}|[^\s:]+", segment):
        if run.isspace():
            source += r"\s*"
        elif run == ":":
            source += ":"
        else:
            # A line of dots leads from label to value and is as long as the two leave room.
            source += "[._…]*" if re.fullmatch(r"[._…]{3,}", run) else literal(run)
    return source
