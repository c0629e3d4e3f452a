"""The product as customers and the payment gateway reach it: on a port of its own, in the test's event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import uvicorn
from httpx import AsyncClient
from litestar import Litestar

from admitone.bootstrap import Product
from admitone.config import read_config
from admitone.core.clock import utc_now
from admitone.core.ids import new_session_token, token_hash
from admitone.core.principal import Role
from admitone.services import users
from admitone.store import people
from tests.applications import take_app
from tests.ingest.pdf_factory import TicketPage, ticket_pages, write_pdf
from tests.offline.api import Caller
from tests.servers.sandbox import AUTH_KEY, REMOTE_KEY, STORE, WEBHOOK_SECRET, Sandbox

PATTERNS = {
    "serialPattern": r"Ticket No[.:]?\s*(\S+)",
    "datePattern": r"Date:?\s*(\d{2}/\d{2}/\d{4})",
    "dateFormat": "dd/MM/yyyy",
    "dateType": "ticket_date",
    "timeSlotPattern": r"Time:?\s*(\d{2}:\d{2})",
    "categoryPattern": r"Category:?\s*([^\n]+)",
}


@dataclass(frozen=True)
class Shop:
    """The running product, its admin, and a customer's client without a session."""

    address: str
    product: Product
    admin: Caller
    client: AsyncClient
    folder: Path

    async def stock(self, count: int, *, price: str = "120.50", attraction: str = "Dubai Aquarium") -> list[int]:
        """Tickets for sale, by their ids in the order of their pages."""
        made = await self.admin.data("attraction/write", name=attraction, odooProductCode="DXBAQ-001")
        await self.admin.data("attraction/patterns/save", attractionId=made["attractionId"], **PATTERNS)
        pages: list[TicketPage] = list(ticket_pages(count))
        path = await asyncio.to_thread(write_pdf, self.folder / "stock.pdf", pages)
        answer = await self.admin.upload(
            path, attractionId=made["attractionId"], defaultSellingPrice=price, sellingCurrency="AED"
        )
        assert answer.status_code == 200, answer.text
        found = await self.admin.data("ticket/search", attractionId=made["attractionId"])
        return [ticket["ticketId"] for ticket in found]

    async def reserve(self, *ticket_ids: int, **wishes: Any) -> Any:
        """A cart of Maryam's."""
        known = {"customerName": "Maryam Al-Ali", "customerEmail": "maryam@example.org"}
        return await self.admin.data("sale/reserve", ticketIds=list(ticket_ids), **(known | wishes))

    async def sell(self, *ticket_ids: int, **wishes: Any) -> Any:
        """A cart of Maryam's that is paid, as the API shows it."""
        cart = await self.reserve(*ticket_ids, skipPaymentLink=True, **wishes)
        await self.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
        return await self.read(cart)

    async def read(self, cart: Any) -> Any:
        """The cart as it is now."""
        return await self.admin.data("sale/read", cartReference=cart["cartReference"])

    def letters(self) -> list[EmailMessage]:
        """The mails that went out."""
        found = []
        for path in sorted((self.product.config.data_folder / "outbox").glob("*.eml")):
            message = message_from_bytes(path.read_bytes(), policy=default)
            assert isinstance(message, EmailMessage)
            found.append(message)
        return found


@asynccontextmanager
async def running_shop(
    folder: Path,
    database_url: str,
    password_hash: str,
    *,
    sandbox: Sandbox | None = None,
    with_worker: bool = False,
    **settings: str,
) -> AsyncIterator[Shop]:
    """The product on a free port; with a sandbox it takes payments there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        own = {
            "ADMITONE_DATA": str(folder / "data"),
            "ADMITONE_DATABASE_URL": database_url,
            "ADMITONE_BASE_URL": address,
            "ADMITONE_PDF_WORKERS": "1",
        }
        config = read_config(own | (_gateway(sandbox) if sandbox else {}) | settings)
        async with (
            _serving(take_app(config, with_worker=with_worker), listener) as product,
            AsyncClient(base_url=address, timeout=30, trust_env=False) as client,
        ):
            yield Shop(address, product, await _admin(product, client, password_hash), client, folder)


@asynccontextmanager
async def _serving(app: Litestar, listener: socket.socket) -> AsyncIterator[Product]:
    asgi: Any = app
    server = uvicorn.Server(uvicorn.Config(asgi, lifespan="on", log_config=None, timeout_graceful_shutdown=5))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await until(lambda: server.started or serving.done())
        product: Product = app.state.product
        yield product
    finally:
        server.should_exit = True
        await serving


async def until(ready: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something that another task brings about."""
    async with asyncio.timeout(seconds):
        while not ready():
            await asyncio.sleep(0.02)


def _gateway(sandbox: Sandbox) -> dict[str, str]:
    return {
        "ADMITONE_TELR_URL": sandbox.url,
        "ADMITONE_TELR_STORE": STORE,
        "ADMITONE_TELR_AUTH_KEY": AUTH_KEY,
        "ADMITONE_TELR_REMOTE_KEY": REMOTE_KEY,
        "ADMITONE_TELR_WEBHOOK_SECRET": WEBHOOK_SECRET,
    }


async def _admin(product: Product, client: AsyncClient, password_hash: str) -> Caller:
    token, now = new_session_token(), utc_now()
    async with product.database.writing() as tx:
        user = await users.add_user(
            tx, tenant="oasis", time_zone="Asia/Dubai", username="admin", password_hash=password_hash, role=Role.ADMIN
        )
        await people.insert_session(tx, user, token_hash(token), now, now + timedelta(hours=1))
    return Caller(client, token)
