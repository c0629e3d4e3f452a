"""`admitone migrate`, `admitone user add` and `admitone user list`, on both databases."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Callable

from tests.cli.conftest import PASSWORD, Operator
from tests.servers.nursery import COMMAND
from tests.servers.postgres import PostgresServer


def test_users_are_added_and_listed(database_url: str, operator_on: Callable[[str], Operator]) -> None:
    operator = operator_on(database_url)
    assert operator.must("user", "add", "Maria", "--role", "admin", given=PASSWORD + "\n") == (
        "added Maria as admin of default\n"
    )
    operator.must("user", "add", "omar", "--role", "agent", "--tenant", "dubai", given=PASSWORD)
    assert operator.must("user", "list").splitlines() == [
        "user\trole\ttenant\tactive",
        "maria\tadmin\tdefault\tyes",
        "omar\tagent\tdubai\tyes",
    ]


def test_users_are_invited_reset_disabled_and_enabled(
    database_url: str, operator_on: Callable[[str], Operator]
) -> None:
    operator = operator_on(database_url)
    operator.must("user", "add", "maria", "--role", "admin", given=PASSWORD)
    link = operator.must("user", "invite", "layla", "--role", "agent", "--email", "layla@example.com").splitlines()
    assert link[0].startswith("http://127.0.0.1:8080/password/")
    assert link[1] == "It is mailed to layla@example.com as well."
    assert operator.must("user", "reset", "MARIA").startswith("http://127.0.0.1:8080/password/")
    assert operator.must("user", "disable", "layla") == "disabled layla\n"
    assert "layla\tagent\tdefault\tno" in operator.must("user", "list")
    operator.must("user", "enable", "layla")
    assert "layla\tagent\tdefault\tinvited" in operator.must("user", "list")
    for arguments, reason in (
        (("disable", "maria"), "maria is the last admin who can sign in"),
        (("disable", "nobody"), "there is no user nobody"),
        (("invite", "layla", "--role", "admin"), "there is a user layla already"),
        (("invite", "omar", "--role", "admin", "--tenant", "mirage"), "there is no tenant mirage"),
        (("invite", "omar", "--role", "admin", "--email", "nowhere"), "write an e-mail address"),
    ):
        refused = operator.run("user", *arguments)
        assert refused.returncode == 1
        assert reason in refused.stderr
        assert refused.stderr.count("\n") == 1


def test_refused_users(operator: Operator) -> None:
    operator.must("user", "add", "maria", "--role", "admin", given=PASSWORD)
    for name, password, reason in (
        ("MARIA", PASSWORD, "there is a user maria already"),
        ("omar", "short", "a password has 10 to 200 characters"),
        ("omar", "", "standard input has no password"),
        ("no spaces", PASSWORD, "a username has"),
    ):
        done = operator.run("user", "add", name, "--role", "agent", given=password)
        assert done.returncode == 1
        assert reason in done.stderr
        assert done.stderr.count("\n") == 1
    assert len(operator.must("user", "list").splitlines()) == 2


def test_at_a_terminal_the_password_is_asked_for_twice(operator: Operator) -> None:
    assert _type(operator, PASSWORD, PASSWORD) == 0
    assert "maria" in operator.must("user", "list")


def test_two_different_passwords_add_nobody(operator: Operator) -> None:
    assert _type(operator, PASSWORD, PASSWORD + "!") == 1
    assert "maria" not in operator.must("user", "list")


def _type(operator: Operator, *passwords: str) -> int:
    """Add maria at a terminal of her own; the exit status."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, "user", "add", "maria", "--role", "admin"],
        env=operator.environment,
        cwd=operator.folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    for password in passwords:
        shown = b""
        while b": " not in shown:
            shown += os.read(ours, 1000)
        assert PASSWORD.encode() not in shown
        os.write(ours, password.encode() + b"\n")
    try:
        return process.wait(30)
    finally:
        os.close(ours)


def test_migrate_applies_each_migration_once(
    operator_on: Callable[[str], Operator], postgres_server: PostgresServer
) -> None:
    url = postgres_server.create_database()
    operator = operator_on(url)
    try:
        refused = operator.run("serve", "--port", "0")
        assert refused.returncode == 1
        assert "run: admitone migrate" in refused.stderr
        applied = operator.must("migrate").splitlines()
        assert applied[0] == "applied 0001_foundation"
        assert operator.must("migrate") == "nothing to do: the database has this version's schema\n"
    finally:
        postgres_server.drop(url)


def test_an_embedded_database_is_migrated_by_whoever_needs_it(operator: Operator) -> None:
    assert operator.must("user", "list") == "user\trole\ttenant\tactive\n"
    assert operator.must("migrate") == "nothing to do: the database has this version's schema\n"
