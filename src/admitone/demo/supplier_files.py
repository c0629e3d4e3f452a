"""Writes the suppliers' files: `python -m admitone.demo.supplier_files FOLDER YYYY-MM-DD`.

A program of its own, because no process of the product loads a PDF library but the disposable workers.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from admitone.demo.designs import DemoTicket, Design, aquarium, cover, museum, safari, tower
from admitone.demo.sheet import save_sheets


@dataclass(frozen=True, slots=True)
class SupplierFile:
    """One file: `days` are counted from the day of the demo."""

    name: str
    design: Design
    serial: str
    barcode: str
    tickets: int
    days: range
    slots: Sequence[str]
    categories: Sequence[str]
    cover_title: str = ""


_HOURS: Final = tuple(f"{hour:02d}:{minute:02d}" for hour in range(9, 18) for minute in (0, 30))
_WINDOWS: Final = tuple(f"{hour:02d}:00 - {hour:02d}:45" for hour in range(10, 21))
_AGES: Final = ("Adult", "Adult", "Child")
_RATES: Final = ("Plein tarif", "Tarif réduit")
_AQUARIUM: Final = ("CBA-{:07d}", "CBA{:010d}")
FILES: Final = (
    SupplierFile("aquarium-spring.pdf", aquarium, *_AQUARIUM, 24, range(-30, -3), _HOURS, _AGES),
    SupplierFile("aquarium.pdf", aquarium, *_AQUARIUM, 60, range(45), _HOURS, _AGES, cover_title="Coral Bay Aquarium"),
    SupplierFile("skyline.pdf", tower, "SKY-148-{:06d}", "S148{:09d}", 48, range(21), _WINDOWS, (*_AGES, "Senior")),
    SupplierFile("safari.pdf", safari, "RDS{:08d}", "91{:012d}", 30, range(20, 120), ("",), _AGES),
    SupplierFile("musee.pdf", museum, "ML-{:06d}", "ML{:011d}", 36, range(-2, 30), _WINDOWS[:8], _RATES),
)


def write_supplier_files(folder: Path, today: date) -> None:
    """Write every file of FILES into `folder`. The same day gives the same files."""
    number = 0
    for file in FILES:
        # Reproducible on purpose, and nobody is admitted with these.
        chance = random.Random(file.name)  # noqa: S311
        tickets = [_ticket(file, number + place, today, chance) for place in range(1, file.tickets + 1)]
        number += file.tickets
        sheets = [file.design(ticket) for ticket in tickets]
        if file.cover_title:
            sheets.insert(0, cover(file.cover_title, file.tickets))
        save_sheets(sheets, folder / file.name)


def _ticket(file: SupplierFile, number: int, today: date, chance: random.Random) -> DemoTicket:
    return DemoTicket(
        number=number,
        serial=file.serial.format(20_000 + number),
        barcode=file.barcode.format(chance.randrange(10**9)),
        day=today + timedelta(days=chance.choice(file.days)),
        slot=chance.choice(file.slots),
        category=chance.choice(file.categories),
    )


if __name__ == "__main__":
    write_supplier_files(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
