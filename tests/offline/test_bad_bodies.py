"""Bodies that no client of ours would send: each gets a clear error, and leaves no row, no file and no hung worker."""

from __future__ import annotations

import gc
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from tests.offline.api import Api, Cast, count, refusal_of

JSON = {"Content-Type": "application/json"}
BOUNDARY = "frontier"
MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def deep(depth: int) -> bytes:
    return b'{"session":' + b"[" * depth + b"]" * depth + b"}"


BODIES: dict[str, bytes] = {
    "no JSON": b"attractionId=1",
    "cut off": b'{"attractionId": 1',
    "two values": b'{"attractionId": 1}{}',
    "a list": b'[{"attractionId": 1}]',
    "a text": b'"attractionId"',
    "a number": b"1",
    "null": b"null",
    "NUL bytes": b"\0\0\0\0",
    "a NUL in the middle": b'{"attractionId": 1\0}',
    "invalid UTF-8": b'{"session": "\xff\xfe"}',
    "a lone surrogate": b'{"session": "\\ud800"}',
    "a lone surrogate as UTF-8": b'{"session": "\xed\xa0\x80"}',
    "UTF-16": '{"attractionId": 1}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"attractionId": 1}',
    "NaN": b'{"attractionId": NaN}',
    "Infinity": b'{"attractionId": Infinity}',
    "a number of a thousand digits": b'{"attractionId": ' + b"9" * 1000 + b"}",
    "an exponent beyond everything": b'{"attractionId": 1e999999999}',
    "a negative number": b'{"attractionId": -1}',
    "a comment": b'{"attractionId": 1 /* one */}',
    "deep": deep(1000),
    "very deep": deep(200_000),
    "gzip without saying so": gzip.compress(b'{"attractionId": 1}'),
    "an endless list": b'{"session": [' + b"0," * 100_000 + b"0]}",
    "a comma too many": b'{"attractionId": 1,}',
}


@pytest.mark.parametrize("path", ["attraction/read", "batch/tickets/save", "ticket/download"])
async def test_bodies_that_are_no_json_of_the_contract_are_refused(cast: Cast, path: str) -> None:
    for name, body in BODIES.items():
        headers = JSON | {"Authorization": f"Bearer {cast.admin.session}"}
        response = await cast.admin.client.post(f"/offline/{path}", content=body, headers=headers)
        status, code, fields = refusal_of(response)
        assert (status, code in {"INVALID_PARAMETER", "MISSING_PARAMETER"}) == (400, True), (name, response.text)
        assert fields, (name, response.text)
        assert len(response.content) < 1000, name


async def test_a_json_body_over_the_limit_is_too_large(api: Api, cast: Cast) -> None:
    limit = api.product.config.json_bytes_max
    body = b'{"session": "' + b"x" * limit + b'"}'
    response = await cast.admin.client.post("/offline/attraction/list", content=body, headers=JSON)
    assert refusal_of(response)[:2] == (413, "TOO_LARGE")

    async def endless() -> Any:
        for _ in range(limit // 65536 + 2):
            yield b" " * 65536

    response = await cast.admin.client.post("/offline/attraction/list", content=endless(), headers=JSON)
    assert refusal_of(response)[:2] == (413, "TOO_LARGE")


async def test_json_is_json_whatever_its_content_type_says(cast: Cast) -> None:
    body = json.dumps({"session": cast.admin.session}).encode()
    for content_type in (
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "text/plain",
        "application/x-www-form-urlencoded",
        "nonsense",
        "",
    ):
        headers = {"Content-Type": content_type} if content_type else {}
        response = await cast.admin.client.post("/offline/attraction/list", content=body, headers=headers)
        assert response.status_code == 200, (content_type, response.text)


async def test_an_encoded_body_is_refused(cast: Cast) -> None:
    body = gzip.compress(json.dumps({"session": cast.admin.session}).encode())
    headers = JSON | {"Content-Encoding": "gzip"}
    response = await cast.admin.client.post("/offline/attraction/list", content=body, headers=headers)
    assert refusal_of(response)[:2] == (400, "INVALID_PARAMETER")


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/offline/attraction/list", 405),
    ("PUT", "/offline/attraction/list", 405),
    ("DELETE", "/offline/batch/delete", 405),
    ("POST", "/offline/attraction", 404),
    ("POST", "/offline/attraction/lists", 404),
    ("POST", "/offline/%2e%2e/%2e%2e/etc/passwd", 404),
    ("POST", "/offline/attraction/list\x00", 404),
    ("GET", "/user/authenticate", 405),
])  # fmt: skip
async def test_other_methods_and_addresses_answer_in_the_envelope(
    api: Api, method: str, path: str, status: int
) -> None:
    response = await api.client.request(method, path.replace("\x00", "%00"))
    assert response.status_code == status
    assert response.json()["apiStatus"]["errorCode"] in {"NOTFOUND", "INVALID_PARAMETER"}


