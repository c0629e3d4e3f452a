"""The engine's workers: started when needed, kept while they are healthy, replaced when they are not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from admitone.ingest.limits import EngineLimits
from admitone.ingest.worker import Worker


class WorkerPool:
    """Lends workers. One more than `limits.workers` may run: bulk reading never keeps a single page waiting."""

    def __init__(self, limits: EngineLimits) -> None:
        self._limits = limits
        self._bulk_slots = asyncio.Semaphore(limits.workers)
        self._slots = asyncio.Semaphore(limits.workers + 1)
        self._idle: list[Worker] = []
        self._lent: set[Worker] = set()
        self._closed = False

    @asynccontextmanager
    async def worker(self, path: str, *, bulk: bool, cutting: bool = False) -> AsyncIterator[Worker]:
        """Lend a worker, one that has done the like with this path when there is one.

        An exception, also a cancellation, ends it.
        """
        async with AsyncExitStack() as slots:
            if bulk:
                await slots.enter_async_context(self._bulk_slots)
            await slots.enter_async_context(self._slots)
            worker = self._take(path, cutting=cutting)
            try:
                yield worker
            except BaseException:
                await self._discard(worker)
                raise
            await self._take_back(worker)

    def prepare(self) -> None:
        """Start a worker that will be needed, so that nobody has to wait for its start."""
        self._idle.append(Worker(self._limits, cutting=True))

    async def close(self) -> None:
        """End all workers, also those that are at work; their borrowers see WorkerDied."""
        self._closed = True
        idle = [worker.end() for worker in self._idle]
        self._idle.clear()
        await asyncio.gather(*idle, *(worker.kill() for worker in self._lent))

    def _take(self, path: str, *, cutting: bool) -> Worker:
        if self._closed:
            msg = "the PDF engine is closed"
            raise RuntimeError(msg)
        if self._idle:
            # A file that is open for reading is not open for cutting, and the code for that has to be loaded first.
            worker = max(self._idle, key=lambda idle: (idle.cutting == cutting, idle.last_path == path))
            self._idle.remove(worker)
        else:
            worker = Worker(self._limits, cutting=cutting)
        worker.cutting = worker.cutting or cutting
        self._lent.add(worker)
        return worker

    async def _take_back(self, worker: Worker) -> None:
        if self._closed or worker.memory_bytes > self._limits.memory_recycle_bytes:
            await self._discard(worker)
        else:
            self._lent.discard(worker)
            self._idle.append(worker)

    async def _discard(self, worker: Worker) -> None:
        self._lent.discard(worker)
        # Shielded: a cancelled borrower must not leave a process behind.
        await asyncio.shield(worker.end())
