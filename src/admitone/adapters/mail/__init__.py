"""Handing mail on: to an SMTP server, or into a folder when none is configured."""

from __future__ import annotations

from admitone.adapters.mail.folder import FolderMailer
from admitone.adapters.mail.smtp import SmtpMailer
from admitone.config import Config
from admitone.mail_server import parse_mail_server

__all__ = ["FolderMailer", "SmtpMailer", "open_mailer"]


def open_mailer(config: Config) -> SmtpMailer | FolderMailer:
    """The mailer that the configuration names."""
    if config.smtp_url:
        return SmtpMailer(parse_mail_server(config.smtp_url))
    return FolderMailer(config.data_folder / "outbox")
