"""Forms outlive sessions that end and servers that are slow, broken or down. Nothing is lost, nothing is sent twice."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.cli.conftest import PASSWORD
from tests.console.conftest import Console, Visitor


@pytest.fixture
def maria(console: Console, visitor_of: Callable[..., Visitor]) -> Visitor:
    """An admin who has typed a campaign and not sent it."""
    visitor = visitor_of(console)
    visitor.sign_in()
    visitor.go("/campaigns/new")
    visitor.page.get_by_label("Name").fill("Summer")
    visitor.page.get_by_label("Description").fill("typed for\na long time")
    return visitor


def sql(console: Console, statement: str) -> None:
    """Behind the product's back."""
    path = console.operator.settings["ADMITONE_DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=20)) as connection, connection:
        connection.execute(statement)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def assert_typed(page: Page) -> None:
    expect(page.get_by_label("Name")).to_have_value("Summer")
    expect(page.get_by_label("Description")).to_have_value("typed for\na long time")


def assert_saved_once(maria: Visitor) -> None:
    expect(maria.page.get_by_role("status").first).to_have_text("The campaign is saved.")
    expect(maria.page.get_by_role("row").filter(has_text="Summer")).to_have_count(1)


def sign_in_again(page: Page, password: str = PASSWORD) -> None:
    dialog = page.get_by_role("dialog", name="Your session has ended")
    expect(dialog.get_by_label("Username")).to_have_value("maria")
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("how", ["ended on the server", "forgotten by the browser", "ended elsewhere"])
def test_a_session_that_ends_in_the_middle_of_a_form_costs_a_password_and_no_typing(
    maria: Visitor, console: Console, how: str
) -> None:
    page = maria.page
    if how == "ended on the server":
        sql(console, "UPDATE sessions SET ended_at = created_at")
    elif how == "forgotten by the browser":
        page.context.clear_cookies()
    else:
        sql(console, "UPDATE sessions SET last_used_at = '2020-01-01T00:00:00.000000+00:00'")
    save(page)
    sign_in_again(page, "wrong password")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("The username or the password is wrong")
    sign_in_again(page)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_text("Nothing has been sent yet")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    assert_typed(page)
    save(page)
    assert_saved_once(maria)
    maria.wait_for_complaints(2)  # the browser notes the refusal and the wrong password
    maria.complaints.clear()


def sign_in_elsewhere(visitor: Visitor) -> None:
    other = visitor.page.context.new_page()
    other.goto(visitor.address + "/")
    other.locator("details.menu summary").click()
    other.get_by_role("button", name="Sign out").click()
    other.get_by_label("Username").fill("maria")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", level=1)).to_be_visible()


def test_who_signed_in_anew_in_another_window_only_sends_again(maria: Visitor) -> None:
    page = maria.page
    sign_in_elsewhere(maria)
    save(page)
    expect(page.locator("#problem")).to_contain_text("You have signed in anew")
    assert_typed(page)
    save(page)
    assert_saved_once(maria)
    assert all("403" in complaint for complaint in maria.complaints)
    maria.complaints.clear()


def test_an_upload_of_who_signed_in_anew_is_only_sent_again(maria: Visitor) -> None:
    page = maria.page
    page.goto(maria.address + "/attractions/new")
    page.get_by_label("Name").fill("Aquarium")
    page.get_by_label("Product code").fill("AQ")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Aquarium")
    page.goto(maria.address + "/batches/new")
    sign_in_elsewhere(maria)
    problem = page.locator("#upload-problem")
    page.get_by_role("button", name="Upload").click()
    expect(problem).to_contain_text("You have signed in anew")
    page.get_by_role("button", name="Upload").click()
    expect(problem).to_contain_text("Attraction – Fill in this field.")
    maria.wait_for_complaints(2)  # the browser notes both refusals
    maria.complaints.clear()


def test_a_part_that_asks_by_itself_asks_for_the_password_in_place(maria: Visitor, console: Console) -> None:
    page = maria.page
    maria.go("/tickets")
    sql(console, "UPDATE sessions SET ended_at = created_at")
    page.locator("#text").fill("AQ-1")
    sign_in_again(page)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#text")).to_have_value("AQ-1")
    page.locator("#text").fill("AQ-12")
    expect(page.get_by_text("No ticket")).to_be_visible()
    maria.complaints.clear()


def test_a_slow_server_is_waited_for_in_sight_and_asked_once(maria: Visitor, console: Console) -> None:
    page = maria.page
    console.server.process.send_signal(signal.SIGSTOP)
    try:
        save(page)
        expect(page.locator("body")).to_have_class("is-sending")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("The server is slow. It is still at work")).to_be_visible()
        page.get_by_label("Name").press("Enter")
        assert_typed(page)
    finally:
        console.server.process.send_signal(signal.SIGCONT)
    assert_saved_once(maria)


def test_a_server_that_is_down_is_named_and_the_form_waits_for_its_return(maria: Visitor, console: Console) -> None:
    page = maria.page
    console.server.process.kill()
    console.server.process.wait(10)
    save(page)
    expect(page.get_by_text("The server cannot be reached. What you typed is still here")).to_be_visible()
    expect(page.locator("body")).not_to_have_class("is-sending")
    assert_typed(page)
    console.start_again()
    save(page)
    assert_saved_once(maria)
    assert all("ERR_CONNECTION" in complaint for complaint in maria.complaints)
    maria.complaints.clear()


def test_a_server_that_fails_says_so_beside_the_form(maria: Visitor, console: Console) -> None:
    page = maria.page
    sql(console, "ALTER TABLE campaigns RENAME TO campaigns_away")
    save(page)
    expect(page.locator("#problem").get_by_role("alert")).to_contain_text("The server failed; nothing was changed")
    assert_typed(page)
    sql(console, "ALTER TABLE campaigns_away RENAME TO campaigns")
    save(page)
    assert_saved_once(maria)
    assert all("500" in complaint for complaint in maria.complaints)
    maria.complaints.clear()


def test_a_refusal_comes_back_in_its_place_and_is_mended_there(maria: Visitor) -> None:
    page = maria.page
    page.get_by_label("From").fill("2027-02-01")
    page.get_by_label("To", exact=True).fill("2027-01-01")
    save(page)
    expect(page.get_by_label("To", exact=True)).to_be_focused()
    expect(page.get_by_label("To", exact=True)).to_have_attribute("aria-invalid", "true")
    assert_typed(page)
    page.get_by_label("To", exact=True).fill("2027-03-01")
    save(page)
    assert_saved_once(maria)
    assert all("400" in complaint for complaint in maria.complaints)
    maria.complaints.clear()
