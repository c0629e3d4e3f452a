"""Applications that tests start one after another in one process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from admitone.app import BodyLimits, configure_app, limits_of, mount_doors
from admitone.config import Config

_STOPPED: defaultdict[BodyLimits, list[Litestar]] = defaultdict(list)


def take_app(config: Config, *, with_worker: bool = False) -> Litestar:
    """As `create_app`, but for the half second that mounting costs when an earlier test's application has stopped."""
    limits = limits_of(config)
    stopped = _STOPPED[limits]
    app = stopped.pop() if stopped else mount_doors(limits)
    configure_app(app, config, with_worker=with_worker)
    live = app.state.live

    @asynccontextmanager
    async def lent(app: Litestar) -> AsyncIterator[None]:
        async with live(app):
            yield
        stopped.append(app)

    app.state.live = lent
    return app
