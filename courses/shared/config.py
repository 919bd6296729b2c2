"""All settings: read from the environment once, checked, and named when they are wrong."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from click import ClickException
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parents[2]


class WrongSetting(ClickException):
    """A setting that cannot be used; the message names it and says what it should be, and commands print it alone."""


def _text(value: str) -> str:
    return value


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"one of: {', '.join(choices)}")
        return value

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    begins = tuple(f"{scheme}://" for scheme in schemes)

    def parse(value: str) -> str:
        if value and not (value.startswith(begins) and _is_address(value)):
            raise ValueError(f"an address that begins with {' or '.join(begins)}")
        return value

    return parse


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return bool(parts.netloc or parts.path) and parts.port != 0
    except ValueError:
        return False


def _database(value: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if value.startswith(prefix):
            value = "postgresql+psycopg://" + value.removeprefix(prefix)
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")) or not _is_database(value):
        raise ValueError("sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME")
    return value


def _is_database(value: str) -> bool:
    """Whether SQLAlchemy can read the address, and something would be kept there: each thread would get a memory of its own."""
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        return False
    return url.get_backend_name() == "postgresql" or url.database not in (None, "", ":memory:")


def _secret(value: str) -> str:
    if value and len(value) < 32:
        raise ValueError("at least 32 characters, best random ones")
    return value


def _mail_address(value: str) -> str:
    if "@" not in value:
        raise ValueError("a mail address")
    return value


@dataclass(frozen=True)
class Setting:
    """One setting: its name in the environment, its default, how it is read, and what it is for."""

    name: str
    default: str
    parse: Callable[[str], Any]
    purpose: str


SETTINGS = (
    Setting("DATABASE_URL", "", _text, "Where everything is stored. Empty: a SQLite file in the instance folder."),
    Setting(
        "INSTANCE_PATH",
        "",
        _text,
        "The folder for the database, the secret key and prepared static files. Empty: `instance/` in the project.",
    ),
    Setting(
        "SECRET_KEY",
        "",
        _secret,
        "Signs cookies and links. Empty: made once and kept in the instance folder. Several nodes need the same one.",
    ),
    Setting("HOST", "127.0.0.1", _text, "The address the server listens on."),
    Setting("PORT", "8000", _whole(0, 65535), "The port the server listens on."),
    Setting("THREADS", "4", _whole(1, 64), "How many requests the server works on at the same time."),
    Setting(
        "PUBLIC_URL",
        "",
        _url("http", "https"),
        "The address people use, for links in mails. Empty: taken from HOST and PORT.",
    ),
    Setting("TRUSTED_PROXIES", "0", _whole(0, 5), "How many proxies in front of the server set X-Forwarded headers."),
    Setting("SITE_NAME", "Study Together", _text, "The name in the head of every page."),
    Setting("SIGN_UP", "open", _one_of("open", "closed"), "Whether anyone may make an account."),
    Setting(
        "SMTP_URL",
        "",
        _url("smtp", "smtps"),
        "The server mails go through: smtp://USER:PASSWORD@HOST:PORT. Empty: mails are written to the log.",
    ),
    Setting("MAIL_FROM", "study@localhost", _mail_address, "The sender of mails."),
    Setting(
        "REDIS_URL",
        "",
        _url("redis", "rediss", "unix"),
        "Where several nodes count requests for rate limits. Empty: each server counts in memory.",
    ),
    Setting(
        "RATE_LIMITS",
        "on",
        _one_of("on", "off"),
        "Whether requests are limited by rate. Off only behind something that does it.",
    ),
    Setting(
        "PASSWORD_COST", "normal", _one_of("normal", "light"), "The work of hashing a password. Light is for tests."
    ),
    Setting("LOG_LEVEL", "INFO", _one_of("DEBUG", "INFO", "WARNING", "ERROR"), "How much is logged."),
)


@dataclass(frozen=True)
class Settings:
    """The checked settings of one application."""

    database_url: str
    instance_path: Path
    secret_key: str
    host: str
    port: int
    threads: int
    public_url: str
    trusted_proxies: int
    site_name: str
    sign_up: str
    smtp_url: str
    mail_from: str
    redis_url: str
    rate_limits: str
    password_cost: str
    log_level: str

    @property
    def is_secure(self) -> bool:
        return self.public_url.startswith("https://")


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings from the environment. Raises WrongSetting for the first that cannot be used."""
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        try:
            values[setting.name.lower()] = setting.parse(environ.get(setting.name, setting.default))
        except ValueError as error:
            raise WrongSetting(f"{setting.name} should be {error}, but it is {environ.get(setting.name)!r}.") from None
    values["instance_path"] = instance = _instance(Path(values["instance_path"] or ROOT / "instance").resolve())
    try:
        values["database_url"] = _database(values["database_url"] or f"sqlite:///{instance / 'study.db'}")
    except ValueError as error:
        raise WrongSetting(f"DATABASE_URL should be {error}.") from None
    values["secret_key"] = values["secret_key"] or kept_secret(instance / "secret_key")
    values["public_url"] = (values["public_url"] or web_address(values["host"], values["port"])).rstrip("/")
    return Settings(**values)


def web_address(host: str, port: int) -> str:
    """Where a browser on this network finds a server; addresses of IPv6 stand in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _instance(path: Path) -> Path:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(f"INSTANCE_PATH should be a folder, but {path} cannot be made: {error.strerror}.") from None
    return path


def kept_secret(path: Path) -> str:
    """The secret in `path`, made at the first call and readable by its owner only."""
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii") as file:
        # Two that start at the same moment must agree; closing the file frees the lock.
        fcntl.flock(file, fcntl.LOCK_EX)
        secret = file.read()
        if not secret:
            secret = secrets.token_urlsafe(48)
            file.write(secret)
    return secret
