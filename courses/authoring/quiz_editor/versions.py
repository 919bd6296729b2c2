"""The states that a quiz's file has been in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, aliased

from courses.shared.errors import NotFound
from models.accounts import User
from models.authoring import Blob, CourseFile, CourseVersion

VERSIONS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of the course in which the file changed; `author` is None for an import."""

    number: int
    created_at: datetime
    author: str | None


@dataclass(frozen=True, slots=True)
class VersionTexts:
    """A version of the course with the file as it was then and as it was before; `before` is empty for the first."""

    line: VersionLine
    text: str
    before: str


def _changes(course_id: int, path: str) -> sa.Subquery:
    """Every version of the course with the hash of the file, and the one before it."""
    former = sa.func.lag(CourseFile.sha256).over(order_by=CourseVersion.number)
    columns: tuple[Any, ...] = (CourseVersion.number, CourseVersion.created_at, CourseVersion.author_id)
    return (
        sa.select(*columns, CourseFile.sha256, former.label("former"))
        .outerjoin(CourseFile, sa.and_(CourseFile.version_id == CourseVersion.id, CourseFile.path == path))
        .where(CourseVersion.course_id == course_id)
        .subquery()
    )


def versions_of(session: Session, course_id: int, path: str, page: int) -> tuple[list[VersionLine], bool]:
    """The versions in which the file changed, the newest first, a page of them; and whether there are older ones."""
    found = _changes(course_id, path)
    rows = session.execute(
        sa.select(found.c.number, found.c.created_at, User.name)
        .outerjoin(User, User.id == found.c.author_id)
        .where(found.c.sha256.is_not(None), found.c.sha256.is_distinct_from(found.c.former))
        .order_by(found.c.number.desc())
        .limit(VERSIONS_A_PAGE + 1)
        .offset((page - 1) * VERSIONS_A_PAGE)
    ).all()
    return [VersionLine(*row) for row in rows[:VERSIONS_A_PAGE]], len(rows) > VERSIONS_A_PAGE


def version_of(session: Session, course_id: int, path: str, number: int) -> VersionTexts:
    """One version in which the file changed. Raises NotFound."""
    found, now, former = _changes(course_id, path), aliased(Blob), aliased(Blob)
    row = session.execute(
        sa.select(found.c.created_at, User.name, now.content, former.content)
        .join(now, now.sha256 == found.c.sha256)
        .outerjoin(former, former.sha256 == found.c.former)
        .outerjoin(User, User.id == found.c.author_id)
        .where(found.c.number == number, found.c.sha256.is_distinct_from(found.c.former))
    ).one_or_none()
    if row is None:
        raise NotFound(_("This quiz did not change in that version. Its history lists those in which it did."))
    at, author, content, before = row
    line = VersionLine(number, at, author)
    return VersionTexts(line, content.decode("utf-8-sig"), before.decode("utf-8-sig") if before else "")
