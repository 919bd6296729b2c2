"""Adding a picture to a course, and listing those it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.authoring.changing import Change
from courses.authoring.compiler import MOST_FILES
from courses.authoring.folders import MOST_BYTES as MOST_COURSE_BYTES
from courses.authoring.known import StoredPictures
from courses.authoring.pictures.anew import FOLDER, written_anew
from courses.authoring.queries import newest_version
from courses.authoring.service import CourseRefused
from courses.shared.errors import Invalid
from courses.shared.pictures import PictureRefused
from models.authoring import Blob, CourseFile
from models.catalogue import Course

PICTURES_A_PAGE = 24


class NoRoom(Invalid):
    """A course that holds as much as a course may."""

    title = "The course is full"


@dataclass(frozen=True)
class Listed:
    """A picture of a course: its name, and the hash and the ending that its address is made of."""

    name: str
    sha256: str

    @property
    def ending(self) -> str:
        return self.name.rpartition(".")[2]


def add_picture(
    session: Session, course: Course, given: str, content: bytes, *, author_id: int | None, now: datetime
) -> str:
    """Put a picture into the files of a course; the name under which texts show it.

    Raises PictureRefused for what is none, NoRoom when the course is full.
    """
    change = Change(session, course, base=None, author_id=author_id, now=now)
    stored = StoredPictures(session, course)
    try:
        files, names = written_anew({given: content}, stored)
    except CourseRefused as refused:
        raise PictureRefused(refused.problems[0].message) from None
    if names[given] not in stored.hashes:
        _check_room(session, change.version.id, sum(map(len, files.values())))
    found = change.read((), (), ())
    change.write(dict(found.alive), (), files)
    return names[given]


def _check_room(session: Session, version_id: int, more: int) -> None:
    held = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.func.length(Blob.content)), 0))
    statement = held.select_from(CourseFile).join(Blob, Blob.sha256 == CourseFile.sha256)
    count, size = session.execute(statement.where(CourseFile.version_id == version_id)).one()
    if count >= MOST_FILES:
        raise NoRoom(_("A course has at most %(most)s files. Take out what nothing shows.", most=MOST_FILES))
    if size + more > MOST_COURSE_BYTES:
        raise NoRoom(_("A course holds at most %(most)s MiB. Add a smaller picture.", most=MOST_COURSE_BYTES >> 20))


def pictures_of(session: Session, course_id: int, page: int) -> tuple[Sequence[Listed], int]:
    """The pictures on a page of the list, by name, and how many there are. `page` counts from 1."""
    version = newest_version(session, course_id)
    mine = sa.and_(
        CourseFile.version_id == (version.id if version else None), CourseFile.path.startswith(FOLDER, autoescape=True)
    )
    rows = session.execute(
        sa.select(CourseFile.path, CourseFile.sha256)
        .where(mine)
        .order_by(CourseFile.path)
        .limit(PICTURES_A_PAGE)
        .offset((page - 1) * PICTURES_A_PAGE)
    )
    listed = [Listed(path.removeprefix(FOLDER), sha256) for path, sha256 in rows]
    return listed, session.scalar(sa.select(sa.func.count()).select_from(CourseFile).where(mine)) or 0
