"""Settings that are good alone and wrong together."""

from __future__ import annotations

from pathlib import Path

import pytest

from admitone.config import Config, ConfigurationError, read_config

LIVE = {
    "ADMITONE_ENVIRONMENT": "production",
    "ADMITONE_TELR_URL": "https://secure.telr.com/gateway",
    "ADMITONE_TELR_STORE": "1234",
    "ADMITONE_TELR_AUTH_KEY": "key^of#the@store",
    "ADMITONE_TELR_TEST": "false",
}


def read(folder: Path, **settings: str) -> Config:
    return read_config({"ADMITONE_DATA": str(folder), "ADMITONE_SECRET": "s" * 32, **settings})


def test_without_a_gateway_nothing_of_it_is_asked_for(tmp_path: Path) -> None:
    config = read(tmp_path, ADMITONE_ENVIRONMENT="production")
    assert config.telr_url == ""
    assert config.telr_test


def test_the_real_gateway_serves_in_production(tmp_path: Path) -> None:
    config = read(tmp_path, **LIVE)
    assert (config.telr_url, config.telr_store, config.telr_test) == ("https://secure.telr.com/gateway", "1234", False)


@pytest.mark.parametrize("missing", ["ADMITONE_TELR_STORE", "ADMITONE_TELR_AUTH_KEY"])
def test_a_gateway_needs_its_account(tmp_path: Path, missing: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{missing} is missing"):
        read(tmp_path, **(LIVE | {missing: ""}))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8090/sandbox/gateway",
        "https://127.9.9.9/gateway",
        "https://localhost/gateway",
        "https://LOCALHOST./gateway",
        "https://telr.localhost/gateway",
        "https://[::1]/gateway",
        "https://[::ffff:127.0.0.1]/gateway",
        "https://0.0.0.0/gateway",
        "https://tests.example.com/sandbox/gateway",
        "https://tests.example.com/Sandbox/gateway",
    ],
)
def test_a_sandbox_is_refused_in_production_and_welcome_in_development(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"ADMITONE_TELR_URL.*sandbox"):
        read(tmp_path, **(LIVE | {"ADMITONE_TELR_URL": url}))
    assert read(tmp_path, **(LIVE | {"ADMITONE_TELR_URL": url, "ADMITONE_ENVIRONMENT": "development"})).telr_url == url


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ADMITONE_TELR_TEST", "true"),
        ("ADMITONE_TELR_TEST", ""),
        ("ADMITONE_TELR_URL", "http://secure.telr.com/gateway"),
    ],
)
def test_production_takes_money_and_keeps_keys_secret(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        read(tmp_path, **(LIVE | {variable: value}))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ADMITONE_ENVIRONMENT", "prod"),
        ("ADMITONE_TELR_URL", "secure.telr.com"),
        ("ADMITONE_TELR_STORE", "12a"),
        ("ADMITONE_TELR_AUTH_KEY", " key"),
        ("ADMITONE_TELR_REMOTE_KEY", "ключ"),
        ("ADMITONE_TELR_PROTOCOL", "xml"),
        ("ADMITONE_TELR_TEST", "yes"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        read(tmp_path, **(LIVE | {variable: value}))


def test_keys_stay_out_of_representation_and_messages(tmp_path: Path) -> None:
    keys = {
        "ADMITONE_TELR_AUTH_KEY": "hunter2-a",
        "ADMITONE_TELR_REMOTE_KEY": "hunter2-b",
        "ADMITONE_TELR_WEBHOOK_SECRET": "hunter2-c",
    }
    assert "hunter2" not in repr(read(tmp_path, **(LIVE | keys)))
    for variable, key in keys.items():
        with pytest.raises(ConfigurationError, match=variable) as refusal:
            read(tmp_path, **(LIVE | {variable: f"{key} "}))
        assert "hunter2" not in str(refusal.value)


def test_odoo_needs_a_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="ADMITONE_ODOO_KEY is missing"):
        read(tmp_path, ADMITONE_ODOO_URL="https://odoo.example.com")
    config = read(tmp_path, ADMITONE_ODOO_URL="https://odoo.example.com/", ADMITONE_ODOO_KEY="f00d" * 10)
    assert (config.odoo_url, config.odoo_invoice, config.odoo_journal_id) == (
        "https://odoo.example.com",
        "invoice",
        None,
    )
    assert "f00d" not in repr(config)


@pytest.mark.parametrize("journal", ["0", "-1", "bank", "9999999999"])
def test_a_journal_is_an_id(tmp_path: Path, journal: str) -> None:
    with pytest.raises(ConfigurationError, match="ADMITONE_ODOO_JOURNAL_ID"):
        read(tmp_path, ADMITONE_ODOO_JOURNAL_ID=journal)
