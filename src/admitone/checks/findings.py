"""What a check saw."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit


class Grade(Enum):
    """What a finding means: good, worth knowing, or in the way of work."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check saw, and what the operator should do about it."""

    subject: str
    observation: str
    grade: Grade = Grade.GOOD
    advice: str = ""


def is_open_to_eavesdroppers(url: str) -> bool:
    """Whether what is sent to an address can be read on its way."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "::1", "localhost"}
