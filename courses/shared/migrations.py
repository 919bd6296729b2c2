"""Alembic inside the application: plain column types in migrations, batch mode where SQLite needs it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from flask_alembic import Alembic

from courses.shared.config import ROOT
from models.base import Base, UTCDateTime


class Migrations(Alembic):
    """Flask-Alembic with our context; a custom column type would otherwise leak into the migrations."""

    def init_app(self, app: Any) -> None:
        app.config["ALEMBIC"] = {"script_location": str(ROOT / "migrations"), "file_template": "%%(rev)s_%%(slug)s"}
        app.config["ALEMBIC_CONTEXT"] = {
            "render_as_batch": True,
            "compare_type": True,
            "compare_server_default": True,
            "render_item": render_item,
            "include_object": include_object,
        }
        super().init_app(app)

    def run_migrations(self, fn: Any, **kwargs: Any) -> None:
        """Run them so that a table that is written anew takes no rows of others with it."""
        with _loose_references(self.migration_context.connection):
            super().run_migrations(fn, **kwargs)

    def rev_id(self) -> str:
        """Revisions count from 0001."""
        return f"{len(list((ROOT / 'migrations').glob('[0-9]*.py'))) + 1:04}"


def render_item(kind: str, value: Any, context: Any) -> str | Literal[False]:
    """Write our own types as the plain ones they stand for."""
    if kind == "type" and isinstance(value, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Leave the tables and columns of the search index out, which migrations write by hand."""
    return not (name or "").startswith(("search_fts", "search_tsv"))


@contextmanager
def _loose_references(connection: sa.Connection | None) -> Generator[None]:
    """SQLite deletes what refers to a table when that is dropped, and a migration drops each table that it changes to write it anew.

    References are therefore not watched meanwhile, and all of them are looked at in the end.
    """
    if connection is None or connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"The migration would leave {len(broken)} rows that refer to nothing: {broken[:3]}.")
    finally:
        # What was done is kept step by step; what is open here has only read, and the setting changes outside of transactions only.
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


migrations = Migrations(metadatas=Base.metadata, run_mkdir=False)
