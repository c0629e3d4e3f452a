"""`admitone account`: token."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from admitone.cli.terminal import CommandFailed, settings

if TYPE_CHECKING:
    from admitone.config import Config


def token(email: str, /) -> None:
    """Print a token with which an owner of tickets calls GET /v1/ticket; for support, and for trying things out.

    Example: admitone account token layla@example.com

    Parameters
    ----------
    email
        The owner's address.
    """
    # Plain, so that nothing wraps or colours it on its way into a file.
    print(asyncio.run(_token(settings(), email)))


async def _token(config: Config, email: str) -> str:
    from admitone.cli.migrate import prepare_database
    from admitone.cli.operator import opened
    from admitone.core.clock import utc_now
    from admitone.core.tokens import write_token
    from admitone.store.accounts import read_account_by_email

    prepare_database(config)
    async with opened(config) as product:
        async with product.database.reading() as tx:
            account = await read_account_by_email(tx, email.strip().lower())
        if account is None:
            raise CommandFailed(f"nobody who owns tickets has the address {email}")
        return write_token(product.token_terms, account.uid, account.email, utc_now())
