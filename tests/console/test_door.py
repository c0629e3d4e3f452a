"""What guards the console: sessions, form tokens, roles, tenants, headers. No browser needed."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import httpx
import pytest

from tests.cli.conftest import PASSWORD
from tests.console.conftest import Console, form_token

PAGES = (
    "/",
    "/tickets",
    "/batches",
    "/batches/new",
    "/attractions",
    "/attractions/new",
    "/attractions/1",
    "/attractions/1/edit",
    "/attractions/1/deactivate",
    "/attractions/1/calendar",
    "/attractions/1/prices",
    "/attractions/1/prices/change",
    "/attractions/1/patterns",
    "/campaigns",
    "/campaigns/new",
    "/audit",
    "/sell",
    "/sales",
    "/refunds",
    "/effects",
    "/outbox",
    "/reports/stock",
    "/reports/sales",
    "/reports/margin",
    "/reports/low-stock",
    "/reports/expiring",
    "/reports/duplicates",
    "/users",
    "/users/new",
    "/users/2",
    "/users/2/link",
    "/users/2/disable",
    "/keys",
    "/keys/new",
    "/account",
)


@pytest.fixture
def maria(console: Console) -> httpx.Client:
    client = console.signed_in("maria")
    answer = send(client, "/attractions/new", name="Aquarium", odooProductCode="AQ")
    assert answer.headers["location"] == "/attractions/1?notice=attraction-created"
    return client


def send(client: httpx.Client, path: str, **values: str) -> httpx.Response:
    """Send a form as its page would."""
    return client.post(path, data={"formToken": form_token(client.get("/").text), **values})


def test_without_a_session_every_page_leads_to_sign_in_and_back(console: Console) -> None:
    stranger = console.client()
    for path in PAGES[1:]:
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")
    fragment = stranger.get("/tickets", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["hx-redirect"]) == (401, "/sign-in")
    page = stranger.get("/sign-in?next=/batches?page=2")
    token = form_token(page.text)
    form = {"formToken": token, "username": "maria", "password": PASSWORD, "next": "/batches?page=2"}
    assert stranger.post("/sign-in", data=form).headers["location"] == "/batches?page=2"


def test_sign_in_never_leads_to_another_site(console: Console) -> None:
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example", "batches", "/\r\nX: y"):
        visitor = console.client()
        form = {"formToken": form_token(visitor.get("/sign-in").text), "username": "maria", "password": PASSWORD}
        assert visitor.post("/sign-in", data={**form, "next": target}).headers["location"] == "/"


def test_a_wrong_password_keeps_the_name_and_says_no_more_than_it_must(console: Console) -> None:
    visitor = console.client()
    token = form_token(visitor.get("/sign-in").text)
    texts = []
    for name in ("maria", "nobody"):
        answer = visitor.post("/sign-in", data={"formToken": token, "username": name, "password": "wrong password"})
        assert answer.status_code == 401
        assert f'value="{name}"' in answer.text
        texts.append(re.sub(r'value="(maria|nobody)"', "", answer.text))
    assert texts[0] == texts[1]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(console: Console) -> None:
    visitor = console.client()
    form = {"formToken": form_token(visitor.get("/sign-in").text), "username": "maria", "password": PASSWORD}
    cookie = visitor.post("/sign-in", data=form).headers["set-cookie"]
    assert cookie.startswith("admitone_session=")
    attributes = {part.strip().lower() for part in cookie.split(";")}
    assert {"httponly", "samesite=lax", "path=/"} <= attributes


def test_signing_out_ends_the_session_on_the_server(console: Console) -> None:
    client = console.signed_in("maria")
    kept = client.cookies["admitone_session"]
    assert send(client, "/sign-out").headers["location"] == "/sign-in?notice=signed-out"
    thief = console.client()
    thief.cookies.set("admitone_session", kept)
    assert thief.get("/").headers["location"] == "/sign-in"


def test_a_form_that_is_not_ours_changes_nothing(console: Console, maria: httpx.Client) -> None:
    ours = form_token(maria.get("/").text)
    home = {"Origin": console.address, "Sec-Fetch-Site": "same-origin"}
    for token, headers in (
        ("", home),
        ("0" * 64, home),
        (ours, home | {"Origin": "https://evil.example"}),
        (ours, home | {"Sec-Fetch-Site": "cross-site"}),
    ):
        for path in ("/attractions/1/deactivate", "/batches/1/delete", "/sign-out", "/batches/new"):
            assert maria.post(path, data={"formToken": token}, headers=headers).status_code == 403
    assert "Deactivate" in maria.get("/attractions/1").text


def test_a_token_of_another_session_is_refused(console: Console, maria: httpx.Client) -> None:
    stolen = form_token(console.signed_in("ali").get("/").text)
    assert maria.post("/attractions/1/deactivate", data={"formToken": stolen}).status_code == 403


def test_agents_see_the_stock_and_change_nothing(console: Console, maria: httpx.Client) -> None:
    ali = console.signed_in("ali")
    for page in ("/", "/tickets", "/batches", "/attractions", "/attractions/1", "/campaigns", "/audit"):
        answer = ali.get(page)
        assert answer.status_code == 200
        assert not re.search(r"/new|/edit|/deactivate|/delete", answer.text)
    for page in (
        "/attractions/new",
        "/attractions/1/edit",
        "/attractions/1/patterns",
        "/batches/new",
        "/campaigns/new",
    ):
        assert ali.get(page).status_code == 403
    for path in ("/attractions/1/deactivate", "/attractions/1/patterns", "/batches/1/delete", "/patterns/test"):
        assert send(ali, path).status_code == 403


class Parts(HTMLParser):
    """Collects what a strict Content-Security-Policy would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self._script = tag == "script"
        self.stopped += [f"{tag} {name}" for name in names if name == "style" or name.startswith(("on", "hx-on"))]
        if tag == "style":
            self.stopped.append("style")
        for name in ("src", "href", "action"):
            if (names.get(name) or "").startswith(("http:", "https:", "//", "javascript:")):
                self.stopped.append(f"{tag} {name}={names[name]}")

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.stopped.append("script text")
        self._script = False


