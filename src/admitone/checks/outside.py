"""The systems outside, each asked with our own credentials and without leaving anything behind."""

from __future__ import annotations

from admitone.bootstrap import open_mail, open_odoo, open_payment_gateway
from admitone.checks.findings import Finding, Grade, is_open_to_eavesdroppers
from admitone.config import Config


async def check_odoo(config: Config) -> list[Finding]:
    """Whether Odoo takes our key."""
    erp = open_odoo(config)
    if erp is None:
        return [Finding("Odoo", "not configured: carts become no quotations")]
    try:
        finding = Finding("Odoo", await erp.describe())
    finally:
        await erp.close()
    if is_open_to_eavesdroppers(config.odoo_url):
        advice = "use Odoo's https:// address, unless nobody else is on the way to it"
        return [finding, Finding("Odoo", "its key travels unencrypted", Grade.DOUBTFUL, advice)]
    return [finding]


async def check_gateway(config: Config) -> list[Finding]:
    """Whether Telr takes our store and key."""
    gateway = open_payment_gateway(config)
    if gateway is None:
        return [Finding("payments", "not configured: staff confirm payments by hand")]
    try:
        findings = [Finding("payments", await gateway.describe())]
    finally:
        await gateway.close()
    if not config.telr_remote_key:
        advice = "set ADMITONE_TELR_REMOTE_KEY, or go on refunding in Telr's merchant administration"
        findings.append(Finding("payments", "no remote key: refunds are made by hand", Grade.DOUBTFUL, advice))
    return findings


async def check_mail(config: Config) -> list[Finding]:
    """Whether the mail server takes our credentials."""
    return [Finding("mail", await open_mail(config).describe())]
