"""What the database holds of one person's attempts and grades, for the file with everything about them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.quizzes.queries.grades import COUNTS
from courses.quizzes.rules.limits import Terms, terms_of
from models.catalogue import Course
from models.items import ItemVersion, Quiz
from models.quizzes import (
    Attempt,
    AttemptSlot,
    AttemptStep,
    Contest,
    CourseGrade,
    GradeOverride,
    QuizExtension,
    QuizGrade,
)

Rows = list[dict[str, Any]]
Selected = sa.Select[*tuple[Any, ...]]


def terms_by_quiz(session: Session, user_id: int) -> dict[int, Terms]:
    """The terms that hold for a person at every quiz of which anything of theirs is kept."""
    mine = sa.and_(QuizExtension.quiz_id == Quiz.id, QuizExtension.user_id == user_id)
    kept = (sa.select(table.quiz_id).where(table.user_id == user_id) for table in (Attempt, QuizGrade, GradeOverride))
    granted = (QuizExtension.extra_minutes, QuizExtension.extra_attempts, QuizExtension.closes_at.label("extended_to"))
    rows = session.execute(
        sa.select(Quiz.id, Quiz.settings, *granted)
        .outerjoin(QuizExtension, mine)
        .where(Quiz.id.in_(sa.union(*kept).subquery().select()))
    )
    return {row.id: terms_of(row) for row in rows}


def attempts_of_person(session: Session, user_id: int) -> Rows:
    """All attempts, in the order of their beginning, with the names of course and quiz."""
    columns = (Attempt.id, Attempt.number, Attempt.started_at, Attempt.finished_at, Attempt.fraction, Attempt.quiz_id)
    return _rows(
        session, _named(Attempt, *columns).where(Attempt.user_id == user_id).order_by(Attempt.started_at, Attempt.id)
    )


def answers_of_person(session: Session, user_id: int) -> dict[int, Rows]:
    """The questions of all attempts with the answers, by attempt."""
    slot = AttemptSlot
    said = (slot.response, slot.certainty, slot.tries, slot.fraction, slot.comment, slot.answered_at, slot.closed_at)
    contest = (Contest.reason, Contest.created_at, Contest.answer, Contest.answered_at, Contest.fraction_after)
    objection = [column.label(f"objection_{column.key}") for column in contest]
    columns = (slot.attempt_id, slot.position, ItemVersion.text.label("question"), slot.marks, *said, *objection)
    return _by_attempt(
        session,
        sa.select(*columns)
        .join(Attempt, Attempt.id == slot.attempt_id)
        .join(ItemVersion, ItemVersion.id == slot.item_version_id)
        .outerjoin(Contest, sa.and_(Contest.attempt_id == slot.attempt_id, Contest.position == slot.position))
        .where(Attempt.user_id == user_id)
        .order_by(slot.attempt_id, slot.position),
    )


def steps_of_person(session: Session, user_id: int) -> dict[int, Rows]:
    """The logs of all attempts, by attempt."""
    step = AttemptStep
    columns = (step.attempt_id, step.kind, step.position, step.payload, step.created_at)
    mine = sa.select(*columns).join(Attempt, Attempt.id == step.attempt_id).where(Attempt.user_id == user_id)
    return _by_attempt(session, mine.order_by(step.id))


def grades_of_person(session: Session, user_id: int) -> Rows:
    """What stands in the gradebooks, quiz by quiz."""
    by_hand = (QuizGrade.override, QuizGrade.override_reason, QuizGrade.override_at)
    columns = (QuizGrade.quiz_id, QuizGrade.fraction, QuizGrade.attempts, QuizGrade.pending, *by_hand)
    return _rows(session, _named(QuizGrade, *columns).where(QuizGrade.user_id == user_id).order_by(Quiz.id))


def changes_of_person(session: Session, user_id: int) -> Rows:
    """What instructors have set by hand, in its order."""
    change = GradeOverride
    columns = (change.id, change.quiz_id, change.fraction, change.reason, change.created_at)
    return _rows(session, _named(change, *columns).where(change.user_id == user_id).order_by(change.id))


def course_grades_of_person(session: Session, user_id: int) -> Rows:
    """What stands in the gradebooks for whole courses."""
    columns = (CourseGrade.course_id, Course.slug.label("course"), CourseGrade.fraction)
    statement = sa.select(*columns).join(Course, Course.id == CourseGrade.course_id)
    return _rows(session, statement.where(CourseGrade.user_id == user_id).order_by(Course.slug))


def graded_quizzes(session: Session, user_id: int) -> dict[int, list[int]]:
    """By course the quizzes that are part of a person's grade in it."""
    mine = sa.select(Quiz.course_id, Quiz.id).join(QuizGrade, QuizGrade.quiz_id == Quiz.id)
    found: dict[int, list[int]] = defaultdict(list)
    for course_id, quiz_id in session.execute(mine.where(QuizGrade.user_id == user_id, COUNTS).order_by(Quiz.id)):
        found[course_id].append(quiz_id)
    return found


def _named(model: Any, *columns: Any) -> Selected:
    """Rows that belong to a quiz, beside the names of course and quiz."""
    names = (Course.slug.label("course"), Quiz.key.label("quiz"))
    places = sa.select(*names, *columns).select_from(model)
    return places.join(Quiz, Quiz.id == model.quiz_id).join(Course, Course.id == Quiz.course_id)


def _rows(session: Session, statement: Selected) -> Rows:
    return [dict(row) for row in session.execute(statement).mappings()]


def _by_attempt(session: Session, statement: Selected) -> dict[int, Rows]:
    grouped: dict[int, Rows] = defaultdict(list)
    for row in _rows(session, statement):
        grouped[row.pop("attempt_id")].append(row)
    return grouped
