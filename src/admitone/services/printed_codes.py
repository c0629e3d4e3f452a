"""As which kind of code a ticket's supplier has printed it."""

from __future__ import annotations

from typing import Final

from admitone.core.errors import AdmitError
from admitone.core.inventory import Ticket
from admitone.core.ticket_sheets import CodeFormat
from admitone.services.ports import ObjectStore, PdfReader
from admitone.store import batches
from admitone.store.database import Database

# What wallets can draw. They have no other linear code than Code 128, and no Data Matrix: those become QR codes, as on
# the ticket's own page.
_FORMATS: Final[dict[str, CodeFormat]] = {
    "qrcode": "QR",
    "microqrcode": "QR",
    "aztec": "AZTEC",
    "pdf417": "PDF417",
    "code128": "CODE128",
    "code39": "CODE128",
    "code93": "CODE128",
    "codabar": "CODE128",
    "itf": "CODE128",
    "ean13": "CODE128",
    "ean8": "CODE128",
    "upca": "CODE128",
    "upce": "CODE128",
}


async def printed_format(
    database: Database, objects: ObjectStore, pdf: PdfReader, tenant_id: int, ticket: Ticket
) -> CodeFormat:
    """The format of the code on a ticket's page that says its barcode; QR where none is found or can be shown."""
    if ticket.page_number is None or ticket.barcode is None:
        return "QR"
    async with database.reading() as tx:
        batch = await batches.read_batch(tx, tenant_id, ticket.batch_id or 0)
    if batch is None or batch.object_key is None:
        return "QR"
    try:
        async with objects.open_local(batch.object_key) as path:
            (layout,) = await pdf.read_layouts(path, pages=[ticket.page_number])
    except (LookupError, AdmitError):
        # The pass is worth having without: its code says the same in another form.
        return "QR"
    kinds = [code.symbology for code in layout.codes if code.text.strip() == ticket.barcode.strip()]
    plain = ["".join(filter(str.isalnum, kind)).lower() for kind in kinds]
    return next((_FORMATS[kind] for kind in plain if kind in _FORMATS), "QR")
