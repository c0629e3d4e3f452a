"""Streams the inventory as CSV."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from admitone.core.money import minor_digits, to_major
from admitone.core.spreadsheets import FORMULA_STARTS, neutralise
from admitone.store.database import Row, Tx
from admitone.store.postgresql import PostgresTx
from admitone.store.statements import fit_statement
from admitone.store.ticket_filter import TicketFilter, compose_conditions

# Contract name, then the column. Download codes stay out: whoever gets the file could fetch the tickets.
TEXT_COLUMNS = {
    "ticketSerial": "serial",
    "barcode": "barcode",
    "category": "category",
    "ageGroup": "age_group",
    "timeSlot": "time_slot",
    "promoCode": "promo_code",
    "limitations": "limitations",
    "cartReference": "cart_reference",
}
CSV_COLUMNS = (
    "ticketId", "batchId", "attractionId", "internalSerial", "ticketSerial", "barcode", "category", "ageGroup",
    "ticketDate", "timeSlot", "validUntil", "promoCode", "limitations", "status", "sellingPrice", "sellingCurrency",
    "pdfPageNumber", "cartReference", "downloadCount",
)  # fmt: skip
_PLAIN_COLUMNS = {
    "ticketId": "id",
    "batchId": "batch_id",
    "attractionId": "attraction_id",
    "internalSerial": "internal_serial",
    "ticketDate": "ticket_date",
    "validUntil": "valid_until",
    "sellingCurrency": "selling_currency",
    "pdfPageNumber": "page_number",
    "downloadCount": "download_count",
}
_CHUNK_ROWS = 2000
_CHUNK_BYTES = 128 * 1024
_QUOTE = '"'
_NEEDS_QUOTES = re.compile(r'[",\r\n]')
_QUEUE_CHUNKS = 4
# Of a whole export, however slow its reader is; the connections' own limit is for statements that somebody waits for.
_SECONDS_MAX = 3600.0


async def stream_inventory_csv(tx: Tx, tenant_id: int, wanted: TicketFilter) -> AsyncGenerator[bytes, None]:
    """CSV with a header row, UTF-8, lines ended as COPY ends them, in chunks; memory stays flat however many rows.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    yield (",".join(CSV_COLUMNS) + "\n").encode()
    rows = _copy_rows(tx, tenant_id, wanted) if isinstance(tx, PostgresTx) else _write_rows(tx, tenant_id, wanted)
    async with aclosing(rows):
        async for chunk in rows:
            yield chunk


async def _copy_rows(tx: PostgresTx, tenant_id: int, wanted: TicketFilter) -> AsyncGenerator[bytes, None]:
    # The server formats the rows itself, many times faster than any loop here could.
    conditions = compose_conditions(wanted, tenant_id, tx.dialect)
    columns = ", ".join(_postgresql_cell(name) for name in CSV_COLUMNS)
    text = f"SELECT {columns} FROM tickets WHERE {conditions.where} ORDER BY id"  # noqa: S608
    parameters = conditions.parameters | {"today": wanted.today}
    statement = fit_statement(text, "postgresql")
    queue: asyncio.Queue[bytes | None] = asyncio.Queue(_QUEUE_CHUNKS)
    buffer = bytearray()

    async def collect(rows: bytearray) -> None:
        # The driver gives a few rows at a time; each chunk costs the way to the network once.
        buffer.extend(rows)
        if len(buffer) >= _CHUNK_BYTES:
            await queue.put(bytes(buffer))
            buffer.clear()

    async def copy() -> BaseException | str:
        copied = tx.connection.copy_from_query(
            statement.sql, *statement.arguments(parameters), output=collect, format="csv", timeout=_SECONDS_MAX
        )
        outcome: list[BaseException | str] = await asyncio.gather(copied, return_exceptions=True)
        await queue.put(bytes(buffer))
        await queue.put(None)
        return outcome[0]

    copying = asyncio.create_task(copy())
    chunk: bytes | None = b""
    try:
        while (chunk := await queue.get()) is not None:
            yield chunk
        outcome = await copying
        if isinstance(outcome, BaseException):
            raise outcome
    finally:
        if chunk is not None:
            # The reader went away, perhaps cancelled, so nothing may be awaited here. The connection goes with the
            # copy: one whose copy was cancelled is not fit for the next statement at once.
            copying.cancel()
            tx.connection.terminate()


def _postgresql_cell(name: str) -> str:
    if name in TEXT_COLUMNS:
        column = TEXT_COLUMNS[name]
        starts = sorted(ord(start) for start in FORMULA_STARTS)
        # A number is compared at a fifth of the cost of a text, and what begins with a letter passes at once.
        return (
            f"CASE WHEN ascii({column}) > {starts[-1]} THEN {column} "
            f"WHEN ascii({column}) IN ({', '.join(map(str, starts))}) THEN '''' || {column} ELSE {column} END"
        )
    if name == "status":
        return "CASE WHEN status = 'AVAILABLE' AND last_day < :today::date THEN 'EXPIRED' ELSE status END"
    if name == "sellingPrice":
        # A product has the decimal places of its factors; the factor follows the currency.
        return (
            f"selling_price_minor * CASE WHEN selling_currency NOT IN ({_codes(0)}, {_codes(3)}) THEN 0.01 "
            f"WHEN selling_currency IN ({_codes(0)}) THEN 1.00 ELSE 0.001 END"
        )
    return _PLAIN_COLUMNS[name]


def _codes(digits: int) -> str:
    return ", ".join(f"'{code}'" for code in sorted(minor_digits(digits)))


async def _write_rows(tx: Tx, tenant_id: int, wanted: TicketFilter) -> AsyncGenerator[bytes, None]:
    conditions = compose_conditions(wanted, tenant_id, tx.dialect)
    columns = ", ".join(
        dict.fromkeys([*_PLAIN_COLUMNS.values(), *TEXT_COLUMNS.values(), "status", "last_day", "selling_price_minor"])
    )
    text = f"SELECT {columns} FROM tickets WHERE {conditions.where} ORDER BY id"  # noqa: S608
    statement = fit_statement(text, tx.dialect)
    chunks = tx.stream_composed(statement, conditions.parameters, rows_per_chunk=_CHUNK_ROWS)
    async with aclosing(chunks):
        async for rows in chunks:
            yield await asyncio.to_thread(_format_rows, rows, wanted.today.isoformat())


def _format_rows(rows: Sequence[Row], today: str) -> bytes:
    lines = (",".join([_quoted(_cell(row, name, today)) for name in CSV_COLUMNS]) for row in rows)
    return "".join([f"{line}\n" for line in lines]).encode()


def _quoted(value: Any) -> str:
    # As COPY quotes: no value is an empty cell, an empty text is "". Python's csv writer does not tell the two apart,
    # and leaves a lone carriage return unquoted, at which a reader would begin a new row.
    if value is None:
        return ""
    text = str(value)
    return f'"{text.replace(_QUOTE, _QUOTE * 2)}"' if not text or _NEEDS_QUOTES.search(text) else text


def _cell(row: Row, name: str, today: str) -> Any:
    if name in TEXT_COLUMNS:
        text = row[TEXT_COLUMNS[name]]
        return neutralise(text) if text else text
    if name == "status":
        expired = row["status"] == "AVAILABLE" and row["last_day"] is not None and row["last_day"] < today
        return "EXPIRED" if expired else row["status"]
    if name == "sellingPrice":
        minor, currency = row["selling_price_minor"], row["selling_currency"]
        return None if minor is None else to_major(minor, currency)
    return row[_PLAIN_COLUMNS[name]]
