"""Recording what a learner does in a lesson; each function may be called twice, and by two requests at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.progress.queries import (
    QuizResult,
    facts_of,
    passes_of,
    quiz_results,
    recorded,
    results_in_lesson,
    rules_of,
    uncredited,
)
from courses.progress.rules.completion import completed_at
from courses.shared.upsert import upsert
from models.catalogue import Enrolment, Lesson
from models.progress import LessonProgress

KEYS = ("user_id", "lesson_id")
Changes = Callable[[Any], Mapping[str, Any]]


def record_position(
    session: Session, user_id: int, lesson_id: int, passage_key: str | None, now: datetime
) -> LessonProgress:
    """Keep where in the reading the learner is; an older place than the one kept is ignored."""
    is_newer = sa.or_(LessonProgress.position_at.is_(None), LessonProgress.position_at <= now)
    place = sa.case((is_newer, sa.literal(passage_key, sa.String)), else_=LessonProgress.position_key)
    return _record(
        session, user_id, lesson_id, now, {"position_key": passage_key}, lambda _new: {"position_key": place}
    )


def record_read(session: Session, user_id: int, lesson_id: int, now: datetime) -> LessonProgress:
    """The learner has read the text to its end."""
    return _record(
        session,
        user_id,
        lesson_id,
        now,
        {"read_at": now},
        lambda new: {"read_at": _first(LessonProgress.read_at, new.read_at)},
    )


def record_mark(session: Session, user_id: int, lesson_id: int, now: datetime) -> LessonProgress:
    """The learner says that the lesson is done."""
    return _record(
        session,
        user_id,
        lesson_id,
        now,
        {"marked_at": now},
        lambda new: {"marked_at": _first(LessonProgress.marked_at, new.marked_at)},
    )


def remove_mark(session: Session, user_id: int, lesson_id: int, now: datetime) -> LessonProgress | None:
    """The learner says that the lesson is not done after all."""
    if session.get(LessonProgress, (user_id, lesson_id)) is None:
        return None
    return _record(session, user_id, lesson_id, now, {}, lambda _new: {"marked_at": None})


def record_quiz(
    session: Session, user_id: int, lesson_id: int, *, passed: bool, fraction: float | None, now: datetime
) -> LessonProgress:
    """The learner has finished an attempt at the lesson's quiz with this fraction (0-1; None: the quiz does not tell it); the
    best and the first pass stay."""
    passed_at = now if passed else None

    def changes(new: Any) -> Mapping[str, Any]:
        best, newest = LessonProgress.best_fraction, new.best_fraction
        better = sa.case((sa.or_(best.is_(None), best < newest), newest), else_=best)
        return {"best_fraction": better, "quiz_passed_at": _first(LessonProgress.quiz_passed_at, new.quiz_passed_at)}

    return _record(session, user_id, lesson_id, now, {"best_fraction": fraction, "quiz_passed_at": passed_at}, changes)


def recompute(session: Session, user_id: int, course_id: int) -> None:
    """Derive the quiz results and the completions of a learner anew, from the log of attempts and the recorded facts."""
    results = quiz_results(session, user_id, course_id)
    lessons = session.scalars(sa.select(Lesson.id).where(Lesson.course_id == course_id).order_by(Lesson.id)).all()
    without = [lesson_id for lesson_id in lessons if lesson_id not in results]
    session.execute(
        sa.update(LessonProgress)
        .where(LessonProgress.user_id == user_id, LessonProgress.lesson_id.in_(without))
        .values(best_fraction=None, quiz_passed_at=None)
    )
    for lesson_id in sorted(results):
        result = results[lesson_id]
        values = {"best_fraction": result.best_fraction, "quiz_passed_at": result.passed_at}
        _record(session, user_id, lesson_id, result.last_at, values, partial(_exactly, values))
    rederive(session, without, user_ids=[user_id])


def credit(session: Session, lesson_ids: Collection[int]) -> None:
    """Give everybody what their attempts at the quizzes of these lessons are worth by now. Nothing is taken away."""
    for user_id, lesson_id, result in uncredited(session, lesson_ids):
        at, passed = result.passed_at or result.last_at, result.passed_at is not None
        record_quiz(session, user_id, lesson_id, passed=passed, fraction=result.best_fraction, now=at)


def judged(session: Session, lesson_id: int, user_ids: Collection[int]) -> Mapping[int, QuizResult]:
    """The results of some learners at the quiz of a lesson, held: whoever finishes or marks another attempt of theirs waits.

    To be read before marks already given are changed, and handed to `rejudge` afterwards.
    """
    passes_of(session, lesson_id, user_ids)
    return results_in_lesson(session, lesson_id, user_ids)


def rejudge(
    session: Session,
    lesson_id: int,
    user_ids: Collection[int],
    *,
    before: Mapping[int, QuizResult] | None = None,
) -> None:
    """Derive the quiz result of some learners in a lesson anew, after marks already given were changed.

    A pass that the attempts `before` do not account for (the quiz asked for less then) stays.
    """
    passes = passes_of(session, lesson_id, user_ids)
    results = results_in_lesson(session, lesson_id, user_ids)
    unexplained = {
        user_id: passes.get(user_id) for user_id, result in (before or {}).items() if result.passed_at is None
    }
    rows = [
        {
            "user_id": user_id,
            "lesson_id": lesson_id,
            "best_fraction": result.best_fraction,
            "quiz_passed_at": unexplained.get(user_id) or result.passed_at,
        }
        for user_id, result in sorted(results.items())
    ]
    if rows:
        session.execute(sa.update(LessonProgress), rows)
        rederive(session, [lesson_id], user_ids=list(results))


def rederive(session: Session, lesson_ids: Collection[int], *, user_ids: Collection[int] | None = None) -> int:
    """Derive completion anew in these lessons, for everybody or some learners, after their rules changed; how many rows changed."""
    changed = []
    for row in recorded(session, lesson_ids, user_ids=user_ids):
        derived = completed_at(rules_of(row), facts_of(row))
        if derived != row.completed_at:
            changed.append({"user_id": row.user_id, "lesson_id": row.lesson_id, "completed_at": derived})
    if changed:
        session.execute(sa.update(LessonProgress), changed)
    return len(changed)


def enrol(session: Session, user_id: int, course_id: int, now: datetime) -> None:
    """Whoever does something in a course has joined it."""
    upsert(
        session,
        Enrolment,
        {"user_id": user_id, "course_id": course_id, "joined_at": now},
        keys=("user_id", "course_id"),
    )


def _record(
    session: Session, user_id: int, lesson_id: int, now: datetime, values: Mapping[str, Any], changes: Changes
) -> LessonProgress:
    """Insert or change the facts, then derive completion from what stands there now.

    The upsert holds the row until the transaction ends, so nobody changes the facts between it and the derivation.
    """

    def touched(new: Any) -> Mapping[str, Any]:
        last = LessonProgress.position_at
        newest = sa.case((sa.or_(last.is_(None), last < new.position_at), new.position_at), else_=last)
        return {**changes(new), "position_at": newest}

    row = {"user_id": user_id, "lesson_id": lesson_id, "position_at": now, **values}
    upsert(session, LessonProgress, row, keys=KEYS, changes=touched)
    progress = session.get_one(LessonProgress, (user_id, lesson_id), populate_existing=True)
    lesson = session.get_one(Lesson, lesson_id)
    progress.completed_at = completed_at(rules_of(lesson), facts_of(progress))
    enrol(session, user_id, lesson.course_id, now)
    session.flush()
    return progress


def _exactly(values: Mapping[str, Any], _new: Any) -> Mapping[str, Any]:
    """These values, whatever stands there."""
    return values


def _first(kept: Any, proposed: Any) -> sa.ColumnElement[Any]:
    """What was recorded first stays."""
    return sa.func.coalesce(kept, proposed)
