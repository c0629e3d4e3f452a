"""What a change means for a field that the caller left out."""

from __future__ import annotations

from typing import TypeVar

from msgspec import UnsetType

T = TypeVar("T")


def given_or(value: T | UnsetType, present: T) -> T:
    """The value that was given, else the present one."""
    return present if isinstance(value, UnsetType) else value
