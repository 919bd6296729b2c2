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
from models.items import Quiz, QuizItem
from models.progress import LessonProgress


@dataclass(frozen=True, slots=True)
class LessonToRead:
    """A lesson with everything its page shows; columns, not rows, because this is the page people open most."""

    course_id: int
    slug: str
    course_title: str
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


def _question_count() -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).where(QuizItem.quiz_id == Quiz.id).correlate(Quiz).scalar_subquery()


def _has_prerequisites() -> sa.Exists:
    return (
        sa.select(LessonPrerequisite.lesson_id)
        .where(LessonPrerequisite.lesson_id == Lesson.id)
        .correlate(Lesson)
        .exists()
    )


def _columns() -> tuple[Any, ...]:
    """What is selected, in the order of `LessonToRead`."""
    course = (Course.id, Course.slug, Course.title, Course.topics, Course.lesson_count, Module.title)
    rules = (Lesson.needs_read, Lesson.needs_quiz, Lesson.needs_mark, Lesson.opens_on)
    lesson = (
        Lesson.id,
        Lesson.key,
        Lesson.title,
        Lesson.position,
        Lesson.minutes,
        *rules,
        Lesson.html,
        Lesson.aside,
        _has_prerequisites(),
    )
    quiz = (Quiz.id, Quiz.title, Quiz.pass_fraction, _question_count())
    facts = (
        LessonProgress.read_at,
        LessonProgress.marked_at,
        LessonProgress.quiz_passed_at,
        LessonProgress.best_fraction,
    )
    progress = (LessonProgress.position_key, LessonProgress.position_at, *facts, LessonProgress.completed_at)
    return (*course, *lesson, *quiz, Enrolment.joined_at, Appointment.role, *progress)


def _lesson_statement() -> sa.Select[*tuple[Any, ...]]:
    viewer = sa.bindparam("viewer", type_=sa.Integer)
    quiz = sa.and_(Quiz.lesson_id == Lesson.id, Quiz.retired_at.is_(None))
    enrolment = sa.and_(Enrolment.course_id == Course.id, Enrolment.user_id == viewer)
    appointment = sa.and_(Appointment.course_id == Course.id, Appointment.user_id == viewer)
    progress = sa.and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == viewer)
    return (
        sa.select(*_columns())
        .select_from(Course)
        .join(Lesson, Lesson.course_id == Course.id)
        .join(Module, Module.id == Lesson.module_id)
        .outerjoin(Quiz, quiz)
        .outerjoin(Enrolment, enrolment)
        .outerjoin(Appointment, appointment)
        .outerjoin(LessonProgress, progress)
        .where(Course.slug == sa.bindparam("slug"), Course.retired_at.is_(None))
        .where(Lesson.key == sa.bindparam("key"), Lesson.retired_at.is_(None))
        .order_by(Quiz.id)
        .limit(1)
    )


# Built once: composing the statement takes longer than running it.
_LESSON = _lesson_statement()
_PREREQUISITES = (
    sa.select(Lesson.id, Lesson.key, Lesson.title, LessonProgress.completed_at)
    .join(LessonPrerequisite, LessonPrerequisite.requires_id == Lesson.id)
    .outerjoin(
        LessonProgress,
        sa.and_(
            LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == sa.bindparam("viewer", type_=sa.Integer)
        ),
    )
    .where(LessonPrerequisite.lesson_id == sa.bindparam("lesson_id"), Lesson.retired_at.is_(None))
    .order_by(Lesson.position)
)


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
