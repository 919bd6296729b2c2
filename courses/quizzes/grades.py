"""Writing grades: what a learner has in a quiz and in its course, whenever an attempt, a mark or an override has changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.quizzes.queries.grades import finished_attempts, graded_people, quiz_count, quiz_graded, quiz_grades
from courses.quizzes.rules.scoring import course_fraction, grade_of
from courses.shared.upsert import upsert_all
from models.enums import Behaviour
from models.quizzes import CourseGrade, QuizGrade

# Bounds what one statement names.
BATCH = 500


def settle(session: Session, user_id: int, quiz_id: int) -> None:
    """Derive the grade of a learner in a quiz anew, and with it the one of the course. Doing it again gives the same."""
    settle_all(session, quiz_id, [user_id])


def settle_all(session: Session, quiz_id: int, user_ids: Collection[int]) -> None:
    """Derive the grades of many learners in a quiz anew; what was set by hand is not touched."""
    graded = quiz_graded(session, quiz_id)
    if graded.settings.behaviour is Behaviour.PRACTICE:
        return
    for batch in _batches(sorted(set(user_ids))):
        rows = [
            {
                "user_id": user_id,
                "quiz_id": quiz_id,
                "fraction": grade_of(graded.settings.grade, [fraction for fraction, _ in attempts]),
                "attempts": len(attempts),
                "pending": sum(pending for _, pending in attempts),
            }
            for user_id, attempts in finished_attempts(session, quiz_id, batch).items()
        ]
        upsert_all(session, QuizGrade, rows, keys=("user_id", "quiz_id"), changes=_computed)
        _settle_course(session, graded.course_id, batch)


def _computed(new: Any) -> dict[str, Any]:
    return {name: new[name] for name in ("fraction", "attempts", "pending")}


def settle_course(session: Session, course_id: int, user_ids: Collection[int] | None = None) -> None:
    """Derive the grades in a course anew, of everybody or of some: after an override, or when a quiz came or went."""
    people = graded_people(session, course_id) if user_ids is None else sorted(set(user_ids))
    for batch in _batches(people):
        _settle_course(session, course_id, batch)


def _settle_course(session: Session, course_id: int, user_ids: Sequence[int]) -> None:
    count = quiz_count(session, course_id)
    rows = [
        {"user_id": user_id, "course_id": course_id, "fraction": course_fraction(grades, count)}
        for user_id, grades in quiz_grades(session, course_id, user_ids).items()
        if grades
    ]
    graded = {row["user_id"] for row in rows}
    upsert_all(
        session, CourseGrade, rows, keys=("user_id", "course_id"), changes=lambda new: {"fraction": new.fraction}
    )
    if without := [user_id for user_id in user_ids if user_id not in graded]:
        nothing = sa.delete(CourseGrade).where(CourseGrade.course_id == course_id, CourseGrade.user_id.in_(without))
        session.execute(nothing)


def _batches(people: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(people)
    while batch := list(islice(rest, BATCH)):
        yield batch
