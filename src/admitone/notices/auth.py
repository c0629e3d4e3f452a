"""What vouches for a notice: the signature, with the keys of the store."""

from __future__ import annotations

from collections.abc import Mapping

from admitone.config import Config
from admitone.notices.telr import Notice, read_notice


def verify_notice(form: Mapping[str, str], config: Config) -> Notice:
    """A notice with the verdict on its signature."""
    return read_notice(form, auth_key=config.telr_auth_key, webhook_secret=config.telr_webhook_secret)
