"""One process at a time: for what nodes that start together must do one after the other."""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

# Any number, the same for every node.
LOCK = 20_270_131


@contextmanager
def one_at_a_time(engine: sa.Engine, folder: Path) -> Generator[None]:
    """Hold what only one process may hold: a lock of the database server, or of a file in `folder` where the database is one."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_lock(LOCK)))
            try:
                yield
            finally:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(LOCK)))
        return
    with (folder / "start.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
