"""Objects in a local folder or an S3-compatible store, through obstore."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from admitone.core.errors import Unavailable

_log = structlog.get_logger(__name__)

# A caller waits for the answer: better to say soon that the store is down. What the worker does is tried again later.
_CONNECT_SECONDS_MAX = 5
_SILENCE_SECONDS_MAX = 30
# As long as it takes to send or fetch a large file, as long as something moves.
_TRANSFER_SECONDS_MAX = 3600
_TRIES_MAX = 3
_TRYING_SECONDS_MAX = 15


class StoreFailed(Exception):
    """What the store's client says, for operators: it names places that callers need not know."""


class LocalObjects:
    """A folder. Its files are opened where they lie."""

    def __init__(self, folder: Path) -> None:
        """Make the folder when it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._store = LocalStore(folder, mkdir=True)

    async def put_file(self, key: str, path: Path) -> None:
        """See `ObjectStore.put_file`: written aside, flushed to the disk, then named."""
        with _reaching("write", key):
            await obstore.put_async(self._store, key, path)
            await asyncio.to_thread(_flush, self._folder / key)

    async def put_bytes(self, key: str, content: bytes) -> None:
        """See `ObjectStore.put_bytes`."""
        with _reaching("write", key):
            await obstore.put_async(self._store, key, content)

    async def read_bytes(self, key: str) -> bytes | None:
        """See `ObjectStore.read_bytes`."""
        return await _read(self._store, key)

    @asynccontextmanager
    async def open_local(self, key: str) -> AsyncIterator[Path]:
        """See `ObjectStore.open_local`."""
        path = self._folder / key
        if not path.is_file():
            raise LookupError(f"the object {key} is missing from {self._folder}")
        yield path

    async def delete(self, key: str) -> None:
        """See `ObjectStore.delete`."""
        await _delete(self._store, key)

    async def delete_folder(self, prefix: str) -> None:
        """See `ObjectStore.delete_folder`."""
        await _delete_folder(self._store, prefix)

    def list_older(self, prefix: str, before: datetime) -> AsyncIterator[list[str]]:
        """See `ObjectStore.list_older`."""
        return _list_older(self._store, prefix, before)


class S3Objects:
    """A bucket. What must be a local file is copied into a cache folder of bounded size, oldest use first out.

    Credentials, region and endpoint come from the usual AWS_* variables.
    """

    def __init__(self, bucket: str, prefix: str, cache_folder: Path, cache_bytes_max: int) -> None:
        """Nothing is asked of the store yet."""
        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "connect_timeout": timedelta(seconds=_CONNECT_SECONDS_MAX),
                "read_timeout": timedelta(seconds=_SILENCE_SECONDS_MAX),
                "timeout": timedelta(seconds=_TRANSFER_SECONDS_MAX),
            },
            retry_config={
                "max_retries": _TRIES_MAX - 1,
                "retry_timeout": timedelta(seconds=_TRYING_SECONDS_MAX),
                "backoff": {"init_backoff": timedelta(seconds=0.2), "max_backoff": timedelta(seconds=2), "base": 3},
            },
        )
        cache_folder.mkdir(parents=True, exist_ok=True)
        self._cache = cache_folder
        self._cache_bytes_max = cache_bytes_max
        self._locks: dict[str, asyncio.Lock] = {}
        self._open: dict[Path, int] = {}

    async def put_file(self, key: str, path: Path) -> None:
        """See `ObjectStore.put_file`."""
        with _reaching("write", key):
            await obstore.put_async(self._store, key, path)

    async def put_bytes(self, key: str, content: bytes) -> None:
        """See `ObjectStore.put_bytes`."""
        with _reaching("write", key):
            await obstore.put_async(self._store, key, content)

    async def read_bytes(self, key: str) -> bytes | None:
        """See `ObjectStore.read_bytes`."""
        return await _read(self._store, key)

    @asynccontextmanager
    async def open_local(self, key: str) -> AsyncIterator[Path]:
        """See `ObjectStore.open_local`. A file in use is not evicted by this process."""
        path = self._copy_of(key)
        self._open[path] = self._open.get(path, 0) + 1
        try:
            async with self._locks.setdefault(key, asyncio.Lock()):
                if not path.is_file():
                    await self._download(key, path)
            await asyncio.to_thread(os.utime, path)
            yield path
        finally:
            self._open[path] -= 1
            if not self._open[path]:
                del self._open[path]

    async def delete(self, key: str) -> None:
        """See `ObjectStore.delete`. A copy on another machine goes when the space is wanted."""
        await _delete(self._store, key)
        await asyncio.to_thread(self._copy_of(key).unlink, missing_ok=True)

    async def delete_folder(self, prefix: str) -> None:
        """See `ObjectStore.delete_folder`."""
        await _delete_folder(self._store, prefix)

    def list_older(self, prefix: str, before: datetime) -> AsyncIterator[list[str]]:
        """See `ObjectStore.list_older`."""
        return _list_older(self._store, prefix, before)

    async def _download(self, key: str, path: Path) -> None:
        descriptor, aside = tempfile.mkstemp(dir=self._cache, prefix=".download-")
        try:
            with os.fdopen(descriptor, "wb") as file, _reaching("read", key):
                found = await obstore.get_async(self._store, key)
                async for chunk in found.stream():
                    await asyncio.to_thread(file.write, chunk)
            await asyncio.to_thread(os.replace, aside, path)
        except FileNotFoundError as error:
            raise LookupError(f"the object {key} is missing from the bucket") from error
        finally:
            await asyncio.to_thread(Path(aside).unlink, missing_ok=True)
        await asyncio.to_thread(self._evict)

    def _copy_of(self, key: str) -> Path:
        return self._cache / key.replace("/", "_")

    def _evict(self) -> None:
        files = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in self._cache.iterdir())
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= self._cache_bytes_max:
                return
            if path not in self._open and not path.name.startswith(".download-"):
                path.unlink(missing_ok=True)
                total -= size


def open_objects(url: str, cache_folder: Path, cache_bytes_max: int) -> LocalObjects | S3Objects:
    """The store that `ADMITONE_OBJECTS_URL` names."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalObjects(Path(unquote(parts.path)))
    return S3Objects(parts.netloc, parts.path.strip("/"), cache_folder, cache_bytes_max)


