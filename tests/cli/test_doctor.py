"""`admitone doctor` finds what is wrong and says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import PASSWORD, Operator
from tests.servers.odoo import running_odoo
from tests.servers.postgres import PostgresServer
from tests.servers.s3 import S3Server


def test_a_healthy_installation(database_url: str, operator_on: Callable[[str], Operator]) -> None:
    operator = operator_on(database_url)
    operator.must("user", "add", "maria", "--role", "admin", given=PASSWORD)
    told = operator.must("doctor")
    for subject in ("settings", "database", "migrations", "users", "integrations", "objects", "disk", "PDF workers"):
        assert f"ok    {subject}" in told
    assert told.endswith("Everything that was checked works.\n")
    assert list((operator.folder / "data" / "objects").rglob("*.*")) == [], "the probe is gone again"


def test_a_new_installation_is_told_what_to_do_first(operator: Operator) -> None:
    told = operator.must("doctor")
    assert "it is made on first start" in told
    assert not (operator.folder / "data" / "admitone.db").exists(), "looking makes no database"
    operator.must("migrate")
    assert "run: admitone user add NAME --role admin" in operator.must("doctor")


def test_an_admin_who_has_not_chosen_a_password_is_no_admin_yet(operator: Operator) -> None:
    operator.must("user", "add", "ali", "--role", "agent", given=PASSWORD)
    operator.must("user", "invite", "maria", "--role", "admin")
    assert "nobody can sign in as admin" in operator.must("doctor")


def test_each_failure_is_named_beside_what_works(operator: Operator) -> None:
    (operator.folder / "file").touch()
    operator.settings |= {
        "ADMITONE_DATABASE_URL": "postgresql://root:hunter2@127.0.0.1:1/x",
        "ADMITONE_OBJECTS_URL": f"file://{operator.folder}/file/objects",
        "ADMITONE_BASE_URL": "http://tickets.example.com",
    }
    done = operator.run("doctor")
    assert done.returncode == 1
    assert "FAIL  database" in done.stdout
    assert "FAIL  objects" in done.stdout
    assert "FAIL  ledger" in done.stdout, "it is in that database"
    assert "Debug source" not in done.stdout + done.stderr
    assert "note  settings" in done.stdout
    assert "ok    PDF workers" in done.stdout
    assert done.stdout.endswith("3 failed\n")
    assert "hunter2" not in done.stdout + done.stderr


def test_odoo_is_asked_who_we_are(operator: Operator) -> None:
    assert "ok    Odoo          not configured" in operator.must("doctor")
    with running_odoo(19) as odoo:
        operator.settings |= {"ADMITONE_ODOO_URL": odoo.url, "ADMITONE_ODOO_KEY": odoo.account().key}
        assert "ok    Odoo          Odoo 19 by JSON-2, as admin" in operator.must("doctor")
        operator.settings["ADMITONE_ODOO_KEY"] = "hunter2"
        refused = operator.run("doctor")
    assert refused.returncode == 1
    assert "FAIL  Odoo          Odoo refused: Invalid apikey" in refused.stdout
    down = operator.run("doctor")
    assert "FAIL  Odoo          Odoo cannot be reached" in down.stdout
    assert "hunter2" not in refused.stdout + refused.stderr + down.stdout


def test_pending_migrations_are_named(operator_on: Callable[[str], Operator], postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database()
    try:
        done = operator_on(url).run("doctor")
    finally:
        postgres_server.drop(url)
    assert done.returncode == 1
    assert "lacks 0001_foundation" in done.stdout
    assert "run: admitone migrate" in done.stdout


def test_a_bucket_is_written_read_and_deleted(operator: Operator, s3_server: S3Server) -> None:
    operator.settings |= s3_server.environment()
    operator.settings["ADMITONE_OBJECTS_URL"] = f"s3://{s3_server.create_bucket()}/originals"
    assert "ok    objects" in operator.must("doctor")
    operator.settings["ADMITONE_OBJECTS_URL"] = "s3://there-is-no-such-bucket"
    done = operator.run("doctor")
    assert done.returncode == 1
    assert "FAIL  objects" in done.stdout


def test_a_database_file_that_is_none(operator: Operator) -> None:
    path = Path(operator.folder / "data" / "admitone.db")
    path.parent.mkdir()
    path.write_bytes(b"this is no database at all" * 100)
    done = operator.run("doctor")
    assert done.returncode == 1
    assert "FAIL  database" in done.stdout
    refused = operator.run("serve", "--port", "0")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1


def test_text_recognition_needs_what_the_settings_name(operator: Operator) -> None:
    assert "ok    OCR           off: scanned pages give their codes only" in operator.must("doctor")
    operator.settings["ADMITONE_OCR_LANGUAGES"] = "eng+ara"
    assert "tesseract reads eng+ara" in operator.must("doctor")
    operator.settings["ADMITONE_OCR_LANGUAGES"] = "eng+tlh"
    lacking = operator.run("doctor")
    assert lacking.returncode == 1
    assert "tesseract lacks the languages tlh (Debian: tesseract-ocr-tlh)" in " ".join(lacking.stdout.split())
    operator.settings["ADMITONE_OCR_LANGUAGES"] = "eng; rm -rf"
    refused = operator.run("doctor")
    assert refused.returncode != 0
    assert (
        "ADMITONE_OCR_LANGUAGES='eng; rm -rf': write names of tesseract's languages" in refused.stdout + refused.stderr
    )
