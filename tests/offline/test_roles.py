"""Who may call what: every endpoint with every kind of caller."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.offline.api import Api, Caller, Cast, sql

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
    "sale/list": STAFF,
    "sale/read": STAFF,
    "sale/reserve": STAFF,
    "sale/assign-group": STAFF,
    "sale/confirm-payment": ADMINS,
    "sale/cancel": ADMINS,
    "sale/regenerate-link": STAFF,
    "sale/email-tickets": STAFF,
    "sale/merge-download": STAFF,
    "sale/refund": ADMINS,
    "refund/list": ADMINS,
    "refund/execute": ADMINS,
    "refund/dismiss": ADMINS,
    "effect/list": ADMINS,
    "effect/retry": ADMINS,
    "effect/dismiss": ADMINS,
    "report/inventory-summary": ADMINS,
    "report/attraction-summary": STAFF,
    "report/expiring-tickets": STAFF,
    "report/sales": STAFF,
    "report/margin": ADMINS,
    "report/duplicates": STAFF,
    "report/low-stock": STAFF,
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
    "sale/read": {"cartReference": "OT-20260301-99999"},
    "sale/reserve": {"ticketIds": [999], "customerName": "L", "customerEmail": "l@example.com"},
    "sale/assign-group": {"ticketIds": [999], "tripServiceId": 7},
    "sale/confirm-payment": {"cartReference": "OT-20260301-99999"},
    "sale/cancel": {"cartReference": "OT-20260301-99999"},
    "sale/regenerate-link": {"cartReference": "OT-20260301-99999"},
    "sale/email-tickets": {"cartReference": "OT-20260301-99999", "baseUrl": "http://127.0.0.1:8080"},
    "sale/merge-download": {"cartReference": "OT-20260301-99999"},
    "sale/refund": {"cartReference": "OT-20260301-99999"},
    "refund/execute": {"refundId": 999},
    "refund/dismiss": {"refundId": 999, "note": "x"},
    "effect/retry": {"effectId": 999},
    "effect/dismiss": {"effectId": 999, "reason": "x"},
    "report/attraction-summary": {"attractionId": 999},
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


async def test_the_table_above_has_every_endpoint(api: Api) -> None:
    document = (await api.client.get("/schema/openapi.json")).json()
    paths = {path.removeprefix("/offline/") for path in document["paths"] if path.startswith("/offline/")}
    assert paths == set(ROLES)
    # Who signs in or out needs no role; the other doors have tables of their own.
    others = {path for path in document["paths"] if path.startswith("/user/")}
    assert others == {"/user/authenticate", "/user/logout"}


async def one_of_everything(api: Api, cast: Cast, attraction_id: int, pdf: Path) -> dict[str, Any]:
    """Real ids of one tenant, by the names that bodies have for them."""
    campaign = await cast.admin.data("campaign/write", name="Summer")
    uploaded = (
        await cast.admin.upload(pdf, attractionId=attraction_id, defaultSellingPrice="350.00", sellingCurrency="AED")
    ).json()["apiData"]
    ids = [ticket["ticketId"] for ticket in uploaded["tickets"]]
    customer = {"customerName": "Layla Haddad", "customerEmail": "layla@example.com"}
    cart = await cast.agent.data("sale/reserve", ticketIds=ids[:2], **customer)
    await cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    refund = await cast.admin.data("sale/refund", cartReference=cart["cartReference"], ticketIds=ids[:1])
    [row] = await sql(api.product, "SELECT MAX(id) AS id FROM effects")
    return {
        "attractionId": attraction_id,
        "campaignId": campaign["campaignId"],
        "batchId": uploaded["batch"]["batchId"],
        "ticketId": ids[1],
        "ticketIds": [ids[1]],
        "tickets": [{"ticketId": ids[1], "category": "Child"}],
        "cartReference": cart["cartReference"],
        "refundId": refund["refundId"],
        "effectId": int(row["id"]),
    }


async def test_what_another_tenant_has_is_unknown(api: Api, cast: Cast, aquarium: int, five_tickets: Path) -> None:
    real = await one_of_everything(api, cast, aquarium, five_tickets)
    before = await cast.admin.data("audit/list")
    for path in ROLES:
        body = BODIES.get(path, {})
        if path in FILES:
            form = {"session": cast.stranger.session, "attractionId": str(aquarium)}
            files = {FILES[path]: ("a.pdf", five_tickets.read_bytes(), "application/pdf")}
            answer = await cast.stranger.client.post(f"/offline/{path}", data=form, files=files)
        else:
            answer = await cast.stranger.post(path, **body | {name: real[name] for name in body if name in real})
        if "999" in json.dumps(body):
            assert answer.status_code == 404, (path, answer.text)
            assert answer.json()["apiStatus"]["errorCode"] == "NOTFOUND", path
        for theirs in ("Dubai Aquarium", "Layla", real["cartReference"] if "cartReference" not in body else "Layla"):
            assert theirs not in answer.text, path
    assert await cast.admin.data("audit/list") == before


async def test_links_of_the_open_pages_need_their_codes(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    real = await one_of_everything(api, cast, aquarium, five_tickets)
    ticket, cart = f"/t/{real['ticketId']}", f"/c/{real['cartReference']}"
    for path in ("", "/ticket.pdf", "/ticket.ics"):
        assert (await api.client.get(f"{ticket}/guessed{path}")).status_code == 404
    for path in ("", "/tickets.pdf", "/tickets.ics"):
        assert (await api.client.get(f"{cart}/guessed{path}")).status_code == 404
    notice = await api.client.post("/payment/offline/notify", data={"tran_cartid": f"{real['cartReference']}_1"})
    assert (notice.status_code, notice.text) == (200, "OK"), "a notice is acknowledged, and tells nothing"
    again = await api.client.post("/payment/offline/again", data={"ref": real["cartReference"]})
    assert again.status_code == 404


@pytest.mark.parametrize("token", ["nobody", "x" * 200, "Bearer", "😀"])
async def test_an_unknown_session_is_no_guest(cast: Cast, token: str) -> None:
    caller = Caller(cast.admin.client, token)
    assert await caller.refusal("attraction/list") == (401, "UNAUTHORIZED", ["session"])
    assert await caller.refusal("ticket/download", ticketId=1, code="x") == (401, "UNAUTHORIZED", ["session"])
