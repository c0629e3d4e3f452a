"""`admitone worker`."""

from __future__ import annotations

import asyncio
import signal

from admitone.cli.migrate import prepare_database
from admitone.cli.terminal import out, settings
from admitone.config import Config


def worker() -> None:
    """Carry out what waits in the database until SIGTERM or Ctrl-C: effects on other systems, and clean-up.

    Any number of workers may share one database; each piece of work is taken by one of them.

    Example: admitone worker
    """
    from admitone.observability.logs import configure_logging

    config = settings()
    configure_logging(config.log_format, config.log_level)
    prepare_database(config)
    asyncio.run(_work(config))


async def _work(config: Config) -> None:
    from admitone.bootstrap import open_product
    from admitone.worker import run_worker

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    product = await open_product(config)
    try:
        out.print("Admit One works", markup=False)
        await run_worker(product, stop)
    finally:
        await product.close()
