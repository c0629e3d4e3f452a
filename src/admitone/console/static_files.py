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
# What every page needs, joined: each file that a browser has to ask for delays the first paint.
_SHEETS: Final = ("console.css", "selling.css", "board.css", "direction.css", "sheets.css")
_JOINED: Final = {
    "styles.css": ("vendor/tabler.min.css", *_SHEETS),
    "styles.rtl.css": ("vendor/tabler.rtl.min.css", *_SHEETS),
    "scripts.js": ("console.js", "sending.js", "upload.js", "selling.js"),
}
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
    """The file of exactly that name below the folder, or several joined; NotFound for anything else."""
    files = _files()
    if name not in files and name not in _JOINED:
        raise NotFound("there is no such file")
    return _load(name)


@cache
def _files() -> dict[str, Path]:
    # Looked up, never resolved: a name of a stranger leads nowhere, and no second spelling of one is kept in memory.
    return {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}


@cache
def _load(name: str) -> StaticFile:
    # A part that was not built is left out, as its own address leads nowhere.
    parts = [_files()[part] for part in _JOINED.get(name, (name,)) if part in _files()]
    content = b"\n".join(part.read_bytes() for part in parts)
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
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
