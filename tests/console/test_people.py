"""Users, one's own account and API keys, through HTTP. No browser needed."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.cli.conftest import PASSWORD
from tests.console.conftest import Console, form_token
from tests.console.test_door import send

NEW = "another good password"


@pytest.fixture
def maria(console: Console) -> httpx.Client:
    return console.signed_in("maria")


def shown(page: str, field: str) -> str:
    """The value of a field that is there to be copied."""
    found = re.search(rf'id="{field}" value="([^"]+)"', page)
    assert found, page
    return found[1]


def invite(maria: httpx.Client, username: str, **more: str) -> str:
    """Invite somebody; the path of the link."""
    answer = send(maria, "/users/new", username=username, role="agent", **more)
    assert answer.status_code == 200, answer.text
    return "/" + shown(answer.text, "one-time-link").split("/", 3)[3]


def choose(client: httpx.Client, path: str, password: str, again: str | None = None) -> httpx.Response:
    page = client.get(path)
    form = {"newPassword": password, "newPasswordAgain": password if again is None else again}
    return client.post(path, data={"formToken": form_token(page.text), **form}) if page.status_code == 200 else page


def test_a_link_is_shown_once_and_chooses_a_password_once(console: Console, maria: httpx.Client) -> None:
    path = invite(maria, "layla")
    assert path.rsplit("/", 1)[1] not in maria.get("/users").text
    layla = console.client()
    assert "Your username is layla" in layla.get(path).text
    for password, again, reason in (
        ("short", "short", "10 to 200 characters"),
        (NEW, "something else", "The two passwords differ"),
        ("", "", "Fill in this field"),
    ):
        refused = choose(layla, path, password, again)
        assert refused.status_code == 400
        assert reason in refused.text
        assert "is-invalid" in refused.text
        assert NEW not in refused.text, "a password is never sent back"
    assert choose(layla, path, NEW).headers["location"] == "/sign-in?notice=password-chosen"
    gone = choose(console.client(), path, NEW)
    assert gone.status_code == 404
    assert "This link was used already" in gone.text
    assert console.signed_in("layla", NEW).get("/").status_code == 200


def test_links_of_strangers_lead_nowhere_and_forged_forms_set_nothing(console: Console, maria: httpx.Client) -> None:
    assert console.client().get("/password/guessed").status_code == 404
    path = invite(maria, "layla")
    forged = console.client().post(path, data={"newPassword": NEW, "newPasswordAgain": NEW})
    assert forged.status_code == 403
    assert choose(console.client(), path, NEW).status_code == 303


def test_refused_invitations_keep_what_was_typed(maria: httpx.Client) -> None:
    taken = send(maria, "/users/new", username="Ali", email="layla@example.com", role="admin")
    assert taken.status_code == 409
    for kept in ('value="Ali"', 'value="layla@example.com"', '<option value="admin" selected>', 'id="username-error"'):
        assert kept in taken.text
    for values, field in (
        ({"username": "layla", "email": "nowhere"}, "email"),
        ({"username": "two words"}, "username"),
        ({"username": "layla", "role": "guest"}, "role"),
        ({}, "username"),
    ):
        refused = send(maria, "/users/new", **values)
        assert refused.status_code == 400
        assert f'id="{field}-error"' in refused.text
    assert "layla" not in maria.get("/users").text


def test_agents_and_other_tenants_see_no_people_and_no_keys(console: Console, maria: httpx.Client) -> None:
    console.operator.must("user", "add", "zoe", "--role", "admin", "--tenant", "elsewhere", given=PASSWORD)
    send(maria, "/keys/new", name="Web shop", role="agent")
    ali, zoe = console.signed_in("ali"), console.signed_in("zoe")
    for page in (
        "/users",
        "/users/new",
        "/users/1",
        "/users/1/link",
        "/users/1/disable",
        "/keys",
        "/keys/new",
        "/keys/1/revoke",
    ):
        assert ali.get(page).status_code == 403, page
    for path in (
        "/users/new",
        "/users/1",
        "/users/1/link",
        "/users/1/disable",
        "/users/1/enable",
        "/keys/new",
        "/keys/1/revoke",
    ):
        assert send(ali, path, username="x", name="x", role="admin").status_code == 403, path
    for page in ("/users/1", "/users/1/link", "/users/1/disable", "/keys/1/revoke"):
        assert zoe.get(page).status_code == 404
        assert send(zoe, page).status_code == 404
    assert "maria" not in zoe.get("/users").text
    assert "Web shop" not in zoe.get("/keys").text
    menu = ali.get("/").text
    assert 'href="/users"' not in menu
    assert 'href="/account"' in menu


def test_disabling_asks_signs_out_at_once_and_is_never_of_oneself(console: Console, maria: httpx.Client) -> None:
    ali = console.signed_in("ali")
    assert "signed out everywhere at once" in maria.get("/users/2/disable").text
    assert send(maria, "/users/2/disable").headers["location"] == "/users?notice=user-disabled"
    assert ali.get("/tickets").headers["location"] == "/sign-in?next=/tickets"
    refused = send(maria, "/users/1/disable")
    assert refused.status_code == 409
    assert "You cannot disable yourself" in refused.text
    refused = send(maria, "/users/1", role="agent")
    assert refused.status_code == 409
    assert "You cannot take your own role away" in refused.text
    send(maria, "/users/2/enable")
    assert console.signed_in("ali").get("/").status_code == 200


def test_a_reset_link_reaches_the_outbox_where_only_admins_read_it(console: Console, maria: httpx.Client) -> None:
    send(maria, "/users/2", email="ali@example.com", role="agent")
    page = send(maria, "/users/2/link").text
    assert "goes by mail to ali@example.com" in page
    link = shown(page, "one-time-link")
    listed = console.wait_for(maria, "/outbox?kind=mail_password_link", "Choose a new password for Admit One")
    effect = re.search(r'href="/outbox/(\d+)"', listed)
    assert effect
    assert link in maria.get(f"/outbox/{effect[1]}").text
    ali = console.signed_in("ali")
    assert ali.get("/outbox?kind=mail_password_link").status_code == 403
    assert ali.get(f"/outbox/{effect[1]}").status_code == 404
    assert "To colleagues" not in ali.get("/outbox").text
    assert choose(console.client(), link.removeprefix(console.address), NEW).status_code == 303
    assert ali.get("/").headers["location"] == "/sign-in"


def test_the_account_page_lists_sessions_and_ends_others(console: Console, maria: httpx.Client) -> None:
    here, there = console.signed_in("ali"), console.signed_in("ali")
    page = here.get("/account").text
    assert page.count("Sign out<span") == 1
    assert send(here, "/account/sessions/end").headers["location"] == "/account?notice=sessions-ended"
    assert there.get("/").status_code == 303
    again = console.signed_in("ali")
    other = re.search(r'action="(/account/sessions/\d+/end)"', here.get("/account").text)
    assert other
    assert send(maria, other[1]).status_code == 404, "a session of somebody else"
    assert again.get("/").status_code == 200
    send(here, other[1])
    assert again.get("/").status_code == 303


def test_the_own_password_needs_the_present_one(console: Console) -> None:
    ali, elsewhere = console.signed_in("ali"), console.signed_in("ali")
    wrong = send(ali, "/account/password", presentPassword="wrong", newPassword=NEW, newPasswordAgain=NEW)
    assert wrong.status_code == 400
    assert 'id="presentPassword-error"' in wrong.text
    done = send(ali, "/account/password", presentPassword=PASSWORD, newPassword=NEW, newPasswordAgain=NEW)
    assert done.headers["location"] == "/account?notice=password-changed"
    assert ali.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303
    assert console.signed_in("ali", NEW).get("/").status_code == 200


def test_a_key_is_shown_once_works_by_its_role_and_is_revoked(console: Console, maria: httpx.Client) -> None:
    made = send(maria, "/keys/new", name="Web shop", role="agent", lastDay="2099-12-31")
    key = shown(made.text, "api-key")
    assert key not in maria.get("/keys").text
    assert "never" in maria.get("/keys").text
    caller = console.client()
    caller.headers["Authorization"] = f"Bearer {key}"
    assert caller.post("/offline/attraction/list").json()["apiStatus"]["errorCode"] == "OK"
    refused = caller.post("/offline/attraction/write", json={"name": "A", "odooProductCode": "A"})
    assert refused.json()["apiStatus"]["errorCode"] == "FORBIDDEN"
    assert "never" not in maria.get("/keys").text
    taken = send(maria, "/keys/new", name="Web shop", role="agent")
    assert (taken.status_code, 'id="name-error"' in taken.text) == (409, True)
    assert send(maria, "/keys/new", name="Late", lastDay="2001-01-01").status_code == 400
    assert "refused at once" in maria.get("/keys/1/revoke").text
    assert send(maria, "/keys/1/revoke").headers["location"] == "/keys?notice=key-revoked"
    assert caller.post("/offline/attraction/list").status_code == 401
    long = send(maria, "/keys/new", name="n" * 101)
    assert (long.status_code, 'id="name-error"' in long.text) == (400, True)
    assert "Web shop as agent" in maria.get("/audit?entityType=API_KEY").text
