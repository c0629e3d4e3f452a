"""A page that waits for what does not come asks less and less often."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.console.conftest import Console, Visitor, free_port
from tests.console.counter import Counter, stock
from tests.console.test_door import send


@pytest.mark.slow
def test_a_cart_whose_mail_fails_is_asked_for_more_and_more_rarely(
    console_on: Callable[..., Console], sqlite_url: str, visitor_of: Callable[..., Visitor], tmp_path: Path
) -> None:
    nowhere = f"smtp://127.0.0.1:{free_port()}?starttls=never"
    console = console_on(sqlite_url, ADMITONE_SMTP_URL=nowhere, ADMITONE_MAIL_FROM="tickets@example.com")
    counter = Counter(console, None, stock(console, tmp_path, 1))
    cart = counter.sell("maria", counter.ids[0], skipPaymentLink="true").headers["location"].partition("?")[0]
    send(console.signed_in("maria"), f"{cart}/confirm")
    visitor = visitor_of(console)
    visitor.sign_in()
    visitor.page.clock.install()
    sent: list[str] = []
    asked: list[int] = []
    visitor.page.on("request", lambda request: sent.append(request.url) if "/live" in request.url else None)
    visitor.go(cart)
    for second in range(3, 100, 3):
        visitor.page.clock.run_for(3000)
        visitor.page.wait_for_load_state("networkidle")
        asked += [second] * (len(sent) - len(asked))
    assert asked[:2] == [3, 9], asked
    assert 3 <= len(asked) <= 6, asked
