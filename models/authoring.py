"""The files of a course, as they were at every import and edit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Hash, Id, reference


class Blob(Base):
    """The content of a file, stored once whatever its name."""

    __tablename__ = "blob"

    sha256: Mapped[Hash] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class CourseVersion(Base):
    """The state of a course's files after one import or edit; the newest is what readers see."""

    __tablename__ = "course_version"
    __table_args__ = (sa.UniqueConstraint("course_id", "number"),)

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id", index=False)
    number: Mapped[int]
    digest: Mapped[Hash]
    author_id: Mapped[int | None] = reference("user.id", ondelete="SET NULL")
    created_at: Mapped[datetime]


class CourseFile(Base):
    """A file of a version."""

    __tablename__ = "course_file"

    version_id: Mapped[int] = reference("course_version.id", index=False, primary_key=True)
    path: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    sha256: Mapped[str] = reference("blob.sha256", ondelete="RESTRICT")


class Draft(Base):
    """What someone has typed into a question's form and not published yet; `base` is the state of the question it was begun on.

    `path` is the file that the question stands in, a quiz or one of the bank; `key` is its id, or a plus and the kind of a new one.
    `compiled` are its kind and body, once it waits for publishing with the marks already given.
    """

    __tablename__ = "draft"

    user_id: Mapped[int] = reference("user.id", index=False, primary_key=True)
    course_id: Mapped[int] = reference("course.id", primary_key=True)
    path: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    fields: Mapped[dict[str, Any]]
    compiled: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    base: Mapped[str] = mapped_column(sa.String(64))
    saved_at: Mapped[datetime]


class Upload(Base):
    """A file of questions that someone has uploaded and not yet taken in; it is read again when they do."""

    __tablename__ = "upload"

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id")
    user_id: Mapped[int] = reference("user.id")
    name: Mapped[str] = mapped_column(sa.String(300))
    format: Mapped[str] = mapped_column(sa.String(32))
    content: Mapped[bytes]
    created_at: Mapped[datetime]
