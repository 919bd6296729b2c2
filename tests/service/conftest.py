"""Fixtures of tests that need real transactions: two people, or two tabs, at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from tests.conftest import ENGINES
from tests.support.apps import close, make_app, migrate, new_database


@pytest.fixture(params=ENGINES)
def busy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application that really commits, on a database of its own."""
    if request.param == "postgresql":
        database = new_database(request.getfixturevalue("postgres"), f"busy_{uuid4().hex}")
    else:
        database = nullcontext(f"sqlite:///{tmp_path / 'study.db'}")
    with database as url:
        app = make_app(tmp_path, DATABASE_URL=url)
        migrate(app)
        yield app
        close(app)
