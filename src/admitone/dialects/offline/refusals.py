"""The refusals of this door, as the API's own description names them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec

from admitone.core.errors import ErrorCode
from admitone.dialects.offline.errors import WIRE_ERRORS
from admitone.dialects.offline.wire.envelope import Envelope


def _specifications() -> dict[int, ResponseSpec]:
    words: dict[int, list[str]] = {}
    for code in ErrorCode:
        word, status = WIRE_ERRORS[code]
        words.setdefault(status, []).append(word)
    return {
        status: ResponseSpec(Envelope[None], description=" or ".join(dict.fromkeys(said)), generate_examples=False)
        for status, said in sorted(words.items())
        # A fault is nothing that a caller is told to expect.
        if status != 500
    }


REFUSALS: Final = _specifications()


def describe_refusals(handlers: Iterable[object]) -> None:
    """Add the refusals to what these handlers say of themselves; what a handler says on its own stays."""
    for handler in handlers:
        if isinstance(handler, HTTPRouteHandler):
            handler.responses = {**REFUSALS, **(handler.responses or {})}
