"""What `admitone ingest` shows: a bar per file while its pages are read, and a table at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from admitone.cli.terminal import show_rows
from admitone.core.inventory import Batch
from admitone.ingest.model import PageReading
from admitone.services.stocking import UploadReport


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. Without a batch it was refused, and `refusal` says why."""

    file_name: str
    batch_id: int | None = None
    pages: int = 0
    tickets: int = 0
    unreadable_pages: tuple[int, ...] = ()
    duplicate_pages: tuple[int, ...] = ()
    refusal: str = ""

    @classmethod
    def of(cls, batch: Batch) -> Outcome:
        """The outcome that a finished batch's report tells."""
        report = msgspec.json.decode(batch.report or "{}", type=UploadReport)
        return cls(
            file_name=batch.file_name,
            batch_id=batch.id,
            pages=batch.pages_total,
            tickets=batch.total_tickets,
            unreadable_pages=tuple(page.page for page in report.unreadable_pages),
            duplicate_pages=tuple(page.page for page in report.duplicates if page.refused),
        )

    @property
    def failed(self) -> bool:
        """Whether the file was refused or any page of it did not become what it should."""
        return bool(self.refusal or self.unreadable_pages or self.duplicate_pages)

    @property
    def remark(self) -> str:
        """What the operator should know of it."""
        parts = [self.refusal] if self.refusal else []
        if self.unreadable_pages:
            parts.append(f"unreadable: {_pages(self.unreadable_pages)}")
        if self.duplicate_pages:
            parts.append(f"in stock already: {_pages(self.duplicate_pages)}")
        return "; ".join(parts)


class PageProgress:
    """A bar per file. On a console that is no terminal nothing is drawn."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("pages"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def start(self, file_name: str, pages: int) -> None:
        """Begin a bar for a file of this many pages."""
        self._task = self._progress.add_task(file_name, total=pages)

    async def note_page(self, _reading: PageReading) -> None:
        """A page of the present file was read."""
        if self._task is not None:
            self._progress.advance(self._task)


def show_summary(outcomes: Sequence[Outcome]) -> None:
    """A table of all files, those that failed in red."""
    rows = [
        (each.file_name, str(each.batch_id or "-"), str(each.pages), str(each.tickets), each.remark)
        for each in outcomes
    ]
    heads = ("file", "batch", "pages", "tickets", "remark")
    show_rows(heads, rows, marked=[each.failed for each in outcomes])


def _pages(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:10])) + (" ..." if len(pages) > 10 else "")
    return f"page{'s' if len(pages) > 1 else ''} {shown}"
