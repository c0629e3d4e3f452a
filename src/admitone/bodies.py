"""Reading bodies strictly, and the types of fields that doors share."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.dto import AbstractDTO
from litestar.typing import FieldDefinition
from msgspec import Meta

from admitone.core.errors import InvalidParameter

_ENCODER = msgspec.json.Encoder(decimal_format="number")
INTEGER_MAX = 2**63 - 1
LINE_LENGTH_MAX = 255
TEXT_LENGTH_MAX = 10_000
# NUL is refused because PostgreSQL cannot keep it; a line has no other control characters either. `(?!\n)` because `$`
# alone lets one newline through at the end; this way of saying so is the same in Python and in JSON Schema.
LINE_PATTERN = r"^[^\x00-\x1f\x7f]*(?!\n)$"
NAME_PATTERN = r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*(?!\n)$"
TEXT_PATTERN = r"^[^\x00]*$"
Line = Annotated[str, Meta(max_length=LINE_LENGTH_MAX, pattern=LINE_PATTERN)]
Name = Annotated[str, Meta(min_length=1, max_length=LINE_LENGTH_MAX, pattern=NAME_PATTERN)]
Text = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX, pattern=TEXT_PATTERN)]
Remark = Annotated[str, Meta(max_length=1000, pattern=r"^[^\x00]*$")]
Id = Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
Day = Annotated[str, Meta(description="yyyy-MM-dd", examples=["2026-03-15"])]


class ObjectRequest(Request[Any, Any, Any]):
    """A request whose missing body counts as an empty object: every field of many endpoints is optional."""

    async def body(self) -> bytes:
        """The body, or `{}`."""
        return await super().body() or b"{}"


class NumberResponse(Response[Any]):
    """Encodes decimals as JSON numbers with their places kept: 350.00."""

    def render(self, content: Any, media_type: str, enc_hook: Any = None) -> bytes:
        """Encode structs; bytes pass through."""
        if isinstance(content, bytes):
            return content
        return encode_json(content)


def encode_json(value: Any) -> bytes:
    """The JSON of one value, with decimals as numbers."""
    return _ENCODER.encode(value)


class StrictBody(AbstractDTO[Any]):
    """Reads a body exactly as its struct says: JSON without coercion, multipart fields with empty ones left out."""

    model_type = object

    def decode_bytes(self, value: bytes) -> Any:
        """Decode a JSON body; an empty one counts as `{}`."""
        try:
            return msgspec.json.decode(value or b"{}", type=self._annotation)
        except UnicodeDecodeError as error:
            raise InvalidParameter("the body is not valid UTF-8", fields=("body",)) from error

    def decode_builtins(self, value: dict[str, Any]) -> Any:
        """Convert the fields of a multipart body."""
        given = {name: field for name, field in value.items() if field != ""}
        return msgspec.convert(given, self._annotation, strict=False, dec_hook=keep_file)

    @property
    def _annotation(self) -> Any:
        field = self.asgi_connection.route_handler.parsed_data_field
        return field.annotation

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:
        """Every body is read this way."""
        return True

    @classmethod
    def create_for_field_definition(cls, *_args: Any, **_kwargs: Any) -> None:
        """Nothing to prepare: the struct itself is the schema."""

    @classmethod
    def create_openapi_schema(cls, field_definition: FieldDefinition, handler_id: str, schema_creator: Any) -> Any:
        """The struct's own schema."""
        return schema_creator.for_field_definition(field_definition)

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Any:
        """Part of the interface; a struct that is its own schema needs none."""
        return iter(())

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        """Part of the interface; see `generate_field_definitions`."""
        return False


def keep_file(kind: type[Any], value: Any) -> Any:
    """Let an uploaded file pass where one is asked for."""
    if isinstance(value, kind):
        return value
    # msgspec adds the field to a ValueError only, not to an error of its own kind.
    raise ValueError("send it as a file")
