"""How SQLite finds rows. It knows nothing of how many there are, so a statement must leave it no choice."""

from __future__ import annotations

import sqlite3

import pytest

from admitone.store.location import parse_database_url
from admitone.store.sqlite import connect
from admitone.store.statements import load_statements

STATEMENTS = load_statements("sqlite")
NAMING_IDS = sorted(
    name for name, statement in STATEMENTS.items() if "ids" in statement.order and "tickets" in statement.sql
)


def plan_of(connection: sqlite3.Connection, name: str) -> list[str]:
    statement = STATEMENTS[name]
    explained = connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", dict.fromkeys(statement.order))
    return [row["detail"] for row in explained.fetchall()]


@pytest.fixture
def connection(sqlite_url: str) -> sqlite3.Connection:
    path = parse_database_url(sqlite_url).path
    assert path is not None
    return connect(path)


@pytest.mark.parametrize("name", NAMING_IDS)
def test_tickets_that_are_named_are_found_without_walking_the_stock(connection: sqlite3.Connection, name: str) -> None:
    plan = plan_of(connection, name)
    connection.close()
    assert not [step for step in plan if "tickets" in step and ("SCAN" in step or step.endswith("(tenant_id=?)"))], plan


@pytest.mark.parametrize("name", ["claim_effects", "claim_cart_effects", "find_running_effect", "list_pending_kinds"])
def test_what_waits_is_found_among_what_is_done(connection: sqlite3.Connection, name: str) -> None:
    plan = plan_of(connection, name)
    connection.close()
    found = [step for step in plan if "effects" in step or "due" in step or "earlier" in step]
    indexes = ("effects_due", "effects_by_cart", "effects_failed", "INTEGER PRIMARY KEY")
    assert all(any(index in step for index in indexes) for step in found), plan


@pytest.mark.parametrize("name", ["close_lost_wifi_sessions", "list_wifi_sessions_beyond", "count_other_wifi_devices"])
def test_open_wifi_sessions_are_found_among_all_that_ever_were(connection: sqlite3.Connection, name: str) -> None:
    plan = plan_of(connection, name)
    connection.close()
    found = [step for step in plan if "wifi_sessions" in step]
    assert found
    assert all("USING INDEX wifi_sessions_open" in step for step in found), plan


@pytest.mark.parametrize("key", ["device", "address"])
def test_the_session_of_a_device_that_asks_is_found_by_its_index(connection: sqlite3.Connection, key: str) -> None:
    (step,) = plan_of(connection, f"find_wifi_session_of_{key}")
    connection.close()
    assert f"USING INDEX wifi_sessions_open_by_{key} (location_id=? AND {key}=?)" in step


@pytest.mark.parametrize("name", ["read_wifi_access", "lock_wifi_access"])
def test_a_typed_code_is_found_by_its_index(connection: sqlite3.Connection, name: str) -> None:
    plan = plan_of(connection, name)
    connection.close()
    assert any("tickets USING INDEX tickets_barcode_once (tenant_id=? AND barcode=?)" in step for step in plan), plan
    assert not [step for step in plan if "SCAN" in step and "SUBQUERY" not in step], plan
