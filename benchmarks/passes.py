"""Wallet passes made and signed per second of CPU, and event tickets drawn as PDF per second, each by one process.

Beside the passes stand the bare signature (cryptography, the same certificates and manifest), which is the floor, and
openssl's command, a process per signature. Beside the PDF stands reportlab, the usual choice, with the same words and a
QR code, but without shaping: it could not draw the Arabic that ours does.
"""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from admitone.adapters.passes.development_chain import keep_test_signer
from admitone.adapters.passes.maker import ApplePassMaker
from admitone.adapters.passes.signing import Signer
from admitone.core.admissions import Admission
from admitone.core.event_design import EventDesign
from admitone.core.ticket_sheets import SheetDesign, TicketSheet
from admitone.ingest.engine import PdfEngine
from admitone.ingest.limits import EngineLimits
from admitone.letters.sheets import write_sheet
from benchmarks.report import Figure, main

TITLE = "passes: signed wallet passes and drawn tickets per second"
_PASSES, _QUICK_PASSES = 1000, 200
_OPENSSL = 40
_SHEETS, _QUICK_SHEETS = 400, 100
_ADMISSION = Admission(
    ticket_id=1,
    tenant_id=1,
    event_id=1,
    group="event",
    holder_code="holder",
    title="Desert Nights Festival",
    kind="VIP",
    venue="Al Marmoom Dunes",
    address="Al Qudra Road, Dubai",
    latitude=24.83,
    longitude=55.37,
    starts_at=datetime(2027, 1, 2, 16, 0, tzinfo=UTC),
    ends_at=datetime(2027, 1, 2, 20, 0, tzinfo=UTC),
    doors_at=datetime(2027, 1, 2, 14, 30, tzinfo=UTC),
    day=date(2027, 1, 2),
    sector="Block B",
    holder="Maryam bint Khalid Al-Ansari",
    number="DN-000007",
    price_minor=125000,
    currency="AED",
    code="K5QW3LZTB2YH6MNRAX4D7CPE",
    cart_reference="OT-20270102-ABCDE",
    time_zone="Asia/Dubai",
    organiser="Oasis Tours",
    design=EventDesign(note="Bring an ID.", terms="Doors close at 21:00. No refunds once the gates have opened. " * 8),
)


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Make passes, sign bare manifests, run openssl; then draw tickets both ways."""
    passes, sheets = (_QUICK_PASSES, _QUICK_SHEETS) if quick else (_PASSES, _SHEETS)
    with tempfile.TemporaryDirectory(prefix="admitone-bench-") as name:
        folder = Path(name)
        signer = keep_test_signer(folder)
        maker = ApplePassMaker(lambda: signer, "https://tickets.example.com/wallet")
        ours = _per_second(lambda: maker.make(_ADMISSION, serial="s" * 32, token="t" * 43, logo={}), passes)
        manifest = b"{" + b'"file.png":"da39a3ee5e6b4b0d3255bfef95601890afd80709",' * 7 + b"}"
        bare = _per_second(lambda: signer.sign(manifest), passes)
        openssl = _per_second(_openssl(folder, signer, manifest), _OPENSSL)
        size = len(maker.make(_ADMISSION, serial="s" * 32, token="t" * 43, logo={})) / 1024
    drawn, first_ms = asyncio.run(_draw(write_sheet(_ADMISSION), sheets))
    reportlab = _by_reportlab(write_sheet(_ADMISSION), sheets)
    return [
        Figure("passes made and signed", ours, "/CPU s", bare, "bare signature"),
        Figure("passes made and signed", ours, "/CPU s", openssl, "openssl smime -sign"),
        Figure("a pass without logo", size, "KiB"),
        Figure(f"PDF of {sheets} tickets", drawn, "pages/s", reportlab, "reportlab"),
        Figure("PDF of one ticket by a fresh worker", first_ms, "ms"),
    ]


def _per_second(work: Callable[[], object], times: int) -> float:
    """How often per second of CPU, that of started processes included: others are at work on this machine."""
    work()
    started = sum(os.times()[:4])
    for _ in range(times):
        work()
    return times / (sum(os.times()[:4]) - started)


def _openssl(folder: Path, signer: Signer, manifest: bytes) -> Callable[[], object]:
    (folder / "manifest").write_bytes(manifest)
    (folder / "own.pem").write_bytes(signer.certificate.public_bytes(Encoding.PEM))
    (folder / "wwdr.pem").write_bytes(signer.intermediate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    command = ["openssl", "smime", "-sign", "-binary", "-in", "manifest", "-signer", "own.pem", "-inkey", "key.pem"]
    command += ["-certfile", "wwdr.pem", "-outform", "DER", "-out", "signature"]
    return lambda: subprocess.run(command, cwd=folder, check=True, capture_output=True)


async def _draw(sheet: TicketSheet, count: int) -> tuple[float, float]:
    """Pages per second of a warm worker, and milliseconds of the first ticket of a cold one."""
    engine = PdfEngine(EngineLimits(workers=1))
    try:
        started = time.perf_counter()
        await engine.draw_tickets(SheetDesign(), [sheet])
        first_ms = (time.perf_counter() - started) * 1000
        started = time.perf_counter()
        await engine.draw_tickets(SheetDesign(), [sheet] * count)
        return count / (time.perf_counter() - started), first_ms
    finally:
        await engine.close()


def _by_reportlab(sheet: TicketSheet, count: int) -> float:
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Paragraph

    style = getSampleStyleSheet()["Normal"]
    started = time.perf_counter()
    canvas: Any = Canvas(io.BytesIO(), pagesize=A4)
    for _ in range(count):
        canvas.setFont("Helvetica-Bold", 24)
        canvas.drawString(48, 760, sheet.title)
        canvas.setFont("Helvetica", 11)
        for place, fact in enumerate(sheet.facts):
            canvas.drawString(48, 700 - 32 * place, f"{fact.label}: {fact.value}")
        code = Drawing(190, 190)
        code.add(QrCodeWidget(sheet.code, barWidth=190, barHeight=190))
        renderPDF.draw(code, canvas, 360, 500)
        terms = Paragraph(sheet.terms, style)
        terms.wrap(500, 200)
        terms.drawOn(canvas, 48, 60)
        canvas.showPage()
    canvas.save()
    return count / (time.perf_counter() - started)


if __name__ == "__main__":
    main(TITLE, measure)