def test_every_page_keeps_to_a_strict_policy_and_out_of_caches(maria: httpx.Client) -> None:
    for page in (*PAGES, "/nosuchpage"):
        answer = maria.get(page, headers={"Accept": "text/html"})
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        parts = Parts()
        parts.feed(answer.text)
        assert parts.stopped == [], page


def test_unknown_things_are_pages_too(maria: httpx.Client) -> None:
    for path in ("/attractions/77", "/tickets/77", "/batches/77", "/tickets/77/page.pdf", "/nosuchpage"):
        answer = maria.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert "Not found" in answer.text
    assert maria.get("/attractions/99999999999999999999", headers={"Accept": "text/html"}).status_code in {400, 404}


def test_an_address_that_was_tampered_with_is_refused_in_words(maria: httpx.Client) -> None:
    for query in ("batchId=x", "batchId=0", "status=GONE", "dateFrom=31.12.2026", "sort=password", "text=a%00b"):
        answer = maria.get(f"/tickets?{query}")
        assert answer.status_code == 400, query
        assert "Show all tickets" in answer.text
    for path in (
        "/tickets?after=x",
        "/batches?before=-1",
        "/batches?attractionId=x",
        "/audit?entityType=MONEY",
    ):
        assert maria.get(path).status_code == 400, path


def test_static_files_stay_in_the_browser_until_their_content_changes(console: Console) -> None:
    visitor = console.client()
    page = visitor.get("/sign-in").text
    for address in re.findall(r'(?:src|href)="(/static/[^"#]+)', page):
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        plain = visitor.get(address.partition("?")[0], headers={"If-None-Match": answer.headers["etag"]})
        assert (plain.status_code, plain.content) == (304, b"")
    for outside in ("/static/../auth.py", "/static/%2e%2e/auth.py", "/static/nosuch.css", "/static/"):
        assert visitor.get(outside).status_code == 404


