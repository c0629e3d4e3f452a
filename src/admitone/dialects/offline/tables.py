"""Reports as CSV, for callers that ask for text/csv."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from litestar import Response
from msgspec import Struct

from admitone.core.spreadsheets import write_table
from admitone.dialects.offline.auth import Door
from admitone.dialects.offline.wire.envelope import Envelope, OfflineResponse, ok

RowT = TypeVar("RowT", bound=Struct)


def table_answer(door: Door, rows: Sequence[RowT], kind: type[RowT], name: str) -> Response[Envelope[list[RowT]]]:
    """Rows in the envelope, or as a CSV file when the Accept header asks for text/csv."""
    if wants_csv(door):
        return csv_answer(rows, kind, name)
    return OfflineResponse(content=ok(list(rows)), media_type="application/json")


def wants_csv(door: Door) -> bool:
    """Whether the Accept header asks for text/csv."""
    return "text/csv" in door.request.headers.get("accept", "")


def csv_answer(rows: Sequence[RowT], kind: type[RowT], name: str) -> Response[Any]:
    """Rows as a CSV file with the contract's field names as its header."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return OfflineResponse(content=_csv(rows, kind), media_type="text/csv", headers=headers)


def _csv(rows: Sequence[Struct], kind: type[Struct]) -> bytes:
    fields = msgspec.structs.fields(kind)
    cells = ([_cell(getattr(row, field.name)) for field in fields] for row in rows)
    return write_table([field.encode_name for field in fields], cells).encode()


def _cell(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        return msgspec.json.encode(value).decode() if value else None
    return value
