"""Base45 (RFC 9285): bytes in the letters of a QR code's alphanumeric mode."""

from __future__ import annotations

from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {letter: value for value, letter in enumerate(_LETTERS)}
_BASE: Final = len(_LETTERS)


def encode_base45(data: bytes) -> str:
    """Two bytes as three letters, a last single byte as two."""
    letters = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, digit = divmod(value, _BASE)
            letters.append(_LETTERS[digit])
    return "".join(letters)


def decode_base45(text: str) -> bytes:
    """The bytes of such a text; ValueError for one that is none."""
    if len(text) % 3 == 1:
        raise ValueError("a text in Base45 has no single letter at its end")
    data = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        try:
            value = sum(_VALUES[letter] * _BASE**place for place, letter in enumerate(group))
        except KeyError as error:
            raise ValueError(f"{error} is no letter of Base45") from error
        width = len(group) - 1
        if value >= 256**width:
            raise ValueError(f"{group} is no number of {width} bytes")
        data += value.to_bytes(width, "big")
    return bytes(data)
