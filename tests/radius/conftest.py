"""The door of access servers on a running application, with a hotel behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from admitone.config import read_config
from tests.applications import take_app
from tests.offline.conftest import running
from tests.radius.rest import AccessServer
from tests.servers.hotel import Hotel, open_hotel


@pytest.fixture
async def lobby(database_url: str, tmp_path: Path) -> AsyncIterator[AccessServer]:
    """An access server of a hotel, as FreeRADIUS speaks for it."""
    config = read_config(
        {
            "ADMITONE_DATA": str(tmp_path / "data"),
            "ADMITONE_DATABASE_URL": database_url,
            "ADMITONE_PDF_WORKERS": "1",
        }
    )
    app = take_app(config)
    asgi: Any = app
    transport = ASGITransport(asgi, raise_app_exceptions=False)
    async with running(app), AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        hotel = await open_hotel(app.state.product.database)
        yield AccessServer(client, hotel, app.state.product)


@pytest.fixture
def hotel(lobby: AccessServer) -> Hotel:
    """The hotel that the access server stands in."""
    return lobby.hotel
