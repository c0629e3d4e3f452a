"""`admitone location`, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from admitone.core.wifi.codes import read_code
from tests.cli.conftest import PASSWORD, Operator

# Each command is a process of its own, and there are many.
pytestmark = pytest.mark.timeout(400)


def test_a_location_is_made_and_used(database_url: str, operator_on: Callable[[str], Operator], tmp_path: Path) -> None:
    operator = operator_on(database_url)
    operator.must("user", "add", "maria", "--role", "admin", given=PASSWORD)
    assert (
        operator.must("location", "create", "Hotel Sol", "--location-id", "28xxx004", "--currency", "EUR")
        == "28XXX004\n"
    )
    assert operator.must("location", "list").splitlines()[1].startswith("28XXX004\tHotel Sol\tEUR\t")
    service = operator.must("location", "add-service", "28XXX004", "1 hour", "--minutes", "60", "--price", "3.50")
    assert operator.must("location", "services", "28XXX004").splitlines()[1] == (
        f"{service.strip()}\t1 hour\tttf\t1 hour from the first use\ton"
    )
    codes = operator.must("location", "make-tickets", "28XXX004", service.strip(), "--quantity", "3").splitlines()
    assert len({read_code(code) for code in codes} - {None}) == 3
    first, second = (operator.must("location", "token", "28XXX004").strip() for _ in range(2))
    assert first != second
    secret = tmp_path / "secret"
    secret.write_text("a shared secret\n")
    saved = operator.must("location", "server", "28XXX004", "ap-lobby", "10.0.0.9", "--secret-file", str(secret))
    assert saved == "saved ap-lobby\n"
    for arguments, reason in (
        (("create", "Annex", "--location-id", "28XXX004"), "there is a location 28XXX004 already"),
        (("add-service", "28XXX004", "Nothing"), "typeId is required"),
        (("add-service", "28XXX004", "2 h", "--minutes", "120", "--price", "much"), "write an amount"),
        (("make-tickets", "28XXX004", service.strip(), "--quantity", "1001"), "quantity must be"),
        (("make-tickets", "28XXX004", service.strip(), "--valid-until", "2030-01-01"), "add the offset"),
        (("server", "28XXX004", "ap", "10.0.0.9", "--secret-file", str(tmp_path / "none")), "No such file"),
    ):
        refused = operator.run("location", *arguments)
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
        assert reason in refused.stderr
