"""The tables keep the rules of the house: every reference says what becomes of it and is indexed, no index is there twice."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models import Base

TABLES = list(Base.metadata.tables.values())


def indexes(table: sa.Table) -> Iterator[tuple[str, ...]]:
    """The columns of everything by which the database finds rows of a table, in their order; no partial ones."""
    yield tuple(column.name for column in table.primary_key)
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            yield tuple(column.name for column in constraint.columns)
    for index in table.indexes:
        if index.dialect_options["sqlite"].get("where") is None:
            yield tuple(column.name for column in index.columns)


def references() -> Iterator[sa.ForeignKey]:
    for table in TABLES:
        yield from table.foreign_keys


def test_every_reference_says_what_becomes_of_it() -> None:
    assert [str(reference.parent) for reference in references() if reference.ondelete is None] == []


def test_every_reference_begins_an_index() -> None:
    bare = [
        f"{table.name} {columns}"
        for table in TABLES
        for constraint in table.foreign_key_constraints
        if (columns := tuple(constraint.column_keys)) not in {each[: len(columns)] for each in indexes(table)}
    ]

    assert list(references())
    assert bare == []


def test_no_index_is_the_beginning_of_another() -> None:
    needless = [
        f"{table.name} {each}"
        for table in TABLES
        for number, each in enumerate(indexes(table))
        for other_number, other in enumerate(indexes(table))
        if number != other_number and other[: len(each)] == each
    ]

    assert needless == []


def test_every_constraint_has_a_name() -> None:
    unnamed = [
        str(constraint) for table in TABLES for constraint in table.constraints if not getattr(constraint, "name", None)
    ]

    assert unnamed == []
