"""Reading many pages of one document on several workers, in bounded memory, with every page accounted for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence

from admitone.ingest.code_memory import CodeMemory
from admitone.ingest.limits import EngineLimits
from admitone.ingest.model import ExtractionPatterns, PageFailure, PageReading
from admitone.ingest.pool import WorkerPool
from admitone.ingest.protocol import Finished, Read, ReadPages, Refused
from admitone.ingest.refusals import FAILURE_MESSAGES, refusal, unopened
from admitone.ingest.worker import WorkerDied

# The first pages teach where the codes are; the others are read with that knowledge.
_TEACHING_PAGES = 2
# About a tenth of a second of work: how long somebody else waits for a worker at most, and what a lost worker costs.
_CHUNK_PAGES_MAX = 32
_CHUNK_PAGES_MIN = 4
_BATCHES_WAITING_MAX = 8
_PAUSE_SECONDS = 0.01

_Batch = list[PageReading]


class ReadingRun:
    """One run over the pages of a document. A consumer that stops early frees the workers at once."""

    def __init__(
        self,
        pool: WorkerPool,
        limits: EngineLimits,
        *,
        path: str,
        password: str | None,
        patterns: ExtractionPatterns,
        ocr_languages: str | None,
    ) -> None:
        self._pool = pool
        self._limits = limits
        self._path, self._password, self._patterns = path, password, patterns
        self._ocr_languages = ocr_languages
        self._memory = CodeMemory()
        self._pages: deque[int] = deque()
        self._tried_twice: set[int] = set()
        self._batches: asyncio.Queue[_Batch | None] = asyncio.Queue(_BATCHES_WAITING_MAX)
        self._abandoned = False

    async def readings(self, pages: Sequence[int]) -> AsyncGenerator[PageReading, None]:
        """Yield each page once, in the order in which they get done. Raises AdmitError when the file is no use."""
        self._pages = deque(pages)
        work = asyncio.create_task(self._work())
        try:
            while (batch := await self._batches.get()) is not None:
                for reading in batch:
                    yield reading
            await work
        finally:
            self._abandoned = True
            work.cancel()
            await asyncio.wait([work])

    async def _work(self) -> None:
        """Read everything, then tell the consumer to look at how it went; one that went away is told nothing."""
        try:
            await self._read_everything()
        finally:
            # Not asked of the task: a group whose lane failed leaves it marked as being cancelled.
            if not self._abandoned:
                await self._batches.put(None)

    async def _read_everything(self) -> None:
        await self._read(self._next_chunk(_TEACHING_PAGES))
        lanes = min(self._limits.workers, -(-len(self._pages) // _CHUNK_PAGES_MIN))
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(lanes):
                    group.create_task(self._lane())
        except BaseExceptionGroup as errors:
            # All lanes read the same file: the first one's refusal speaks for the others.
            raise _first(errors) from errors

    async def _lane(self) -> None:
        while self._pages:
            share = len(self._pages) // (2 * self._limits.workers)
            await self._read(self._next_chunk(max(_CHUNK_PAGES_MIN, min(share, _CHUNK_PAGES_MAX))))

    def _next_chunk(self, size: int) -> deque[int]:
        return deque(self._pages.popleft() for _ in range(min(size, len(self._pages))))

    async def _read(self, pending: deque[int]) -> None:
        """Read all pages of a chunk; one that ends its worker comes back as a failure, after a second try."""
        opened_in_vain = 0
        while pending:
            try:
                await self._read_on_one_worker(pending)
            except WorkerDied as death:
                if death.opened:
                    await self._blame(pending, death)
                elif opened_in_vain > 1 or death.failure is PageFailure.DEADLINE:
                    raise unopened(death.failure) from death
                else:
                    opened_in_vain += 1

    async def _read_on_one_worker(self, pending: deque[int]) -> None:
        """Read pages until the chunk is done; what was done is gone from `pending` when the worker dies."""
        seconds = self._limits.ocr_page_seconds_max if self._ocr_languages else self._limits.page_seconds_max
        request = ReadPages(
            path=self._path,
            password=self._password,
            open_seconds_max=self._limits.open_seconds_max,
            pages=list(pending),
            patterns=self._patterns,
            memory=self._memory,
            ocr_languages=self._ocr_languages,
            page_seconds_max=seconds,
        )
        async with self._pool.worker(self._path, bulk=True) as worker:
            exchange = worker.exchange(request, reply_seconds_max=seconds, pause_seconds=_PAUSE_SECONDS)
            async for replies in exchange:
                batch = [reply.reading for reply in replies if isinstance(reply, Read)]
                for reading in batch:
                    assert reading.page == pending.popleft()
                if batch:
                    await self._batches.put(batch)
                last = replies[-1]
                if isinstance(last, Finished) and last.memory is not None:
                    self._memory.merge(last.memory)
        if isinstance(last, Refused):
            raise refusal(last)

    async def _blame(self, pending: deque[int], death: WorkerDied) -> None:
        """Find the page that was being read guilty, unless it deserves a second try.

        A page that took too long gets none: it would cost the same time again. Other ends may be the fault of what the
        worker did before, or of somebody who killed it.
        """
        page = pending[0]
        if death.failure is not PageFailure.DEADLINE and page not in self._tried_twice:
            self._tried_twice.add(page)
            return
        pending.popleft()
        message = FAILURE_MESSAGES[death.failure]
        await self._batches.put([PageReading(page=page, failure=death.failure, failure_message=message)])


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
