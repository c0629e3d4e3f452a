"""Somebody of the office at the console of a venue, without a browser."""

from __future__ import annotations

import httpx

from tests.console.conftest import form_token
from tests.selling.shop import PASSWORD


async def sign_in(client: httpx.AsyncClient, username: str = "admin") -> httpx.AsyncClient:
    """The client with a session of that user, and of nobody else."""
    client.cookies.clear()
    token = form_token((await client.get("/sign-in")).text)
    await client.post("/sign-in", data={"formToken": token, "username": username, "password": PASSWORD})
    return client


async def send(client: httpx.AsyncClient, page: str, to: str, **form: str) -> httpx.Response:
    """Send the form of a page."""
    token = form_token((await client.get(page)).text)
    return await client.post(to, data={"formToken": token, **form})
