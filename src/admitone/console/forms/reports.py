"""What reports are asked for with."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from admitone.console.forms.fields import Id, Line
from admitone.core.selling import SaleStatus
from admitone.services.insights import MarginBy


class MarginSearch(Struct, kw_only=True, rename="camel"):
    """Which sales, and what they are grouped by."""

    group_by: MarginBy = MarginBy.ATTRACTION
    date_from: date | None = None
    date_to: date | None = None


class ExpiringSearch(Struct, kw_only=True, rename="camel"):
    """How soon."""

    within_days: Annotated[int, Meta(ge=0, le=3650)] = 30


class SalesSearch(Struct, kw_only=True, rename="camel"):
    """Which sales."""

    date_from: date | None = None
    date_to: date | None = None
    attraction_id: Id | None = None
    status: SaleStatus | None = None
    agent_user_id: Line | None = None


class ThresholdForm(Struct, kw_only=True):
    """Below how many tickets an attraction runs low; empty for never."""

    threshold: Annotated[int, Meta(ge=0, le=10_000_000)] | None = None
