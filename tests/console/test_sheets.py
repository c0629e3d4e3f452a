"""The pages with pictures of PDF pages, without a browser: what they let through, and who may see."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from admitone.console.forms.review import REVIEW_FIELDS
from tests.console.conftest import Console, form_token
from tests.console.counter import api
from tests.console.test_door import Parts, send
from tests.servers.shop import PATTERNS


@pytest.fixture
def maria(console: Console, uneven_pdf: Path) -> httpx.Client:
    """An admin with a batch of which two tickets need a look."""
    with api(console) as call:
        made = call("attraction/write", name="Aquarium of the Bay", odooProductCode="AQ-1")
        call("attraction/patterns/save", attractionId=made["attractionId"], **PATTERNS)
        call("batch/upload", uneven_pdf, attractionId=made["attractionId"])
    return console.signed_in("maria")


def test_a_sample_is_seen_by_admins_of_its_tenant_and_by_nobody_else(
    console: Console, maria: httpx.Client, sample_pdf: Path
) -> None:
    bench = analyze(maria, sample_pdf)
    picture = re.search(r'src="(/samples/[0-9a-f]{32}/pages/1/picture.png)"', bench.text)
    assert picture
    assert maria.get(picture[1]).content.startswith(b"\x89PNG")
    assert console.signed_in("ali").get(picture[1]).status_code == 403
    console.operator.must(
        "user", "add", "zoe", "--role", "admin", "--tenant", "mirage", given="a password of the tests"
    )
    zoe = console.signed_in("zoe")
    key = picture[1].split("/")[2]
    pointing = {"say": "serial", "pointedPage": "1", "pointedStart": "0", "pointedEnd": "5"}
    assert zoe.get(picture[1]).status_code == 404
    for path in ("/patterns/test", "/patterns/point"):
        answer = send(zoe, path, sample=key, serialPattern="x", **pointing)
        assert (answer.status_code, "drop the file again" in answer.text) == (404, True), path
        assert send(maria, path, sample="../../secret", **pointing).status_code == 404
    assert send(maria, "/patterns/point", **pointing).status_code == 404
    assert send(maria, "/patterns/point", sample=key, **(pointing | {"say": "moon"})).status_code == 400
    assert send(maria, "/patterns/point", sample=key, **(pointing | {"pointedPage": "9"})).status_code == 400


def test_pages_with_pictures_keep_to_the_strict_policy(maria: httpx.Client, sample_pdf: Path) -> None:
    for answer in (analyze(maria, sample_pdf), maria.get("/batches/1/review")):
        assert answer.status_code == 200
        assert "unsafe" not in answer.headers["content-security-policy"]
        parts = Parts()
        parts.feed(answer.text)
        assert parts.stopped == []


def test_without_scripts_ticked_rows_are_saved_and_no_others(console: Console, maria: httpx.Client) -> None:
    page = maria.get("/batches/1/review").text
    assert page.count('class="card review-row') == 2
    form = fields_of(page)
    assert saving(maria, form).status_code == 400, "nothing is ticked"
    form["category"] = ["Family", "Lost"]
    form["done"] = [form["ticketId"][0]]
    assert saving(maria, form).headers["location"] == "/batches/1/review?notice=review-saved"
    with api(console) as call:
        tickets = [call("ticket/read", ticketId=int(number)) for number in form["ticketId"]]
    assert [ticket["category"] for ticket in tickets] == ["Family", None]
    assert [bool(ticket["reviewFlags"]) for ticket in tickets] == [False, True]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sellingPrice": ["cheap", "1"]}, "is-invalid"),
        ({"ticketDate": ["2027-02-31", ""]}, "is-invalid"),
        ({"ticketId": ["1", "1"]}, "cannot be read"),
        ({"ticketId": ["1", "x"]}, "cannot be read"),
        ({"category": ["only one"]}, "cannot be read"),
        ({"version": ["77", "1"]}, "Somebody else has changed this ticket"),
    ],
)
def test_a_review_that_cannot_be_saved_says_so_and_keeps_all(
    maria: httpx.Client, changed: dict[str, list[str]], words: str
) -> None:
    form = fields_of(maria.get("/batches/1/review").text)
    form |= {"ageGroup": ["Kept as typed", ""], "done": form["ticketId"]} | changed
    answer = saving(maria, form)
    assert answer.status_code in {400, 409}
    assert words in answer.text
    assert "cannot be read" in words or "Kept as typed" in answer.text
    assert maria.get("/batches/1/review").text.count('class="card review-row') == 2


def test_agents_do_not_review(console: Console, maria: httpx.Client) -> None:
    ali = console.signed_in("ali")
    assert ali.get("/batches/1/review").status_code == 403
    assert saving(ali, fields_of(maria.get("/batches/1/review").text)).status_code == 403
    assert "2 tickets need a look" in ali.get("/batches/1").text


def analyze(client: httpx.Client, sample: Path) -> httpx.Response:
    token = form_token(client.get("/attractions/1/patterns").text)
    files = {"samplePdf": (sample.name, sample.read_bytes(), "application/pdf")}
    return client.post("/attractions/1/patterns/analyze", files=files, headers={"X-Form-Token": token})


def fields_of(page: str) -> dict[str, list[str]]:
    """The values of the grid as a browser would send them, before anything was ticked."""
    inputs = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall("<input [^>]*>", page)]
    return {name: [one.get("value", "") for one in inputs if one.get("name") == name] for name in REVIEW_FIELDS}


def saving(client: httpx.Client, form: dict[str, list[str]]) -> httpx.Response:
    token = form_token(client.get("/").text)
    return client.post("/batches/1/review", data={"formToken": token, **form})
