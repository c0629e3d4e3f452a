"""A process that issues tickets: `python -m tests.ledger.issuer URL FOLDER [pause]`, with ticket ids as lines of input.

It says `issued` once what a line names is issued. With `pause` it stops between the record and the end of its
transaction, says `recorded`, and goes on with the next line of input.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from admitone.core.ledger.records import LedgerTicket, RecordKind
from admitone.services.ledger import Ledger
from admitone.store.database import Tx
from tests.ledger.office import Office, opened_office


@dataclass(frozen=True)
class PausingLedger:
    """A ledger whose caller stops right after it has recorded."""

    ledger: Ledger

    async def record(self, tx: Tx, kind: RecordKind, tickets: Sequence[LedgerTicket], now: datetime) -> bool:
        recorded = await self.ledger.record(tx, kind, tickets, now)
        say("recorded")
        sys.stdin.readline()
        return recorded

    def __getattr__(self, name: str) -> object:
        return getattr(self.ledger, name)


def say(word: str) -> None:
    print(word, file=sys.stderr, flush=True)


async def work(url: str, folder: Path, *, pausing: bool) -> None:
    async with opened_office(url, folder) as office:
        if pausing:
            office.product.__dict__["ledger"] = PausingLedger(office.product.ledger)
        say("ready")
        while line := await asyncio.to_thread(sys.stdin.readline):
            await issue(office, line)


async def issue(office: Office, line: str) -> None:
    await office.issue([int(word) for word in line.split()])
    say("issued")


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), pausing="pause" in sys.argv[3:]))
