"""The declarative base: naming of constraints and the column types every model shares."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(sa.TypeDecorator[datetime]):
    """An instant: aware in Python, always UTC, stored without zone on SQLite and with one on PostgreSQL."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every model inherits."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UTCDateTime(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
        bytes: sa.LargeBinary(),
    }


def enum_type(enum: type[StrEnum]) -> sa.Enum:
    """A closed list as text with a CHECK, alike on both databases."""
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in enum.__name__).lstrip("_")
    return sa.Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def reference(target: str, *, ondelete: str = "CASCADE", index: bool = True, **options: Any) -> Any:
    """A foreign key column, indexed unless another index already begins with it."""
    return mapped_column(sa.ForeignKey(target, ondelete=ondelete), index=index, **options)


Id = Annotated[int, mapped_column(primary_key=True)]
Key = Annotated[str, mapped_column(sa.String(64))]
Hash = Annotated[str, mapped_column(sa.String(64))]
Title = Annotated[str, mapped_column(sa.String(300))]
Text = Annotated[str, mapped_column(sa.Text)]
