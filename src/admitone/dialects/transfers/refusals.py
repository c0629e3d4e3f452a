"""The refusals of this door, as the API's own description names them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final

from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Meta, Struct

from admitone.dialects.transfers.errors import TICKET_ERROR, TYPES
from admitone.dialects.transfers.wire import HAL


class Refusal(Struct, frozen=True, kw_only=True):
    """Why a call was refused."""

    type: Annotated[str, Meta(description="FORBIDDEN, NOT_FOUND, BAD_REQUEST, TICKET_ERROR; others beside them")]
    message: str
    requestId: str | None = None  # noqa: N815 - as every door names it
    fields: list[str] | None = None
    tickets: Annotated[list[str] | None, Meta(description="The addresses of those that stand in the way")] = None


def describe_refusals(handlers: Iterable[object]) -> None:
    """Add the refusals to what these handlers say of themselves."""
    for handler in handlers:
        if isinstance(handler, HTTPRouteHandler):
            handler.responses = {**REFUSALS, **(handler.responses or {})}


def _specifications() -> dict[int, ResponseSpec]:
    words: dict[int, list[str]] = {400: [TICKET_ERROR]}
    for kind, status in TYPES.values():
        words.setdefault(status, []).append(kind)
    return {
        status: ResponseSpec(
            Refusal, description=" or ".join(dict.fromkeys(said)), generate_examples=False, media_type=_MEDIA_TYPE
        )
        for status, said in sorted(words.items())
        # A fault is nothing that a caller is told to expect.
        if status != 500
    }


# The framework knows the media type of HAL as text only.
_MEDIA_TYPE: Final[MediaType] = HAL  # type: ignore[assignment]
REFUSALS: Final = _specifications()
