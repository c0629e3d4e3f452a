"""What it costs to read a supplier's PDF, beside the floor and the usual stack, on the same file in the same run.

    python benchmarks/ingest.py [--pages 1000] [--sample 50] [--workers 2]

Each contender runs in a process of its own; CPU time is user + system of that process and of all that it started, with
imports and process starts. The usual stack reads a sample, imports left out, and is scaled up.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FLOOR_RATIO_MAX = 1.6
USUAL_RATIO_MIN = 20
RESIDENT_MEBIBYTES_MAX = 400


def run_engine(path: Path, _pages: int, workers: int) -> dict[str, Any]:
    """Read and assemble with the product's engine, and check every ticket."""
    from admitone.ingest.assemble import assemble_tickets
    from admitone.ingest.engine import PdfEngine
    from admitone.ingest.limits import EngineLimits
    from admitone.ingest.model import ExtractionPatterns
    from tests.ingest.pdf_factory import PATTERNS, ticket_data

    patterns = ExtractionPatterns(**PATTERNS)

    async def read() -> list[Any]:
        engine = PdfEngine(EngineLimits(workers=workers))
        try:
            readings = [reading async for reading in engine.read_pages(path, patterns)]
            return assemble_tickets(readings, patterns).tickets
        finally:
            await engine.close()

    started = time.perf_counter()
    tickets = asyncio.run(read())
    seconds = time.perf_counter() - started
    right = 0
    for ticket in tickets:
        wanted = ticket_data(ticket.page)
        said = (ticket.serial, ticket.barcode, ticket.decoded, ticket.ticket_date, ticket.time_slot, ticket.category)
        right += said == (
            *(wanted.serial, wanted.barcode, wanted.barcode, wanted.valid_on.isoformat(), wanted.slot, wanted.category),
        )
    return {
        "right": right,
        "seconds": seconds,
        "parent_mebibytes": _resident(resource.RUSAGE_SELF),
        "worker_mebibytes": _resident(resource.RUSAGE_CHILDREN),
    }


def run_floor(path: Path, _pages: int, _workers: int) -> dict[str, Any]:
    """Text and the two codes in a bare loop that was told where the codes are; no patterns, no safety, no answer."""
    import pypdfium2
    import zxingcpp

    regions = (
        ((386, 166, 498, 278), zxingcpp.BarcodeFormat.QRCode),
        ((46, 426, 246, 489), zxingcpp.BarcodeFormat.Code128),
    )
    started = time.perf_counter()
    right = 0
    document = pypdfium2.PdfDocument(path)
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        textpage = page.get_textpage()
        text = textpage.get_text_range()
        textpage.close()
        found = 0
        for (left, top, right_, bottom), symbology in regions:
            crop = (left, height - bottom, width - right_, top)
            bitmap = page.render(scale=2, grayscale=True, crop=crop)
            pixels = memoryview(bitmap.buffer).cast("B").cast("B", (bitmap.height, bitmap.width))
            codes = zxingcpp.read_barcodes(pixels, symbology, try_rotate=False, try_downscale=False, try_invert=False)
            found += len(codes) == 1 and codes[0].text in text
        right += found == 2
        page.close()
    return {"right": right, "seconds": time.perf_counter() - started}


def run_usual(path: Path, pages: int, _workers: int) -> dict[str, Any]:
    """Text by pdfplumber, codes by pyzbar on the page at 200 dpi, a file per page by pypdf."""
    import pdfplumber
    import pypdf
    from pyzbar.pyzbar import decode

    started_wall, started = time.perf_counter(), _cpu_seconds(resource.RUSAGE_SELF)
    right = 0
    reader = pypdf.PdfReader(path)
    with pdfplumber.open(path, pages=range(1, pages + 1)) as document:
        for number, page in enumerate(document.pages):
            text = page.extract_text()
            codes = decode(page.to_image(resolution=200).original)
            right += len(codes) == 2 and all(code.data.decode() in text for code in codes)
            writer = pypdf.PdfWriter()
            writer.add_page(reader.pages[number])
            writer.write(io.BytesIO())
            page.close()
    cpu = _cpu_seconds(resource.RUSAGE_SELF) - started
    return {"right": right, "seconds": time.perf_counter() - started_wall, "cpu_seconds": cpu}


