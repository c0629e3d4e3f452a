"""Google Wallet, where a service account is configured."""

from __future__ import annotations

from pathlib import Path

from admitone.adapters.google_wallet.account import AccountProblem, ServiceAccount
from admitone.adapters.google_wallet.client import GOOGLE_URL, GoogleWalletClient
from admitone.config import Config, ConfigurationError


def open_google_wallet(config: Config) -> GoogleWalletClient | None:
    """The client; None without a key file. ConfigurationError for one that cannot be used."""
    if not config.google_wallet_key:
        return None
    try:
        account = ServiceAccount(Path(config.google_wallet_key))
    except AccountProblem as error:
        raise ConfigurationError(str(error)) from error
    url = config.google_wallet_url or GOOGLE_URL
    return GoogleWalletClient(account, config.google_wallet_issuer, config.base_url, url)