def test_a_form_keeps_what_was_typed(maria: httpx.Client) -> None:
    answer = send(maria, "/attractions/new", name="", odooProductCode="AQ-2", supplier="<b>Bay</b>", notes="two\nlines")
    assert answer.status_code == 400
    for kept in ('value="AQ-2"', 'value="&lt;b&gt;Bay&lt;/b&gt;"', "two\nlines", "Fill in this field"):
        assert kept in answer.text
    answer = send(maria, "/campaigns/new", name="Summer", startDate="2027-02-01", endDate="2027-01-01")
    assert answer.status_code == 400
    assert 'value="2027-02-01"' in answer.text
    assert 'id="endDate-error"' in answer.text


def test_a_campaign_is_made_and_changed(maria: httpx.Client) -> None:
    made = send(maria, "/campaigns/new", name="Summer", startDate="2027-01-01", endDate="2027-02-01")
    assert made.headers["location"] == "/campaigns?notice=campaign-saved"
    send(maria, "/campaigns/1/edit", name="Long summer", startDate="2027-01-01")
    page = maria.get("/campaigns").text
    assert "Long summer" in page
    assert "1 Jan 2027" in page
    assert "1 Feb 2027" not in page


def test_campaigns_come_page_by_page(maria: httpx.Client) -> None:
    for number in range(51):
        send(maria, "/campaigns/new", name=f"Season {number}")
    first = maria.get("/campaigns").text
    older = re.findall(r'rel="next" href="([^"]+)"', first)
    assert (first.count("Season "), "Season 50" in first, len(older)) == (50, True, 1)
    last = maria.get(html.unescape(older[0])).text
    assert (last.count("Season "), "Season 0<" in last, 'rel="next"' in last) == (1, True, False)


def test_an_attraction_is_deactivated_after_a_question_and_comes_back(maria: httpx.Client) -> None:
    assert "can no longer be reserved" in maria.get("/attractions/1/deactivate").text
    send(maria, "/attractions/1/deactivate")
    assert "This attraction is inactive" in maria.get("/attractions/1").text
    assert "No active attraction" in maria.get("/batches/new").text
    send(maria, "/attractions/1/activate")
    assert "This attraction is inactive" not in maria.get("/attractions/1").text


def test_files_that_cannot_be_tickets_leave_no_batch(maria: httpx.Client) -> None:
    page = maria.get("/batches/new").text
    key = page.split('name="uploadKey" value="', 1)[1].split('"', 1)[0]
    for name, content, status, words in (
        ("empty.pdf", b"", 400, "alert-danger"),
        ("notes.pdf", b"this is no PDF at all", 400, "alert-danger"),
        ("huge.pdf", b"%PDF-1.7\n" + b"0" * 4_000_000, 413, "larger"),
    ):
        answer = maria.post(
            "/batches/new",
            data={"attractionId": "1", "uploadKey": key},
            files={"pdfFile": (name, content, "application/pdf")},
            headers={"X-Form-Token": form_token(page), "HX-Request": "true"},
        )
        assert answer.status_code == status, name
        assert words in answer.text
    assert "No batch yet" in maria.get("/batches").text


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("dark", "dark"), ("system-light", "light"), ("", None), ('"><script>', None), ("sepia", None)],
)
def test_the_server_shows_pages_as_the_browser_kept_it_and_waits_for_no_script(
    console: Console, kept: str, shown: str | None
) -> None:
    page = console.client().get("/sign-in", headers={"Cookie": f"admitone_theme={kept}"}).text
    head = page[: page.index("</head>")]
    assert re.findall(r'<html[^>]* data-bs-theme="(\w+)"', head) == ([shown] if shown else [])
    assert re.search(r"theme\.js[^>]* defer>", head) is not None or shown is None, "only a first page waits for it"
    assert "<script>" not in head
