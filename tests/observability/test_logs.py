"""Log lines: their form, whoever writes them, and what never stands in them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from admitone.observability.redaction import redact_event, redact_text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("postgresql://admitone:hunter2@db/x failed", "postgresql://admitone:***@db/x failed"),
        ("postgresql://admitone:p@ss:w@rd@db/x", "postgresql://admitone:***@db/x"),
        ("GET /t/1?code=abcdef&x=1 HTTP/1.1", "GET /t/1?code=***&x=1 HTTP/1.1"),
        ("header Authorization: Bearer abcdefgh.ijkl-mn", "header Authorization: Bearer ***"),
        ("authorization: basic dXNlcjpwYXNz", "authorization: basic ***"),
        ("page 7 of 12 at https://example.com/schema", "page 7 of 12 at https://example.com/schema"),
        ("the bearer of this ticket", "the bearer of this ticket"),
    ],
)
def test_secrets_leave_texts(said: str, shown: str) -> None:
    assert redact_text(said) == shown


@pytest.mark.parametrize("key", ["password", "Authorization", "Set-Cookie", "download_code", "session", "token"])
def test_confidential_keys_lose_their_values(key: str) -> None:
    assert redact_event(None, "info", {key: "hunter2", "batch": 7}) == {key: "***", "batch": 7}


def lines_of(program: str, log_format: str = "json", level: str = "info") -> list[str]:
    """What a process of its own logs: the set-up is the process's."""
    opening = (
        "import logging, structlog\nfrom admitone.observability.logs import configure_logging\n"
        f"configure_logging({log_format!r}, {level!r})\nlog = structlog.get_logger('ours')\n"
    )
    done = subprocess.run([sys.executable, "-c", opening + program], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_our_lines_and_those_of_libraries_have_one_form() -> None:
    ours, theirs = map(
        json.loads,
        lines_of(
            "structlog.contextvars.bind_contextvars(request_id='r1')\n"
            "log.info('batch_read', pages=12)\n"
            "logging.getLogger('library').warning('it is %s', 'late')\n"
        ),
    )
    assert list(ours)[:3] == list(theirs)[:3] == ["time", "level", "event"]
    assert (ours["event"], ours["pages"], ours["request_id"]) == ("batch_read", 12, "r1")
    assert (theirs["event"], theirs["logger"], theirs["request_id"]) == ("it is late", "library", "r1")


def test_a_trace_is_one_line_and_shows_no_variables() -> None:
    (line,) = lines_of(
        "def sign_in(password):\n    raise ValueError('refused by postgresql://u:hunter2@db')\n"
        "try:\n    sign_in('correct horse')\nexcept ValueError:\n    log.exception('failed')\n"
    )
    assert "ValueError" in json.loads(line)["exception"]
    assert "hunter2" not in line
    assert "correct horse" not in line


def test_for_people_a_trace_shows_no_variables_either() -> None:
    text = "\n".join(
        lines_of(
            "def sign_in(password):\n    raise ValueError('no')\n"
            "try:\n    sign_in('correct horse'[::-1])\n"
            "except ValueError:\n    log.exception('failed', token='hunter2')\n",
            log_format="console",
        )
    )
    assert "ValueError" in text
    assert "esroh tcerroc" not in text
    assert "hunter2" not in text


def test_the_level_holds_for_everybody() -> None:
    program = "log.info('a'); log.warning('b'); logging.getLogger('l').info('c'); logging.getLogger('l').warning('d')"
    assert [json.loads(line)["event"] for line in lines_of(program, level="warning")] == ["b", "d"]


def test_values_that_json_does_not_know_are_shown_all_the_same() -> None:
    (line,) = lines_of("log.info('odd', value=object, path=__import__('pathlib').Path('/x'))")
    assert json.loads(line)["value"] == "<class 'object'>"
