"""What Odoo's failures mean for the caller: try again, or call a person.

Only the words of errors that Odoo made for people are repeated. Its `debug` is a traceback, and messages of other
exceptions may hold paths, SQL and host names.
"""

from __future__ import annotations

from typing import Any, Final

from admitone.core.errors import AdmitError, OutsideRefused, Unavailable

_WORDS_LENGTH_MAX: Final = 500
_FOR_PEOPLE: Final = ("odoo.exceptions.", "werkzeug.exceptions.")
# Raised for wrong names of models, fields and arguments, and so worth repeating to whoever customised this Odoo.
_FOR_DEVELOPERS: Final = frozenset({"builtins.ValueError", "builtins.TypeError", "builtins.AttributeError"})
# Odoo rolls back and tries again by itself five times; then it hands the conflict on under one of these names or words.
_CONFLICTS: Final = ("could not serialize", "concurrent update", "duplicate key")
_CONFLICT_NAMES: Final = ("ConcurrencyError", "LockError")


def unavailable(message: str, *, outcome_unknown: bool) -> Unavailable:
    """A failure that may pass. `outcome_unknown` tells that Odoo may have done what it was asked to."""
    return Unavailable(message, details={"system": "odoo", "outcomeUnknown": outcome_unknown})


def refused(message: str, *, name: str = "") -> OutsideRefused:
    """A refusal that a person must look at; `name` is Odoo's class of it."""
    return OutsideRefused(message, details={"system": "odoo", "code": name})


def failure(error: dict[str, Any], *, status: int = 200) -> AdmitError:
    """An error that Odoo reported, with the transaction rolled back; `error` has `name` and `message`.

    OutsideRefused for business rules, rights, keys and what does not exist; Unavailable for everything else.
    """
    name, message = plain_text(error.get("name")), plain_text(error.get("message"))
    if is_conflict(message) or name.endswith(_CONFLICT_NAMES):
        return unavailable("Odoo was changing the same records for somebody else", outcome_unknown=False)
    if name.startswith(_FOR_PEOPLE) and status < 500 and status != 429:
        return refused(f"Odoo refused: {message or name}", name=name)
    told = f": {message}" if name in _FOR_DEVELOPERS else ""
    return unavailable(f"Odoo failed with {name or 'an error without a name'}{told}", outcome_unknown=False)


def is_conflict(message: str) -> bool:
    """Whether words of PostgreSQL, which Odoo repeats, tell of two writers at once."""
    return any(words in message for words in _CONFLICTS)


def plain_text(value: Any) -> str:
    """A value as one line of bounded length; empty for what is no text."""
    return " ".join(value.split())[:_WORDS_LENGTH_MAX] if isinstance(value, str) else ""
