"""Settings: read, checked, and named when they are wrong."""

from __future__ import annotations

import fcntl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from courses.shared.config import SETTINGS, Settings, WrongSetting, kept_secret, read_settings


def settings_of(folder: Path, **environ: str) -> Settings:
    return read_settings({"INSTANCE_PATH": str(folder), **environ})


def test_every_setting_has_a_field_and_every_field_a_setting() -> None:
    assert {setting.name.lower() for setting in SETTINGS} == set(Settings.__dataclass_fields__)


def test_without_any_setting_the_database_is_a_file_in_the_instance_folder(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)

    assert settings.database_url == f"sqlite:///{tmp_path / 'study.db'}"
    assert settings.public_url == "http://127.0.0.1:8000"


def test_an_address_of_ipv6_stands_in_brackets(tmp_path: Path) -> None:
    assert settings_of(tmp_path, HOST="::1").public_url == "http://[::1]:8000"


@pytest.mark.parametrize("url", ["postgres://a@b/c", "postgresql://a@b/c", "postgresql+psycopg://a@b/c"])
def test_any_postgresql_address_uses_our_driver(tmp_path: Path, url: str) -> None:
    assert settings_of(tmp_path, DATABASE_URL=url).database_url == "postgresql+psycopg://a@b/c"


@pytest.mark.parametrize(
    ("name", "value", "should_be"),
    [
        ("PORT", "eighty", "a whole number from 0 to 65535"),
        ("PORT", "65536", "a whole number from 0 to 65535"),
        ("PORT", "", "a whole number from 0 to 65535"),
        ("PORT", "--5", "a whole number from 0 to 65535"),
        ("THREADS", "0", "a whole number from 1 to 64"),
        ("SIGN_UP", "maybe", "one of: open, closed"),
        ("PUBLIC_URL", "study.example", "http:// or https://"),
        ("PUBLIC_URL", "HTTPS://study.example", "http:// or https://"),
        ("PUBLIC_URL", "http://[", "http:// or https://"),
        ("PUBLIC_URL", "https://", "http:// or https://"),
        ("SMTP_URL", "smtp://mail.example:post", "smtp:// or smtps://"),
        ("INSTANCE_PATH", "/proc/nowhere", "a folder, but"),
        ("SMTP_URL", "http://mail.example", "smtp:// or smtps://"),
        ("MAIL_FROM", "nobody", "a mail address"),
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("DATABASE_URL", "mysql://a@b/c", "sqlite:///PATH or postgresql://"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("LOG_LEVEL", "LOUD", "one of: DEBUG"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_should_be(tmp_path: Path, name: str, value: str, should_be: str) -> None:
    with pytest.raises(WrongSetting) as refusal:
        settings_of(tmp_path, **{name: value})

    assert str(refusal.value).startswith(f"{name} should be ")
    assert should_be in str(refusal.value)


def test_a_wrong_database_address_does_not_print_its_password(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting) as refusal:
        settings_of(tmp_path, DATABASE_URL="mysql://a:hush@b/c")

    assert "hush" not in str(refusal.value)


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, second = settings_of(tmp_path), settings_of(tmp_path)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 48
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_secret_that_was_not_finished_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()

    assert len(settings_of(tmp_path).secret_key) >= 48


def test_whoever_starts_while_the_secret_is_being_made_waits_for_it(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"

    with ThreadPoolExecutor() as pool, path.open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        others = pool.submit(kept_secret, path)
        making.write("made by the first who started, long enough")
        making.close()

    assert others.result() == "made by the first who started, long enough"
