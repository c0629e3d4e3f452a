"""The gateway, the mail server and the database go away and come back while customers buy."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.adapters.mail.servers import Mailbox, mail_server
from tests.selling.cable import cable_to
from tests.selling.customers import Customer, check_everybody, wait_until_quiet
from tests.selling.mall import STRETCH, Client, open_mall, seed
from tests.selling.shop import gateway_settings
from tests.servers.sandbox import Sandbox
from tests.store.conftest import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 * STRETCH)]
OUTAGE_SECONDS = 1.5


async def test_everything_around_goes_away_and_comes_back(
    postgres_url: str, tmp_path: Path, password_hash: str, gateway: Sandbox
) -> None:
    database = await opened(postgres_url)
    stock = await seed(database, password_hash, 60 * STRETCH)
    address = httpx.URL(postgres_url)
    pages = httpx.URL(gateway.url)
    async with mail_server(Mailbox()) as mailbox:
        with (
            cable_to("127.0.0.1", address.port or 0) as to_database,
            cable_to("127.0.0.1", mailbox.port) as to_mail,
            cable_to("127.0.0.1", pages.port or 0) as to_gateway,
            open_mall(
                tmp_path,
                str(address.copy_with(port=to_database.port)),
                **gateway_settings(gateway)
                | {
                    "ADMITONE_TELR_URL": str(pages.copy_with(port=to_gateway.port)),
                    "ADMITONE_MAIL_FROM": "Admit One <tickets@example.com>",
                    "ADMITONE_SMTP_URL": f"smtp://127.0.0.1:{to_mail.port}?starttls=never",
                },
            ) as mall,
        ):
            mall.add_server()
            references: list[str] = []
            async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
                client = Client(http, stock.session)
                for turn, cable in enumerate([to_gateway, to_mail, to_database] * 2 * STRETCH):
                    buying = [
                        asyncio.create_task(Customer(client, mall, gateway, 3 * turn + one).buy(stock))
                        for one in range(3)
                    ]
                    # At first while they reserve, later while they pay and wait for their mail.
                    await asyncio.sleep(0.05 + turn / 10)
                    cable.pull_out()
                    await asyncio.sleep(OUTAGE_SECONDS)
                    cable.plug_in()
                    references += await asyncio.wait_for(asyncio.gather(*buying), 120)
                await wait_until_quiet(database)
        await check_everybody(database, gateway, references)
        assert len(mailbox.accepted) >= len(references)
    await database.close()
