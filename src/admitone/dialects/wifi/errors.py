"""Errors of this door: the contract has a word for 401 only, so all of them are problem details (RFC 9457)."""

from __future__ import annotations

from typing import Any, Final

from litestar.openapi.datastructures import ResponseSpec
from msgspec import Struct

from admitone import problems
from admitone.core.errors import ErrorCode

EXCEPTION_HANDLERS: Final[dict[Any, Any]] = problems.EXCEPTION_HANDLERS


class Problem(Struct, rename="camel"):
    """RFC 9457. `detail` is the explanation; `code` is one of a closed list, `fields` the offending ones as written."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str | None = None
    code: str | None = None
    fields: list[str] | None = None
    details: dict[str, Any] | None = None


def _specifications() -> dict[int, ResponseSpec]:
    words: dict[int, list[str]] = {}
    for code in ErrorCode:
        words.setdefault(problems.STATUSES[code], []).append(str(code))
    return {
        status: ResponseSpec(
            Problem, description=" or ".join(said), generate_examples=False, media_type=problems.MEDIA_TYPE
        )
        for status, said in sorted(words.items())
        # A fault is nothing that a caller is told to expect.
        if status != 500
    }


REFUSALS: Final = _specifications()
