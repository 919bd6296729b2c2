"""Reading what the grades of learners are made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.accounts.merging import MERGED
from courses.quizzes.rules.limits import Standing, Terms
from courses.quizzes.rules.settings import Settings
from models.accounts import User
from models.enums import Behaviour
from models.items import Quiz
from models.quizzes import Attempt, AttemptStep, QuizExtension, QuizGrade

# Practice is not in the gradebook.
COUNTS = sa.and_(
    Quiz.retired_at.is_(None),
    sa.func.coalesce(Quiz.settings["behaviour"].as_string(), Behaviour.DEFERRED.value) != Behaviour.PRACTICE.value,
)
# The attempt was there when those of two people became one's.
IS_MERGED = sa.exists().where(AttemptStep.attempt_id == Attempt.id, AttemptStep.token == MERGED)


@dataclass(frozen=True, slots=True)
class Graded:
    """A quiz as its grades need it."""

    course_id: int
    settings: Settings


def quiz_graded(session: Session, quiz_id: int) -> Graded:
    """The quiz with its settings."""
    row = session.execute(sa.select(Quiz.course_id, Quiz.settings).where(Quiz.id == quiz_id)).one()
    return Graded(row.course_id, Settings.from_json(row.settings))


def not_counted(
    session: Session, quiz_id: int, settings: Settings, user_ids: Collection[int] | None = None
) -> dict[int, Standing]:
    """The attempts (of some people or of everybody) that do not count: those by which people who answered as guests too have come
    to more than one person may have. Whoever has all attempts from one account was allowed each of them when it began."""
    if settings.attempts is None and not settings.wait_minutes:
        return {}
    merged = sa.select(Attempt.user_id).where(Attempt.quiz_id == quiz_id, IS_MERGED)
    if user_ids is not None:
        merged = merged.where(Attempt.user_id.in_(user_ids))
    columns: tuple[Any, ...] = (Attempt.user_id, Attempt.id, Attempt.started_at, Attempt.finished_at)
    granted = sa.and_(QuizExtension.quiz_id == Attempt.quiz_id, QuizExtension.user_id == Attempt.user_id)
    rows = session.execute(
        sa.select(*columns, QuizExtension.extra_attempts)
        .outerjoin(QuizExtension, granted)
        .where(Attempt.quiz_id == quiz_id, Attempt.user_id.in_(merged))
        .order_by(Attempt.user_id)
    )
    found: dict[int, Standing] = {}
    for _user_id, together in groupby(rows, key=lambda row: row.user_id):
        attempts = list(together)
        found |= Terms(settings, extra_attempts=attempts[0].extra_attempts or 0).not_counted(attempts)
    return found


def finished_attempts(
    session: Session, quiz_id: int, settings: Settings, user_ids: Collection[int]
) -> Mapping[int, list[tuple[float, int]]]:
    """By learner the (fraction, pending) of their finished attempts that count, in their order."""
    besides = not_counted(session, quiz_id, settings, user_ids)
    rows = session.execute(
        sa.select(Attempt.id, Attempt.user_id, Attempt.fraction, Attempt.pending)
        .where(Attempt.quiz_id == quiz_id, Attempt.user_id.in_(user_ids), Attempt.finished_at.is_not(None))
        .order_by(Attempt.user_id, Attempt.number)
    )
    found: dict[int, list[tuple[float, int]]] = {user_id: [] for user_id in user_ids}
    for attempt_id, user_id, fraction, pending in rows:
        if attempt_id not in besides:
            found[user_id].append((fraction or 0.0, pending))
    return found


def quiz_grades(session: Session, course_id: int, user_ids: Collection[int]) -> Mapping[int, list[float]]:
    """By learner what they have in the quizzes of a course that count: what was set by hand before what was computed."""
    grade = sa.func.coalesce(QuizGrade.override, QuizGrade.fraction)
    rows = session.execute(
        sa.select(QuizGrade.user_id, grade)
        .join(Quiz, Quiz.id == QuizGrade.quiz_id)
        .where(Quiz.course_id == course_id, QuizGrade.user_id.in_(user_ids), COUNTS, grade.is_not(None))
        .order_by(QuizGrade.user_id, Quiz.id)
    )
    found: dict[int, list[float]] = {user_id: [] for user_id in user_ids}
    for user_id, fraction in rows:
        found[user_id].append(fraction)
    return found


def quiz_count(session: Session, course_id: int) -> int:
    """How many quizzes of a course count."""
    return session.scalar(sa.select(sa.func.count()).select_from(Quiz).where(Quiz.course_id == course_id, COUNTS)) or 0


def takers_of(session: Session, quiz_id: int) -> list[int]:
    """Everybody who has finished an attempt at the quiz."""
    people = sa.select(Attempt.user_id).where(Attempt.quiz_id == quiz_id, Attempt.finished_at.is_not(None))
    return list(session.scalars(people.distinct().order_by(Attempt.user_id)))


def graded_people(session: Session, course_id: int) -> list[int]:
    """Everybody who has a grade in a quiz of the course."""
    people = sa.select(QuizGrade.user_id).join(Quiz, Quiz.id == QuizGrade.quiz_id).where(Quiz.course_id == course_id)
    return list(session.scalars(people.distinct().order_by(QuizGrade.user_id)))


def unerased(session: Session, user_ids: Collection[int]) -> list[int]:
    """Those of these people who have not erased their accounts: what the others did stays, as nobody's, and is graded no more."""
    people = sa.select(User.id).where(User.id.in_(user_ids), User.erased_at.is_(None))
    return list(session.scalars(people.order_by(User.id)))


def grade_of_learner(session: Session, quiz_id: int, user_id: int | None) -> QuizGrade | None:
    """What stands in the gradebook for a learner and a quiz."""
    return None if user_id is None else session.get(QuizGrade, (user_id, quiz_id))
