"""Starting where something is not as it should be: one sentence that says what, and no traceback."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from courses.operations import demo, serve
from courses.shared.config import ROOT
from tests.support.apps import close, make_app, migrate


@pytest.fixture(autouse=True)
def _own_mask() -> Iterator[None]:
    """Serving takes away the rights of others from what it makes; the tests keep theirs."""
    mask = os.umask(0o077)
    os.umask(mask)
    yield
    os.umask(mask)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, instance: Path) -> pytest.MonkeyPatch:
    """The caller's variables, with an empty instance folder."""
    monkeypatch.setenv("INSTANCE_PATH", str(instance))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return monkeypatch


def last_words() -> str:
    """With what the start ends."""
    with pytest.raises(SystemExit) as stop:
        serve.main()
    return str(stop.value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "x", "PORT should be a whole number from 0 to 65535, but it is 'x'."),
        ("DATABASE_URL", "mysql://ana@localhost/study", "DATABASE_URL should be sqlite:///PATH or postgresql://"),
        ("DATABASE_URL", "postgresql://ana:secret@localhost:port/study", "DATABASE_URL should be sqlite:///PATH or"),
        ("DATABASE_URL", "sqlite:///:memory:", "DATABASE_URL should be sqlite:///PATH or postgresql://"),
        ("DATABASE_URL", "postgresql://ana:secret@127.0.0.1:1/study", "cannot be used: connection failed:"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.db", "cannot be used: unable to open database file."),
        ("DATABASE_URL", f"sqlite:///{ROOT / 'README.md'}", "cannot be used: file is not a database."),
        ("INSTANCE_PATH", "/dev/null/instance", "INSTANCE_PATH should be a folder, but /dev/null/instance"),
    ],
)
def test_a_start_that_cannot_be_says_why(environment: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    environment.setenv(name, value)

    said = last_words()

    assert words in said
    assert "\n" not in said
    assert "secret" not in said


def test_a_secret_that_cannot_be_kept_is_named(environment: pytest.MonkeyPatch, instance: Path) -> None:
    (instance / "secret_key").mkdir()

    assert "secret_key cannot be used (Is a directory); see INSTANCE_PATH." in last_words()


def test_a_database_of_a_newer_program_is_left_alone(environment: pytest.MonkeyPatch, instance: Path) -> None:
    app = make_app(instance)
    migrate(app)
    close(app)
    with closing(sqlite3.connect(instance / "study.db", isolation_level=None)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")

    assert "a newer program has made (migration 9999)" in last_words()


def test_the_demonstration_says_why_too(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("THREADS", "many")

    with pytest.raises(SystemExit, match="THREADS should be a whole number"):
        demo.main()


@pytest.mark.parametrize("command", ["course import seeds/culture-of-peace", "accounts link ana@example.org"])
def test_a_command_without_its_database_says_why(instance: Path, command: str) -> None:
    app = make_app(instance, DATABASE_URL="postgresql://ana:secret@127.0.0.1:1/study")

    result = app.test_cli_runner().invoke(args=command.split())

    assert result.exit_code == 1
    assert re.fullmatch(r"Error: The database that DATABASE_URL names cannot be used: .*refused\.\n", result.output)


def end_of(**environ: str) -> subprocess.CompletedProcess[str]:
    """How the whole command ends."""
    command = [sys.executable, "-m", "courses.operations.serve"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("host", ["127.0.0.1", "no such host"])
def test_a_port_that_cannot_be_had_is_named(prepared_instance: Path, instance: Path, host: str) -> None:
    shutil.copytree(prepared_instance, instance, dirs_exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        ended = end_of(INSTANCE_PATH=str(instance), PORT=port, HOST=host)

    assert ended.returncode == 1
    assert re.fullmatch(rf"Port {port} on {host} cannot be used .* PORT=8001 ./dev\n", ended.stderr)


def test_the_whole_command_prints_nothing_else() -> None:
    ended = end_of(PORT="x")

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == "PORT should be a whole number from 0 to 65535, but it is 'x'.\n"