def part(name: str, value: bytes, *, file_name: str | None = None) -> bytes:
    shown = f'; filename="{file_name}"' if file_name else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{shown}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def multipart_bodies(session: str, attraction_id: int, pdf: bytes) -> Iterator[tuple[str, dict[str, str], bytes]]:
    """Name, headers and body of multipart requests that are somehow wrong."""
    end = f"--{BOUNDARY}--\r\n".encode()
    who = part("session", session.encode())
    where = part("attractionId", str(attraction_id).encode())
    what = part("pdfFile", pdf, file_name="a.pdf")
    good = who + where + what + end
    yield "no boundary", {"Content-Type": "multipart/form-data"}, good
    yield "an empty boundary", {"Content-Type": "multipart/form-data; boundary="}, good
    yield "another boundary", {"Content-Type": "multipart/form-data; boundary=other"}, good
    yield "a boundary of NULs", {"Content-Type": 'multipart/form-data; boundary="%00"'}, good
    yield "an endless boundary", {"Content-Type": f"multipart/form-data; boundary={'x' * 5000}"}, good
    yield "no body", MULTIPART, b""
    yield "only an end", MULTIPART, end
    yield "cut off in the file", MULTIPART, good[: len(good) // 2]
    yield "cut off in a head", MULTIPART, who + where + what[:40]
    yield "no JSON but JSON's type", JSON, good
    yield "a form", {"Content-Type": "application/x-www-form-urlencoded"}, b"attractionId=1&pdfFile=x"
    yield "JSON", JSON, json.dumps({"session": session, "attractionId": attraction_id, "pdfFile": "x"}).encode()
    yield "no name", MULTIPART, who + b"--frontier\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + where + end
    yield "no head", MULTIPART, who + where + b"--frontier\r\n\r\nx\r\n" + end
    yield "invalid UTF-8", MULTIPART, who + where + part("notes", b"\xff\xfe") + what + end
    charset = (
        b"--frontier\r\nContent-Disposition: form-data; name=notes\r\nContent-Type: text/plain; charset=x\r\n\r\ny\r\n"
    )
    yield "an unknown character set", MULTIPART, who + where + charset + what + end
    yield "NUL in a field", MULTIPART, who + where + part("notes", b"a\0b") + what + end
    yield "NUL in a name", MULTIPART, who + where + part("no\0tes", b"x") + end
    yield "an id of NULs", MULTIPART, who + part("attractionId", b"\0\0") + what + end
    yield "a field twice", MULTIPART, who + where + where + what + end
    yield "a thousand fields", MULTIPART, who + b"".join(part(f"x{n}", b"y") for n in range(3000)) + where + what + end
    yield "a large field", MULTIPART, who + where + part("notes", b"x" * 3_000_000) + what + end
    yield "an empty file", MULTIPART, who + where + part("pdfFile", b"", file_name="a.pdf") + end
    yield "no PDF", MULTIPART, who + where + part("pdfFile", b"MZ" + b"\0" * 5000, file_name="a.exe") + end
    yield "half a PDF", MULTIPART, who + where + part("pdfFile", pdf[: len(pdf) // 2], file_name="a.pdf") + end
    yield "the head of a PDF", MULTIPART, who + where + part("pdfFile", b"%PDF-1.7\n%%EOF", file_name="a.pdf") + end


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_uploads_that_are_malformed_are_refused_and_leave_nothing(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    bearer = {"Authorization": f"Bearer {cast.admin.session}"}
    for name, headers, body in multipart_bodies(cast.admin.session, aquarium, five_tickets.read_bytes()):
        response = await cast.admin.client.post("/offline/batch/upload", content=body, headers=headers | bearer)
        status, code, _ = refusal_of(response)
        assert status in {400, 413}, (name, response.text)
        assert code in {"INVALID_PARAMETER", "MISSING_PARAMETER", "TOO_LARGE"}, (name, response.text)
        assert len(response.content) < 1000, name
        assert await count(api.product, "batches") == 0, name
    assert await count(api.product, "originals") == 0
    assert left_files(api) == []
    assert (await cast.admin.upload(five_tickets, attractionId=aquarium)).status_code == 200
    gc.collect()


# The framework leaves the file that it was writing to the garbage collector, which closes and so removes it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_an_upload_over_the_limit_is_too_large_and_leaves_nothing(api: Api, cast: Cast, aquarium: int) -> None:
    async def endless() -> Any:
        yield part("session", cast.admin.session.encode()) + part("attractionId", b"1")
        yield part("pdfFile", b"", file_name="a.pdf").removesuffix(b"\r\n")
        for _ in range(12):
            yield b"\0" * 1024 * 1024

    response: Response = await cast.admin.client.post(
        "/offline/batch/upload", content=endless(), headers=MULTIPART, timeout=60
    )
    assert refusal_of(response)[:2] == (413, "TOO_LARGE")
    assert left_files(api) == []
    gc.collect()


def left_files(api: Api) -> list[Path]:
    folders = (api.product.config.data_folder / "objects", api.product.upload_folder)
    return [path for folder in folders if folder.exists() for path in folder.rglob("*") if path.is_file()]