async def _read(store: Any, key: str) -> bytes | None:
    with _reaching("read", key):
        try:
            found = await obstore.get_async(store, key)
        except FileNotFoundError:
            return None
        return bytes(await found.bytes_async())


async def _delete(store: Any, key: str) -> None:
    with _reaching("delete", key), contextlib.suppress(FileNotFoundError):
        await obstore.delete_async(store, key)


async def _delete_folder(store: Any, prefix: str) -> None:
    with _reaching("list", prefix):
        async for chunk in obstore.list(store, prefix=prefix):
            for found in chunk:
                await _delete(store, found["path"])


async def _list_older(store: Any, prefix: str, before: datetime) -> AsyncIterator[list[str]]:
    chunks = obstore.list(store, prefix=prefix)
    while True:
        with _reaching("list", prefix):
            chunk = await anext(chunks, None)
        if chunk is None:
            return
        yield [found["path"] for found in chunk if found["last_modified"] < before]


@contextmanager
def _reaching(action: str, key: str) -> Iterator[None]:
    """Say that the store is unavailable in words for callers; what it is called and where it is stays in the log.

    FileNotFoundError passes: it is the store's answer.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        # The client adds a dump of its own structures to what it says.
        reason = str(error).partition("\n\nDebug source")[0]
        _log.warning("object_store_failed", action=action, key=key, error=reason)
        raise Unavailable("the store for files does not work at the moment; try again in a minute") from StoreFailed(
            reason
        )


def _flush(path: Path) -> None:
    # The row that names this file is committed next; after a power cut it must not name an empty one.
    for place in (path, path.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
