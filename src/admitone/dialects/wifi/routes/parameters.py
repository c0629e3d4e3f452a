"""Parameters that several endpoints share."""

from __future__ import annotations

from typing import Annotated

from litestar.params import HeaderParameter, PathParameter, QueryParameter

from admitone.dialects.wifi.wire.envelope import LIMIT_MAX, OFFSET_MAX

Number = Annotated[int, PathParameter(ge=1, le=2**63 - 1)]
Offset = Annotated[int, QueryParameter(ge=0, le=OFFSET_MAX, description="So many are passed over")]
Limit = Annotated[int, QueryParameter(ge=1, le=LIMIT_MAX, description="At most so many")]
Key = Annotated[
    str | None,
    HeaderParameter(name="Idempotency-Key", max_length=200, description="A repetition gives the same tickets"),
]
