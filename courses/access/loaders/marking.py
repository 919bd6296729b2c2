"""Answers to mark, and objections: to raise one as a learner, to see and to answer them as an instructor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from courses.access.loaders.catalogue import course_with_roles
from courses.access.loaders.quizzes import NO_ATTEMPT
from courses.access.rules.roles import Permission
from courses.access.viewer import NOBODY, Viewer
from courses.shared.errors import NotFound
from models.accounts import User
from models.catalogue import Course, Lesson
from models.enums import StepKind
from models.items import Item, ItemVersion, Quiz
from models.quizzes import Attempt, AttemptSlot, AttemptStep, Contest, QuizExtension

NO_ANSWER = lazy_gettext("There is no such answer to mark. The page “Marking” of the course shows what waits.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedSlot:
    """An answer of a finished attempt with all that marking it takes; the names are those of the columns.

    `settings` are the quiz's, as kept. `email` is None for a guest. `changed_id`: the step that changed the mark last, 0 if none has.
    """

    attempt_id: int
    position: int
    user_id: int
    name: str
    email: str | None
    number: int
    finished_at: datetime
    pending: int
    quiz_id: int
    quiz_title: str
    settings: dict[str, Any]
    lesson_id: int
    lesson_title: str
    item_id: int
    item_key: str
    kind: str
    body: dict[str, Any]
    order: dict[str, Any]
    response: dict[str, Any] | None
    marks: float
    fraction: float
    certainty: int | None
    tries: int
    comment: str | None
    is_marked: bool
    changed_id: int
    contest: Contest | None


@dataclass(frozen=True, slots=True)
class OwnSlot:
    """A learner's own answer as it is contested, None while its attempt is open; `extended_to`: what they are granted beyond the quiz's closing time."""

    slot: MarkedSlot | None
    settings: dict[str, Any]
    extended_to: datetime | None


def course_to_mark(session: Session, viewer: Viewer, slug: str) -> Course:
    """A course whose answers the viewer may mark. Raises NotFound or Forbidden."""
    return course_with_roles(session, viewer, slug, Permission.MARK)[0]


def answer_to_see(
    session: Session, viewer: Viewer, slug: str, key: str, place: tuple[int, int]
) -> tuple[Course, MarkedSlot]:
    """An answer to a question of the course, at (attempt, position), in two statements. Raises NotFound or Forbidden."""
    course = course_to_mark(session, viewer, slug)
    return course, _slot(session, course, place, Item.key == key)


def answer_to_mark(
    session: Session, viewer: Viewer, slug: str, key: str, place: tuple[int, int]
) -> tuple[Course, MarkedSlot]:
    """The same, with its attempt held until the mark is written. Raises NotFound or Forbidden."""
    course = course_to_mark(session, viewer, slug)
    _hold(session, place[0])
    return course, _slot(session, course, place, Item.key == key)


def contest_to_see(session: Session, viewer: Viewer, slug: str, place: tuple[int, int]) -> tuple[Course, MarkedSlot]:
    """An answer whose mark was contested, in two statements. Raises NotFound or Forbidden."""
    course = course_to_mark(session, viewer, slug)
    return course, _slot(session, course, place, Contest.attempt_id.is_not(None))


def contest_to_answer(session: Session, viewer: Viewer, slug: str, place: tuple[int, int]) -> tuple[Course, MarkedSlot]:
    """The same, with its attempt held until the objection is answered. Raises NotFound or Forbidden."""
    course = course_to_mark(session, viewer, slug)
    _hold(session, place[0])
    return course, _slot(session, course, place, Contest.attempt_id.is_not(None))


def answer_to_contest(session: Session, viewer: Viewer, attempt_id: int, position: int) -> OwnSlot:
    """One's own answer, held until the objection is written. To others there is no such attempt."""
    mine = sa.and_(Attempt.id == attempt_id, Attempt.user_id == (viewer.id or NOBODY))
    extension = sa.and_(QuizExtension.quiz_id == Quiz.id, QuizExtension.user_id == Attempt.user_id)
    _hold(session, attempt_id, mine)
    row = session.execute(
        sa.select(Attempt.finished_at, Quiz.settings, QuizExtension.closes_at)
        .join(AttemptSlot, sa.and_(AttemptSlot.attempt_id == Attempt.id, AttemptSlot.position == position))
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .outerjoin(QuizExtension, extension)
        .where(mine)
    ).one_or_none()
    if row is None:
        raise NotFound(str(NO_ATTEMPT))
    slot = None if row.finished_at is None else _slot(session, None, (attempt_id, position))
    return OwnSlot(slot, row.settings, row.closes_at)


def _hold(session: Session, attempt_id: int, *conditions: sa.ColumnElement[bool]) -> None:
    """Let others who change this attempt wait. A statement of its own: what is read after it is what they have left."""
    session.execute(sa.select(Attempt.id).where(Attempt.id == attempt_id, *conditions).with_for_update())


def _slot(
    session: Session, course: Course | None, place: tuple[int, int], *conditions: sa.ColumnElement[bool]
) -> MarkedSlot:
    attempt_id, position = place
    here = () if course is None else (Quiz.course_id == course.id,)
    at_place = sa.and_(Contest.attempt_id == AttemptSlot.attempt_id, Contest.position == AttemptSlot.position)
    row = session.execute(
        sa.select(*_COLUMNS, Contest)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .join(User, User.id == Attempt.user_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Lesson, Lesson.id == Quiz.lesson_id)
        .join(Item, Item.id == AttemptSlot.item_id)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .outerjoin(Contest, at_place)
        .where(AttemptSlot.attempt_id == attempt_id, AttemptSlot.position == position, Attempt.finished_at.is_not(None))
        .where(User.erased_at.is_(None), *here, *conditions)
    ).one_or_none()
    if row is None:
        raise NotFound(str(NO_ANSWER))
    *columns, contest = row
    return MarkedSlot(**dict(zip(_NAMES, columns, strict=True)), contest=contest)


def _last_step(*kinds: StepKind) -> sa.ScalarSelect[int]:
    """The newest step of these kinds about the answer, 0 if there is none."""
    return (
        sa.select(sa.func.coalesce(sa.func.max(AttemptStep.id), 0))
        .where(AttemptStep.attempt_id == AttemptSlot.attempt_id, AttemptStep.position == AttemptSlot.position)
        .where(AttemptStep.kind.in_(kinds))
        .correlate(AttemptSlot)
        .scalar_subquery()
    )


_COLUMNS: tuple[Any, ...] = (
    *(AttemptSlot.attempt_id, AttemptSlot.position, Attempt.user_id, User.name, User.email, Attempt.number),
    *(Attempt.finished_at, Attempt.pending, Attempt.quiz_id, Quiz.title.label("quiz_title"), Quiz.settings),
    *(Quiz.lesson_id, Lesson.title.label("lesson_title"), AttemptSlot.item_id, Item.key.label("item_key")),
    *(ItemVersion.kind, ItemVersion.body, AttemptSlot.order, AttemptSlot.response, AttemptSlot.marks),
    sa.func.coalesce(AttemptSlot.fraction, 0.0).label("fraction"),
    *(AttemptSlot.certainty, AttemptSlot.tries, AttemptSlot.comment),
    (_last_step(StepKind.MARKED) > 0).label("is_marked"),
    _last_step(StepKind.MARKED, StepKind.REGRADED).label("changed_id"),
)
_NAMES = tuple(column.key for column in _COLUMNS)
