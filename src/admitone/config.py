"""Configuration, read once from the environment."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from admitone.setting_readers import SEED_BYTES, Setting, check_secret, check_seed
from admitone.setting_rules import find_contradictions
from admitone.settings import SETTINGS

__all__ = ["SETTINGS", "Config", "ConfigurationError", "keep_secret", "read_config"]


# These are made on first use, and kept in the data folder.
_MADE: Final = ("secret", "ledger_key")


class ConfigurationError(Exception):
    """A setting cannot be used; the message names it and says what to write."""


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting of a process. Sizes are bytes, durations seconds unless the name says otherwise.

    What is confidential stays out of the representation, which traces and logs may show.
    """

    environment: str
    data_folder: Path
    database_url: str = field(repr=False)
    objects_url: str
    base_url: str
    secret: str = field(repr=False)
    timezone: str
    currency: str
    database_connections: int
    upload_bytes_max: int
    upload_pages_max: int
    upload_seconds_max: int
    json_bytes_max: int
    page_seconds_max: int
    pdf_workers: int
    pdf_worker_bytes_max: int
    ocr_languages: str
    page_cache_bytes_max: int
    session_idle_minutes: int
    session_hours_max: int
    download_days: int
    hold_minutes: int
    link_origins: str
    trusted_proxies: str
    metrics_token: str = field(repr=False)
    effects: str
    telr_url: str
    telr_store: str
    telr_auth_key: str = field(repr=False)
    telr_remote_key: str = field(repr=False)
    telr_webhook_secret: str = field(repr=False)
    telr_protocol: str
    telr_test: bool
    odoo_url: str
    odoo_database: str
    odoo_login: str
    odoo_key: str = field(repr=False)
    odoo_invoice: str
    odoo_journal_id: int | None
    smtp_url: str = field(repr=False)
    mail_from: str
    account_token_hours: int
    opt_out_hours: int
    oidc_issuer: str
    oidc_audience: str
    ledger: str
    ledger_key: str = field(repr=False)
    ledger_origin: str
    ledger_witnesses: str
    evm_url: str = field(repr=False)
    evm_key: str = field(repr=False)
    evm_contract: str
    evm_confirmations: int
    evm_anchor_minutes: int
    mail_tickets_max: int
    pass_certificate: str
    pass_password: str = field(repr=False)
    pass_wwdr: str
    pass_type_id: str
    pass_team_id: str
    apns_url: str
    google_wallet_key: str
    google_wallet_issuer: str
    google_wallet_url: str
    log_level: str
    log_format: str


def read_config(environment: Mapping[str, str] = os.environ) -> Config:
    """Read every setting; ConfigurationError names the first one that cannot be used."""
    known = {setting.variable for setting in SETTINGS.values()}
    for name in sorted(environment):
        if name.startswith("ADMITONE_") and name not in known:
            raise ConfigurationError(f"{name} is no setting of this version; see docs/operating.md for all of them")
    data = Path(environment.get("ADMITONE_DATA") or _default_data_folder(environment)).expanduser().absolute()
    in_data_folder = {
        "data_folder": str(data),
        "database_url": f"sqlite:///{quote(str(data))}/admitone.db",
        "objects_url": f"file://{quote(str(data))}/objects",
    }
    values: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        given = environment.get(setting.variable)
        if given or name not in _MADE:
            values[name] = _read(setting, given or in_data_folder.get(name, setting.default))
    values["data_folder"] = data
    if contradictions := find_contradictions(values):
        raise ConfigurationError(contradictions[0])
    # Last, because it may write a file: nothing is made for a configuration that is refused.
    values["secret"] = values.get("secret") or keep_secret(data)
    values["ledger_key"] = values.get("ledger_key") or _keep(data, "ledger-key", _new_seed, check_seed)
    values["ledger_origin"] = values["ledger_origin"] or values["base_url"].partition("://")[2] + "/ledger"
    return Config(**values)


def _read(setting: Setting, text: str) -> Any:
    try:
        return setting.read(text)
    except ValueError as error:
        given = "" if setting.confidential else f"={text!r}"
        raise ConfigurationError(f"{setting.variable}{given}: {error}") from error


def _default_data_folder(environment: Mapping[str, str]) -> str:
    # The user's data folder by the XDG base directory specification.
    base = environment.get("XDG_DATA_HOME") or "~/.local/share"
    return f"{base}/admitone"


def keep_secret(data_folder: Path) -> str:
    """The secret of this data folder, made on first use and readable by its owner only."""
    return _keep(data_folder, "secret", _new_secret, check_secret)


def _keep(data_folder: Path, name: str, make: Callable[[], str], check: Callable[[str], str]) -> str:
    path = data_folder / name
    try:
        data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, make())
        return check(path.read_text().strip())
    except ValueError as error:
        raise ConfigurationError(f"{path}: {error}; restore this file, or delete it to have a new one made") from error
    except OSError as error:
        message = f"ADMITONE_DATA={str(data_folder)!r}: {error.strerror}; choose a folder that this user may write to"
        raise ConfigurationError(message) from error


def _new_secret() -> str:
    return secrets.token_hex(32)


def _new_seed() -> str:
    return base64.b64encode(secrets.token_bytes(SEED_BYTES)).decode()


def _write_once(path: Path, content: str) -> None:
    # Written aside and linked into place: of two processes that start at once one link wins, and the other process
    # never sees a file that is still empty.
    descriptor, aside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(content + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        Path(aside).unlink()
