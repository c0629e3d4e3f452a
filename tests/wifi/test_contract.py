"""The door of Wi-Fi hosts as it is documented."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from admitone.core.clock import utc_now
from admitone.core.wifi.codes import read_code
from tests.offline.api import Api
from tests.wifi.host import PLACE, Program

# The answer of the documentation, with what is the location's own left out.
DOCUMENTED = {
    "LocationId": "28XXX004",
    "typeId": "ttf",
    "name": "Ticket - 1 Hora",
    "price": 0,
    "status": 1,
    "onlineTime": 0,
    "expTime": 3600,
    "tpv": 0,
    "pms": 0,
    "showLogin": 1,
    "simDevices": 10,
    "maxUsers": 1,
    "loginMethod": "general",
    "download": 0,
    "upload": 0,
    "downrate": 0,
    "uprate": 0,
    "dailyLimit": 0,
    "validUntil": 15552000,
    "vip": 0,
    "validateEmail": 0,
    "deleted": 0,
    "withRegistration": 0,
    "macCaching": 0,
    "issueOrder": 0,
}
TYPE = {"id": "ttf", "timetofinish": True, "onlinetime": False, "timetolimit": False, "limittraffic": False}


async def documented(host: Program) -> int:
    return await host.service(
        "Ticket - 1 Hora", typeId="ttf", expTime=3600, simDevices=10, maxUsers=1, validUntil=15552000
    )


async def test_services_have_the_documented_fields(host: Program) -> None:
    service = await documented(host)
    answer = (await host.call("GET", f"/{PLACE}/services")).json()
    [found] = answer["data"]
    assert {name: found[name] for name in DOCUMENTED} == DOCUMENTED
    assert {name: found["type"][name] for name in TYPE} == TYPE
    assert found["id"] == service
    assert isinstance(found["type"]["description"], str)
    assert answer["pagination"] == {"offset": 0, "limit": 5000, "rows": 1, "pages": 1, "currentPage": 1}


async def test_a_ticket_is_made_from_json_and_from_form_fields_alike(host: Program) -> None:
    service = await documented(host)
    by_json = await host.data("POST", f"/{PLACE}/tickets", json={"service": str(service), "numusers": 1})
    by_form = await host.data("POST", f"/{PLACE}/tickets", data={"service": str(service), "numusers": "1"})
    by_parts = await host.data(
        "POST", f"/{PLACE}/tickets", files={"service": (None, str(service)), "userId": (None, "Zoë")}
    )
    # curl -d sends JSON as if it were a form, unless it is told otherwise.
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    by_curl = await host.data("POST", f"/{PLACE}/tickets", content=f'{{"service": {service}}}', headers=headers)
    made = [by_json, by_form, by_parts, by_curl]
    assert len({one["code"] for one in made}) == 4
    for one in made:
        assert (one["service"], one["state"], one["format"], one["numusers"]) == (service, "unused", "print", 1)
        assert (one["LocationId"], one["devices"], one["leftSeconds"]) == (PLACE, 10, 3600)
        assert read_code(one["code"])
    assert by_parts["userId"] == "Zoë"


async def test_an_answer_without_a_key_explains_itself(host: Program, api: Api) -> None:
    for headers in ({}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer nonsense"}):
        response = await api.client.get(f"/rest/v1/Location/{PLACE}/services", headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert len(response.json()["detail"]) > 20


@pytest.mark.parametrize("version", ["1", "v1", "1.0", "V2"])
async def test_any_version_is_understood_and_nothing_that_is_none(host: Program, version: str) -> None:
    there = Program(host.client, host.key, f"/rest/{version}/Location")
    assert await there.data("GET", f"/{PLACE}/services") == []
    odd = Program(host.client, host.key, "/rest/latest;drop/Location")
    assert (await odd.refusal("GET", f"/{PLACE}/services"))[0] == 404


async def test_the_older_path_answers_with_its_own_field_too(host: Program) -> None:
    service = await documented(host)
    older = Program(host.client, host.key, "/rest/v1/wifiarea")
    [found] = await older.data("GET", f"/{PLACE}/services")
    assert (found["wifiareaId"], found["LocationId"]) == (PLACE, PLACE)
    made = await older.data("POST", f"/{PLACE}/tickets", json={"service": service})
    assert made["wifiareaId"] == PLACE
    assert "/wifiarea/" in made["links"]["self"]
    assert (await older.data("GET", f"/{PLACE}/tickets/{made['id']}"))["code"] == made["code"]
    area = await older.data("POST", json={"wifiareaId": "AREA-2", "name": "Annex"})
    assert area["LocationId"] == "AREA-2"


async def test_lists_are_paged_and_filtered(host: Program) -> None:
    hour, quota = await host.service(), await host.service("2 GB", typeId="trf", expTime=None, trafficLimit=2 * 10**9)
    made = [await host.ticket(hour, userId=f"room {n}") for n in range(3)] + [await host.ticket(quota)]
    await host.data("POST", f"/{PLACE}/tickets/{made[0]['id']}/revoke", json={})
    everything = (await host.call("GET", f"/{PLACE}/tickets", params={"limit": 3})).json()
    assert [one["id"] for one in everything["data"]] == [one["id"] for one in made[:0:-1]]
    assert everything["pagination"] == {"offset": 0, "limit": 3, "rows": 4, "pages": 2, "currentPage": 1}
    rest = (await host.call("GET", f"/{PLACE}/tickets", params={"limit": 3, "offset": 3})).json()
    assert ([one["id"] for one in rest["data"]], rest["pagination"]["currentPage"]) == ([made[0]["id"]], 2)
    today = datetime.fromisoformat(made[0]["issued"]).date()
    cases = [
        ({"state": "revoked"}, [0]),
        ({"state": "unused"}, [3, 2, 1]),
        ({"state": "active"}, []),
        ({"service": quota}, [3]),
        ({"code": made[2]["code"].lower()}, [2]),
        ({"userId": "room 1"}, [1]),
        ({"issue": made[1]["issue"]}, [1]),
        ({"issuedFrom": today.isoformat()}, [3, 2, 1, 0]),
        ({"issuedTo": today.isoformat()}, [3, 2, 1, 0]),
        ({"issuedTo": (today - timedelta(days=1)).isoformat()}, []),
        ({"issuedFrom": (utc_now() + timedelta(hours=1)).isoformat()}, []),
        ({"state": "unused", "service": hour, "userId": "room 2"}, [2]),
    ]
    for params, expected in cases:
        found = await host.data("GET", f"/{PLACE}/tickets", params=params)
        assert [one["id"] for one in found] == [made[at]["id"] for at in expected], params


async def test_links_lead_to_the_ticket_and_to_paper(host: Program, api: Api) -> None:
    made = await host.ticket(await host.service())
    base = api.product.config.base_url
    for link in ("self", "print"):
        path = made["links"][link].removeprefix(base)
        answer = await api.client.get(path, headers={"Authorization": f"Bearer {host.key}"})
        assert answer.status_code == 200
        assert made["code"] in answer.text
    assert made["links"]["portal"] == f"{base}/portal/{PLACE}?code={made['code']}"
