"""The command as a whole: help, refusals, exit statuses."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.cli.conftest import PASSWORD, Operator
from tests.servers.nursery import COMMAND

COMMANDS = (
    ("serve",),
    ("worker",),
    ("migrate",),
    ("user", "add"),
    ("user", "list"),
    ("openapi",),
    ("ingest",),
    ("doctor",),
    ("demo",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(operator: Operator, command: tuple[str, ...]) -> None:
    told = operator.must(*command, "--help")
    assert f"Example: admitone {' '.join(command)}" in told


def test_help_names_every_command(operator: Operator) -> None:
    told = operator.must("--help")
    assert all(command[0] in told for command in COMMANDS)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ADMITONE_DATABASE_URL", "mysql://root:hunter2@db/x"),
        ("ADMITONE_DATABASE_URL", "postgresql://root:hunter2@db:port/x"),
        ("ADMITONE_OBJECTS_URL", "/var/objects"),
        ("ADMITONE_BASE_URL", "tickets.example.com"),
        ("ADMITONE_TIMEZONE", "Dubai"),
        ("ADMITONE_SECRET", "hunter2"),
        ("ADMITONE_UPLOAD_PAGES_MAX", "-1"),
        ("ADMITONE_TRUSTED_PROXIES", "proxy.example.com"),
        ("ADMITONE_NO_SUCH_THING", "1"),
    ],
)
def test_a_wrong_setting_is_one_line_and_status_2(operator: Operator, setting: str, value: str) -> None:
    operator.settings[setting] = value
    done = operator.run("serve")
    assert done.returncode == 2
    assert done.stderr.startswith(f"admitone: {setting}")
    assert done.stderr.count("\n") == 1
    assert "hunter2" not in done.stderr
    assert not (operator.folder / "data").exists(), "nothing is made for settings that are refused"


@pytest.mark.parametrize("command", ["migrate", "worker", "doctor", "demo"])
def test_every_command_refuses_wrong_settings_alike(operator: Operator, command: str) -> None:
    operator.settings["ADMITONE_TIMEZONE"] = "Dubai"
    done = operator.run(command)
    assert done.returncode == 2
    assert done.stderr.startswith("admitone: ADMITONE_TIMEZONE='Dubai': ")


@pytest.mark.parametrize("arguments", [["nosuch"], ["user", "add", "x", "--role", "boss"], ["serve", "--port", "x"]])
def test_wrong_use_is_status_2(operator: Operator, arguments: list[str]) -> None:
    done = operator.run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_one_line_without_its_password(operator: Operator) -> None:
    operator.settings["ADMITONE_DATABASE_URL"] = "postgresql://root:hunter2@127.0.0.1:1/x"
    for command in (("serve",), ("user", "list"), ("migrate",)):
        done = operator.run(*command)
        assert done.returncode == 1
        assert done.stderr.startswith("admitone: database: ")
        assert "Traceback" not in done.stderr
        assert "hunter2" not in done.stderr


def test_openapi_needs_neither_settings_nor_a_database(operator: Operator) -> None:
    operator.settings["ADMITONE_DATABASE_URL"] = "nonsense"
    document = json.loads(operator.must("openapi"))
    assert document["openapi"].startswith("3.")
    assert "/user/authenticate" in document["paths"]
    assert not (operator.folder / "data").exists()


def test_a_reader_that_has_seen_enough_is_no_crash(operator: Operator) -> None:
    shell = f"{COMMAND} openapi | head -c 1"
    done = subprocess.run(
        ["bash", "-c", shell], env=operator.environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "{"
    assert "Traceback" not in done.stderr


def test_the_secret_is_the_owners_only(operator: Operator) -> None:
    operator.must("migrate")
    kept = operator.folder / "data" / "secret"
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0
    assert len(kept.read_text().strip()) >= 32


def test_python_m_admitone_is_the_same_command(operator: Operator) -> None:
    done = subprocess.run(
        [COMMAND.with_name("python"), "-m", "admitone", "user", "add", "maria", "--role", "admin"],
        env=operator.environment,
        cwd=operator.folder,
        input=PASSWORD,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "added maria as admin of default\n"
