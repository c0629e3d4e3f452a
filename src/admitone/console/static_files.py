"""Style sheets, scripts and pictures, served from memory under an address that changes with their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, get
from litestar.params import FromPath

from admitone.core.errors import NotFound

FOLDER: Final = Path(__file__).parent / "static"
# What gzip makes smaller; pictures and fonts are compressed already.
_COMPRESSIBLE: Final = {"text/css", "text/javascript", "image/svg+xml", "application/json"}
_FOREVER: Final = "public, max-age=31536000, immutable"
_REVALIDATE: Final = "public, no-cache"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is sent."""

    media_type: str
    digest: str
    content: bytes
    compressed: bytes | None


def load_static_file(name: str) -> StaticFile:
    """The file of exactly that name below the folder; NotFound for anything else."""
    path = _files().get(name)
    if path is None:
        raise NotFound("there is no such file")
    return _load(path)


@cache
def _files() -> dict[str, Path]:
    # Looked up, never resolved: a name of a stranger leads nowhere, and no second spelling of one is kept in memory.
    return {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}


@cache
def _load(path: Path) -> StaticFile:
    content = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    compressed = gzip.compress(content, 6, mtime=0) if media_type in _COMPRESSIBLE else None
    return StaticFile(media_type, hashlib.sha256(content).hexdigest()[:16], content, compressed)


def static_url(name: str) -> str:
    """The address of a file with its content's hash; without the hash when the file was not built."""
    try:
        return f"/static/{name}?v={load_static_file(name).digest}"
    except NotFound:
        return f"/static/{name}"


@get("/static/{name:path}", include_in_schema=False, sync_to_thread=True)
def send_static_file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """Send a file; a browser that has it already gets 304."""
    file = load_static_file(name.lstrip("/"))
    etag = f'"{file.digest}"'
    current = request.query_params.get("v") == file.digest
    headers = {"ETag": etag, "Cache-Control": _FOREVER if current else _REVALIDATE, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=304, headers=headers, media_type=file.media_type)
    content = file.content
    if file.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content = file.compressed
        headers["Content-Encoding"] = "gzip"
    return Response(content, headers=headers, media_type=file.media_type)
