"""The site of `./dev demo`, with its study group in the middle of the course, for browser tests and pictures."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from courses.operations import demonstration, start
from courses.shared.db import commit
from tests.support.apps import close, make_app
from tests.support.server import LiveServer, serving


@contextmanager
def demo_site(folder: Path, **settings: str) -> Generator[LiveServer]:
    """Fill a database in `folder`, and serve it as long as the block runs; `settings` are those of `make_app`."""
    with serving(lambda port: make_app(folder, PORT=str(port), **settings)) as server:
        with server.app.app_context():
            start.migrate()
            demonstration.fill()
            commit()
        yield server
    close(server.app)
