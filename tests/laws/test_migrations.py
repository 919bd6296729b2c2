"""Migrations build exactly what the models say.

Alembic's own check misses constraints, so the schema of a migrated database is compared with that of a created one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from courses.shared.db import db
from courses.shared.migrations import include_object, migrations
from models.base import Base
from tests.support.apps import close, make_app, migrate, new_database

Schema = dict[str, dict[str, Any]]
ALEMBIC = "alembic_version"


@pytest.fixture
def created(migrated_app: Flask, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database of the same kind, made from the models without migrations."""
    if dialect_of(migrated_app) == "postgresql":
        database = new_database(request.getfixturevalue("postgres"), "created")
    else:
        database = nullcontext(f"sqlite:///{tmp_path / 'created.db'}")
    with database as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        Base.metadata.create_all(engine)
        yield engine


@pytest.fixture
def own_app(migrated_app: Flask, request: pytest.FixtureRequest, instance: Path) -> Iterator[Flask]:
    """An application on a database of the same kind that this test may change as it likes."""
    if dialect_of(migrated_app) == "postgresql":
        database = new_database(request.getfixturevalue("postgres"), "migrations_alone")
    else:
        database = nullcontext(f"sqlite:///{instance / 'alone.db'}")
    with database as url:
        app = make_app(instance, DATABASE_URL=url)
        yield app
        close(app)


def test_a_migrated_database_has_the_schema_of_the_models(migrated_app: Flask, created: sa.Engine) -> None:
    with migrated_app.app_context():
        migrated = schema(db.engine)

    expected = schema(created)

    assert sorted(migrated) == sorted(expected)
    for table in expected:
        assert migrated[table] == expected[table], table


def test_migrations_can_be_undone_and_done_again(own_app: Flask) -> None:
    migrate(own_app)
    with own_app.app_context():
        before = schema(db.engine)

        migrations.downgrade("base")
        left = schema(db.engine)
        migrations.upgrade()

        assert left == {}
        assert schema(db.engine) == before


def dialect_of(app: Flask) -> str:
    with app.app_context():
        return db.engine.dialect.name


def schema(engine: sa.Engine) -> Schema:
    """Everything the database knows about our tables, in a form that can be compared."""
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        tables = [name for name in inspector.get_table_names() if name != ALEMBIC]
        ours = [name for name in tables if include_object(None, name, "table", True, None)]
        return {table: described(inspector, table) for table in ours}


def described(inspector: sa.Inspector, table: str) -> dict[str, Any]:
    columns = {
        column["name"]: (str(column["type"]), column["nullable"], column["default"], column.get("identity"))
        for column in inspector.get_columns(table)
        if include_object(None, column["name"], "column", True, None)
    }
    return {
        "columns": columns,
        "primary key": inspector.get_pk_constraint(table),
        "foreign keys": ordered(inspector.get_foreign_keys(table)),
        "unique": ordered(inspector.get_unique_constraints(table)),
        "checks": ordered(inspector.get_check_constraints(table)),
        "indexes": ordered(
            {**index, "dialect_options": {name: str(value) for name, value in index["dialect_options"].items()}}
            for index in inspector.get_indexes(table)
            if include_object(None, index["name"], "index", True, None)
        ),
    }


def ordered(things: Any) -> list[str]:
    """Sorted and as text: conditions of partial indexes are objects without equality."""
    return sorted(str({key: str(value) for key, value in thing.items()}) for thing in things)
