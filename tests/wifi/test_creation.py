"""What a ticket is granted, by the type of its service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from admitone.core.clock import utc_now
from tests.wifi.host import GB, PLACE, Program

MADRID = ZoneInfo("Europe/Madrid")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def close(text: str, wanted: datetime) -> bool:
    return abs(moment(text) - wanted) < timedelta(seconds=20)


async def test_time_to_finish_waits_for_the_first_use(host: Program) -> None:
    service = await host.service(validUntil=180 * 86400)
    made = await host.ticket(service)
    assert made["leftSeconds"] == 3600
    assert close(made["valid_until"], utc_now() + timedelta(days=180))
    assert made["valid_until"] == made["endsAt"]
    assert made["firstUse"] is None


async def test_validity_counts_from_a_start_to_come(host: Program) -> None:
    start = utc_now() + timedelta(days=30)
    made = await host.ticket(await host.service(validUntil=86400), start_time=start.isoformat())
    assert close(made["start_time"], start)
    assert close(made["valid_until"], start + timedelta(days=1))
    assert made["leftSeconds"] == 3600


async def test_until_check_out_needs_its_moment_with_each_ticket(host: Program) -> None:
    service = await host.service("Until check-out", typeId="ttl", expTime=None)
    assert await host.refusal("POST", f"/{PLACE}/tickets", json={"service": service}) == (400, ["valid_until"])
    out = (datetime.now(MADRID) + timedelta(days=3)).replace(hour=12, minute=0, second=0, microsecond=0)
    # Without an offset it is the clock on the location's wall.
    made = await host.ticket(service, valid_until=out.replace(tzinfo=None).isoformat())
    assert moment(made["valid_until"]) == out
    whole_day = await host.ticket(service, valid_until=out.date().isoformat())
    assert moment(whole_day["valid_until"]) == datetime.combine(
        out.date() + timedelta(days=1), datetime.min.time(), MADRID
    )


async def test_a_fixed_end_ends_every_ticket_and_then_the_service(host: Program) -> None:
    end = (utc_now() + timedelta(days=2)).replace(microsecond=0)
    service = await host.service("Fair", typeId="ttl", expTime=None, fixedEnd=end.isoformat())
    assert moment((await host.ticket(service))["valid_until"]) == end
    later = (end + timedelta(days=2)).isoformat()
    assert moment((await host.ticket(service, valid_until=later))["valid_until"]) == end
    over = (utc_now() - timedelta(hours=1)).isoformat()
    await host.data("PATCH", f"/{PLACE}/services/{service}", json={"fixedEnd": over})
    assert await host.refusal("POST", f"/{PLACE}/tickets", json={"service": service}) == (409, ["service"])


async def test_kinds_combine_and_all_their_limits_are_copied(host: Program) -> None:
    terms: dict[str, Any] = {
        "typeId": "ttf+onl+trf",
        "expTime": 7 * 86400,
        "onlineTime": 3 * 3600,
        "trafficLimit": 2 * GB,
        "download": GB,
        "dailyLimit": 1800,
        "downrate": 10_000_000,
        "simDevices": 2,
        "maxUsers": 4,
        "price": 5.5,
    }
    service = await host.service("Everything", **terms)
    made = await host.ticket(service, numusers=3)
    assert (made["typeId"], made["devices"], made["price"], made["currency"]) == ("ttf+onl+trf", 6, 5.5, "EUR")
    assert (made["leftSeconds"], made["leftTraffic"], made["leftDownload"], made["leftUpload"]) == (
        1800,
        2 * GB,
        GB,
        None,
    )
    await host.data("PATCH", f"/{PLACE}/services/{service}", json={"trafficLimit": GB, "name": "Less"})
    still = await host.data("GET", f"/{PLACE}/tickets/{made['id']}")
    assert (still["leftTraffic"], still["serviceName"]) == (2 * GB, "Less")


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"service": ""}, 400, "service"),
    ({"service": "999999"}, 404, "service"),
    ({"service": "1e3"}, 400, "service"),
    ({"service": "12345678901234567"}, 400, "service"),
    ({"service": None}, 400, "service"),
    ({"numusers": 0}, 400, "numusers"),
    ({"numusers": 2}, 400, "numusers"),
    ({"numusers": "many"}, 400, "numusers"),
    ({"start_time": "tomorrow"}, 400, "start_time"),
    ({"start_time": "2020-01-01"}, 400, "start_time"),
    ({"start_time": "9999-12-31T23:59:59-12:00"}, 400, "start_time"),
    ({"valid_until": "2020-01-01"}, 400, "valid_until"),
    ({"valid_until": "0001-01-01T00:00:00+14:00"}, 400, "valid_until"),
    ({"valid_until": "9999-12-31"}, 400, "valid_until"),
    ({"format": "fax"}, 400, "format"),
    ({"format": "email"}, 400, "email"),
    ({"format": "email", "userId": "room 12"}, 400, "userId"),
    ({"userId": "x" * 65}, 400, "userId"),
    ({"userId": "a\x00b"}, 400, "userId"),
    ({"language": "xx"}, 400, "language"),
]


@pytest.mark.parametrize(("wish", "status", "field"), REFUSED)
async def test_what_cannot_be_is_refused_by_its_field(
    host: Program, wish: dict[str, Any], status: int, field: str
) -> None:
    service = await host.service(maxUsers=1)
    body = {"service": service, **wish}
    assert await host.refusal("POST", f"/{PLACE}/tickets", json=body) == (status, [field])
    assert (await host.call("GET", f"/{PLACE}/tickets")).json()["pagination"]["rows"] == 0


async def test_a_service_that_is_off_or_deleted_makes_none(host: Program) -> None:
    service = await host.service()
    await host.data("PATCH", f"/{PLACE}/services/{service}", json={"status": 0})
    assert await host.refusal("POST", f"/{PLACE}/tickets", json={"service": service}) == (409, ["service"])
    assert (await host.call("DELETE", f"/{PLACE}/services/{service}")).status_code == 204
    assert await host.refusal("POST", f"/{PLACE}/tickets", json={"service": service}) == (404, ["service"])
    assert await host.data("GET", f"/{PLACE}/services") == []


async def test_a_sheet_is_made_at_once_and_a_repetition_gives_the_same(host: Program) -> None:
    service = await host.service()
    body = {"service": service, "quantity": 60}
    headers = {"Idempotency-Key": "sheet-1"}
    first = await host.data("POST", f"/{PLACE}/tickets/bulk", json=body, headers=headers)
    again = await host.data("POST", f"/{PLACE}/tickets/bulk", json=body, headers=headers)
    assert len({one["code"] for one in first}) == 60
    assert [one["code"] for one in again] == [one["code"] for one in first]
    assert len({one["issue"] for one in first}) == 1
    other = {**body, "quantity": 61}
    assert await host.refusal("POST", f"/{PLACE}/tickets/bulk", json=other, headers=headers) == (
        409,
        ["Idempotency-Key"],
    )
    assert (await host.call("GET", f"/{PLACE}/tickets")).json()["pagination"]["rows"] == 60
    for quantity in (0, -1, 1001, 10**30):
        many = {"service": service, "quantity": quantity}
        assert await host.refusal("POST", f"/{PLACE}/tickets/bulk", json=many) == (400, ["quantity"])


async def test_a_day_alone_starts_it_at_the_locations_midnight(host: Program) -> None:
    day = datetime.now(MADRID).date() + timedelta(days=40)
    made = await host.ticket(await host.service(), start_time=day.isoformat())
    assert moment(made["start_time"]) == datetime.combine(day, datetime.min.time(), MADRID)
    assert moment(made["start_time"]).astimezone(UTC) != datetime.combine(day, datetime.min.time(), UTC)


async def test_users_without_a_number_of_devices_have_one_each(host: Program) -> None:
    service = await host.service(simDevices=None)
    assert (await host.ticket(service))["devices"] == 0
    assert (await host.ticket(service, numusers=2))["devices"] == 2
    assert (await host.ticket(await host.service("Two each", simDevices=2), numusers=3))["devices"] == 6


async def test_a_plus_that_became_a_space_on_its_way_is_read(host: Program) -> None:
    service = await host.service("Until check-out", typeId="ttl", expTime=None)
    body = f"service={service}&valid_until=2027-12-24T12:00:00+01:00"
    made = await host.data(
        "POST", f"/{PLACE}/tickets", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert moment(made["valid_until"]) == moment("2027-12-24T12:00:00+01:00")
    spaced = await host.ticket(service, valid_until="2027-12-24 12:00")
    assert moment(spaced["valid_until"]) == moment("2027-12-24T12:00:00+01:00")
