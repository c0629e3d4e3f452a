"""What a browser says of itself, in words that its owner recognises."""

from __future__ import annotations

from typing import Final

# The first that is found counts: nearly every browser claims to be several of those below it.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrom", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_PROGRAM_LENGTH_MAX: Final = 40


def browser_name(user_agent: str | None) -> str | None:
    """`Firefox, Windows`; for a program that is no browser its own first word; None for one that says nothing."""
    if not user_agent:
        return None
    found = [next((name for sign, name in known if sign in user_agent), None) for known in (_BROWSERS, _SYSTEMS)]
    named = ", ".join(name for name in found if name)
    return named or user_agent.split()[0][:_PROGRAM_LENGTH_MAX]
