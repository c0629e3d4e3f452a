"""Settings: what is read, what is refused, and that the operating guide tells the truth."""

from __future__ import annotations

import concurrent.futures
from dataclasses import fields
from pathlib import Path

import pytest

from admitone.config import SETTINGS, Config, ConfigurationError, keep_secret, read_config
from admitone.core.errors import InvalidParameter
from admitone.store.location import parse_database_url

GUIDE = Path(__file__).parent.parent / "docs" / "operating.md"
SECRET = "a secret of the tests, long enough"


def read(folder: Path, **settings: str) -> Config:
    return read_config({"ADMITONE_DATA": str(folder), "ADMITONE_SECRET": SECRET, **settings})


def test_without_settings_everything_lies_in_the_users_data_folder(tmp_path: Path) -> None:
    config = read_config({"XDG_DATA_HOME": str(tmp_path)})
    assert config.data_folder == tmp_path / "admitone"
    assert parse_database_url(config.database_url).path == tmp_path / "admitone" / "admitone.db"
    assert config.objects_url == f"file://{tmp_path}/admitone/objects"


def test_a_data_folder_of_any_name_works(tmp_path: Path) -> None:
    folder = tmp_path / "with space, # and 100%?"
    assert parse_database_url(read(folder).database_url).path == folder / "admitone.db"


def test_an_empty_setting_counts_as_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, ADMITONE_DATABASE_CONNECTIONS="").database_connections == 10


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ADMITONE_DATABASE_URL", "sqlite:admitone.db"),
        ("ADMITONE_DATABASE_URL", "sqlite://host/admitone.db"),
        ("ADMITONE_DATABASE_URL", "postgresql://host"),
        ("ADMITONE_DATABASE_URL", "postgresql://host:port/db"),
        ("ADMITONE_DATABASE_URL", "postgresql://[::1/db"),
        ("ADMITONE_OBJECTS_URL", "s3:///prefix"),
        ("ADMITONE_OBJECTS_URL", "gs://bucket"),
        ("ADMITONE_BASE_URL", "ftp://tickets.example.com"),
        ("ADMITONE_BASE_URL", "https://tickets.example.com/?a=b"),
        ("ADMITONE_SECRET", "short"),
        ("ADMITONE_TIMEZONE", "../../etc/passwd"),
        ("ADMITONE_CURRENCY", "dirham"),
        ("ADMITONE_DATABASE_CONNECTIONS", "0"),
        ("ADMITONE_DATABASE_CONNECTIONS", "10.5"),
        ("ADMITONE_DATABASE_CONNECTIONS", "١٠"),
        ("ADMITONE_UPLOAD_BYTES_MAX", "1e9"),
        ("ADMITONE_TRUSTED_PROXIES", "10.0.0.0/33"),
        ("ADMITONE_METRICS_TOKEN", "short"),
        ("ADMITONE_LOG_FORMAT", "xml"),
        ("ADMITONE_LOG_LEVEL", "verbose"),
        ("ADMITONE_LOG_LEVELS", "info"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        read(tmp_path, **{variable: value})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ADMITONE_SECRET", "hunter2"),
        ("ADMITONE_METRICS_TOKEN", "hunter2"),
        ("ADMITONE_DATABASE_URL", "mysql://root:hunter2@host/db"),
    ],
)
def test_a_confidential_value_is_never_repeated(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        read(tmp_path, **{variable: value})
    assert "hunter2" not in str(refusal.value)


def test_the_representation_shows_nothing_confidential(tmp_path: Path) -> None:
    config = read(tmp_path, ADMITONE_DATABASE_URL="postgresql://u:hunter2@host/db", ADMITONE_METRICS_TOKEN=SECRET[::-1])
    assert not {part for part in ("hunter2", SECRET, SECRET[::-1]) if part in repr(config)}


@pytest.mark.parametrize(
    "url", ["sqlite:///a.db", "sqlite:////a/b.db", "postgresql://h/d", "postgres://u:p@h:1/d?x=y", "sqlite:", "x", ""]
)
def test_settings_and_store_agree_on_database_urls(tmp_path: Path, url: str) -> None:
    def store_takes() -> bool:
        try:
            parse_database_url(url)
        except InvalidParameter:
            return False
        return True

    def settings_take() -> bool:
        try:
            SETTINGS["database_url"].read(url)
        except ValueError:
            return False
        return True

    assert store_takes() == settings_take()


def test_the_secret_is_made_once_however_many_ask(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda _: keep_secret(folder), range(64)))
    assert len(secrets) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["secret"]


def test_a_damaged_secret_is_named_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("half")
    with pytest.raises(ConfigurationError, match="restore this file"):
        read_config({"ADMITONE_DATA": str(tmp_path)})
    assert (tmp_path / "secret").read_text() == "half"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="ADMITONE_DATA"):
        read_config({"ADMITONE_DATA": str(tmp_path / "file" / "data")})


def test_every_setting_has_a_field_and_every_field_a_setting() -> None:
    assert [field.name for field in fields(Config)] == list(SETTINGS)


def test_the_operating_guide_lists_every_setting_as_it_is() -> None:
    rows = [line for line in GUIDE.read_text().splitlines() if line.startswith("| `ADMITONE_")]
    assert rows == [
        f"| `{setting.variable}` | {setting.default_shown or f'`{setting.default}`'} | {setting.meaning} |"
        for setting in SETTINGS.values()
    ]
