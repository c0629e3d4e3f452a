"""Files that a mail brings along."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from typing import Protocol


class File(Protocol):
    """A file that a mail brings along."""

    @property
    def file_name(self) -> str:
        """Its name."""
        ...

    @property
    def media_type(self) -> str:
        """Its type and subtype."""
        ...

    @property
    def content(self) -> bytes:
        """What is in it."""
        ...


def attach_files(message: EmailMessage, files: Sequence[File]) -> None:
    """Add files behind the texts of a message."""
    for file in files:
        kind, _, subtype = file.media_type.partition("/")
        message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.file_name)
