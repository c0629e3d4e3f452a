"""Keeps secrets out of log lines, whoever writes them."""

from __future__ import annotations

import re
from typing import Any, Final

REPLACEMENT: Final = "***"
CONFIDENTIAL_KEYS: Final = frozenset(
    {
        "authorization",
        "body",
        "code",
        "cookie",
        "download_code",
        "password",
        "password_hash",
        "secret",
        "session",
        "set_cookie",
        "token",
        "token_hash",
    }
)
# In texts that others word (drivers, HTTP clients): a password in an address, a credential in a header, a secret
# parameter in a query.
_IN_TEXT: Final = (
    (re.compile(r"(?<=://)([^\s:/@]*):[^\s/]+@"), r"\1:" + REPLACEMENT + "@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 " + REPLACEMENT),
    (re.compile(r"(?i)([?&;](?:code|token|session|password|secret|signature)=)[^&\s\"']+"), r"\1" + REPLACEMENT),
)


def redact_text(text: str) -> str:
    """The text without passwords in addresses, credentials in headers and secret query parameters."""
    for pattern, replacement in _IN_TEXT:
        text = pattern.sub(replacement, text)
    return text


def redact_event(_logger: Any, _method: str, event: Any) -> Any:
    """Structlog processor: confidential keys lose their values, texts lose what looks like a secret."""
    for key, value in event.items():
        if key.lower().replace("-", "_") in CONFIDENTIAL_KEYS:
            event[key] = REPLACEMENT
        elif isinstance(value, str):
            event[key] = redact_text(value)
    return event
