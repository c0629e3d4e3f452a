from __future__ import annotations

import pytest

from scripts.check_style import check_file

# Written backwards: examples of breaches must not look like breaches themselves.
LEAVE = "timmoc-wolla"[::-1]
LATER, UNTIL_THEN, EMPTY, SET = "ODOT"[::-1], "won rof"[::-1], "rorrEdetnemelpmItoN"[::-1], "rttates"[::-1]
PRODUCT = "src/admitone/services/sales.py"


def rules(text: str, path: str = PRODUCT) -> list[str]:
    return [fault.rule for fault in check_file(path, text)]


def function_of(lines: int) -> str:
    return "def sell():\n" + "    step()\n" * (lines - 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("step()\n" * 400, []),
        ("step()\n" * 401, ["file-length"]),
        (function_of(70), []),
        (function_of(71), ["function-length"]),
        ("async " + function_of(71), ["function-length"]),
        ("connection.commit()\n", ["commit"]),
        ("connection.execute('commit')\n", ["commit"]),
        ("'''Leaving the block commits it.'''\n", []),
        ("run('SELECT id FROM tickets')\n", ["sql"]),
        ("run('''\n  UPDATE tickets SET status = 1''')\n", ["sql"]),
        ("run('select id from tickets')\n", ["sql"]),
        ("run(f'DELETE FROM {table}')\n", ["sql"]),
        ("'''SELECT one FROM these in the list.'''\n", []),
        ("label = 'Select a file from your computer'\n", []),
        ("try:\n    step()\nexcept OSError:\n    pass\n", ["swallow"]),
        ("try:\n    step()\nexcept OSError:\n    log()\n", []),
        (f"# {LATER}: sell\n", ["unfinished"]),
        (f"# Good enough {UNTIL_THEN}.\n", ["unfinished"]),
        (f"raise {EMPTY}\n", ["unfinished"]),
        ("todos = read_list()\n", []),
    ],
)
def test_a_breach_is_found_and_nothing_else(text: str, expected: list[str]) -> None:
    assert rules(text) == expected


def test_sizes_bind_the_product_only() -> None:
    assert rules("step()\n" * 401, "tests/store/test_tickets.py") == []


def test_the_store_writes_sql_and_its_edges_commit() -> None:
    assert rules("run('SELECT id FROM tickets')\n", "src/admitone/store/tickets.py") == []
    assert rules("connection.commit()\n", "src/admitone/store/tickets.py") == ["commit"]
    assert rules("connection.commit()\n", "src/admitone/store/sqlite_writer.py") == []


def test_modules_are_named_for_what_they_hold() -> None:
    assert rules("", "src/admitone/core/utils.py") == ["module-name"]


def test_our_own_code_is_not_patched() -> None:
    patch = f"monkeypatch.{SET}('admitone.core.clock.now', fixed)\n"
    assert rules(patch, "tests/core/test_clock.py") == ["patch"]
    assert rules("monkeypatch.setenv('ADMITONE_TIMEZONE', 'UTC')\n", "tests/core/test_clock.py") == []


def test_an_exception_needs_a_reason_and_a_need() -> None:
    assert rules(f"connection.commit()  # {LEAVE}: the stream outlives its request\n") == []
    assert rules(f"connection.commit()  # {LEAVE}\n") == ["allowance"]
    assert rules(f"connection.close()  # {LEAVE}: it did once\n") == ["allowance"]


def test_a_fault_names_its_place() -> None:
    (fault,) = check_file(PRODUCT, "step()\nconnection.commit()\n")
    assert str(fault) == "src/admitone/services/sales.py:2: commit: only the edge ends a transaction"
