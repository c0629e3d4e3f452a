"""What the application answers around its doors: unknown addresses, headers, health, metrics, documentation."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from litestar import Litestar, get
from litestar.response import Stream
from litestar.testing import AsyncTestClient

from admitone.app import create_app
from admitone.config import Config, read_config

SECRET = "a secret of the tests, long enough"


def config_of(folder: Path, url: str, **settings: str) -> Config:
    given = {"ADMITONE_DATA": str(folder), "ADMITONE_DATABASE_URL": url, "ADMITONE_SECRET": SECRET}
    return read_config(given | settings)


@pytest.fixture
async def client(tmp_path: Path, sqlite_url: str) -> AsyncIterator[AsyncTestClient[Litestar]]:
    async with AsyncTestClient(create_app(config_of(tmp_path, sqlite_url))) as client:
        yield client


async def test_unknown_addresses_are_problem_details(client: AsyncTestClient[Litestar]) -> None:
    answer = await client.get("/nosuch")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is nothing at /nosuch; /schema lists what there is",
        "requestId": answer.headers["X-Request-Id"],
    }


@pytest.mark.parametrize("path", ["/", "/sign-in", "/health/live", "/static/console.css", "/static/nosuch.css"])
async def test_head_is_answered_as_get_without_the_content(client: AsyncTestClient[Litestar], path: str) -> None:
    whole = await client.get(path, follow_redirects=False)
    head = await client.head(path, follow_redirects=False)
    assert head.status_code == whole.status_code
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]
    assert head.headers.get("Content-Length") == whole.headers.get("Content-Length")
    assert (whole.content != b"") or whole.status_code in {302, 303}
    assert head.content == b""


@pytest.mark.parametrize("path", ["/t/abc", "/c/abc/tickets.pdf", "/offline/attraction/list"])
async def test_where_a_get_counts_or_there_is_none_head_is_refused(
    client: AsyncTestClient[Litestar], path: str
) -> None:
    assert (await client.head(path)).status_code in {404, 405}


@pytest.mark.parametrize("path", ["/offline", "/offline/nosuch", "/user/nosuch", "/offline/attraction/nosuch"])
async def test_below_the_offline_door_they_are_its_envelope(client: AsyncTestClient[Litestar], path: str) -> None:
    answer = await client.post(path, json={})
    assert answer.status_code == 404
    assert answer.json()["apiStatus"]["errorCode"] == "NOTFOUND"
    assert answer.json()["apiData"] is None


async def test_browsers_get_a_page_instead(client: AsyncTestClient[Litestar]) -> None:
    answer = await client.get("/nosuch", headers={"Accept": "text/html,application/xhtml+xml"})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


async def test_a_method_that_a_path_does_not_have_is_405_with_allow(client: AsyncTestClient[Litestar]) -> None:
    offline = await client.get("/offline/attraction/list")
    assert (offline.status_code, offline.json()["apiData"]) == (405, None)
    assert "POST" in offline.headers["Allow"]
    health = await client.delete("/health/live")
    assert (health.status_code, health.json()["title"]) == (405, "Method Not Allowed")
    assert "GET" in health.headers["Allow"]


@pytest.mark.parametrize("path", ["/health/live", "/nosuch", "/schema", "/offline/nosuch", "/metrics"])
async def test_every_answer_carries_security_headers(client: AsyncTestClient[Litestar], path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers
    assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-Id"])


async def test_behind_https_browsers_are_told_to_stay_there(tmp_path: Path, sqlite_url: str) -> None:
    config = config_of(tmp_path, sqlite_url, ADMITONE_BASE_URL="https://tickets.example.com")
    async with AsyncTestClient(create_app(config)) as client:
        assert "max-age" in (await client.get("/health/live")).headers["Strict-Transport-Security"]


async def test_metrics_count_routes_not_paths(client: AsyncTestClient[Litestar]) -> None:
    for number in range(30):
        await client.get(f"/nosuch/{number}")
        await client.request(f"METHOD{number}", "/health/live")
    text = (await client.get("/metrics")).text
    assert 'admitone_http_requests_total{method="GET",route="unmatched",status="404"} 30.0' in text
    assert 'admitone_http_requests_total{method="other",route="unmatched",status="405"} 30.0' in text
    assert "/nosuch" not in text
    assert "METHOD" not in text
    assert "admitone_database_up 1.0" in text
    assert 'admitone_database_connections{state="idle"}' in text
    assert 'admitone_effects{state="WAITING"} 0.0' in text
    assert "process_resident_memory_bytes" in text


async def test_metrics_can_ask_for_a_token(tmp_path: Path, sqlite_url: str) -> None:
    token = "sixteen characters and more"
    async with AsyncTestClient(create_app(config_of(tmp_path, sqlite_url, ADMITONE_METRICS_TOKEN=token))) as client:
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": token}):
            answer = await client.get("/metrics", headers=headers)
            assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
            assert token not in answer.text
        assert (await client.get("/metrics", headers={"Authorization": f"Bearer {token}"})).status_code == 200


async def test_an_answer_that_breaks_off_is_counted_as_a_fault(tmp_path: Path, sqlite_url: str) -> None:
    @get("/breaks")
    async def breaks() -> Stream:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"begun"
            raise OSError("the disk is gone")

        return Stream(chunks())

    app = create_app(config_of(tmp_path, sqlite_url))
    app.register(breaks)
    async with AsyncTestClient(app, raise_server_exceptions=False) as client:
        await client.get("/breaks")
        text = (await client.get("/metrics")).text
    assert 'admitone_http_requests_total{method="GET",route="/breaks",status="500"} 1.0' in text
    assert "admitone_http_requests_under_way 1.0" in text, "only the request that asks"


class Sources(HTMLParser):
    """What a page loads, and scripts and styles written into it."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self._inside = tag
        self.loaded += [value for name in ("src", "href") if (value := named.get(name)) and tag in {"script", "link"}]
        self.inline += [name for name in named if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        if self._inside in {"script", "style"} and data.strip():
            self.inline.append(data)


async def test_the_documentation_page_loads_from_our_origin_only(client: AsyncTestClient[Litestar]) -> None:
    page = await client.get("/schema")
    assert page.headers["Content-Type"].startswith("text/html")
    sources = Sources()
    sources.feed(page.text)
    assert sources.inline == []
    addresses = [address for address in sources.loaded if not address.startswith("data:")]
    assert len(addresses) == 3
    for address in addresses:
        assert address.startswith("/static/")
        assert (await client.get(address)).status_code == 200


async def test_the_document_describes_the_doors_and_nothing_else(client: AsyncTestClient[Litestar]) -> None:
    document = (await client.get("/schema/openapi.json")).json()
    assert document["info"]["title"] == "Admit One"
    assert {path.split("/")[1] for path in document["paths"]} == {
        "offline",
        "user",
        "rest",
        "ticket",
        "ticket-transfer-approvals",
        "scan",
        "secure",
        "v1",
        ".well-known",
    }
