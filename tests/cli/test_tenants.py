"""`admitone tenant create` and `list`, on both databases."""

from __future__ import annotations

from collections.abc import Callable

from tests.cli.conftest import PASSWORD, Operator


def test_tenants_are_made_and_listed(database_url: str, operator_on: Callable[[str], Operator]) -> None:
    operator = operator_on(database_url)
    assert operator.must("tenant", "list") == "tenant\ttime zone\n"
    told = operator.must("tenant", "create", "Desert Nights", "--time-zone", "Europe/Berlin")
    assert told == "created Desert Nights in Europe/Berlin\n"
    operator.must("user", "add", "maria", "--role", "admin", "--tenant", "Desert Nights", given=PASSWORD)
    operator.must("user", "add", "omar", "--role", "admin", "--tenant", "oasis", given=PASSWORD)
    assert operator.must("tenant", "list").splitlines() == [
        "tenant\ttime zone",
        "Desert Nights\tEurope/Berlin",
        "oasis\tAsia/Dubai",
    ]
    for arguments, reason in (
        (("Desert Nights",), "there is a tenant Desert Nights already"),
        (("Mirage", "--time-zone", "Moon/Base"), "there is no time zone Moon/Base"),
        (("Mirage", "--time-zone", "../etc/passwd"), "there is no time zone"),
        (("  ",), "a tenant's name has"),
    ):
        refused = operator.run("tenant", "create", *arguments)
        assert refused.returncode == 1
        assert reason in refused.stderr
        assert refused.stderr.count("\n") == 1
