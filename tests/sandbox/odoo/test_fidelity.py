"""The stand-in answers as a real Odoo was seen to, and no kinder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from admitone.sandbox.odoo.faults import FaultKind
from tests.servers.odoo import KEY, StandIn, running_odoo

ORDER = "sale.order"


@dataclass
class Caller:
    """Somebody who writes requests by hand."""

    odoo: StandIn
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10, trust_env=False))

    def json_2(self, model: str, method: str, key: str = KEY, **body: Any) -> httpx.Response:
        headers = {"Authorization": f"bearer {key}"}
        return self.client.post(f"{self.odoo.url}/json/2/{model}/{method}", json=body, headers=headers)

    def rpc(self, service: str, method: str, *args: Any) -> dict[str, Any]:
        params = {"service": service, "method": method, "args": args}
        body = {"jsonrpc": "2.0", "method": "call", "id": 7, "params": params}
        answer = self.client.post(f"{self.odoo.url}/jsonrpc", json=body)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        assert (found["jsonrpc"], found["id"]) == ("2.0", 7)
        return found

    def kw(self, model: str, method: str, *args: Any, uid: int = 1, key: str = KEY, **kw: Any) -> dict[str, Any]:
        return self.rpc("object", "execute_kw", "odoo", uid, key, model, method, list(args), kw)


@pytest.fixture(scope="module")
def odoo19() -> Iterator[Caller]:
    with running_odoo(19) as odoo:
        yield Caller(odoo)


@pytest.fixture(scope="module")
def odoo17() -> Iterator[Caller]:
    with running_odoo(17) as odoo:
        yield Caller(odoo)


def a_partner(odoo: Caller) -> int:
    return int(odoo.json_2("res.partner", "create", vals_list=[{"name": "Aisha"}]).json()[0])


def test_the_version_is_told_where_each_version_tells_it(odoo17: Caller, odoo19: Caller) -> None:
    told = odoo19.client.get(f"{odoo19.odoo.url}/web/version")
    assert told.json() == {"version_info": [19, 0, 0, "final", 0, ""], "version": "19.0"}
    older = odoo17.client.get(f"{odoo17.odoo.url}/web/version")
    assert (older.status_code, older.headers["content-type"][:9]) == (404, "text/html")
    assert odoo17.rpc("common", "version")["result"]["server_version_info"][0] == 17
    assert odoo17.client.post(f"{odoo17.odoo.url}/json/2/sale.order/search", json={}).status_code == 404


def test_every_connection_is_closed(odoo19: Caller) -> None:
    answer = odoo19.client.get(f"{odoo19.odoo.url}/web/health")
    assert (answer.http_version, answer.headers["connection"], answer.json()) == (
        "HTTP/1.0",
        "close",
        {"status": "pass"},
    )


@pytest.mark.parametrize(
    ("model", "method", "body", "status", "name", "words"),
    [
        ("no.such", "search", {"domain": []}, 404, "NotFound", "the model 'no.such' does not exist"),
        (ORDER, "nosuch", {}, 404, "NotFound", "The method 'sale.order.nosuch' does not exist"),
        (ORDER, "_create_invoices", {"ids": [1]}, 403, "AccessError", "Private methods"),
        (ORDER, "search", {}, 422, "UnprocessableEntity", "missing a required argument: 'domain'"),
        (
            ORDER,
            "search",
            {"ids": [1], "domain": []},
            422,
            "UnprocessableEntity",
            "cannot call sale.order.search with ids",
        ),
        (ORDER, "search", {"domain": [["nope", "=", 1]]}, 500, "ValueError", "Invalid field 'nope' in 'sale.order'"),
        (ORDER, "search_read", {"domain": [], "fields": ["nope"]}, 500, "ValueError", "Invalid field 'nope'"),
        (
            ORDER,
            "create",
            {"vals_list": [{}]},
            422,
            "ValidationError",
            "Missing required value for the field 'Customer'",
        ),
        (
            ORDER,
            "create",
            {"vals_list": [{"partner_id": 999999}]},
            404,
            "MissingError",
            "(Record: res.partner(999999,)",
        ),
        ("sale.order.line", "search", {"domain": [["tax_id", "=", 1]]}, 500, "ValueError", "Invalid field 'tax_id'"),
    ],
)
def test_errors_of_json_2_have_a_status_and_a_name(
    odoo19: Caller, model: str, method: str, body: dict[str, Any], status: int, name: str, words: str
) -> None:
    answer = odoo19.json_2(model, method, **body)
    assert answer.status_code == status
    assert answer.json()["name"].rpartition(".")[2] == name
    assert words in answer.json()["message"]
    assert set(answer.json()) == {"name", "message", "arguments", "context", "debug"}


def test_keys_are_asked_for_as_odoo_asks(odoo19: Caller) -> None:
    for key, words in (("wrong", "Invalid apikey"), ("password of admin", "Invalid apikey")):
        answer = odoo19.json_2(ORDER, "search", key=key, domain=[])
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert words in answer.json()["message"]
    url = f"{odoo19.odoo.url}/json/2/sale.order/search"
    other = {"Authorization": f"bearer {KEY}", "X-Odoo-Database": "other"}
    nowhere = odoo19.client.post(url, json={"domain": []}, headers=other)
    assert (nowhere.status_code, "No database is selected" in nowhere.text) == (404, True)
    assert odoo19.client.get(url).status_code == 404
    assert odoo19.client.post(url, content=b"domain=1").status_code == 415
    broken = odoo19.client.post(
        url, content=b"{", headers={"Authorization": f"bearer {KEY}", "Content-Type": "application/json"}
    )
    assert (broken.status_code, broken.json()["name"]) == (400, "werkzeug.exceptions.BadRequest")


def test_errors_of_json_rpc_come_with_status_200(odoo17: Caller, odoo19: Caller) -> None:
    for odoo, code in ((odoo17, 200), (odoo19, 0)):
        error = odoo.kw(ORDER, "search", [], key="wrong")["error"]
        assert (error["code"], error["message"]) == (code, "Odoo Server Error")
        assert error["data"]["name"] == "odoo.exceptions.AccessDenied"
        assert odoo.rpc("common", "authenticate", "odoo", "admin", "wrong", {})["result"] is False
        assert odoo.rpc("common", "authenticate", "odoo", "admin", KEY, {})["result"] == 1
        assert odoo.rpc("common", "authenticate", "x", "admin", KEY, {})["error"]["data"]["name"][:8] == "psycopg2"
        assert odoo.kw(ORDER, "search", [], uid=4242)["error"]["data"]["name"].endswith("MissingError")
        assert odoo.rpc("nosuch", "x")["error"]["data"]["name"] == "builtins.KeyError"
        assert odoo.kw(ORDER, "create", vals_list=[{}])["error"]["data"]["name"] == "builtins.IndexError"


def test_create_answers_in_the_shape_of_its_protocol(odoo17: Caller, odoo19: Caller) -> None:
    assert isinstance(odoo17.kw("res.partner", "create", {"name": "A"})["result"], int)
    assert isinstance(odoo17.kw("res.partner", "create", [{"name": "A"}])["result"], list)
    assert isinstance(odoo19.json_2("res.partner", "create", vals_list=[{"name": "A"}]).json(), list)


def test_nothing_is_unique_and_little_is_checked(odoo19: Caller) -> None:
    partner = a_partner(odoo19)
    code = {"name": "x", "default_code": "DOUBLE"}
    for product in (code, code, {"name": "old", "default_code": "OLD", "active": False}):
        odoo19.odoo.server.add_product(product)
    assert odoo19.json_2("product.product", "search_count", domain=[["default_code", "=", "DOUBLE"]]).json() == 2
    assert odoo19.json_2("product.product", "search", domain=[["default_code", "=", "OLD"]]).json() == []
    hidden: dict[str, Any] = {"domain": [["default_code", "=", "OLD"]], "context": {"active_test": False}}
    [old] = odoo19.json_2("product.product", "search", **hidden).json()
    lines = [
        [0, 0, {"product_id": old, "product_uom_qty": -1, "price_unit": 5}],
        [0, 0, {"product_uom_qty": "2", "price_unit": "180.335"}],
        [0, 0, {"display_type": "line_note", "name": "A note"}],
    ]
    values = {"partner_id": partner, "client_order_ref": "TWICE", "order_line": lines}
    ids = [odoo19.json_2(ORDER, "create", vals_list=[values]).json()[0] for _ in range(2)]
    assert odoo19.json_2(ORDER, "search", domain=[["client_order_ref", "=", "TWICE"]], order="id").json() == ids
    [row] = odoo19.json_2(ORDER, "read", ids=ids[:1], fields=["amount_total", "partner_id", "pricelist_id"]).json()
    assert row == {"id": ids[0], "amount_total": 355.67, "partner_id": [partner, "Aisha"], "pricelist_id": False}


def test_a_failed_create_uses_up_a_number_and_leaves_nothing(odoo19: Caller) -> None:
    partner = a_partner(odoo19)
    names = []
    for lines in ([], [[0, 0, {"product_id": 999999}]], []):
        answer = odoo19.json_2(ORDER, "create", vals_list=[{"partner_id": partner, "order_line": lines}])
        if answer.status_code == 200:
            names.append(odoo19.json_2(ORDER, "read", ids=answer.json(), fields=["name"]).json()[0]["name"])
    assert int(names[1][1:]) - int(names[0][1:]) == 2


def test_a_missing_record_is_left_out_of_what_is_read_and_an_error_where_it_is_changed(odoo19: Caller) -> None:
    assert odoo19.json_2(ORDER, "read", ids=[999999], fields=["name"]).json() == []
    assert odoo19.json_2(ORDER, "action_confirm", ids=[999999]).status_code == 404


def test_confirming_twice_is_an_error_and_cancelling_twice_is_none(odoo19: Caller) -> None:
    ids = odoo19.json_2(ORDER, "create", vals_list=[{"partner_id": a_partner(odoo19)}]).json()
    assert odoo19.json_2(ORDER, "action_quotation_sent", ids=ids).json() is None
    assert odoo19.json_2(ORDER, "action_confirm", ids=ids).json() is True
    again = odoo19.json_2(ORDER, "action_confirm", ids=ids)
    assert (again.status_code, again.json()["message"]) == (
        422,
        "Some orders are not in a state requiring confirmation.",
    )
    assert odoo19.json_2(ORDER, "action_cancel", ids=ids).json() is True
    assert odoo19.json_2(ORDER, "action_cancel", ids=ids).json() is True
    assert odoo19.json_2(ORDER, "action_draft", ids=ids).json() is True
    assert odoo19.json_2(ORDER, "get_portal_url", ids=ids).json().startswith(f"/my/orders/{ids[0]}?access_token=")


def test_until_18_cancelling_a_confirmed_order_only_opens_a_dialogue(odoo17: Caller) -> None:
    partner = odoo17.kw("res.partner", "create", {"name": "Aisha"})["result"]
    order = odoo17.kw(ORDER, "create", {"partner_id": partner})["result"]
    assert "result" not in odoo17.kw(ORDER, "action_quotation_sent", [order])
    odoo17.kw(ORDER, "action_confirm", [order])
    assert odoo17.kw(ORDER, "action_cancel", [order])["result"]["res_model"] == "sale.order.cancel"
    assert odoo17.kw(ORDER, "read", [order], ["state"])["result"] == [{"id": order, "state": "sale"}]
    assert odoo17.kw(ORDER, "action_cancel", [order], context={"disable_cancel_warning": True})["result"] is True


def test_load_makes_once_then_changes_and_its_failures_have_status_200(odoo19: Caller) -> None:
    partner = a_partner(odoo19)
    fields = ["id", "partner_id/.id", "client_order_ref", "order_line/id", "order_line/name", "order_line/price_unit"]
    rows = [["__t__.a", str(partner), "OT-1", "__t__.a_1", "one", "100"], ["", "", "", "__t__.a_2", "two", "59.5"]]
    first = odoo19.json_2(ORDER, "load", fields=fields, data=rows).json()
    assert odoo19.json_2(ORDER, "load", fields=fields, data=rows).json() == first
    odoo19.json_2(ORDER, "action_confirm", ids=first["ids"])
    rows[0][-1] = "200"
    assert odoo19.json_2(ORDER, "load", fields=fields, data=rows).json() == first, "confirmed orders too"
    [row] = odoo19.json_2(ORDER, "read", ids=first["ids"], fields=["amount_total", "order_line"]).json()
    assert (row["amount_total"], len(row["order_line"])) == (259.5, 2)
    rows[0][:2] = ["__t__.b", "999999"]
    refused = odoo19.json_2(ORDER, "load", fields=fields, data=rows)
    assert (refused.status_code, refused.json()["ids"]) == (200, False)
    assert "No matching record" in refused.json()["messages"][0]["message"]


def test_an_invoice_that_cannot_be_made_twice(odoo19: Caller) -> None:
    product = odoo19.odoo.server.add_product({"name": "Taxed", "default_code": "TAX", "tax_percent": 15.0})
    line = [0, 0, {"product_id": product, "price_unit": 300.0}]
    values = {"partner_id": a_partner(odoo19), "order_line": [line], "note": "<script>x</script>ok"}
    [order] = odoo19.json_2(ORDER, "create", vals_list=[values]).json()
    odoo19.json_2(ORDER, "action_confirm", ids=[order])
    wizard = {"advance_payment_method": "delivered", "sale_order_ids": [[6, 0, [order]]]}
    ids = odoo19.json_2("sale.advance.payment.inv", "create", vals_list=[wizard]).json()
    assert odoo19.json_2("sale.advance.payment.inv", "create_invoices", ids=ids).json()["target"] is None
    again = odoo19.json_2("sale.advance.payment.inv", "create_invoices", ids=ids)
    assert (again.status_code, again.json()["message"][:29]) == (422, "Cannot create an invoice. No ")
    [row] = odoo19.json_2(ORDER, "read", ids=[order], fields=["amount_total", "invoice_ids", "note"]).json()
    assert (row["amount_total"], row["note"]) == (345.0, "ok")
    assert odoo19.json_2("account.move", "action_post", ids=row["invoice_ids"]).json() is False
    assert odoo19.json_2(ORDER, "action_cancel", ids=[order]).json() is True
    [move] = odoo19.json_2("account.move", "read", ids=row["invoice_ids"], fields=["state", "name"]).json()
    assert (move["state"], move["name"][:4]) == ("posted", "INV/")


def test_ilike_is_postgresqls(odoo19: Caller) -> None:
    for email in ("a_b@ilike.test", "aXb@ilike.test"):
        odoo19.json_2("res.partner", "create", vals_list=[{"name": email, "email": email}])
    for pattern, count in (("A_B@ilike.test", 2), (r"a\_b@ILIKE.test", 1), ("%@ilike.test", 2), ("ilike", 0)):
        found = odoo19.json_2("res.partner", "search_count", domain=[["email", "=ilike", pattern]]).json()
        assert found == count, pattern


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_fault_can_be_ordered_listed_and_cleared(odoo19: Caller, kind: FaultKind) -> None:
    url = f"{odoo19.odoo.url}/sandbox/faults"
    order = {"fault": kind, "model": ORDER, "method": "search", "times": 2, "seconds": 0.01, "skip": 1}
    [listed] = odoo19.client.post(url, json=order).json()["faults"]
    assert (listed["fault"], listed["times"]) == (kind, 2)
    assert odoo19.json_2(ORDER, "search", domain=[]).status_code == 200, "the first one is skipped"
    slow = kind in {FaultKind.SLOW, FaultKind.SLOW_COMMIT}
    for _ in range(2):
        try:
            answer = odoo19.json_2(ORDER, "search", domain=[])
        except httpx.TransportError:
            assert kind in {FaultKind.DROP_BEFORE_COMMIT, FaultKind.LOST_ANSWER, FaultKind.HALF_ANSWER}
        else:
            assert slow or answer.status_code != 200 or answer.json() is None
    assert odoo19.client.get(url).json() == {"faults": []}
    odoo19.client.post(url, json=order)
    assert odoo19.client.delete(url).json() == {"faults": []}


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("faults", {"fault": "flood"}, "Invalid enum value"),
        ("faults", {"fault": "slow", "second": 1}, "unknown field"),
        ("products", {"default_code": "X"}, "missing required field `name`"),
    ],
)
def test_a_control_that_is_none_is_refused(odoo19: Caller, path: str, body: dict[str, Any], words: str) -> None:
    answer = odoo19.client.post(f"{odoo19.odoo.url}/sandbox/{path}", json=body)
    assert (answer.status_code, words in answer.json()["error"]) == (400, True)


def test_a_salesman_may_not_make_customers(odoo19: Caller) -> None:
    answer = odoo19.json_2("res.partner", "create", key=f"{KEY}-sales", vals_list=[{"name": "A"}])
    assert (answer.status_code, answer.json()["name"]) == (403, "odoo.exceptions.AccessError")
