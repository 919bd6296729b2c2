"""Fixtures every test may ask for: the application on both databases, a client, a session, a browser."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from courses.authoring.bank.likeness import REMEMBERED
from courses.shared.db import db
from courses.shared.web.limits import limiter
from tests.support.apps import close, make_app, migrate, new_client, new_database, rolled_back
from tests.support.client import Client
from tests.support.network import refuse_other_machines
from tests.support.postgres import postgres_server

pytest_plugins = ["tests.support.browser"]
ENGINES = ("sqlite", "postgresql")

# A busy machine is no mistake of the program's: properties have no time limit. Each run draws other examples.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Tests reach this machine only."""
    with pytest.MonkeyPatch.context() as patch:
        refuse_other_machines(patch)
        yield


@pytest.fixture(autouse=True)
def limits_as_before() -> Iterator[None]:
    """All applications of a process share one limiter: what a test did to it (its store, a store lost) is undone."""
    before = vars(limiter).copy()
    yield
    vars(limiter).update(before)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process remembers of courses belongs to a database; here many databases are undone and begun again."""
    REMEMBERED.clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[sa.URL]:
    """A PostgreSQL server, started when the first test needs it."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session", params=ENGINES)
def migrated_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for each database, migrated and empty. Tests ask for `app` instead."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "postgresql":
        database = new_database(request.getfixturevalue("postgres"), f"tests_{os.getpid()}")
    else:
        database = nullcontext(f"sqlite:///{folder / 'study.db'}")
    with database as url:
        app = make_app(folder, DATABASE_URL=url)
        migrate(app)
        yield app
        close(app)


@pytest.fixture
def app(migrated_app: Flask) -> Generator[Flask]:
    """The application on an empty database, once on SQLite and once on PostgreSQL; what the test does is undone."""
    with rolled_back(migrated_app):
        yield migrated_app


@pytest.fixture
def session(app: Flask) -> Generator[Session]:
    """The test's own session, inside an application context; `courses.shared.db.db.session` is the same."""
    with app.app_context():
        yield db.session


@pytest.fixture
def client(session: Session, app: Flask) -> Client:
    """A browser without cookies. More of them: `new_client(app)`."""
    return new_client(app)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An empty instance folder for an application of the test's own."""
    folder = tmp_path / "instance"
    folder.mkdir()
    return folder
