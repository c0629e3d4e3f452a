"""The envelope around every answer, and what bodies share."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

import msgspec
from litestar import Response
from msgspec import UNSET, Meta, Struct, UnsetType

T = TypeVar("T")

# Decimals are JSON numbers with their places kept: 350.00.
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class SessionBody(Struct, kw_only=True, rename="camel"):
    """What every JSON body may carry. An empty session is a guest."""

    session: Annotated[str, Meta(max_length=200, description="User session token")] | None = None


class ApiStatus(Struct, frozen=True, rename="camel", omit_defaults=True):
    """Outcome of a call. `errorFields` and `errorDetails` are extensions: what a program needs to act on a refusal."""

    error_code: str
    error_message: str
    error_fields: list[str] | None = None
    error_details: dict[str, Any] | None = None


class ApiPage(Struct, frozen=True, rename="camel"):
    """Extension of paged answers. Without a `nextCursor` this was the last page."""

    next_cursor: str | None


class Envelope(Struct, Generic[T], frozen=True, rename="camel", omit_defaults=True):
    """TlinqApiResponse of the contract."""

    api_status: ApiStatus
    api_data: T
    api_page: ApiPage | UnsetType = UNSET


def ok(data: T) -> Envelope[T]:
    """A successful answer."""
    return Envelope(ApiStatus("OK", "Success"), data)


class OfflineResponse(Response[Any]):
    """Encodes decimals as JSON numbers."""

    def render(self, content: Any, media_type: str, enc_hook: Any = None) -> bytes:
        """Encode structs; bytes pass through."""
        if isinstance(content, bytes):
            return content
        return _ENCODER.encode(content)


def encode_json(value: Any) -> bytes:
    """The JSON of one value, as it stands inside an envelope."""
    return _ENCODER.encode(value)
