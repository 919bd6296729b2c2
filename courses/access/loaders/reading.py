"""A lesson as its page needs it: the reading, what the viewer is to the course, and what they have done, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.catalogue import course_roles
from courses.access.rules.roles import Permission, Role, may
from courses.access.rules.unlocking import Lock, lock_of
from courses.access.viewer import Viewer
from courses.access.words import lock_words
from courses.shared.errors import Forbidden, NotFound
from models.catalogue import Appointment, Course, Enrolment, Lesson, LessonPrerequisite, Module
from models.enums import CourseRole
from models.items import Quiz
from models.progress import LessonProgress


@dataclass(frozen=True, slots=True)
class LessonToRead:
    """A lesson with everything its page shows; columns, not rows, because this is the page people open most."""

    course_id: int
    slug: str
    course_title: str
    digest: str
    topics: list[list[str]]
    lesson_count: int
    module_title: str
    lesson_id: int
    key: str
    title: str
    position: int
    minutes: int
    needs_read: bool
    needs_quiz: bool
    needs_mark: bool
    opens_on: date | None
    html: str
    aside: dict[str, Any]
    has_prerequisites: bool
    quiz_id: int | None
    quiz_title: str | None
    pass_fraction: float | None
    question_count: int
    joined_at: datetime | None
    role: CourseRole | None
    position_key: str | None
    position_at: datetime | None
    read_at: datetime | None
    marked_at: datetime | None
    quiz_passed_at: datetime | None
    best_fraction: float | None
    completed_at: datetime | None


# Statements over tables instead of models, composed once: on the page people open most this halves their price.
_course, _module, _lesson = Course.__table__, Module.__table__, Lesson.__table__
_quiz, _progress = Quiz.__table__, LessonProgress.__table__
_enrolment, _appointment, _prerequisite = Enrolment.__table__, Appointment.__table__, LessonPrerequisite.__table__
_viewer = sa.bindparam("viewer", type_=sa.Integer)


def _columns() -> tuple[Any, ...]:
    """What is selected, in the order of `LessonToRead`."""
    has_prerequisites = sa.select(_prerequisite.c.lesson_id).where(_prerequisite.c.lesson_id == _lesson.c.id)
    return (
        *_named(_course, "id slug title digest topics lesson_count"),
        *_named(_module, "title"),
        *_named(_lesson, "id key title position minutes needs_read needs_quiz needs_mark opens_on html aside"),
        has_prerequisites.correlate(_lesson).exists(),
        *_named(_quiz, "id title pass_fraction"),
        sa.func.coalesce(_quiz.c.question_count, 0),
        *_named(_enrolment, "joined_at"),
        *_named(_appointment, "role"),
        *_named(_progress, "position_key position_at read_at marked_at quiz_passed_at best_fraction completed_at"),
    )


def _named(table: sa.FromClause, names: str) -> list[sa.ColumnElement[Any]]:
    return [table.c[name] for name in names.split()]


def _lesson_statement() -> sa.Select[*tuple[Any, ...]]:
    of_course, of_lesson = _course.c.id, _lesson.c.id
    return (
        sa.select(*_columns())
        .select_from(_course)
        .join(_lesson, _lesson.c.course_id == of_course)
        .join(_module, _module.c.id == _lesson.c.module_id)
        .outerjoin(_quiz, sa.and_(_quiz.c.lesson_id == of_lesson, _quiz.c.retired_at.is_(None)))
        .outerjoin(_enrolment, sa.and_(_enrolment.c.course_id == of_course, _enrolment.c.user_id == _viewer))
        .outerjoin(_appointment, sa.and_(_appointment.c.course_id == of_course, _appointment.c.user_id == _viewer))
        .outerjoin(_progress, sa.and_(_progress.c.lesson_id == of_lesson, _progress.c.user_id == _viewer))
        .where(_course.c.slug == sa.bindparam("slug"), _course.c.retired_at.is_(None))
        .where(_lesson.c.key == sa.bindparam("key"), _lesson.c.retired_at.is_(None))
        .order_by(_quiz.c.id)
        .limit(1)
    )


def _prerequisites_statement() -> sa.Select[*tuple[Any, ...]]:
    is_mine = sa.and_(_progress.c.lesson_id == _lesson.c.id, _progress.c.user_id == _viewer)
    return (
        sa.select(_lesson.c.id, _lesson.c.key, _lesson.c.title, _progress.c.completed_at)
        .join(_prerequisite, _prerequisite.c.requires_id == _lesson.c.id)
        .outerjoin(_progress, is_mine)
        .where(_prerequisite.c.lesson_id == sa.bindparam("lesson_id"), _lesson.c.retired_at.is_(None))
        .order_by(_lesson.c.position)
    )


_LESSON, _PREREQUISITES = _lesson_statement(), _prerequisites_statement()


@dataclass(frozen=True, slots=True)
class OpenLesson:
    """A lesson someone asked to read: what is in it, what they are to it, and why it is closed if it is.

    `first` holds the lessons (key, title) to complete first.
    """

    lesson: LessonToRead
    roles: frozenset[Role]
    lock: Lock | None
    first: tuple[tuple[str, str], ...] = ()

    @property
    def is_readable(self) -> bool:
        """Whether the text may be shown: instructors see what is not open yet."""
        return self.lock is None or may(self.roles, Permission.EDIT_COURSE)


def lesson_page_to_read(session: Session, viewer: Viewer, slug: str, key: str, *, today: date) -> OpenLesson:
    """The lesson for its page, locked or not, in one statement, and a second if it has prerequisites. Raises NotFound."""
    row = session.execute(_LESSON, {"viewer": viewer.id, "slug": slug, "key": key}).one_or_none()
    if row is None:
        raise NotFound(_("There is no such lesson. It may have been taken out; the course page shows those there are."))
    lesson = LessonToRead(*row)
    roles = course_roles(viewer, joined=lesson.joined_at is not None, role=lesson.role)
    if lesson.completed_at:
        # What somebody has completed stays open to them, whatever is asked for later.
        return OpenLesson(lesson, roles, None)
    lessons = (
        session.execute(_PREREQUISITES, {"viewer": viewer.id, "lesson_id": lesson.lesson_id}).all()
        if lesson.has_prerequisites
        else []
    )
    completed = {before.id for before in lessons if before.completed_at}
    requires = [(before.id, before.title) for before in lessons]
    lock = lock_of(opens_on=lesson.opens_on, requires=requires, completed=completed, today=today)
    first = tuple((before.key, before.title) for before in lessons if before.id not in completed)
    return OpenLesson(lesson, roles, lock, first)


def lesson_to_work_on(session: Session, viewer: Viewer, slug: str, key: str, *, today: date) -> LessonToRead:
    """A lesson in which something is to be recorded. Raises NotFound, or Forbidden while it is locked."""
    asked = lesson_page_to_read(session, viewer, slug, key, today=today)
    if asked.lock and not asked.is_readable:
        raise Forbidden(_("This lesson is still locked. %(reason)s", reason=lock_words(asked.lock)))
    return asked.lesson
