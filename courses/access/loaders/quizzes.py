"""Quizzes and attempts: to take, to see, to answer, to finish, to edit and to look into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from courses.access.loaders.catalogue import course_roles
from courses.access.loaders.reading import OpenLesson, lesson_page_to_read, lock_words
from courses.access.rules.roles import Permission, may
from courses.access.viewer import NOBODY, Viewer
from courses.shared.errors import Forbidden, NotFound
from models.catalogue import Appointment, Course, Enrolment, Lesson
from models.enums import StepKind
from models.items import ItemVersion, Quiz
from models.quizzes import Attempt, AttemptSlot, AttemptStep, QuizExtension

NO_QUIZ = lazy_gettext(
    "There is no such quiz. It may have been taken out; the course page shows the lessons and their quizzes."
)
NO_ATTEMPT = lazy_gettext(
    "There is no such attempt of yours. Sign in with the account you answered with, or begin anew from the lesson."
)


@dataclass(frozen=True, slots=True)
class QuizToTake:
    """A quiz with the lesson it belongs to; `lock` says in words why it is closed to the viewer.

    `settings` are as kept, `extra_minutes`, `extra_attempts` and `extended_to` what the viewer is granted beyond them.
    """

    id: int
    title: str
    pass_fraction: float
    question_count: int
    settings: dict[str, Any]
    extra_minutes: int | None
    extra_attempts: int | None
    extended_to: datetime | None
    asked: OpenLesson
    lock: str | None
    may_edit: bool


@dataclass(frozen=True, slots=True)
class AttemptToSee:
    """An attempt of the viewer's own, with the names of quiz, lesson and course; `began_as`: the behaviour its first step tells, if any."""

    id: int
    number: int
    user_id: int
    started_at: datetime
    finished_at: datetime | None
    fraction: float | None
    ends_at: datetime | None
    pending: int
    quiz_id: int
    quiz_title: str
    pass_fraction: float
    quiz_retired_at: datetime | None
    settings: dict[str, Any]
    began_as: str | None
    extra_minutes: int | None
    extra_attempts: int | None
    extended_to: datetime | None
    lesson_id: int
    lesson_key: str
    lesson_title: str
    slug: str
    course_title: str


@dataclass(frozen=True, slots=True)
class SlotToAnswer:
    """A question of an attempt of the viewer's own, held until the answer is written; `began_as` as of an `AttemptToSee`."""

    attempt_id: int
    finished_at: datetime | None
    ends_at: datetime | None
    settings: dict[str, Any]
    began_as: str | None
    position: int
    marks: float
    response: dict[str, Any] | None
    certainty: int | None
    tries: int
    closed_at: datetime | None
    fraction: float | None
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class QuizToEdit:
    """A quiz of a course whose quizzes the viewer may write."""

    id: int
    key: str
    title: str
    path: str
    pass_fraction: float
    lesson_key: str
    lesson_title: str
    course: Course


def quiz_to_take(session: Session, viewer: Viewer, quiz_id: int, *, now: datetime) -> QuizToTake:
    """A quiz, locked or not, in at most three statements. Raises NotFound."""
    place = session.execute(_QUIZ_PLACE, {"quiz_id": quiz_id, "viewer": viewer.id or NOBODY}).one_or_none()
    if place is None:
        raise NotFound(str(NO_QUIZ))
    slug, key, title, pass_fraction, count, *granted = place
    asked = lesson_page_to_read(session, viewer, slug, key, today=now.date())
    if asked.lesson.quiz_id != quiz_id:
        raise NotFound(str(NO_QUIZ))
    lock = lock_words(asked.lock) if asked.lock and not asked.is_readable else None
    may_edit = may(asked.roles, Permission.EDIT_COURSE)
    return QuizToTake(quiz_id, title, pass_fraction, count, *granted, asked, lock, may_edit)


def quiz_to_start(session: Session, viewer: Viewer, quiz_id: int, *, now: datetime) -> QuizToTake:
    """A quiz whose lesson is open to the viewer. Raises NotFound, or Forbidden while its lesson is locked."""
    quiz = quiz_to_take(session, viewer, quiz_id, now=now)
    if quiz.lock:
        raise Forbidden(_("The lesson of this quiz is still locked. %(reason)s", reason=quiz.lock))
    return quiz


def attempt_to_see(session: Session, viewer: Viewer, attempt_id: int) -> AttemptToSee:
    """An attempt of one's own; to everybody else it does not exist."""
    row = session.execute(_ATTEMPT, {"attempt_id": attempt_id, "viewer": viewer.id}).one_or_none()
    if row is None:
        raise NotFound(str(NO_ATTEMPT))
    return AttemptToSee(*row)


def attempt_to_finish(session: Session, viewer: Viewer, attempt_id: int) -> AttemptToSee:
    """An attempt of one's own, held so that nobody answers it until it is finished."""
    held = sa.select(Attempt.id).where(Attempt.id == attempt_id, Attempt.user_id == viewer.id).with_for_update()
    if session.scalar(held) is None:
        raise NotFound(str(NO_ATTEMPT))
    return attempt_to_see(session, viewer, attempt_id)


def attempt_to_answer(session: Session, viewer: Viewer, attempt_id: int, position: int) -> SlotToAnswer:
    """A question of one's own attempt, in one statement; other answers to the attempt wait until this one is written."""
    row = session.execute(_SLOT, {"attempt_id": attempt_id, "viewer": viewer.id, "position": position}).one_or_none()
    if row is None:
        raise NotFound(str(NO_ATTEMPT))
    return SlotToAnswer(*row)


