"""Odoo as the ERP of `services/ports.py`."""

from __future__ import annotations

from typing import Final

from admitone.adapters.odoo import invoices, orders, quotations, returns
from admitone.adapters.odoo.account import OdooAccount
from admitone.adapters.odoo.client import OdooClient
from admitone.adapters.odoo.errors import refused
from admitone.config import Config
from admitone.core.erp import ErpOrder, ErpPayment, Quotation

# Making the first invoice of a day was seen to take 8 s.
SECONDS_MAX: Final = 30.0


class OdooErp:
    """Fits `Erp`. Each call to Odoo takes at most `seconds_max`; a method of this class makes up to a dozen of them.

    Errors: `Unavailable` when Odoo is down, slow, in conflict with itself or not understood; repeat the method then, it
    looks at what is there before it makes anything. `OutsideRefused` carries Odoo's words or says what to set right in
    it. Two at once for one cart make one order and one invoice; of payments Odoo keeps nothing unique, so methods
    for one cart should run one after the other.
    """

    def __init__(self, account: OdooAccount, *, seconds_max: float = SECONDS_MAX) -> None:
        """Nothing is connected yet."""
        self._account = account
        self._client = OdooClient(account, seconds_max=seconds_max)

    async def write_quotation(self, quotation: Quotation) -> ErpOrder:
        """See `Erp.write_quotation` and `quotations.write_quotation`."""
        return await quotations.write_quotation(self._client, quotation)

    async def find_order(self, cart_reference: str) -> ErpOrder | None:
        """See `Erp.find_order` and `orders.find_order`."""
        return await orders.find_order(self._client, cart_reference)

    async def confirm_order(self, order_id: int) -> ErpOrder:
        """See `Erp.confirm_order` and `orders.confirm_order`."""
        return await orders.confirm_order(self._client, order_id)

    async def invoice_order(self, order_id: int, *, payment: ErpPayment | None) -> str | None:
        """See `Erp.invoice_order` and `invoices.invoice_order`."""
        order = await orders.read_order(self._client, order_id)
        if order.state != "sale":
            raise refused(f"{order.name} is in state {order.state}; only a confirmed order can be invoiced")
        return await invoices.invoice_order(self._client, self._account, order, payment)

    async def take_back(self, order_id: int, quotation: Quotation) -> list[str]:
        """See `Erp.take_back` and `returns.take_back`."""
        order = await orders.read_order(self._client, order_id)
        return await returns.take_back(self._client, order, quotation)

    async def cancel_order(self, order_id: int) -> ErpOrder:
        """See `Erp.cancel_order`. OutsideRefused also when an invoice stays posted, for only a person may undo that."""
        order = await orders.cancel_order(self._client, order_id)
        await invoices.refuse_posted(self._client, order)
        return order

    async def describe(self) -> str:
        """What answers at the configured address, asked for with our key; errors as everywhere."""
        connection = await self._client.connect()
        users = await self._client.read("res.users", [connection.uid], ["login"])
        return f"Odoo {connection.major} by {connection.protocol.name}, as {', '.join(user['login'] for user in users)}"

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()


def open_erp(config: Config) -> OdooErp | None:
    """The ERP that the configuration names, if any."""
    if not config.odoo_url:
        return None
    return OdooErp(
        OdooAccount(
            url=config.odoo_url,
            key=config.odoo_key,
            database=config.odoo_database,
            login=config.odoo_login,
            payments=config.odoo_invoice == "payment",
            journal_id=config.odoo_journal_id,
        )
    )
