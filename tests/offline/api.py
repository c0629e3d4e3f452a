"""Callers of the offline door."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx import AsyncClient, Response

from admitone.bootstrap import Product
from admitone.store.database import Row
from admitone.store.statements import fit_statement
from admitone.worker import run_worker


@dataclass(frozen=True)
class Api:
    """The running application and what it works with."""

    client: AsyncClient
    product: Product


@dataclass(frozen=True)
class Caller:
    """Somebody with a session; the guest's is empty."""

    client: AsyncClient
    session: str

    async def post(self, path: str, **body: Any) -> Response:
        """Call an endpoint of `/offline` with the session in the body, as the contract has it."""
        return await self.client.post(f"/offline/{path}", json={"session": self.session, **body})

    async def data(self, path: str, **body: Any) -> Any:
        """What a successful call answers."""
        response = await self.post(path, **body)
        assert response.status_code == 200, response.text
        return response.json()["apiData"]

    async def refusal(self, path: str, **body: Any) -> tuple[int, str, list[str]]:
        """Status, code and fields of a refused call."""
        return refusal_of(await self.post(path, **body))

    async def upload(
        self, pdf: Path | bytes, *, headers: dict[str, str] | None = None, name: str = "tickets.pdf", **fields: Any
    ) -> Response:
        """Upload a PDF as a batch."""
        content = pdf.read_bytes() if isinstance(pdf, Path) else pdf
        form = {"session": self.session} | {field: str(value) for field, value in fields.items()}
        return await self.client.post(
            "/offline/batch/upload",
            data=form,
            files={"pdfFile": (name, content, "application/pdf")},
            headers=headers,
            timeout=60,
        )


@dataclass(frozen=True)
class Cast:
    """Who calls in tests."""

    admin: Caller
    agent: Caller
    stranger: Caller
    guest: Caller


def refusal_of(response: Response) -> tuple[int, str, list[str]]:
    """Status, code and fields of a refusal."""
    status = response.json()["apiStatus"]
    assert status["errorCode"] != "OK", response.text
    assert status["errorMessage"], response.text
    return response.status_code, status["errorCode"], status.get("errorFields", [])


async def sql(product: Product, text: str, **parameters: Any) -> list[Row]:
    """Run a statement behind the product's back: what nobody can do through the door, and looks at what is kept."""
    async with product.database.writing() as tx:
        return await tx.fetch_composed(fit_statement(text, tx.dialect), parameters)


async def worked_off(api: Api, until: str = "state = 'DONE'") -> None:
    """Let a worker carry out what waits until this is true of every effect."""
    stop = asyncio.Event()
    worker = asyncio.create_task(run_worker(api.product, stop))
    try:
        async with asyncio.timeout(30):
            while await count(api.product, f"effects WHERE NOT ({until})"):
                await asyncio.sleep(0.02)
    finally:
        stop.set()
        await worker


async def set_status(product: Product, status: str, *ticket_ids: int) -> None:
    """Put tickets into a state that only a sale brings about."""
    await sql(
        product,
        "UPDATE tickets SET status = :status::text WHERE id = ANY(:ids::bigint[])",
        status=status,
        ids=list(ticket_ids),
    )


async def count(product: Product, table: str) -> int:
    """How many rows a table has, of all tenants."""
    return int((await sql(product, f"SELECT COUNT(*) AS total FROM {table}"))[0]["total"])
