"""Mounts the doors on one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass

from litestar import Litestar

from admitone import health, link_pages, problems
from admitone.bootstrap import open_product
from admitone.config import Config
from admitone.console import errors as console_errors
from admitone.console.routes import console_router
from admitone.dialects.events import errors as event_errors
from admitone.dialects.events.routes import PREFIXES as EVENT_PREFIXES
from admitone.dialects.events.routes import event_routers
from admitone.dialects.ledger import errors as ledger_errors
from admitone.dialects.ledger.routes import ledger_router
from admitone.dialects.offline import errors as offline_errors
from admitone.dialects.offline.routes import offline_router
from admitone.dialects.radius import errors as radius_errors
from admitone.dialects.radius.routes import radius_router
from admitone.dialects.scan import errors as scan_errors
from admitone.dialects.scan.routes import scan_router
from admitone.dialects.secure import errors as secure_errors
from admitone.dialects.secure.routes import secure_router
from admitone.dialects.transfers import errors as transfer_errors
from admitone.dialects.transfers.routes import PREFIXES as TRANSFER_PREFIXES
from admitone.dialects.transfers.routes import transfer_routers
from admitone.dialects.wifi import errors as wifi_errors
from admitone.dialects.wifi.routes import wifi_routers
from admitone.head_requests import HeadRequests
from admitone.notices.routes import notice_router
from admitone.observability.metrics import Metrics
from admitone.observability.requests import RequestObserver
from admitone.optout.routes import optout_router
from admitone.phones.routes import phone_router
from admitone.portal.routes import portal_router
from admitone.public.routes import public_router
from admitone.schema_page import NumbersForDecimals, openapi_config
from admitone.ticket_addresses import TicketAddresses
from admitone.unmatched import Territory, unmatched_handlers
from admitone.wallet import errors as wallet_errors
from admitone.wallet.routes import wallet_router
from admitone.worker import worker_inside

TERRITORIES = [
    Territory(("/offline", "/user"), offline_errors.EXCEPTION_HANDLERS),
    Territory(("/radius",), radius_errors.EXCEPTION_HANDLERS),
    Territory(("/rest",), wifi_errors.EXCEPTION_HANDLERS),
    Territory(("/wallet",), wallet_errors.EXCEPTION_HANDLERS),
    Territory(("/scan",), scan_errors.EXCEPTION_HANDLERS),
    Territory(("/secure",), secure_errors.EXCEPTION_HANDLERS),
    Territory(TRANSFER_PREFIXES, transfer_errors.EXCEPTION_HANDLERS),
    Territory(EVENT_PREFIXES, event_errors.EXCEPTION_HANDLERS),
    Territory(("/t", "/c", "/w", "/transfer", "/portal", "/payment"), link_pages.EXCEPTION_HANDLERS),
    Territory(("/ledger",), ledger_errors.EXCEPTION_HANDLERS),
    Territory(("/",), console_errors.EXCEPTION_HANDLERS, accepts="text/html"),
]


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """What of the configuration stands in the routes themselves: the largest bodies, in bytes."""

    json_bytes_max: int
    upload_bytes_max: int


def create_app(config: Config, *, with_worker: bool = False, prepared: bool = False) -> Litestar:
    """The application of one server process; it connects when it starts and disconnects when it stops.

    `with_worker` has this process carry out effects too, `prepared` start what the first requests would wait for.
    """
    app = mount_doors(limits_of(config))
    configure_app(app, config, with_worker=with_worker, prepared=prepared)
    return app


def limits_of(config: Config) -> BodyLimits:
    """The limits that the routes are mounted with."""
    return BodyLimits(json_bytes_max=config.json_bytes_max, upload_bytes_max=config.upload_bytes_max)


def mount_doors(limits: BodyLimits) -> Litestar:
    """Every door on one application, which `configure_app` makes ready to start; half a second of work."""
    app = Litestar(
        route_handlers=[
            *offline_router(json_bytes_max=limits.json_bytes_max, upload_bytes_max=limits.upload_bytes_max),
            *wifi_routers(json_bytes_max=limits.json_bytes_max),
            *event_routers(json_bytes_max=limits.json_bytes_max),
            *transfer_routers(json_bytes_max=limits.json_bytes_max),
            scan_router(json_bytes_max=limits.json_bytes_max),
            secure_router(),
            console_router(upload_bytes_max=limits.upload_bytes_max),
            radius_router(),
            portal_router(),
            public_router(),
            optout_router(),
            ledger_router(),
            notice_router(),
            phone_router(),
            wallet_router(),
            *health.HANDLERS,
        ],
        lifespan=[_live],
        openapi_config=openapi_config(),
        plugins=[NumbersForDecimals()],
        exception_handlers=unmatched_handlers(TERRITORIES, problems.EXCEPTION_HANDLERS),
        logging_config=None,
    )
    app.state.routed = HeadRequests(TicketAddresses(app.asgi_handler))
    return app


def configure_app(app: Litestar, config: Config, *, with_worker: bool = False, prepared: bool = False) -> None:
    """Have an application that does not run start with this configuration; one that has stopped may start anew."""

    @asynccontextmanager
    async def live(app: Litestar) -> AsyncIterator[None]:
        product = await open_product(config)
        app.state.product = product
        if prepared:
            product.pdf.prepare()
        try:
            async with worker_inside(product) if with_worker else nullcontext():
                yield
        finally:
            await product.close()

    app.state.live = live
    app.state.metrics = Metrics()
    # Around everything, so that answers of the framework itself are seen too; its middleware begins behind the routing.
    app.asgi_handler = RequestObserver(
        app.state.routed, app.state.metrics, https=config.base_url.startswith("https://")
    )


@asynccontextmanager
async def _live(app: Litestar) -> AsyncIterator[None]:
    async with app.state.live(app):
        yield
