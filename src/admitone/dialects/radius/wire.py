"""Attributes as FreeRADIUS' module rest writes and reads them: JSON, one key for each attribute.

Numbers arrive as numbers, enumerations by their names, octets in hexadecimal after 0x. In answers `do_xlat` is always
false: the server would expand what looks like its own variables, in texts that guests have typed.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from msgspec import Struct

from admitone.core.errors import InvalidParameter
from admitone.core.wifi.devices import spell_device

TEXT_LENGTH_MAX: Final = 253
CLASS_PREFIX: Final = "ao:"
_UID: Final = re.compile(r"ao:([0-9a-f]{32})")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")


class RestAttribute(Struct, frozen=True):
    """An attribute with all of its values."""

    value: list[Any] = []
    type: str = ""


Attributes = dict[str, RestAttribute]


def read_attributes(body: bytes) -> Attributes:
    """The attributes of a request; InvalidParameter for what the module rest has not written."""
    try:
        return msgspec.json.decode(body, type=Attributes)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message = f"the body is none of FreeRADIUS' module rest; set body = 'json' there: {error}"
        raise InvalidParameter(message, fields=("body",)) from error


def text_of(attributes: Attributes, name: str) -> str:
    """The first value of an attribute as text that a database takes; empty when it is absent."""
    found = attributes.get(name)
    value = found.value[0] if found is not None and found.value else ""
    return _CONTROLS.sub("", str(value))[:TEXT_LENGTH_MAX]


def number_of(attributes: Attributes, name: str) -> int | None:
    """The first value of an attribute as a number that is not negative; None when it is absent or none."""
    found = attributes.get(name)
    value = found.value[0] if found is not None and found.value else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def device_of(attributes: Attributes) -> str:
    """The device that asks: its hardware address in one spelling, or whatever else its access server calls it."""
    return spell_device(text_of(attributes, "Calling-Station-Id"))


def nas_of(attributes: Attributes) -> str:
    """The name of the access server: its NAS-Identifier, else its address."""
    names = ("NAS-Identifier", "NAS-IP-Address", "NAS-IPv6-Address")
    return next((text for name in names if (text := text_of(attributes, name).strip())), "unknown")


def uid_of(attributes: Attributes) -> str | None:
    """The ticket that we wrote into Class when its code was let in, as the access server gives it back."""
    for value in attributes.get("Class", RestAttribute()).value:
        text = str(value)
        if text.startswith("0x"):
            try:
                text = bytes.fromhex(text[2:]).decode()
            except ValueError:
                continue
        if found := _UID.fullmatch(text):
            return found[1]
    return None


def write_class(uid: str) -> str:
    """What Class carries of a ticket, as octets."""
    return "0x" + f"{CLASS_PREFIX}{uid}".encode().hex()


def write_attributes(values: dict[str, str | int]) -> bytes:
    """An answer that sets attributes, by list and name."""
    return msgspec.json.encode(
        {name: {"op": ":=", "value": [value], "do_xlat": False} for name, value in values.items()}
    )


def refusal_body(message: str) -> bytes:
    """The sentence that a guest gets to see."""
    sentence = message.encode()[:TEXT_LENGTH_MAX].decode(errors="ignore")
    return write_attributes({"reply:Reply-Message": sentence})
