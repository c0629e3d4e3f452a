"""A colleague's whole way through the browser, from the invitation to the end, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Console, Visitor

FIRST, SECOND = "the first good password", "the second good password"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_colleague_is_invited_works_changes_the_password_and_is_out_at_the_next_click(
    console_on: Callable[..., Console], database_url: str, visitor_of: Callable[..., Visitor]
) -> None:
    console = console_on(database_url)
    maria, layla, phone = visitor_of(console), visitor_of(console), visitor_of(console, width=390)
    maria.sign_in()
    link = invite(maria.page, "layla", "layla@example.com")
    assert maria.complaints == ["Failed to load resource: the server responded with a status of 409 (Conflict)"]
    maria.complaints.clear()

    layla.page.goto(link)
    expect(layla.page.get_by_text("Your username is layla.")).to_be_visible()
    layla.page.get_by_label("New password").fill(FIRST)
    layla.page.get_by_label("The same again").fill(FIRST)
    layla.page.get_by_role("button", name="Save the password").click()
    expect(layla.page.get_by_role("status").first).to_have_text("Your password is saved. Sign in with it.")
    sign_in(layla, FIRST)
    phone.go("/sign-in")
    sign_in(phone, FIRST)

    layla.go("/account")
    expect(layla.page.get_by_role("button", name="Sign out everywhere else")).to_be_visible()
    change_password(layla.page, "not the password", SECOND)
    expect(layla.page.get_by_label("Present password")).to_have_attribute("aria-invalid", "true")
    change_password(layla.page, FIRST, SECOND)
    expect(layla.page.get_by_role("status").first).to_contain_text("Your password is changed")
    expect(layla.page.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    phone.go("/tickets")
    expect(phone.page.get_by_text("Your session has ended")).to_be_visible()

    layla.go("/campaigns")
    disable(maria.page, "layla")
    layla.page.get_by_role("link", name="Tickets", exact=True).click()
    expect(layla.page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(layla, SECOND, refused=True)
    expect(layla.page.get_by_role("alert")).to_contain_text("The username or the password is wrong")
    layla.complaints.clear()


def test_a_key_is_made_copied_and_revoked(console: Console, visitor_of: Callable[..., Visitor]) -> None:
    maria = visitor_of(console)
    page = maria.page
    maria.sign_in()
    page.get_by_role("link", name="API keys").click()
    page.get_by_role("link", name="New key").first.click()
    page.get_by_label("Name").fill("Web shop")
    page.get_by_role("button", name="Make the key").click()
    key = page.get_by_label("The key", exact=True).input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    caller = console.client()
    caller.headers["Authorization"] = f"Bearer {key}"
    assert caller.post("/offline/attraction/list").status_code == 200

    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("row").filter(has_text="Web shop")).to_contain_text("Active")
    page.get_by_role("link", name="Revoke Web shop").click()
    page.get_by_role("link", name="Keep it").click()
    page.get_by_role("link", name="Revoke Web shop").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_role("row").filter(has_text="Web shop")).to_contain_text("Revoked")
    assert caller.post("/offline/attraction/list").status_code == 401


def invite(page: Page, username: str, email: str) -> str:
    """The link that is shown."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Users").click()
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Username").fill("maria")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_label("Username")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("E-mail")).to_have_value(email)
    page.get_by_label("Username").fill(username)
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_role("heading", name=f"{username} is invited")).to_be_visible()
    return page.get_by_label("One-time link").input_value()


def sign_in(visitor: Visitor, password: str, *, refused: bool = False) -> None:
    visitor.page.get_by_label("Username").fill("layla")
    visitor.page.get_by_label("Password").fill(password)
    visitor.page.get_by_role("button", name="Sign in").click()
    if not refused:
        expect(visitor.page.locator("details.menu summary")).to_contain_text("layla")


def change_password(page: Page, present: str, new: str) -> None:
    page.get_by_label("Present password").fill(present)
    page.get_by_label("New password").fill(new)
    page.get_by_label("The same again").fill(new)
    page.get_by_role("button", name="Change the password").click()


def disable(page: Page, username: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Users").click()
    page.get_by_role("link", name=f"Disable {username}").click()
    expect(page.get_by_text("They are signed out everywhere at once")).to_be_visible()
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("row").filter(has_text=username)).to_contain_text("Disabled")
