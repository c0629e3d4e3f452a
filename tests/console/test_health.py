"""The health page: quick, and truthful about what is down."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from importlib.metadata import version

from playwright.sync_api import expect

from tests.console.conftest import Console, Visitor, free_port
from tests.console.test_people import invite

ASKED = {"HX-Request": "true"}
SENDER = "Admit One <tickets@example.com>"


def test_what_is_down_is_named_with_what_to_do_and_the_page_does_not_wait_for_it(
    console_on: Callable[..., Console], database_url: str
) -> None:
    closed = free_port()
    console = console_on(
        database_url,
        ADMITONE_SMTP_URL=f"smtp://127.0.0.1:{closed}?starttls=never",
        ADMITONE_MAIL_FROM=SENDER,
        ADMITONE_ODOO_URL=f"http://127.0.0.1:{closed}",
        ADMITONE_ODOO_KEY="hunter2",
        ADMITONE_TELR_URL=f"http://127.0.0.1:{closed}/gateway",
        ADMITONE_TELR_STORE="1234",
        ADMITONE_TELR_AUTH_KEY="hunter2",
    )
    maria = console.signed_in("maria")
    begun = time.monotonic()
    page = maria.get("/health").text
    assert time.monotonic() - begun < 5
    names = re.findall(r'hx-get="/health/checks/(\w+)"', page)
    assert {"database", "objects", "disk", "payments", "odoo", "mail", "pdf"} <= set(names)
    assert version("admitone") in page
    answers = {name: maria.get(f"/health/checks/{name}", headers=ASKED).text for name in names}
    for name in ("mail", "odoo", "payments"):
        assert "status-red" in answers[name], answers[name]
        assert "What to do:" in answers[name]
    for name in ("database", "objects", "disk", "pdf", "settings"):
        assert "status-red" not in answers[name], answers[name]
    assert "hunter2" not in "".join(answers.values())


def test_health_is_for_admins_and_unknown_checks_are_none(console: Console) -> None:
    ali, maria = console.signed_in("ali"), console.signed_in("maria")
    assert ali.get("/health").status_code == 403
    assert ali.get("/health/checks/database", headers=ASKED).status_code == 403
    assert maria.get("/health/checks/nothing", headers=ASKED).status_code == 404
    assert maria.get("/health/checks/database").headers["location"] == "/health"
    assert "Failed" not in maria.get("/health?ask=all").text


def test_probes_of_load_balancers_are_answered_as_before(console: Console) -> None:
    assert console.client().get("/health/live").json() == {"status": "live"}
    assert console.client().get("/health/ready").status_code == 200


def test_workers_are_seen_alive_and_what_waits_is_counted(console_on: Callable[..., Console], sqlite_url: str) -> None:
    nowhere = f"smtp://127.0.0.1:{free_port()}?starttls=never"
    console = console_on(sqlite_url, ADMITONE_SMTP_URL=nowhere, ADMITONE_MAIL_FROM=SENDER)
    maria = console.signed_in("maria")
    page = console.wait_for(maria, "/health", '<dd id="workers-alive">1</dd>')
    assert "No worker is alive" not in page
    invite(maria, "layla", email="layla@example.com")
    page = console.wait_for(maria, "/health", "the mail to a colleague")
    assert "Everything that was decided has happened" not in page


def test_the_page_fills_itself_and_asks_again_on_request(console: Console, visitor_of: Callable[..., Visitor]) -> None:
    maria = visitor_of(console)
    maria.sign_in()
    maria.page.get_by_role("link", name="Health").click()
    expect(maria.page.locator("#check-database .status").first).to_have_text("Works")
    expect(maria.page.get_by_text("Asking")).to_have_count(0, timeout=30_000)
    expect(maria.page.locator(".status-red")).to_have_count(0)
    maria.page.get_by_role("button", name="Ask again: disk").click()
    expect(maria.page.locator("#check-disk")).to_contain_text("GiB free")
