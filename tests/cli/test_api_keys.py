"""`admitone key make`, `list` and `revoke`, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from tests.cli.conftest import PASSWORD, Operator

# PostgreSQL finds this out when everything is written already.
_FAIL_AT_COMMIT = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no commit today'; END $$;
CREATE CONSTRAINT TRIGGER refused AFTER INSERT ON audit_entries DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION refuse()
"""


def test_keys_are_made_listed_and_revoked(database_url: str, operator_on: Callable[[str], Operator]) -> None:
    operator = operator_on(database_url)
    operator.must("user", "add", "maria", "--role", "admin", given=PASSWORD)
    key = operator.must("key", "make", "Web shop", "--role", "agent", "--last-day", "2099-12-31").strip()
    assert key.startswith("aok_")
    assert operator.must("key", "list").splitlines() == [
        "name\trole\tstate\tlast used",
        "Web shop\tagent\tlive\tnever",
    ]
    for arguments, reason in (
        (("make", "Web shop", "--role", "admin"), "there is a key Web shop already"),
        (("make", "Late", "--role", "admin", "--last-day", "2001-01-01"), "this day is over"),
        (("make", "Late", "--role", "admin", "--last-day", "soon"), "write a day as 2027-12-31"),
        (("revoke", "Nothing"), "there is no key Nothing"),
        (("list", "--tenant", "mirage"), "there is no tenant mirage"),
    ):
        refused = operator.run("key", *arguments)
        assert refused.returncode == 1
        assert reason in refused.stderr
    assert operator.must("key", "revoke", "Web shop") == "revoked Web shop\n"
    assert "Web shop\tagent\trevoked\tnever" in operator.must("key", "list")


def test_no_key_and_no_link_is_told_that_was_not_kept(
    postgres_url: str, operator_on: Callable[[str], Operator]
) -> None:
    operator = operator_on(postgres_url)
    operator.must("user", "add", "maria", "--role", "admin", given=PASSWORD)
    with psycopg.connect(postgres_url) as connection:
        connection.execute(_FAIL_AT_COMMIT)
    for arguments in (
        ("key", "make", "Web shop", "--role", "agent"),
        ("user", "invite", "layla", "--role", "agent"),
        ("user", "reset", "maria"),
    ):
        refused = operator.run(*arguments)
        assert (refused.returncode, refused.stdout) == (1, ""), arguments
        assert "no commit today" in refused.stderr
