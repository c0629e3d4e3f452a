"""Reports as tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from litestar import Response

from admitone.core.money import to_major
from admitone.core.spreadsheets import write_table

BYTE_ORDER_MARK: Final = "\ufeff"


def send_table(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response[Any]:
    """A CSV file to keep. The mark in front lets spreadsheets read UTF-8."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(BYTE_ORDER_MARK + write_table(header, rows), media_type="text/csv", headers=headers)


def major(minor: int | None, currency: str | None) -> Any:
    """An amount as spreadsheets add it up, or nothing."""
    return None if minor is None or currency is None else to_major(minor, currency)
