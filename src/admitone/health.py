"""Is the process alive, can it serve, and how is it doing: `/health/live`, `/health/ready`, `/metrics`."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any, Final

import structlog
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.core.errors import Unauthenticated
from admitone.observability.metrics import CONTENT_TYPE, Metrics
from admitone.store.effects import count_effects
from admitone.store.operations import summarize_batches

ANSWER_SECONDS_MAX: Final = 5
_NO_STORE: Final = {"Cache-Control": "no-store"}
_log = structlog.get_logger(__name__)


@get("/health/live", include_in_schema=False)
async def tell_alive() -> Response[dict[str, str]]:
    """200 as long as the process can answer at all. Restart it when this fails."""
    return Response({"status": "live"}, headers=_NO_STORE)


@get("/health/ready", include_in_schema=False)
async def tell_ready(state: State) -> Response[dict[str, str]]:
    """200 when requests can be served, 503 when the database does not answer. Send no requests while this fails."""
    if await _database_answers(state.product):
        return Response({"status": "ready", "database": "answers"}, headers=_NO_STORE)
    return Response({"status": "not ready", "database": "does not answer"}, status_code=503, headers=_NO_STORE)


@get("/metrics", include_in_schema=False)
async def send_metrics(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    """Metrics in the text format of Prometheus."""
    product: Product = state.product
    _check_token(request, product.config.metrics_token)
    metrics: Metrics = state.metrics
    metrics.note_connections(product.database.count_connections())
    await _note_work(product, metrics)
    return Response(metrics.render(), media_type=CONTENT_TYPE, headers=_NO_STORE)


HANDLERS: Final[list[ControllerRouterHandler]] = [tell_alive, tell_ready, send_metrics]


async def _database_answers(product: Product) -> bool:
    try:
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            await product.database.ping()
    except Exception:  # noqa: BLE001  drivers raise many kinds; each of them means that the database does not answer
        _log.warning("database_does_not_answer", exc_info=True)
        return False
    return True


async def _note_work(product: Product, metrics: Metrics) -> None:
    try:
        async with asyncio.timeout(ANSWER_SECONDS_MAX), product.database.reading() as tx:
            effects = await count_effects(tx)
            batches = await summarize_batches(tx)
    except Exception:  # noqa: BLE001  a database that is down must not take the process's own figures away
        _log.warning("database_does_not_answer", exc_info=True)
        metrics.forget_work()
        return
    reading = next((batch for batch in batches if batch.state == "INGESTING"), None)
    metrics.note_work(
        effects={state: effects.get(state, 0) for state in ("WAITING", "RUNNING", "FAILED")},
        batches={batch.state: batch.batches for batch in batches},
        pages={
            "done": reading.pages_done if reading else 0,
            "waiting": reading.pages_waiting if reading else 0,
        },
    )


def _check_token(request: Request[Any, Any, Any], token: str) -> None:
    if token and not hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode()):
        raise Unauthenticated("send the token of ADMITONE_METRICS_TOKEN as Authorization: Bearer TOKEN")
