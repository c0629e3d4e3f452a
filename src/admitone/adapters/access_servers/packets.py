"""RADIUS packets of dynamic authorisation (RFC 5176), as bytes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

USER_NAME: Final = 1
NAS_IP_ADDRESS: Final = 4
FRAMED_IP_ADDRESS: Final = 8
VENDOR_SPECIFIC: Final = 26
SESSION_TIMEOUT: Final = 27
CALLING_STATION_ID: Final = 31
NAS_IDENTIFIER: Final = 32
ACCT_SESSION_ID: Final = 44
EVENT_TIMESTAMP: Final = 55
MESSAGE_AUTHENTICATOR: Final = 80
ERROR_CAUSE: Final = 101
# RFC 5176 3.5.
SESSION_NOT_FOUND: Final = 503
_HEADER_BYTES: Final = 20
_ATTRIBUTE_BYTES_MAX: Final = 253
_UNSIGNED: Final = b"\x00" * 16


class Code(IntEnum):
    """What a packet is."""

    DISCONNECT_REQUEST = 40
    DISCONNECT_ACK = 41
    DISCONNECT_NAK = 42
    COA_REQUEST = 43
    COA_ACK = 44
    COA_NAK = 45


Attribute = tuple[int, bytes]


class MalformedPacket(Exception):
    """Bytes that are no answer to the request: of another length, identifier or secret."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer; `error_cause` is that of a refusal, 0 where none was given."""

    code: Code
    error_cause: int


def write_request(code: Code, identifier: int, attributes: Sequence[Attribute], secret: bytes) -> bytes:
    """A signed request: the Message-Authenticator first, then the header's over all of it (RFC 5176 2.3)."""
    body = b"".join(_write(*attribute) for attribute in attributes)
    unsigned = _write(MESSAGE_AUTHENTICATOR, _UNSIGNED) + body
    header = bytes([code, identifier]) + (_HEADER_BYTES + len(unsigned)).to_bytes(2, "big")
    signature = hmac.digest(secret, header + _UNSIGNED + unsigned, "md5")
    signed = _write(MESSAGE_AUTHENTICATOR, signature) + body
    return header + _md5(header + _UNSIGNED + signed + secret) + signed


def read_answer(packet: bytes, request: bytes, secret: bytes) -> Answer:
    """The answer to a request; MalformedPacket for what is to another one, or signed with another secret."""
    if len(packet) < _HEADER_BYTES or packet[1] != request[1]:
        raise MalformedPacket("of another request")
    length = int.from_bytes(packet[2:4], "big")
    if not _HEADER_BYTES <= length <= len(packet):
        raise MalformedPacket("of a length that is not its own")
    attributes = packet[_HEADER_BYTES:length]
    expected = _md5(packet[:4] + request[4:20] + attributes + secret)
    if not hmac.compare_digest(expected, packet[4:20]):
        raise MalformedPacket("signed with another secret")
    if packet[0] not in {request[0] + 1, request[0] + 2}:
        raise MalformedPacket(f"of code {packet[0]}")
    causes = [value for kind, value in _read(attributes) if kind == ERROR_CAUSE]
    return Answer(Code(packet[0]), int.from_bytes(causes[0], "big") if causes else 0)


def _write(kind: int, value: bytes) -> bytes:
    value = value[:_ATTRIBUTE_BYTES_MAX]
    return bytes([kind, len(value) + 2]) + value


def _read(attributes: bytes) -> list[Attribute]:
    found: list[Attribute] = []
    while attributes:
        if len(attributes) < 2 or not 2 <= attributes[1] <= len(attributes):
            raise MalformedPacket("with an attribute that is cut off")
        found.append((attributes[0], attributes[2 : attributes[1]]))
        attributes = attributes[attributes[1] :]
    return found


def _md5(content: bytes) -> bytes:
    # The protocol leaves no choice (RFC 2865 3); Message-Authenticator is what protects the request.
    return hashlib.md5(content, usedforsecurity=False).digest()
