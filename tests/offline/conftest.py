"""The offline door on a running application, with a fixed cast of callers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from admitone.bootstrap import Product
from admitone.config import read_config
from admitone.core.clock import utc_now
from admitone.core.ids import new_session_token, token_hash
from admitone.core.principal import Role
from admitone.services import users
from admitone.store import people
from tests.applications import take_app
from tests.ingest.pdf_factory import ticket_pages, write_pdf
from tests.offline.api import Api, Caller, Cast

PASSWORD = "correct horse battery"
CAST = {
    "admin": ("oasis", Role.ADMIN),
    "agent": ("oasis", Role.AGENT),
    "stranger": ("mirage", Role.ADMIN),
}


@pytest.fixture
def settings() -> dict[str, str]:
    """What a module's application is told beside the usual; a module that wants more has its own."""
    return {}


@pytest.fixture
async def api(database_url: str, tmp_path: Path, settings: dict[str, str]) -> AsyncIterator[Api]:
    """The application on this test's database, in the test's own process and event loop."""
    config = read_config(
        {
            "ADMITONE_DATA": str(tmp_path / "data"),
            "ADMITONE_DATABASE_URL": database_url,
            "ADMITONE_PDF_WORKERS": "1",
            "ADMITONE_UPLOAD_BYTES_MAX": str(8 * 1024 * 1024),
            "ADMITONE_TIMEZONE": "Asia/Dubai",
            **settings,
        }
    )
    app = take_app(config)
    # The two libraries describe the same protocol in different types.
    asgi: Any = app
    transport = ASGITransport(asgi, raise_app_exceptions=False)
    async with running(app), AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Api(client, app.state.product)


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[None]:
    """The application between its start and its stop, both of which one task must do."""
    started, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await stop.wait()

    life = asyncio.create_task(live())
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait([life, waiting], return_when=asyncio.FIRST_COMPLETED)
    try:
        yield
    finally:
        stop.set()
        waiting.cancel()
        await life


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of everybody's password. Its cost, which stands in the hash, is low, so that checking it is quick."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@pytest.fixture
async def cast(api: Api, password_hash: str) -> Cast:
    """admin and agent of one tenant, stranger (an admin of another), and the guest."""
    callers = {}
    for name, (tenant, role) in CAST.items():
        token, now = new_session_token(), utc_now()
        async with api.product.database.writing() as tx:
            user = await users.add_user(
                tx, tenant=tenant, time_zone="Asia/Dubai", username=name, password_hash=password_hash, role=role
            )
            await people.insert_session(tx, user, token_hash(token), now, now + timedelta(hours=1))
        callers[name] = Caller(api.client, token)
    return Cast(callers["admin"], callers["agent"], callers["stranger"], Caller(api.client, ""))


@pytest.fixture
def product(api: Api) -> Product:
    """What the application itself works with."""
    return api.product


@pytest.fixture
async def aquarium(cast: Cast) -> int:
    """An attraction that has learnt where its supplier prints what; its id."""
    written = await cast.admin.data(
        "attraction/write", name="Dubai Aquarium", odooProductCode="DXBAQ-001", ageGroups="Adult,Child (3-12)"
    )
    attraction_id: int = written["attractionId"]
    patterns = {
        "serialPattern": r"Ticket No[.:]?\s*(\S+)",
        "datePattern": r"Date:?\s*(\d{2}/\d{2}/\d{4})",
        "dateFormat": "dd/MM/yyyy",
        "dateType": "ticket_date",
        "timeSlotPattern": r"Time:?\s*(\d{2}:\d{2})",
        "categoryPattern": r"Category:?\s*([^\n]+)",
    }
    await cast.admin.data("attraction/patterns/save", attractionId=attraction_id, **patterns)
    return attraction_id


@pytest.fixture(scope="session")
def five_tickets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A supplier PDF with five tickets."""
    return write_pdf(tmp_path_factory.mktemp("pdf") / "five.pdf", ticket_pages(5))
