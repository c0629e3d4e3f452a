"""Is everything there that the product needs? Each check looks at one thing; whatever goes wrong is its finding."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from admitone.checks.database import check_database
from admitone.checks.findings import Finding, Grade, is_open_to_eavesdroppers
from admitone.checks.ledger import check_ledger
from admitone.checks.machine import check_assets, check_disks, check_objects, check_ocr, check_pdf_workers
from admitone.checks.outside import check_gateway, check_mail, check_odoo
from admitone.checks.wallets import check_apple_wallet, check_google_wallet
from admitone.config import Config
from admitone.observability.redaction import redact_text

__all__ = ["CHECKS", "SECONDS_MAX", "Check", "Finding", "Grade", "ask", "examine"]

SECONDS_MAX: Final = 30


@dataclass(frozen=True, slots=True)
class Check:
    """A thing that can be looked at, what looks at it, and what to do when that does not even end."""

    subject: str
    advice: str
    look: Callable[[Config], Awaitable[Iterable[Finding]]]


async def check_settings(config: Config) -> list[Finding]:
    """What the settings say, and whether they protect people."""
    findings = [Finding("settings", f"data folder {config.data_folder}, people come to {config.base_url}")]
    if is_open_to_eavesdroppers(config.base_url):
        advice = "put a proxy with a certificate in front, and set ADMITONE_BASE_URL to its https:// address"
        findings.append(Finding("settings", "passwords travel unencrypted", Grade.DOUBTFUL, advice))
    return findings


CHECKS: Final = MappingProxyType(
    {
        "settings": Check("settings", "set the ADMITONE_ variables as docs/operating.md says", check_settings),
        "database": Check("database", "start the database, and check ADMITONE_DATABASE_URL", check_database),
        "objects": Check(
            "objects", "check ADMITONE_OBJECTS_URL, its permissions, and for S3 the AWS_ variables", check_objects
        ),
        "payments": Check("payments", "check the ADMITONE_TELR_ variables, and Telr's own state", check_gateway),
        "odoo": Check(
            "Odoo", "check the ADMITONE_ODOO_ variables, and in Odoo the key and its user's rights", check_odoo
        ),
        "apple_wallet": Check(
            "Apple Wallet", "correct the setting, or leave all of ADMITONE_PASS_ out", check_apple_wallet
        ),
        "google_wallet": Check(
            "Google Wallet", "check the ADMITONE_GOOGLE_WALLET_ variables, and the service account", check_google_wallet
        ),
        "mail": Check("mail", "check ADMITONE_SMTP_URL, and the mail server", check_mail),
        "ledger": Check("ledger", "see the section Ledger of docs/operating.md", check_ledger),
        "disk": Check("disk", "check that the folders exist and can be read", check_disks),
        "pdf": Check("PDF workers", "install the product anew: make setup", check_pdf_workers),
        "ocr": Check("OCR", "install tesseract, or set ADMITONE_OCR_LANGUAGES to nothing", check_ocr),
        "pages": Check("pages", "install the product anew: make setup", check_assets),
    }
)


async def examine(config: Config) -> list[Finding]:
    """Run every check; none depends on another one's success."""
    findings: list[Finding] = []
    for check in CHECKS.values():
        findings += await ask(check, config, SECONDS_MAX)
    return findings


async def ask(check: Check, config: Config, seconds: float) -> list[Finding]:
    """Run one check for at most so long. It never raises: what a driver says is what was found."""
    try:
        async with asyncio.timeout(seconds):
            return list(await check.look(config))
    except TimeoutError:
        return [Finding(check.subject, f"no answer within {seconds:g} s", Grade.BAD, check.advice)]
    except Exception as error:  # noqa: BLE001  whatever a driver raises is what this check has found
        said = redact_text(" ".join(str(error).split())) or type(error).__name__
        return [Finding(check.subject, said, Grade.BAD, check.advice)]
