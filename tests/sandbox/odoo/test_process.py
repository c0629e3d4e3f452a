"""The stand-in as people start it, beside the gateway."""

from __future__ import annotations

from pathlib import Path

from admitone.adapters.odoo.account import OdooAccount
from admitone.adapters.odoo.erp import OdooErp
from tests.servers.odoo import quotation_of
from tests.servers.sandbox import running_sandbox


async def test_orders_outlive_a_killed_process_and_the_demos_products_are_there(tmp_path: Path) -> None:
    records = tmp_path / "records"
    with running_sandbox(tmp_path, "--odoo-records", str(records)) as sandbox:
        erp = OdooErp(OdooAccount(url=sandbox.odoo_url, key="sandbox-odoo-key"))
        try:
            quotation = quotation_of("CBA-ADM", "SKY-148")
            order = await erp.write_quotation(quotation)
            assert (await erp.write_quotation(quotation_of("ML-PARIS", currency="EUR"))).currency == "EUR"
            sandbox.stop(kill=True)
            records.write_bytes(records.read_bytes() + b'[[["sale.order", 99, {"half')
            sandbox.start()
            assert await erp.write_quotation(quotation) == order
            assert (await erp.confirm_order(order.id)).state == "sale"
            newest = await erp.write_quotation(quotation_of("RDS-OPEN"))
            assert newest.id > order.id + 1
        finally:
            await erp.close()
        products = sandbox.client.get(f"{sandbox.odoo_url}/sandbox/state").json()["records"]["product.product"]
        codes = [product["default_code"] for product in products]
        assert len(set(codes)) == len(codes) > 3, "the demo's products, and the spare one, are added once"


async def test_it_can_be_an_older_odoo(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, "--odoo-version", "16") as sandbox:
        account = OdooAccount(url=sandbox.odoo_url, key="sandbox-odoo-key", database="odoo", login="admin")
        erp = OdooErp(account)
        try:
            assert await erp.describe() == "Odoo 16 by JSON-RPC, as admin"
            order = await erp.write_quotation(quotation_of("CBA-ADM"))
            await erp.confirm_order(order.id)
            assert await erp.invoice_order(order.id, payment=None)
        finally:
            await erp.close()
