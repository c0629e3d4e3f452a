"""Who may call what: every endpoint of this door with every kind of caller."""

from __future__ import annotations

from typing import Any, Final

from tests.offline.api import Api
from tests.wifi.host import PLACE, Program

# Method and path: whether an agent may, and the body.
ENDPOINTS: Final[dict[tuple[str, str], tuple[bool, dict[str, Any] | None]]] = {
    ("GET", ""): (True, None),
    ("POST", ""): (False, {"name": "Annex"}),
    ("GET", "/{LocationId}"): (True, None),
    ("PATCH", "/{LocationId}"): (False, {"address": "Calle Mayor 1"}),
    ("GET", "/{LocationId}/services"): (True, None),
    ("POST", "/{LocationId}/services"): (False, {"name": "2 h", "typeId": "ttf", "expTime": 7200}),
    ("GET", "/{LocationId}/services/{service_id}"): (True, None),
    ("PATCH", "/{LocationId}/services/{service_id}"): (False, {"price": 3}),
    ("GET", "/{LocationId}/tickets"): (True, None),
    ("POST", "/{LocationId}/tickets"): (True, {"service": "{service_id}"}),
    ("POST", "/{LocationId}/tickets/bulk"): (True, {"service": "{service_id}", "quantity": 2}),
    ("GET", "/{LocationId}/tickets/{ticket_id}"): (True, None),
    ("POST", "/{LocationId}/tickets/{ticket_id}/topup"): (True, {"expTime": 60}),
    ("POST", "/{LocationId}/tickets/{ticket_id}/mail"): (True, {"email": "guest@example.com"}),
    ("GET", "/{LocationId}/sessions"): (True, None),
    ("GET", "/{LocationId}/tickets/{ticket_id}/sessions"): (True, None),
    ("POST", "/{LocationId}/sessions/{session_id}/stop"): (True, None),
    ("GET", "/{LocationId}/servers"): (False, None),
    ("POST", "/{LocationId}/servers"): (False, {"nas": "lobby", "address": "10.1.0.1", "secret": "not for everybody"}),
    ("PUT", "/{LocationId}/servers/{server_id}/login"): (False, {"kind": "uam", "url": "http://10.1.0.1:3990"}),
    ("DELETE", "/{LocationId}/servers/{server_id}/login"): (False, None),
    ("DELETE", "/{LocationId}/servers/{server_id}"): (False, None),
    ("POST", "/{LocationId}/token"): (False, None),
    ("GET", "/{LocationId}/tickets/{ticket_id}/print"): (True, None),
    ("GET", "/{LocationId}/issues/{issue_id}/print"): (True, None),
    ("POST", "/{LocationId}/tickets/{ticket_id}/revoke"): (True, {}),
    ("DELETE", "/{LocationId}/services/{service_id}"): (False, None),
}


async def outcomes(program: Program, names: dict[str, str]) -> dict[tuple[str, str], int]:
    """The status of every endpoint for a caller."""
    found = {}
    for (method, path), (_, body) in ENDPOINTS.items():
        sent = {key: names.get(str(value).strip("{}"), value) for key, value in (body or {}).items()}
        filled = path.format(**names)
        how = {} if body is None else {"json": sent}
        found[method, path] = (await program.call(method, filled, **how)).status_code
    return found


def done(endpoint: tuple[str, str]) -> int:
    """The status for whoever may."""
    method, path = endpoint
    return 404 if path.endswith("/stop") else 204 if method == "DELETE" else 200


async def test_every_endpoint_lets_in_who_may(api: Api, host: Program, desk: Program, stranger: Program) -> None:
    service = await host.service()
    made = await host.ticket(service)
    server = await host.data(
        "POST", f"/{PLACE}/servers", json={"nas": "x", "address": "10.1.0.2", "secret": "secret 1"}
    )
    names = {
        "LocationId": PLACE,
        "server_id": str(server["id"]),
        "service_id": str(service),
        "ticket_id": str(made["id"]),
        "issue_id": str(made["issue"]),
        # Nobody is on: whoever may stop devices is told so.
        "session_id": "1",
    }
    guest = Program(api.client, "")
    assert set((await outcomes(guest, names)).values()) == {401}
    for endpoint, status in (await outcomes(stranger, names)).items():
        assert status == (404 if endpoint[1] else 200), endpoint
    for endpoint, status in (await outcomes(desk, names)).items():
        assert status == (done(endpoint) if ENDPOINTS[endpoint][0] else 403), endpoint
    again = await host.ticket(service)
    for endpoint, status in (await outcomes(host, {**names, "ticket_id": str(again["id"])})).items():
        assert status == done(endpoint), endpoint


async def test_the_table_above_has_every_endpoint(api: Api) -> None:
    paths = (await api.client.get("/schema/openapi.json")).json()["paths"]
    root = "/rest/{version}/Location"
    described = {
        (method.upper(), path.removeprefix(root))
        for path, operations in paths.items()
        if path.startswith("/rest/")
        for method in operations
    }
    assert described == set(ENDPOINTS)


async def test_a_location_id_tells_nothing_of_other_tenants_but_cannot_be_taken(
    host: Program, stranger: Program
) -> None:
    assert (await stranger.refusal("GET", f"/{PLACE}"))[0] == 404
    taken = {"LocationId": PLACE.lower(), "name": "Mine"}
    assert await stranger.refusal("POST", json=taken) == (409, ["LocationId"])
    assert [one["LocationId"] for one in await host.data("GET")] == [PLACE]
    assert await stranger.data("GET") == []
