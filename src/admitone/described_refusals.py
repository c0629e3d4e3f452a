"""The refusals of doors that answer with problem details, as the API's own description names them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec

from admitone.core.errors import ErrorCode
from admitone.problem_body import Problem
from admitone.problems import MEDIA_TYPE, STATUSES


def _specifications() -> dict[int, ResponseSpec]:
    words: dict[int, list[str]] = {}
    for code in ErrorCode:
        words.setdefault(STATUSES[code], []).append(code)
    return {
        status: ResponseSpec(Problem, description=" or ".join(said), generate_examples=False, media_type=_MEDIA_TYPE)
        for status, said in sorted(words.items())
        # A fault is nothing that a caller is told to expect.
        if status != 500
    }


# The framework knows the media types of RFC 9457 as text only.
_MEDIA_TYPE: Final[MediaType] = MEDIA_TYPE  # type: ignore[assignment]
REFUSALS: Final = _specifications()


def describe_refusals(handlers: Iterable[object]) -> None:
    """Add the refusals to what these handlers say of themselves; what a handler says on its own stays."""
    for handler in handlers:
        if isinstance(handler, HTTPRouteHandler):
            handler.responses = {**REFUSALS, **(handler.responses or {})}
