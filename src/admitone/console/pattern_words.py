"""What is wrong with a pattern, in words for people who do not know regular expressions.

The engine that runs patterns has its own words for it, which stand at the end of a refusal's message.
"""

from __future__ import annotations

from typing import Final


def _mark(text: str) -> str:
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text


_WORDS: Final = (
    ("missing ]", _mark("A square bracket [ is opened and never closed.")),
    ("missing )", _mark("A bracket ( is opened and never closed. To find the sign itself, write \\( instead.")),
    ("unexpected )", _mark("A bracket ) is closed that was never opened. To find the sign itself, write \\) instead.")),
    (
        "no argument for repetition operator",
        _mark("A sign * + or ? stands where there is nothing to repeat. To find the sign itself, write \\ before it."),
    ),
    (
        "bad repetition operator",
        _mark("Two of the signs * + ? follow each other. To find the sign itself, write \\ before it."),
    ),
    ("invalid repetition size", _mark("The numbers in { } are the wrong way round, or larger than 1000.")),
    ("backslash at the end", _mark("The pattern ends with \\, which needs a sign behind it.")),
    ("invalid escape sequence", _mark("The letter behind a \\ has no meaning there. Leave out the \\.")),
    ("invalid character class range", _mark("A range such as a-z in square brackets goes the wrong way round.")),
    ("invalid character range", _mark("A range such as a-z in square brackets goes the wrong way round.")),
    ("invalid named capture", _mark("A bracket cannot begin with (? here. Write a plain bracket ( around the value.")),
    ("invalid perl operator", _mark("A bracket cannot begin with (? here. Write a plain bracket ( around the value.")),
    ("pattern too large", _mark("The pattern is too large. Repeat less in it.")),
    (
        "look-",
        _mark("Looking ahead or behind does not work here. Write what stands beside the value, and the value in ( )."),
    ),
    ("back-reference", _mark("What was found cannot be asked for again with \\1. Write what it looks like instead.")),
)


def in_plain_words(message: str) -> str:
    """The marked text for an engine's refusal; other messages are in plain words already and come back as they are."""
    for reason, text in _WORDS:
        if reason in message:
            return text
    return message
