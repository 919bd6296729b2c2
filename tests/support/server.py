"""A real server for browser tests, in a thread, on a free port of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

import waitress
from flask import Flask
from waitress import wasyncore


@dataclass(frozen=True)
class LiveServer:
    """A running application and the address it answers at."""

    app: Flask
    url: str


@contextmanager
def serving(make: Callable[[int], Flask], *, port: int = 0) -> Generator[LiveServer]:
    """Serve the application that `make` builds for a port (a free one if none is given), as long as the block runs."""
    listener = socket.create_server(("127.0.0.1", port))
    port = listener.getsockname()[1]
    app = make(port)
    connections: dict[int, object] = {}
    server = waitress.create_server(
        app, map=connections, sockets=[listener], threads=4, clear_untrusted_proxy_headers=True
    )
    thread = threading.Thread(target=server.run, name="live server", daemon=True)
    thread.start()
    try:
        yield LiveServer(app, f"http://127.0.0.1:{port}")
    finally:
        # In the server's own thread, which is not to find its connections closed under its hands.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(connections, ignore_all=True))
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()