def quiz_to_edit(session: Session, viewer: Viewer, quiz_id: int) -> QuizToEdit:
    """A quiz the viewer may write. Raises NotFound or Forbidden."""
    return _quiz_for(session, viewer, quiz_id, Permission.EDIT_COURSE)


def quiz_to_look_into(session: Session, viewer: Viewer, quiz_id: int) -> QuizToEdit:
    """A quiz whose results the viewer may see. Raises NotFound or Forbidden."""
    return _quiz_for(session, viewer, quiz_id, Permission.SEE_RESULTS)


def _quiz_for(session: Session, viewer: Viewer, quiz_id: int, permission: Permission) -> QuizToEdit:
    row = session.execute(_QUIZ, {"quiz_id": quiz_id, "viewer": viewer.id}).one_or_none()
    if row is None:
        raise NotFound(str(NO_QUIZ))
    *columns, course, joined_at, role = row
    if not may(course_roles(viewer, joined=joined_at is not None, role=role), permission):
        raise Forbidden(_("This is for the instructors of the course. Ask the administrator if you should be one."))
    return QuizToEdit(*columns, course)


_VIEWER = sa.bindparam("viewer", type_=sa.Integer)
_GRANTED: tuple[Any, ...] = (QuizExtension.extra_minutes, QuizExtension.extra_attempts, QuizExtension.closes_at)
# The behaviour that an attempt began with; None for attempts that were begun before their first step held it.
BEGAN_AS: sa.ScalarSelect[Any] = (
    sa.select(AttemptStep.payload["behaviour"].as_string())
    .where(AttemptStep.attempt_id == Attempt.id, AttemptStep.kind == StepKind.STARTED, AttemptStep.token == ":started")
    .correlate(Attempt)
    .scalar_subquery()
)
_ATTEMPT_COLUMNS: tuple[Any, ...] = (
    *(Attempt.id, Attempt.number, Attempt.user_id, Attempt.started_at, Attempt.finished_at, Attempt.fraction),
    *(Attempt.ends_at, Attempt.pending, Quiz.id, Quiz.title, Quiz.pass_fraction, Quiz.retired_at, Quiz.settings),
    BEGAN_AS,
    *_GRANTED,
    *(Lesson.id, Lesson.key, Lesson.title, Course.slug, Course.title),
)
_SLOT_COLUMNS: tuple[Any, ...] = (
    *(Attempt.id, Attempt.finished_at, Attempt.ends_at, Quiz.settings, BEGAN_AS),
    *(AttemptSlot.position, AttemptSlot.marks),
    *(AttemptSlot.response, AttemptSlot.certainty, AttemptSlot.tries, AttemptSlot.closed_at, AttemptSlot.fraction),
    *(ItemVersion.kind, ItemVersion.body),
)
_QUIZ_COLUMNS: tuple[Any, ...] = (
    *(Quiz.id, Quiz.key, Quiz.title, Quiz.path, Quiz.pass_fraction),
    *(Lesson.key, Lesson.title, Course, Enrolment.joined_at, Appointment.role),
)

# Built once: composing a statement takes longer than running it.
_PLACE_COLUMNS: tuple[Any, ...] = (
    *(Course.slug, Lesson.key, Quiz.title, Quiz.pass_fraction, Quiz.question_count, Quiz.settings),
    *_GRANTED,
)
_QUIZ_PLACE = (
    sa.select(*_PLACE_COLUMNS)
    .join(Lesson, Lesson.course_id == Course.id)
    .join(Quiz, Quiz.lesson_id == Lesson.id)
    .outerjoin(QuizExtension, sa.and_(QuizExtension.quiz_id == Quiz.id, QuizExtension.user_id == _VIEWER))
    .where(Quiz.id == sa.bindparam("quiz_id"), Quiz.retired_at.is_(None))
)
_ATTEMPT = (
    sa.select(*_ATTEMPT_COLUMNS)
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .join(Lesson, Lesson.id == Quiz.lesson_id)
    .join(Course, Course.id == Quiz.course_id)
    .outerjoin(QuizExtension, sa.and_(QuizExtension.quiz_id == Quiz.id, QuizExtension.user_id == Attempt.user_id))
    .where(Attempt.id == sa.bindparam("attempt_id"), Attempt.user_id == _VIEWER)
)
_SLOT = (
    sa.select(*_SLOT_COLUMNS)
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
    .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
    .where(Attempt.id == sa.bindparam("attempt_id"), Attempt.user_id == _VIEWER)
    .where(AttemptSlot.position == sa.bindparam("position"))
    .with_for_update(of=[Attempt, AttemptSlot])
)
_QUIZ = (
    sa.select(*_QUIZ_COLUMNS)
    .join(Lesson, Lesson.id == Quiz.lesson_id)
    .join(Course, Course.id == Quiz.course_id)
    .outerjoin(Enrolment, sa.and_(Enrolment.course_id == Course.id, Enrolment.user_id == _VIEWER))
    .outerjoin(Appointment, sa.and_(Appointment.course_id == Course.id, Appointment.user_id == _VIEWER))
    .where(Quiz.id == sa.bindparam("quiz_id"), Quiz.retired_at.is_(None), Course.retired_at.is_(None))
)
