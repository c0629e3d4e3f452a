"""Checks of what customers give as their address and telephone number."""

from __future__ import annotations

import re
from typing import Final

from admitone.core.errors import InvalidParameter

# The forms that mail servers really accept: a dotted local part, a domain with at least two labels (RFC 5321, 5322
# without quoting and comments).
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
_EMAIL_LENGTH_MAX: Final = 254
_LOCAL_LENGTH_MAX: Final = 64
_PHONE: Final = re.compile(r"\+?[0-9](?:[ ()./-]*[0-9]){5,14}")


def check_email(text: str, field: str) -> str:
    """The address without white space around it; InvalidParameter naming `field` when no mail could reach it."""
    address = text.strip()
    local = address.rpartition("@")[0]
    if len(address) > _EMAIL_LENGTH_MAX or len(local) > _LOCAL_LENGTH_MAX or not _EMAIL.fullmatch(address):
        raise InvalidParameter(f"{field}: write an e-mail address, for example guest@example.com", fields=(field,))
    return address


def is_email(text: str) -> bool:
    """Whether mail could reach this address."""
    try:
        check_email(text, "address")
    except InvalidParameter:
        return False
    return True


def check_phone(text: str | None, field: str) -> str | None:
    """A telephone number of 6 to 15 digits (ITU-T E.164) as it was written; InvalidParameter naming `field` else."""
    number = (text or "").strip()
    if not number:
        return None
    if not _PHONE.fullmatch(number):
        raise InvalidParameter(f"{field}: write 6 to 15 digits, for example +971 50 123 4567", fields=(field,))
    return number
