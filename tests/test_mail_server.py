"""The settings of mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from admitone.config import ConfigurationError, read_config
from admitone.mail_server import Encryption, MailServer, parse_mail_server, parse_sender


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("smtp://mail.example.com", MailServer("mail.example.com", 587, Encryption.REQUIRED)),
        ("smtp://h:25?starttls=never", MailServer("h", 25, Encryption.NEVER)),
        ("smtp://h:25/?starttls=offered", MailServer("h", 25, Encryption.OFFERED)),
        ("smtps://u:p%40%2F@h", MailServer("h", 465, Encryption.FROM_THE_START, "u", "p@/")),
        ("smtp://u%40x.org:p@[::1]:2525", MailServer("::1", 2525, Encryption.REQUIRED, "u@x.org", "p")),
    ],
)
def test_addresses_of_mail_servers(text: str, server: MailServer) -> None:
    assert parse_mail_server(text) == server


@pytest.mark.parametrize(
    "text",
    [
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://h:port",
        "smtp://h/inbox",
        "smtp://h?starttls=perhaps",
        "smtp://h?tls=yes",
        "smtp://h?starttls",
        "smtp://u:hunter2@h?starttls=never",
        "smtp://u:hunter2@h?starttls=offered",
    ],
)
def test_what_is_no_mail_server_is_refused_without_repeating_it(tmp_path: Path, text: str) -> None:
    settings = {"ADMITONE_DATA": str(tmp_path), "ADMITONE_SMTP_URL": text, "ADMITONE_MAIL_FROM": "a@example.com"}
    with pytest.raises(ConfigurationError, match="ADMITONE_SMTP_URL: ") as refusal:
        read_config(settings)
    assert "hunter2" not in str(refusal.value)


def test_the_password_stays_out_of_what_traces_show() -> None:
    assert "hunter2" not in repr(parse_mail_server("smtps://u:hunter2@h"))


def test_senders() -> None:
    assert str(parse_sender("tickets@example.com")) == "tickets@example.com"
    assert parse_sender("Oasis Tours <tickets@example.com>").display_name == "Oasis Tours"


@pytest.mark.parametrize(
    "text", ["", "tickets", "@example.com", "a@", "a@b\r\nBcc: c@d", "a b <>", "تذاكر@example.com"]
)
def test_what_is_no_sender_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write an address"):
        parse_sender(text)


def test_a_mail_server_needs_a_real_sender(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="ADMITONE_MAIL_FROM is missing"):
        read_config({"ADMITONE_DATA": str(tmp_path), "ADMITONE_SMTP_URL": "smtp://mail.example.com"})
