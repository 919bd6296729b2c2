"""The small world of the laws once more, on both databases: what attackers ask must not break either."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
import sqlalchemy as sa

from courses.shared.db import db
from tests.conftest import ENGINES
from tests.laws.conftest import Inhabited
from tests.laws.world import make_world
from tests.support.apps import close, make_app, migrate, new_database, rolled_back


@pytest.fixture(scope="session", params=ENGINES)
def besieged_world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inhabited]:
    """A world with one of everything, on each database."""
    folder = tmp_path_factory.mktemp(f"besieged-{request.param}")
    if request.param == "postgresql":
        server: sa.URL = request.getfixturevalue("postgres")
        database = new_database(server, f"besieged_{os.getpid()}")
    else:
        database = nullcontext(f"sqlite:///{folder / 'study.db'}")
    with database as url:
        app = make_app(folder, DATABASE_URL=url)
        migrate(app)
        with app.app_context():
            world = make_world(size=1)
            db.session.commit()
        yield Inhabited(app, world)
        close(app)


@pytest.fixture
def besieged(besieged_world: Inhabited) -> Iterator[Inhabited]:
    """That world; what the test changes is undone."""
    with rolled_back(besieged_world.app):
        yield besieged_world
