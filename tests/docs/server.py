"""A served product with an admin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Served:
    """Where the product is, the password of its user `admin`, and what its operator's commands need."""

    url: str
    password: str
    environment: dict[str, str]
