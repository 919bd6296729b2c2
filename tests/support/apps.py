"""Applications for tests: settings that touch nothing outside a folder, and a database that forgets what a test did."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app import create_app
from courses.shared.config import read_settings
from courses.shared.db import db
from courses.shared.migrations import migrations
from tests.support.client import Client

QUICK = {"PASSWORD_COST": "light", "RATE_LIMITS": "off", "SECRET_KEY": "a secret that only the tests know"}


def make_app(folder: Path, **environ: str) -> Flask:
    """An application that keeps everything below `folder`; `environ` are settings by their names."""
    app = create_app(read_settings({"INSTANCE_PATH": str(folder), **QUICK, **environ}))
    app.testing = True
    app.test_client_class = Client
    return app


def new_client(app: Flask) -> Client:
    """A browser without cookies."""
    client = app.test_client()
    assert isinstance(client, Client)
    return client


def migrate(app: Flask) -> None:
    """Bring the application's database to the newest schema."""
    with app.app_context():
        migrations.upgrade()


def close(app: Flask) -> None:
    """Give the application's connections back."""
    with app.app_context():
        db.engine.dispose()


@contextmanager
def rolled_back(app: Flask) -> Generator[None]:
    """Let every session of the application work on one connection, and undo it all afterwards.

    What the program commits becomes a savepoint, so that it may commit and roll back as it likes.
    """
    with app.app_context():
        engine, sessions = db.engine, db.sessionmaker
    usual = dict(sessions.kw)
    with engine.connect() as connection:
        transaction = connection.begin()
        sessions.configure(binds=None, bind=connection, join_transaction_mode="create_savepoint")
        try:
            yield
        finally:
            sessions.kw.clear()
            sessions.kw.update(usual)
            transaction.rollback()


@contextmanager
def new_database(server: sa.URL, name: str) -> Generator[str]:
    """The address of an empty database on a PostgreSQL server, dropped afterwards."""
    administration = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with administration.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with administration.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
