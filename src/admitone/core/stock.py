"""What a tenant should know about its stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LowStock:
    """An attraction that has fewer available tickets than its threshold."""

    attraction_id: int
    name: str
    available: int
    threshold: int


@dataclass(frozen=True, slots=True)
class ExpiringStock:
    """So many unsold tickets of an attraction whose last day is this one."""

    attraction: str
    last_day: date
    tickets: int
