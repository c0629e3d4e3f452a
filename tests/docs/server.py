"""A served product with an admin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Served:
    """Where the product is, and the password of its user `admin`."""

    url: str
    password: str
