"""The envelope around every answer, and what bodies share."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

from admitone.bodies import NumberResponse

T = TypeVar("T")


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


class OfflineResponse(NumberResponse):
    """An answer of this door that is put together by hand."""
