"""Bodies that are JSON or form fields, as the caller likes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, Operation

from admitone.bodies import StrictBody
from admitone.core.errors import InvalidParameter

FIELDS_MAX: Final = 100
_URLENCODED: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"
_JSON_BEGINS: Final = re.compile(rb"\s*[\[{]")


class JsonOrForm(StrictBody):
    """Reads a body as its struct says, from JSON or from the fields of a form; empty fields count as left out."""

    def decode_bytes(self, value: bytes) -> Any:
        """Decode a body by its media type. Programs that send JSON as if it were a form are understood, too."""
        media_type = self.asgi_connection.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in {_URLENCODED, _MULTIPART} or _JSON_BEGINS.match(value):
            return self._decode_json(value)
        fields = _urlencoded(value) if media_type == _URLENCODED else _multipart(value, self.asgi_connection.headers)
        given = {name: text for name, text in fields if text.strip()}
        return msgspec.convert(given, self._annotation, strict=False)

    def _decode_json(self, value: bytes) -> Any:
        # Not strict: hosts' programs write numbers as text as often as not.
        try:
            return msgspec.json.decode(value or b"{}", type=self._annotation, strict=False)
        except UnicodeDecodeError as error:
            raise InvalidParameter("the body is not valid UTF-8", fields=("body",)) from error


def _urlencoded(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX, errors="strict")
    except ValueError as error:
        message = f"the form is not valid UTF-8, or has more than {FIELDS_MAX} fields"
        raise InvalidParameter(message, fields=("body",)) from error


def _multipart(body: bytes, headers: Any) -> list[tuple[str, str]]:
    begin = b"Content-Type: " + headers.get("content-type", "").encode("latin-1") + b"\r\n\r\n"
    try:
        message = BytesParser(policy=HTTP).parsebytes(begin + body)
        fields = [field for part in message.iter_parts() if (field := _field(part)) is not None]
    # The standard library's reader of headers raises several kinds for what is no message.
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InvalidParameter("the form cannot be read, or is not valid UTF-8", fields=("body",)) from error
    if len(fields) > FIELDS_MAX:
        raise InvalidParameter(f"the form has more than {FIELDS_MAX} fields", fields=("body",))
    return fields


def _field(part: Any) -> tuple[str, str] | None:
    name = part.get_param("name", header="content-disposition")
    content = part.get_payload(decode=True)
    return (name, content.decode()) if isinstance(name, str) and isinstance(content, bytes) else None


@dataclass
class JsonOrFormOperation(Operation):
    """An operation that says that its body may be a form as well."""

    def __post_init__(self) -> None:
        """Describe the same body once more."""
        content = getattr(self.request_body, "content", {})
        if "application/json" in content:
            content[_URLENCODED] = OpenAPIMediaType(schema=content["application/json"].schema)
