"""Access servers by the door of integrators: where they take orders, and how guests are handed back to them."""

from __future__ import annotations

from typing import Any

from admitone.store import locations, wifi_access
from tests.offline.api import Api
from tests.wifi.host import PLACE, Program

ROOT = f"/{PLACE}/servers"
LOBBY = {"nas": "lobby", "address": "10.1.0.1", "secret": "shared with the lobby"}
UAM = {"kind": "uam", "url": "http://10.1.0.1:3990/", "uamSecret": "of the portal"}


async def stored(api: Api, nas: str = "lobby") -> Any:
    async with api.product.database.reading() as tx:
        location = await locations.read_location_of_anybody(tx, PLACE)
        assert location is not None
        found = await wifi_access.read_access_server(tx, location.id, nas)
    assert found is not None
    return found


async def test_a_server_is_added_changed_and_forgotten(api: Api, host: Program) -> None:
    assert await host.data("GET", ROOT) == []
    made = await host.data("POST", ROOT, json=LOBBY)
    assert made == {"id": made["id"], "nas": "lobby", "address": "10.1.0.1", "disconnectPort": 3799, "login": None}
    moved = await host.data("POST", ROOT, json={"nas": "lobby", "address": "10.1.0.2", "disconnectPort": 1700})
    assert moved == made | {"address": "10.1.0.2", "disconnectPort": 1700}
    assert (await stored(api)).secret == LOBBY["secret"], "a secret that is not given stays"
    assert await host.data("GET", ROOT) == [moved]
    assert (await host.call("DELETE", f"{ROOT}/{made['id']}")).status_code == 204
    assert await host.data("GET", ROOT) == []
    assert await host.refusal("DELETE", f"{ROOT}/{made['id']}") == (404, ["serverId"])


async def test_guests_are_handed_back_until_they_are_not(api: Api, host: Program) -> None:
    made = await host.data("POST", ROOT, json=LOBBY)
    login = f"{ROOT}/{made['id']}/login"
    shown = {"kind": "uam", "url": "http://10.1.0.1:3990", "hasUamSecret": True}
    assert (await host.data("PUT", login, json=UAM))["login"] == shown
    other = {"kind": "uam", "url": "http://10.1.0.9:3990"}
    assert (await host.data("PUT", login, json=other))["login"] == shown | {"url": "http://10.1.0.9:3990"}
    assert (await stored(api)).uam_secret == UAM["uamSecret"]
    assert not (await host.data("PUT", login, json={**UAM, "uamSecret": ""}))["login"]["hasUamSecret"]
    hotspot = {"kind": "mikrotik", "url": "http://10.5.50.1/login"}
    assert (await host.data("PUT", login, json=hotspot))["login"] == hotspot | {"hasUamSecret": False}
    await host.data("POST", ROOT, json=LOBBY)
    assert (await host.data("GET", ROOT))[0]["login"]["kind"] == "mikrotik", "a change of the server leaves it"
    assert (await host.call("DELETE", login)).status_code == 204
    assert (await host.data("GET", ROOT))[0]["login"] is None


async def test_no_answer_has_a_secret(host: Program) -> None:
    made = await host.data("POST", ROOT, json=LOBBY)
    await host.data("PUT", f"{ROOT}/{made['id']}/login", json=UAM)
    text = (await host.call("GET", ROOT)).text
    assert LOBBY["secret"] not in text
    assert UAM["uamSecret"] not in text


async def test_what_is_wrong_is_named(host: Program, stranger: Program) -> None:
    for wrong, field in (
        ({"secret": "short"}, "secret"),
        ({"secret": None}, "secret"),
        ({"address": "10.1.0.1/24"}, "address"),
        ({"disconnectPort": 0}, "disconnectPort"),
        ({"nas": ""}, "nas"),
    ):
        assert await host.refusal("POST", ROOT, json={**LOBBY, **wrong}) == (400, [field]), wrong
    made = await host.data("POST", ROOT, json=LOBBY)
    login = f"{ROOT}/{made['id']}/login"
    for wrong, field in (
        ({"kind": "other"}, "kind"),
        ({"url": "ftp://10.1.0.1"}, "url"),
        ({"url": "http://10.1.0.1/?to=http://elsewhere"}, "url"),
        ({"kind": "mikrotik"}, "uamSecret"),
        ({"uamSecret": "a\u0007b"}, "uamSecret"),
    ):
        assert await host.refusal("PUT", login, json={**UAM, **wrong}) == (400, [field]), wrong
    assert (await stranger.refusal("PUT", login, json=UAM))[0] == 404
    assert await host.refusal("PUT", f"{ROOT}/99/login", json=UAM) == (404, ["serverId"])
    assert (await host.data("GET", ROOT))[0]["login"] is None


async def test_a_token_is_shown_once_and_ends_the_one_before(host: Program, api: Api) -> None:
    first = (await host.data("POST", f"/{PLACE}/token"))["token"]
    second = (await host.data("POST", f"/{PLACE}/token"))["token"]
    assert first != second
    asked = {"User-Name": {"type": "string", "value": ["AAAABBBBCCCC"]}}
    statuses = []
    for token in (first, second):
        answer = await api.client.post("/radius/authorize", json=asked, headers={"Authorization": f"Bearer {token}"})
        statuses.append(answer.status_code)
    assert statuses[0] != statuses[1]
    assert "token" not in (await host.data("GET", f"/{PLACE}"))
