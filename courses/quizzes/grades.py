"""Writing grades: what a learner has in a quiz and in its course, whenever an attempt, a mark or an override has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.quizzes.queries.grades import (
    finished_attempts,
    graded_people,
    quiz_count,
    quiz_graded,
    quiz_grades,
    unerased,
)
from courses.quizzes.rules.scoring import course_fraction, grade_of
from courses.quizzes.rules.settings import Settings
from courses.shared.upsert import upsert_all
from models.base import Base
from models.enums import Behaviour
from models.quizzes import CourseGrade, QuizGrade

# Bounds what one statement names.
BATCH = 500
NOTHING = {"fraction": None, "attempts": 0, "pending": 0}


def settle(session: Session, user_id: int, quiz_id: int) -> None:
    """Derive the grade of a learner in a quiz anew, and with it the one of the course. Doing it again gives the same."""
    settle_all(session, quiz_id, [user_id])


def settle_granted(session: Session, user_id: int, quiz_id: int) -> bool:
    """Derive a grade anew when its learner may have more attempts than before, or fewer; whether there is anything to derive it of."""
    settings = quiz_graded(session, quiz_id).settings
    has_finished = bool(finished_attempts(session, quiz_id, settings, [user_id])[user_id])
    if has_finished:
        settle(session, user_id, quiz_id)
    return has_finished


def settle_all(session: Session, quiz_id: int, user_ids: Collection[int]) -> None:
    """Derive the grades of many learners in a quiz anew; what was set by hand is not touched."""
    settle_quizzes(session, {quiz_id: user_ids})


def settle_quizzes(session: Session, takers: Mapping[int, Collection[int]]) -> None:
    """Derive the grades of these learners in these quizzes anew, and then those of the courses."""
    courses: dict[int, set[int]] = defaultdict(set)
    for quiz_id in sorted(takers):
        graded = quiz_graded(session, quiz_id)
        if graded.settings.behaviour is Behaviour.PRACTICE:
            continue
        for batch in _batches(sorted(set(takers[quiz_id]))):
            people = unerased(session, batch)
            if people:
                _settle_quiz(session, quiz_id, graded.settings, people)
            courses[graded.course_id].update(people)
    for course_id in sorted(courses):
        settle_course(session, course_id, courses[course_id])


def _settle_quiz(session: Session, quiz_id: int, settings: Settings, user_ids: Sequence[int]) -> None:
    _hold(session, QuizGrade, [{"user_id": user_id, "quiz_id": quiz_id, **NOTHING} for user_id in user_ids], "attempts")
    rows = [
        {
            "user_id": user_id,
            "quiz_id": quiz_id,
            "fraction": grade_of(settings.grade, [fraction for fraction, _ in attempts]),
            "attempts": len(attempts),
            "pending": sum(pending for _, pending in attempts),
        }
        for user_id, attempts in finished_attempts(session, quiz_id, settings, user_ids).items()
    ]
    upsert_all(session, QuizGrade, rows, keys=("user_id", "quiz_id"), changes=_computed)


def _hold(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]], column: str) -> None:
    """Hold the rows of grades, those that are not there yet as well, before reading what they are made of: a grade that somebody else
    derives at the same time would else miss what is written here, and the later of the two would stay."""
    keys = tuple(key.name for key in model.__table__.primary_key)
    upsert_all(session, model, rows, keys=keys, changes=lambda _new: {column: getattr(model, column)})


def _computed(new: Any) -> dict[str, Any]:
    return {name: new[name] for name in ("fraction", "attempts", "pending")}


def settle_course(session: Session, course_id: int, user_ids: Collection[int] | None = None) -> None:
    """Derive the grades in a course anew, of everybody or of some: after an override, or when a quiz came or went."""
    people = graded_people(session, course_id) if user_ids is None else sorted(set(user_ids))
    for batch in _batches(people):
        _settle_course(session, course_id, batch)


def _settle_course(session: Session, course_id: int, user_ids: Sequence[int]) -> None:
    fresh = [{"user_id": user_id, "course_id": course_id, "fraction": 0.0} for user_id in user_ids]
    _hold(session, CourseGrade, fresh, "fraction")
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
