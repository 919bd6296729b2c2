"""Insert-or-change in one statement, safe when two requests do it at the same time, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import Base

# Databases bound the values of one statement; this many rows stay far below.
ROWS = 500


def upsert(
    session: Session,
    model: type[Base],
    values: Mapping[str, Any],
    *,
    keys: Sequence[str],
    changes: Callable[[Any], Mapping[str, Any]] | None = None,
) -> bool:
    """Insert a row, or change the one that has the same `keys` as `changes` says (nothing if it is None).

    `changes` gets the proposed row. Objects of the session do not notice: load them anew with `populate_existing`.
    Returns whether a row was inserted or changed.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # Without being asked to, the driver of PostgreSQL does not say whether a row was written.
    statement = insert(model).values(**values).execution_options(preserve_rowcount=True)
    if changes is None:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    else:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=changes(statement.excluded))
    session.flush()
    result = session.connection().execute(statement)
    return result.rowcount > 0


def upsert_all(
    session: Session,
    model: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[str],
    changes: Callable[[Any], Mapping[str, Any]],
) -> None:
    """Insert many rows of the same columns, or change those that are there, as `upsert` does; rows are held in their order."""
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(model)
    session.flush()
    for first in range(0, len(rows), ROWS):
        some = statement.values([dict(row) for row in rows[first : first + ROWS]])
        session.connection().execute(some.on_conflict_do_update(index_elements=keys, set_=changes(some.excluded)))
