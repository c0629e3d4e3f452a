"""Mounts the doors on one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from litestar import Litestar
from litestar.openapi import OpenAPIConfig

from admitone.bootstrap import open_product
from admitone.config import Config
from admitone.dialects.offline.routes import offline_router

DESCRIPTION = "One ticket inventory, sold through many doors."


def create_app(config: Config) -> Litestar:
    """The application of one server process; it connects when it starts and disconnects when it stops."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        product = await open_product(config)
        app.state.product = product
        try:
            yield
        finally:
            await product.close()

    return Litestar(
        route_handlers=[*offline_router(config.json_bytes_max)],
        lifespan=[lifespan],
        openapi_config=OpenAPIConfig(
            title="Admit One", version=version("admitone"), description=DESCRIPTION, path="/schema"
        ),
        logging_config=None,
    )
