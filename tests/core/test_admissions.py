"""When a ticket admits nobody any more."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from admitone.core.admissions import Admission


def admission(**known: Any) -> Admission:
    return Admission(
        ticket_id=1,
        tenant_id=1,
        event_id=None,
        group="g",
        holder_code="h",
        title="Aquarium",
        kind=None,
        number="1",
        price_minor=None,
        code=None,
        time_zone="Asia/Dubai",
        organiser="Oasis",
        **known,
    )


@pytest.mark.parametrize(
    ("known", "expires"),
    [
        ({}, None),
        ({"day": date(2027, 1, 2)}, datetime(2027, 1, 3, 2, tzinfo=UTC)),
        ({"day": date(2027, 1, 2), "valid_until": date(2027, 2, 2)}, datetime(2027, 2, 3, 2, tzinfo=UTC)),
        ({"ends_at": datetime(2027, 1, 2, 20, tzinfo=UTC)}, datetime(2027, 1, 3, 2, tzinfo=UTC)),
        # What suppliers print for no end.
        ({"valid_until": date(9999, 12, 31)}, None),
        ({"valid_until": date(9999, 12, 30)}, None),
    ],
)
def test_it_stays_valid_for_some_hours_after_its_last(known: dict[str, Any], expires: datetime | None) -> None:
    assert admission(**known).expires_at == expires
