"""What settings must not say together, though each one alone is good."""

from __future__ import annotations

import importlib.util
import ipaddress
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from admitone.mail_server import parse_sender

_ADDRESSES_OF_WALLETS: Final = {
    "apns_url": "ADMITONE_APNS_URL",
    "google_wallet_url": "ADMITONE_GOOGLE_WALLET_URL",
}


def find_contradictions(values: Mapping[str, Any]) -> list[str]:
    """Every contradiction among settings by field name; each names its variables and says what to write."""
    found: list[str] = []
    if values["telr_url"]:
        found += [
            f"{variable} is missing: ADMITONE_TELR_URL cannot be used without it"
            for variable in ("ADMITONE_TELR_STORE", "ADMITONE_TELR_AUTH_KEY")
            if not values[variable.removeprefix("ADMITONE_").lower()]
        ]
        if values["environment"] == "production":
            found += _unfit_for_production(values["telr_url"], test=values["telr_test"])
    if values["odoo_url"] and not values["odoo_key"]:
        found.append("ADMITONE_ODOO_KEY is missing: ADMITONE_ODOO_URL cannot be used without it")
    found += _wallet_contradictions(values)
    found += _issuer_contradictions(values)
    if values["smtp_url"] and parse_sender(values["mail_from"]).domain == "localhost":
        found.append("ADMITONE_MAIL_FROM is missing: mail servers take no mail from localhost")
    if values["ledger"].startswith("evm-"):
        found += [
            f"{variable} is missing: ADMITONE_LEDGER={values['ledger']} cannot be used without it"
            for variable in ("ADMITONE_EVM_URL", "ADMITONE_EVM_KEY", "ADMITONE_EVM_CONTRACT")
            if not values[variable.removeprefix("ADMITONE_").lower()]
        ]
        if importlib.util.find_spec("web3") is None:
            found.append(f"ADMITONE_LEDGER={values['ledger']}: web3 is missing; run: pip install 'admitone[evm]'")
    return found


def _wallet_contradictions(values: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    if values["pass_certificate"] and not values["pass_wwdr"]:
        found.append("ADMITONE_PASS_WWDR is missing: ADMITONE_PASS_CERTIFICATE cannot be used without it")
    if values["google_wallet_key"] and not values["google_wallet_issuer"]:
        found.append("ADMITONE_GOOGLE_WALLET_ISSUER is missing: ADMITONE_GOOGLE_WALLET_KEY cannot be used without it")
    if values["environment"] == "production":
        found += [
            f"{variable}={values[name]!r}: this address is of this machine; leave it out, as this is production"
            for name, variable in _ADDRESSES_OF_WALLETS.items()
            if values[name] and is_sandbox(values[name])
        ]
    return found


def _issuer_contradictions(values: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    if values["oidc_issuer"] and not values["oidc_audience"]:
        found.append("ADMITONE_OIDC_AUDIENCE is missing: without it tokens for any other product would be accepted")
    if values["environment"] == "production" and values["oidc_issuer"].startswith("http://"):
        found.append(
            f"ADMITONE_OIDC_ISSUER={values['oidc_issuer']!r}: its keys could be forged on the way; write https://"
        )
    return found


def is_sandbox(url: str) -> bool:
    """Whether an address cannot be the real gateway: it is on this machine, or its path is that of our sandbox."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return _is_this_machine(host) or "/sandbox" in parts.path.lower()


def _unfit_for_production(url: str, *, test: bool) -> list[str]:
    found: list[str] = []
    if is_sandbox(url):
        found.append(f"ADMITONE_TELR_URL={url!r}: a sandbox takes no money; ADMITONE_ENVIRONMENT is production")
    elif not url.startswith("https://"):
        found.append(f"ADMITONE_TELR_URL={url!r}: keys would travel unencrypted; write an https:// address")
    if test:
        found.append("ADMITONE_TELR_TEST=true: test payments take no money; write false, as this is production")
    return found


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback or address.is_unspecified
