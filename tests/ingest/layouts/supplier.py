"""Invented suppliers: what their tickets carry, how they are drawn, what reading them must give."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.ingest.layouts.sheet import Sheet, turned

FIELDS = ("serial", "date", "timeSlot", "category", "barcode")


@dataclass
class Ticket:
    """The values of one ticket. `noise` draws what other tickets of the order would differ in."""

    number: int
    serial: str
    day: date
    minutes: int
    length: int
    category: str
    code: str
    noise: Random

    @property
    def start(self) -> str:
        """Start of the slot, HH:mm."""
        return f"{self.minutes // 60:02d}:{self.minutes % 60:02d}"

    @property
    def end(self) -> str:
        """End of the slot, HH:mm."""
        end = self.minutes + self.length
        return f"{end // 60:02d}:{end % 60:02d}"

    def twelve(self, minutes: int | None = None) -> str:
        """A time on the 12-hour clock, `2:30 PM`."""
        minutes = self.minutes if minutes is None else minutes
        return f"{(minutes // 60 - 1) % 12 + 1}:{minutes % 60:02d} {'AM' if minutes < 720 else 'PM'}"

    def issued(self) -> date:
        """A date before the visit, as orders have."""
        return self.day - timedelta(days=self.noise.randint(3, 60))

    def until(self) -> date:
        """A date after the visit."""
        return self.day + timedelta(days=self.noise.randint(10, 90))

    def number_of(self, digits: int) -> str:
        """A meaningless number."""
        return "".join(self.noise.choice("0123456789") for _ in range(digits))

    def person(self) -> str:
        """A holder's name."""
        return self.noise.choice(
            ["Maria Keller", "John Smith", "Aisha Al Marri", "Pierre Dubois", "Lucía Gómez", "Chen Wei", "Omar Haddad"]
        )


@dataclass
class Supplier:
    """A layout. `expects` gives the right values by field; a field that it leaves out is not on these tickets.

    With `loose_pages` the layout draws pages besides the tickets' own, so page numbers say nothing about tickets.
    """

    name: str
    draw: Callable[[Sheet, Ticket], None]
    serial: Callable[[Random, int], str]
    code: Callable[[Random, int, str], str]
    categories: tuple[str, ...]
    expects: Callable[[Ticket], dict[str, str]]
    pagesize: tuple[float, float] = A4
    one_day: bool = False
    rotation: int = 0
    slots: tuple[int, ...] = (540, 570, 600, 630, 675, 720, 780, 810, 870, 900, 945, 1020, 1080, 1140, 1170)
    length: int = 60
    year: int = 2026
    loose_pages: bool = False

    def tickets(self, count: int, seed: str) -> list[Ticket]:
        """Return tickets with values that depend on the supplier and the seed only."""
        rng = Random(f"{self.name}/{seed}")
        first = date(self.year, 1, 1) + timedelta(days=rng.randint(0, 330))
        base = rng.randint(1, 900)
        made = []
        for number in range(count):
            serial = self.serial(rng, base + number)
            day = first if self.one_day else first + timedelta(days=rng.randint(0, 300))
            made.append(
                Ticket(
                    number + 1, serial, day, rng.choice(self.slots), self.length, rng.choice(self.categories),
                    self.code(rng, base + number, serial), Random(f"{self.name}/{seed}/{number}"),
                )
            )  # fmt: skip
        return made

    def pdf(self, tickets: list[Ticket]) -> bytes:
        """Draw the tickets, one per page."""
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=self.pagesize)
        for ticket in tickets:
            ticket.noise.seed(f"{self.name}/{ticket.serial}/{ticket.number}")
            self.draw(Sheet(canvas, *self.pagesize), ticket)
            canvas.showPage()
        canvas.save()
        return turned(out.getvalue(), self.rotation) if self.rotation else out.getvalue()


def digits(count: int) -> Callable[[Random, int], str]:
    """Serials of so many random digits."""
    return lambda rng, number: "".join(rng.choice("0123456789") for _ in range(count))


def running(template: str) -> Callable[[Random, int], str]:
    """Serials that count on, from a template such as `TKT/2026/{:06d}`."""
    return lambda rng, number: template.format(number)


def letters_digits(template: str) -> Callable[[Random, int], str]:
    """Serials after a template in which A is a letter, 9 a digit, X either."""
    pools = {"A": "ABCDEFGHJKLMNPQRSTUVWXYZ", "9": "0123456789", "X": "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"}
    return lambda rng, number: "".join(rng.choice(pools.get(char, char)) for char in template)


def code_digits(count: int) -> Callable[[Random, int, str], str]:
    """Codes of so many random digits."""
    return lambda rng, number, serial: (
        str(rng.randint(1, 9)) + "".join(rng.choice("0123456789") for _ in range(count - 1))
    )


def code_ean13(rng: Random, number: int, serial: str) -> str:
    """A valid EAN-13."""
    body = "629" + "".join(rng.choice("0123456789") for _ in range(9))
    check = (10 - sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10) % 10
    return f"{body}{check}"


def code_is_serial(rng: Random, number: int, serial: str) -> str:
    """The code carries the serial as printed."""
    return serial


def code_compact(rng: Random, number: int, serial: str) -> str:
    """The code carries the serial without separators."""
    return serial.replace("-", "").replace(" ", "").replace("/", "")


def code_url(prefix: str) -> Callable[[Random, int, str], str]:
    """The code carries an address that ends in a token."""
    return lambda rng, number, serial: (
        prefix + "".join(rng.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(16))
    )


def expects(*fields: str, until: bool = False, ranged: bool = False) -> Callable[[Ticket], dict[str, str]]:
    """Return what gives the named fields' right values."""

    def of(ticket: Ticket) -> dict[str, str]:
        every = {
            "serial": ticket.serial,
            "date": ticket.day.isoformat(),
            "timeSlot": f"{ticket.start}-{ticket.end}" if ranged else ticket.start,
            "category": ticket.category,
            "barcode": ticket.code,
            "dateType": "valid_until" if until else "ticket_date",
        }
        wanted = {name: every[name] for name in fields}
        if "date" in wanted:
            wanted["dateType"] = every["dateType"]
        return wanted

    return of
