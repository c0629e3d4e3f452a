"""Wallets: whose certificate signs passes, for how long, and whether Google knows us."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

from admitone.bootstrap import open_google, open_pass_signer
from admitone.checks.findings import Finding, Grade
from admitone.config import Config
from admitone.core.clock import utc_now

DAYS_WARNED: Final = 30
_RENEW: Final = "renew the certificate for the same Pass Type ID at Apple, replace ADMITONE_PASS_CERTIFICATE, restart"


async def check_apple_wallet(config: Config) -> list[Finding]:
    """Whether passes can be signed, and how long the certificate lasts."""
    subject = "Apple Wallet"
    source = open_pass_signer(config)
    if source is None:
        return [Finding(subject, "not configured: tickets are not offered as passes")]
    signer = await asyncio.to_thread(source)
    if signer.test:
        advice = "set ADMITONE_PASS_CERTIFICATE and ADMITONE_PASS_WWDR when real telephones should take passes"
        return [Finding(subject, "passes are signed by a test chain: no telephone takes them", Grade.GOOD, advice)]
    findings = [judge_certificate(signer.pass_type, signer.expires_at, utc_now())]
    if not config.base_url.startswith("https://"):
        advice = "set ADMITONE_BASE_URL to an https:// address: devices ask for changes over HTTPS only"
        findings.append(Finding(subject, "passes in wallets are not updated", Grade.DOUBTFUL, advice))
    return findings


def judge_certificate(pass_type: str, expires_at: datetime, now: datetime) -> Finding:
    """What the end of a certificate means now: nothing can be signed behind it."""
    left = expires_at - now
    until = f"{pass_type}, certificate valid until {expires_at:%Y-%m-%d}"
    if left <= timedelta():
        return Finding(
            "Apple Wallet", f"{pass_type}: the certificate has ended on {expires_at:%Y-%m-%d}", Grade.BAD, _RENEW
        )
    if left < timedelta(days=DAYS_WARNED):
        return Finding("Apple Wallet", f"{until}, {left.days} days from now", Grade.DOUBTFUL, _RENEW)
    return Finding("Apple Wallet", until)


async def check_google_wallet(config: Config) -> list[Finding]:
    """Whether Google takes our key."""
    google = open_google(config)
    if google is None:
        return [Finding("Google Wallet", "not configured: tickets are not offered for it")]
    try:
        return [Finding("Google Wallet", await google.describe())]
    finally:
        await google.close()
