"""Who may call what: every endpoint with every kind of caller."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.offline.api import Api, Caller, Cast

EVERYBODY = {"guest", "agent", "admin", "stranger"}
STAFF = {"agent", "admin", "stranger"}
ADMINS = {"admin", "stranger"}
# Endpoint: who gets past the door. The stranger is an admin of another tenant, where all these ids are unknown.
ROLES: dict[str, set[str]] = {
    "attraction/list": STAFF,
    "attraction/read": STAFF,
    "attraction/write": ADMINS,
    "attraction/delete": ADMINS,
    "attraction/threshold": ADMINS,
    "attraction/patterns/analyze": ADMINS,
    "attraction/patterns/save": ADMINS,
    "attraction/patterns/test": ADMINS,
    "campaign/list": STAFF,
    "campaign/read": STAFF,
    "campaign/write": ADMINS,
    "batch/list": STAFF,
    "batch/read": STAFF,
    "batch/upload": ADMINS,
    "batch/progress": STAFF,
    "batch/tickets": STAFF,
    "batch/tickets/save": ADMINS,
    "batch/pages/to-tickets": ADMINS,
    "batch/delete": ADMINS,
    "ticket/search": STAFF,
    "ticket/read": STAFF,
    "ticket/download": EVERYBODY,
    "ticket/extend-validity": ADMINS,
    "ticket/renew-download": STAFF,
    "report/inventory-csv": STAFF,
    "audit/list": STAFF,
}
BODIES: dict[str, dict[str, Any]] = {
    "attraction/read": {"attractionId": 999},
    "attraction/write": {"attractionId": 999, "name": "A", "odooProductCode": "A"},
    "attraction/delete": {"attractionId": 999},
    "attraction/threshold": {"attractionId": 999, "threshold": 5},
    "attraction/patterns/analyze": {"attractionId": 999},
    "attraction/patterns/save": {"attractionId": 999},
    "attraction/patterns/test": {"sampleText": "x"},
    "campaign/read": {"campaignId": 999},
    "campaign/write": {"campaignId": 999, "name": "A"},
    "batch/read": {"batchId": 999},
    "batch/upload": {"attractionId": 999},
    "batch/progress": {"batchId": 999},
    "batch/tickets": {"batchId": 999},
    "batch/tickets/save": {"tickets": [{"ticketId": 999}]},
    "batch/pages/to-tickets": {"batchId": 999, "pages": [1]},
    "batch/delete": {"batchId": 999},
    "ticket/read": {"ticketId": 999},
    "ticket/download": {"ticketId": 999, "code": "x"},
    "ticket/extend-validity": {"ticketIds": [999], "newValidUntil": "2099-01-01"},
    "ticket/renew-download": {"ticketIds": [999]},
}
FILES = {"attraction/patterns/analyze": "samplePdf", "batch/upload": "pdfFile"}


async def outcome(caller: Caller, path: str, pdf: Path) -> tuple[int, str]:
    """Status and code of a call; an answer that is no envelope counts as OK."""
    body = BODIES.get(path, {})
    if path in FILES:
        form = {"session": caller.session} | {name: str(value) for name, value in body.items()}
        files = {FILES[path]: ("a.pdf", pdf.read_bytes(), "application/pdf")}
        response = await caller.client.post(f"/offline/{path}", data=form, files=files)
    else:
        response = await caller.post(path, **body)
    if not response.headers["content-type"].startswith("application/json"):
        return response.status_code, "OK"
    return response.status_code, response.json()["apiStatus"]["errorCode"]


@pytest.mark.parametrize("name", ["guest", "agent", "admin", "stranger"])
async def test_every_endpoint_lets_in_the_roles_of_the_contract(cast: Cast, five_tickets: Path, name: str) -> None:
    caller: Caller = getattr(cast, name)
    for path, roles in ROLES.items():
        status, code = await outcome(caller, path, five_tickets)
        if name in roles:
            assert (status, code) in {(200, "OK"), (404, "NOTFOUND")}, path
            assert (code == "NOTFOUND") == ("999" in json.dumps(BODIES.get(path))), path
        elif name == "guest":
            assert (status, code) == (401, "UNAUTHORIZED"), path
        else:
            assert (status, code) == (403, "FORBIDDEN"), path


async def test_the_table_above_has_every_endpoint_of_the_inventory(api: Api) -> None:
    document = (await api.client.get("/schema/openapi.json")).json()
    paths = {path.removeprefix("/offline/") for path in document["paths"] if path.startswith("/offline/")}
    inventory = ("attraction/", "campaign/", "batch/", "ticket/", "audit/", "report/inventory-csv")
    assert {path for path in paths if path.startswith(inventory)} == set(ROLES)


@pytest.mark.parametrize("token", ["nobody", "x" * 200, "Bearer", "😀"])
async def test_an_unknown_session_is_no_guest(cast: Cast, token: str) -> None:
    caller = Caller(cast.admin.client, token)
    assert await caller.refusal("attraction/list") == (401, "UNAUTHORIZED", ["session"])
    assert await caller.refusal("ticket/download", ticketId=1, code="x") == (401, "UNAUTHORIZED", ["session"])
