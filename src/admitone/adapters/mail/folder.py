"""Mail as files, for an installation without a mail server: nothing is sent, everything can be read."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final

from admitone.core.errors import Unavailable

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9@._-]")
_STEM_LENGTH_MAX: Final = 120


class FolderMailer:
    """Fits `Mailer` and `Outbox`: one .eml file per message (RFC 5322), named for its Message-ID.

    A repetition is the same file.
    """

    def __init__(self, folder: Path) -> None:
        """The folder is made with the first message, for its owner's eyes only: the links in mails are secret."""
        self.folder = folder

    async def send(self, message: EmailMessage) -> None:
        """See `Mailer.send`. Unavailable when the folder cannot be written to."""
        content = message.as_bytes(policy=SMTP)
        try:
            await asyncio.to_thread(self._write, file_name(message), content)
        except OSError as error:
            raise Unavailable(f"{self.folder} cannot be written to: {error.strerror}") from error

    async def read(self, message_id: str) -> EmailMessage | None:
        """See `Outbox.read`."""
        path = self.folder / name_file(message_id)
        try:
            content = await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            return None
        return message_from_bytes(content, policy=SMTP)

    async def describe(self) -> str:
        """Where mails are kept; Unavailable when the folder cannot be written to."""
        try:
            await asyncio.to_thread(self._try_folder)
        except OSError as error:
            raise Unavailable(f"{self.folder} cannot be written to: {error.strerror}") from error
        return f"no mail server is configured: mails are files in {self.folder}"

    def _try_folder(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part"):
            # Being able to make it is all that was asked.
            return

    def _write(self, name: str, content: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written aside and moved into place, so that nobody ever reads half a message.
        descriptor, aside = tempfile.mkstemp(".part", dir=self.folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            Path(aside).replace(self.folder / name)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(aside).unlink()
            raise
        _sync_folder(self.folder)


def file_name(message: EmailMessage) -> str:
    """A file name that only this Message-ID has. ValueError for a message without one."""
    return name_file(str(message["Message-ID"] or ""))


def name_file(message_id: str) -> str:
    """The name of the file of a Message-ID, which never leads out of the folder. ValueError for an empty one."""
    message_id = message_id.strip().strip("<>")
    if not message_id:
        raise ValueError("a message needs a Message-ID")
    stem = _UNSAFE.sub("_", message_id).lstrip(".")[:_STEM_LENGTH_MAX]
    if stem != message_id:
        stem = f"{stem}-{hashlib.sha256(message_id.encode(errors='replace')).hexdigest()[:16]}"
    return f"{stem}.eml"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
