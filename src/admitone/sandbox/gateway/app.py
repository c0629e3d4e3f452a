"""The gateway as an ASGI application."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import Scope

from admitone.sandbox.gateway import control, order_api, pages, remote_api
from admitone.sandbox.gateway.account import Account
from admitone.sandbox.gateway.courier import Courier
from admitone.sandbox.gateway.faults import FaultList
from admitone.sandbox.gateway.gateway import Gateway
from admitone.sandbox.gateway.orders import OrderBook


def create_gateway(account: Account, records: Path | None = None) -> Litestar:
    """The gateway of one store. With `records`, a file, its orders outlive the process."""
    book, faults = OrderBook(records), FaultList()

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        courier = Courier(account, book, faults)
        app.state.gateway = Gateway(account, book, faults, courier)
        try:
            yield
        finally:
            await courier.close()

    app = Litestar(
        route_handlers=[
            order_api.order_json,
            remote_api.remote_json,
            remote_api.remote_xml,
            pages.show_page,
            pages.take_card,
            pages.show_question,
            pages.take_answer,
            pages.send_style,
            control.order_fault,
            control.list_faults,
            control.clear_faults,
            control.list_orders,
            control.command_order,
        ],
        dependencies={"gateway": Provide(lambda: app.state.gateway, sync_to_thread=False)},
        lifespan=[lifespan],
        after_exception=[_log_fault],
        openapi_config=None,
        logging_config=None,
    )
    return app


def _log_fault(error: Exception, scope: Scope) -> None:
    """A fault of the sandbox itself goes to standard error with its trace."""
    if not isinstance(error, HTTPException):
        logging.getLogger(__name__).error("%s failed", scope["path"], exc_info=error)
