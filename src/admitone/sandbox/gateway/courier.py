"""Brings notices, at least once as a rule, in no order, and after three attempts no more."""

from __future__ import annotations

import asyncio
from typing import Final

import httpx

from admitone.sandbox.gateway.account import Account
from admitone.sandbox.gateway.faults import FaultKind, FaultList, Operation
from admitone.sandbox.gateway.orders import Delivery, Order, OrderBook, Transaction, now
from admitone.sandbox.gateway.signatures import callback_form, webhook_form

ANSWER_SECONDS_MAX: Final = 10.0
PAUSES_SECONDS: Final = (1.0, 3.0)


class Courier:
    """Delivers the notices of transactions. What is under way when the process ends is lost, as it may be at Telr."""

    def __init__(self, account: Account, book: OrderBook, faults: FaultList) -> None:
        """Nothing is connected yet."""
        self._account = account
        self._book = book
        self._faults = faults
        self._client = httpx.AsyncClient(timeout=ANSWER_SECONDS_MAX, follow_redirects=False, trust_env=False)
        self._under_way: set[asyncio.Task[None]] = set()

    def announce(self, order: Order, transaction: Transaction) -> None:
        """Deliver the notices of a transaction in the background."""
        task = asyncio.create_task(self.deliver(order, transaction))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def deliver(self, order: Order, transaction: Transaction) -> None:
        """Deliver the notices of a transaction, with the faults that were ordered for them."""
        if self._faults.take(FaultKind.LOST_NOTICE, Operation.NOTICE):
            return
        forged = self._faults.take(FaultKind.FORGED_SIGNATURE, Operation.NOTICE) is not None
        copies = 2 if self._faults.take(FaultKind.DUPLICATE_NOTICE, Operation.NOTICE) else 1
        if slow := self._faults.take(FaultKind.SLOW, Operation.NOTICE):
            await asyncio.sleep(slow.seconds)
        postings = []
        if order.update_url:
            form = callback_form(self._account, order, transaction, forged=forged)
            postings.append(("callback", order.update_url, form))
        if self._account.webhook_url:
            form = webhook_form(self._account, order, transaction, forged=forged)
            postings.append(("webhook", self._account.webhook_url, form))
        await asyncio.gather(*(self._post_until_taken(order, *posting) for posting in postings * copies))

    async def close(self) -> None:
        """Give up what is under way."""
        for task in list(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._client.aclose()

    async def _post_until_taken(self, order: Order, kind: str, url: str, form: dict[str, str]) -> None:
        for pause in (*PAUSES_SECONDS, None):
            delivery = await self._post(kind, url, form)
            order.deliveries.append(delivery)
            self._book.keep(order)
            if delivery.status == httpx.codes.OK or pause is None:
                return
            await asyncio.sleep(pause)

    async def _post(self, kind: str, url: str, form: dict[str, str]) -> Delivery:
        try:
            response = await self._client.post(url, data=form)
        except (httpx.RequestError, httpx.InvalidURL) as error:
            return Delivery(kind, url, None, str(error) or type(error).__name__, now())
        return Delivery(kind, url, response.status_code, None, now())