CONTENDERS: dict[str, Callable[[Path, int, int], dict[str, Any]]] = {
    "engine": run_engine,
    "floor": run_floor,
    "usual": run_usual,
}


def measure(contender: str, path: Path, pages: int, workers: int) -> dict[str, Any]:
    """Run a contender in its own process and add its CPU seconds and peak memory."""
    command = [sys.executable, __file__, "--contender", contender, "--file", str(path)]
    command += ["--pages", str(pages), "--workers", str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert process.stdout is not None
    with process.stdout:
        output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{contender} failed")
    result: dict[str, Any] = json.loads(output)
    result.setdefault("cpu_seconds", usage.ru_utime + usage.ru_stime)
    result.setdefault("peak_mebibytes", usage.ru_maxrss / 1024)
    if result["right"] != pages:
        print(f"  note: {contender} got {result['right']} of {pages} pages right")
    return result


def report(name: str, result: dict[str, Any], pages: int, *, memory: str) -> float:
    milliseconds = result["cpu_seconds"] / pages * 1000
    rate = pages / result["seconds"]
    print(f"  {name:<34}{milliseconds:9.2f} ms CPU per page {rate:9.0f} pages/s   peak {memory}")
    return milliseconds


def compare(path: Path, pages: int, sample: int, workers: int) -> bool:
    """Run all contenders; the floor before and after the engine, as machines change their pace."""
    floors = [measure("floor", path, pages, workers)]
    engine = measure("engine", path, pages, workers)
    floors.append(measure("floor", path, pages, workers))
    usual = measure("usual", path, min(sample, pages), workers)
    floor = min(floors, key=lambda result: result["cpu_seconds"])
    print(f"{pages:,} pages, {path.stat().st_size:,} bytes")
    both = f"{engine['parent_mebibytes']:.0f} MiB parent, {engine['worker_mebibytes']:.0f} MiB worker"
    floor_ms = report("floor: pdfium + zxing loop", floor, pages, memory=f"{floor['peak_mebibytes']:.0f} MiB")
    engine_ms = report("admitone engine, assembled", engine, pages, memory=both)
    usual_memory = f"{usual['peak_mebibytes']:.0f} MiB"
    usual_ms = report(f"usual stack, {min(sample, pages)} pages", usual, min(sample, pages), memory=usual_memory)
    peak = max(engine["parent_mebibytes"], engine["worker_mebibytes"])
    verdicts = (
        (
            f"engine / floor: {engine_ms / floor_ms:.2f} (target <= {FLOOR_RATIO_MAX})",
            engine_ms / floor_ms <= FLOOR_RATIO_MAX,
        ),
        (
            f"usual / engine: {usual_ms / engine_ms:.1f} (target >= {USUAL_RATIO_MIN})",
            usual_ms / engine_ms >= USUAL_RATIO_MIN,
        ),
        (f"peak of any process: {peak:.0f} MiB (target <= {RESIDENT_MEBIBYTES_MAX})", peak <= RESIDENT_MEBIBYTES_MAX),
        (f"tickets right: {engine['right']} of {pages}", engine["right"] == pages),
    )
    for text, good in verdicts:
        print(f"  {'ok  ' if good else 'MISS'} {text}")
    return all(good for _, good in verdicts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--sample", type=int, default=50, help="pages that the usual stack reads")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.contender:
        print(json.dumps(CONTENDERS[arguments.contender](arguments.file, arguments.pages, arguments.workers)))
        return
    sys.path.insert(0, str(ROOT))
    from tests.ingest.pdf_factory import ticket_pages, write_pdf

    with tempfile.TemporaryDirectory() as folder:
        path = write_pdf(Path(folder) / "tickets.pdf", ticket_pages(arguments.pages))
        sys.exit(0 if compare(path, arguments.pages, arguments.sample, arguments.workers) else 1)


def _cpu_seconds(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _resident(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


if __name__ == "__main__":
    main()
