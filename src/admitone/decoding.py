"""What msgspec says of a body, in words for people and with the field named."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from litestar.exceptions import ValidationException

from admitone.bodies import LINE_PATTERN, NAME_PATTERN, TEXT_PATTERN
from admitone.core.errors import AdmitError, InvalidParameter, MissingParameter

_REQUIRED: Final = re.compile(r"Object missing required field `([^`]+)`")
_PLACE: Final = re.compile(r"^(.*?)(?: - at `(?:key in )?\$(.*)`)?$", re.DOTALL)
_MATCHING: Final = re.compile(r"Expected `str` matching regex '(.*)'$", re.DOTALL)
_LENGTH: Final = re.compile(r"Expected `(str|array)` of length (>=|<=) (\d+)$")
_BOUND: Final = re.compile(r"Expected `\w+` (>=|<=) (-?\d+)$")
_TYPE: Final = re.compile(r"Expected `([^`]+)`, got `([^`]+)`$")
_KINDS: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number with decimal places",
    "decimal": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_CHARACTERS: Final = {
    NAME_PATTERN: "must not be blank, and must not contain control characters",
    LINE_PATTERN: "must not contain control characters",
    TEXT_PATTERN: "must not contain the character NUL",
}
_FIXED: Final = {
    "Invalid decimal string": "must be a number, for example 350.00",
    "Integer value out of range": "is a number out of range",
    "Number out of range": "is a number out of range",
}
_UNITS: Final = {"str": "character", "array": "entry"}


def parameter_error(error: msgspec.MsgspecError) -> AdmitError:
    """The refusal of a body: MISSING_PARAMETER or INVALID_PARAMETER naming the field as `tickets[3].ticketId`."""
    if not isinstance(error, msgspec.ValidationError):
        return InvalidParameter(f"the body is not valid JSON: {error}", fields=("body",))
    found = _PLACE.match(str(error))
    reason, place = (found[1], (found[2] or "").lstrip(".")) if found else (str(error), "")
    if missing := _REQUIRED.match(reason):
        field = f"{place}.{missing[1]}".lstrip(".")
        return MissingParameter(f"{field} is required", fields=(field,))
    field = place or "body"
    if reason.endswith("got `null`"):
        return MissingParameter(f"{field} is required", fields=(field,))
    return InvalidParameter(f"{field} {in_words(reason)}", fields=(field,))


def parameters_error(error: ValidationException) -> InvalidParameter:
    """The refusal of headers and of parameters in the address, named as the caller writes them."""
    found = [fault for fault in error.extra or [] if isinstance(fault, dict)]
    fields = [_parameter_name(fault) for fault in found]
    said = [f"{field} {in_words(str(fault.get('message', '')))}" for field, fault in zip(fields, found, strict=True)]
    return InvalidParameter("; ".join(said) or error.detail, fields=fields)


def _parameter_name(fault: dict[str, Any]) -> str:
    name = str(fault.get("key", ""))
    # The framework names headers as Python does: idempotency_key.
    return name.replace("_", "-").title() if fault.get("source") == "header" or name == "idempotency_key" else name


def in_words(reason: str) -> str:
    """A reason of msgspec as the rest of a sentence that begins with the field."""
    if found := _MATCHING.match(reason):
        # msgspec shows the pattern as Python would write it, with its backslashes doubled.
        return _CHARACTERS.get(found[1].replace("\\\\", "\\"), "has characters that are not allowed")
    if found := _LENGTH.match(reason):
        return _length_in_words(found[1], found[2], int(found[3]))
    if found := _BOUND.match(reason):
        return f"must be at {'least' if found[1] == '>=' else 'most'} {found[2]}"
    if found := _TYPE.match(reason):
        wanted = " or ".join(_KINDS.get(kind, kind) for kind in found[1].split(" | "))
        return f"must be {wanted}, not {_KINDS.get(found[2], found[2])}"
    return _FIXED.get(reason) or f"cannot be used: {reason[:1].lower()}{reason[1:]}"


def _length_in_words(kind: str, bound: str, length: int) -> str:
    if bound == ">=" and length == 1:
        return "must not be empty"
    unit = _UNITS[kind] if length == 1 else _UNITS[kind].replace("entry", "entrie") + "s"
    return f"must have at {'least' if bound == '>=' else 'most'} {length} {unit}"
