"""A person with a browser, at a server process of the product that is all theirs."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Playwright, expect, sync_playwright

from tests.cli.conftest import PASSWORD, Operator, Server
from tests.ingest.pdf_factory import Line, TicketPage, ticket_data, ticket_page, ticket_pages, write_pdf

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Without these Chromium calls its maker and insists on a sandbox that a root user in a container cannot have.
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Many workers share the machines that run tests; five seconds, as is usual, are not enough when all of them are busy.
expect.set_options(timeout=15_000)


# As long as a window waits for an element: a machine that many share hashes a password in seconds.
expect.set_options(timeout=15_000)


@dataclass
class Console:
    """A running product with the users maria (admin) and ali (agent)."""

    address: str
    operator: Operator
    life: ExitStack
    server: Server

    def start_again(self) -> None:
        """At the same address, once the process before has ended."""
        self.server = self.life.enter_context(self.operator.serving(port=int(self.address.rsplit(":", 1)[1])))

    def client(self) -> httpx.Client:
        """A caller without a browser, who follows no redirect; closed when the product stops."""
        return self.life.enter_context(httpx.Client(base_url=self.address, timeout=20))

    def signed_in(self, username: str, password: str = PASSWORD) -> httpx.Client:
        """Such a caller with a session."""
        client = self.client()
        token = form_token(client.get("/sign-in").text)
        answer = client.post("/sign-in", data={"formToken": token, "username": username, "password": password})
        assert answer.status_code == 303, answer.text
        return client

    @staticmethod
    def wait_for(client: httpx.Client, path: str, text: str) -> str:
        """The page once it has a text that the worker brings about."""
        for _ in range(200):
            page = client.get(path).text
            if text in page:
                return page
            time.sleep(0.1)
        raise AssertionError(page)


@dataclass
class Visitor:
    """Somebody in front of a browser window; what the browser complains of is kept."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def go(self, path: str) -> None:
        """Type an address; once more when what was clicked before took the window elsewhere at that moment."""
        try:
            self.page.goto(self.address + path)
        except Error as error:
            if "ERR_ABORTED" not in error.message:
                raise
            self.page.goto(self.address + path)

    def wait_for_complaints(self, count: int) -> None:
        """Wait until the browser has complained so often: it tells some time after it shows."""
        for _ in range(100):
            if len(self.complaints) >= count:
                break
            self.page.wait_for_timeout(50)
        assert len(self.complaints) == count, self.complaints

    def sign_in(self, username: str = "maria") -> None:
        self.go("/sign-in")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(self.address + "/")


def form_token(page: str) -> str:
    """The token in the first form of a page."""
    return page.split('name="formToken" value="', 1)[1].split('"', 1)[0]


@pytest.fixture(scope="session")
def staffed_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with maria and ali, that nobody has open."""
    folder = tmp_path_factory.mktemp("staffed")
    path = folder / "staffed.db"
    shutil.copyfile(sqlite_template, path)
    add_staff(Operator(folder, {"ADMITONE_DATABASE_URL": f"sqlite:///{path}"}))
    return path


@pytest.fixture
def console_on(tmp_path: Path, staffed_template: Path) -> Iterator[Callable[..., Console]]:
    """Starts the product on a database of the given kind; payments come back to the address it serves."""
    with ExitStack() as life:

        def start(database_url: str, **more: str) -> Console:
            port = free_port()
            settings = {
                "ADMITONE_DATABASE_URL": database_url,
                "ADMITONE_UPLOAD_BYTES_MAX": "2000000",
                "ADMITONE_BASE_URL": f"http://127.0.0.1:{port}",
            }
            operator = Operator(tmp_path, settings | more)
            if database_url.startswith("sqlite:///"):
                shutil.copyfile(staffed_template, database_url.removeprefix("sqlite:///"))
            else:
                add_staff(operator)
            server = life.enter_context(operator.serving(port=port))
            return Console(str(server.client.base_url).rstrip("/"), operator, life, server)

        yield start


@pytest.fixture
def console(console_on: Callable[..., Console], sqlite_url: str) -> Console:
    """The product on the embedded database."""
    return console_on(sqlite_url)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def add_staff(operator: Operator) -> None:
    for name, role in (("maria", "admin"), ("ali", "agent")):
        operator.must("user", "add", name, "--role", role, given=PASSWORD)


# Playwright's driver keeps an event loop running in its thread, in which no asynchronous test could run meanwhile; so
# it lives no longer than a module of browser tests.
@pytest.fixture(scope="module")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    """The system's Chromium."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("no Chromium found; install Debian's package chromium")
    running = playwright_driver.chromium.launch(executable_path=path, args=list(BROWSER_ARGUMENTS))
    yield running
    running.close()


@pytest.fixture
def visitor_of(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Opens a window with cookies of its own; at the end no window may have complained of anything."""
    visitors: list[Visitor] = []

    def visit(console: Console, width: int = 1280, *, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, accept_downloads=True
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        visitor = Visitor(page, console.address)
        page.on("console", visitor.note)
        page.on("pageerror", lambda error: visitor.complaints.append(error.stack or str(error)))
        visitors.append(visitor)
        return visitor

    yield visit
    for visitor in visitors:
        visitor.page.context.close()
    assert [visitor.complaints for visitor in visitors] == [[] for _ in visitors]


@pytest.fixture(scope="session")
def sample_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three tickets of a supplier, none of which is in the stock."""
    return write_pdf(tmp_path_factory.mktemp("sample") / "sample.pdf", ticket_pages(3, first=90_001))


@pytest.fixture(scope="session")
def thousand_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand tickets of the same supplier."""
    return write_pdf(tmp_path_factory.mktemp("stock") / "supplier-1000.pdf", ticket_pages(1000))


@pytest.fixture(scope="session")
def uneven_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cover, two tickets, terms behind the second one, and a ticket without a category."""
    cover = TicketPage(lines=[Line("Your order", 60, 150, 20)])
    terms = TicketPage(lines=[Line("General terms", 60, 150, 20)])
    whole = ticket_page(ticket_data(3))
    poor = TicketPage(lines=[line for line in whole.lines if "Category" not in line.text], codes=whole.codes)
    pages = [cover, ticket_page(ticket_data(1)), ticket_page(ticket_data(2)), terms, poor]
    return write_pdf(tmp_path_factory.mktemp("uneven") / "uneven.pdf", pages)
