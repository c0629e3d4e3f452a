"""The body of every refusal."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Problem details of RFC 9457, with extension members."""

    type: Annotated[str, Meta(description="about:blank")]
    title: str
    status: int
    detail: Annotated[str, Meta(description="What is wrong, and what to do next")]
    requestId: str | None = None  # noqa: N815 - the member's name
    code: Annotated[str, Meta(description="Extension: one of a closed list of codes")] | None = None
    fields: Annotated[list[str], Meta(description="Extension: the offending fields")] | None = None
    details: Annotated[dict[str, Any], Meta(description="Extension: what a program needs, such as ids")] | None = None
