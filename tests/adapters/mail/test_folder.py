"""Mail as files."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from admitone.adapters.mail import FolderMailer, SmtpMailer, open_mailer
from admitone.adapters.mail.folder import file_name
from admitone.config import read_config
from admitone.core.errors import Unavailable


def letter(message_id: str, text: str = "Your tickets") -> EmailMessage:
    message = EmailMessage()
    message["To"], message["Message-ID"] = "maryam@example.org", message_id
    message.set_content(text)
    return message


async def test_a_message_is_a_file_that_mail_programs_read(tmp_path: Path) -> None:
    await FolderMailer(tmp_path / "outbox").send(letter("<effect-7@tickets.example.com>"))
    (path,) = (tmp_path / "outbox").iterdir()
    assert path.name == "effect-7@tickets.example.com.eml"
    assert path.stat().st_mode & 0o077 == 0, "links to tickets are for the operator's eyes only"
    assert message_from_bytes(path.read_bytes(), policy=default)["To"] == "maryam@example.org"


async def test_a_repetition_is_one_file_however_many_send_it(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path)
    await asyncio.gather(*(mailer.send(letter("<effect-7@localhost>")) for _ in range(20)))
    assert [path.name for path in tmp_path.iterdir()] == ["effect-7@localhost.eml"]


def test_a_hostile_identity_stays_in_the_folder() -> None:
    names = {file_name(letter(f"<{text}@x>")) for text in ("../../etc/passwd", "/etc/passwd", "..", "a b", "a_b")}
    assert len(names) == 5
    assert not any("/" in name or name.startswith(".") for name in names)


def test_long_identities_stay_apart() -> None:
    first, second = (file_name(letter(f"<{'a' * 300}{end}@x>")) for end in "12")
    assert first != second
    assert len(first) < 200


async def test_a_folder_that_cannot_be_made_can_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="cannot be written to"):
        await FolderMailer(tmp_path / "file" / "outbox").send(letter("<effect-7@localhost>"))


def test_the_configuration_chooses(tmp_path: Path) -> None:
    bare = {"ADMITONE_DATA": str(tmp_path), "ADMITONE_SECRET": "s" * 32}
    folder = open_mailer(read_config(bare))
    assert isinstance(folder, FolderMailer)
    assert folder.folder == tmp_path / "outbox"
    served = bare | {"ADMITONE_SMTP_URL": "smtp://mail.example.com", "ADMITONE_MAIL_FROM": "tickets@example.com"}
    assert isinstance(open_mailer(read_config(served)), SmtpMailer)


async def test_the_folder_is_tried_and_left_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    assert str(folder) in await FolderMailer(folder).describe()
    assert list(folder.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="cannot be written to"):
        await FolderMailer(tmp_path / "file" / "outbox").describe()
