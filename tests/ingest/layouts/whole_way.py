"""A supplier's own file taken the whole way: analysed, read with the patterns found, put together as tickets."""

from __future__ import annotations

from pathlib import Path

from admitone.ingest.assemble import assemble_tickets
from admitone.ingest.assembly import FoundTicket
from admitone.ingest.engine import PdfEngine
from tests.ingest.layouts.measure import Score
from tests.ingest.layouts.supplier import FIELDS, Supplier


async def measure_whole_way(
    engine: PdfEngine, supplier: Supplier, folder: Path, *, tickets: int = 20, seed: str = "a"
) -> Score:
    """Analyse one batch's file, read all of its pages with what was found, compare the tickets field by field.

    All five fields of each ticket count. One that the layout does not print must stay empty, and a page that is taken
    for a ticket, or not taken for one, costs all fields of that ticket.
    """
    batch = supplier.tickets(tickets, f"whole-{seed}")
    path = folder / f"{supplier.name}.pdf"
    path.write_bytes(supplier.pdf(batch))
    patterns = (await engine.analyze(path)).patterns
    readings = [reading async for reading in engine.read_pages(path, patterns)]
    found = assemble_tickets(readings, patterns).tickets
    score = Score(supplier.name, patterns)
    aligned = len(found) == len(batch)
    if not aligned:
        score.wrong["tickets"] = f"{len(found)} instead of {len(batch)}"
    for number, ticket in enumerate(batch):
        values = _fields(found[number]) if aligned else {}
        wanted = supplier.expects(ticket)
        until = wanted.pop("dateType", None) == "valid_until"
        right: dict[str, str | None] = {name: wanted.get(name) for name in FIELDS}
        right["until"] = right["date"] if until else None
        right["date"] = None if until else right["date"]
        for name in FIELDS:
            same = values.get(name) == right[name] and (name != "date" or values.get("until") == right["until"])
            score.expected[name] += 1
            score.right[name] += aligned and same
            if aligned and not same:
                score.wrong.setdefault(name, f"ticket {number + 1}: {values[name]!r} instead of {right[name]!r}")
    return score


def _fields(ticket: FoundTicket) -> dict[str, str | None]:
    return {
        "serial": ticket.serial,
        "date": ticket.ticket_date,
        "until": ticket.valid_until,
        "timeSlot": ticket.time_slot,
        "category": ticket.category,
        "barcode": ticket.barcode,
    }
