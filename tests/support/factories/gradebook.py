"""Grades as rows, and what stands around them: extensions, overrides, repairs, drafts; and attempts as many as one wants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from courses.quizzes import counting
from courses.shared.db import db
from models.accounts import User
from models.authoring import Draft, Upload
from models.enums import RepairState, StepKind
from models.items import Quiz, QuizItem
from models.quizzes import (
    Attempt,
    AttemptSlot,
    AttemptStep,
    Contest,
    CourseGrade,
    GradeOverride,
    QuizExtension,
    QuizGrade,
    Repair,
)
from tests.support.factories.catalogue import NOW, YESTERDAY, kept, make_user


def make_grade(user: User, quiz: Quiz, fraction: float | None = 0.5, **values: Any) -> QuizGrade:
    """What a learner has in a quiz, from one attempt."""
    usual = {"fraction": fraction, "attempts": 1, "pending": 0}
    return kept(QuizGrade(**{"user_id": user.id, "quiz_id": quiz.id, **usual, **values}))


def make_course_grade(user: User, course_id: int, fraction: float = 0.5) -> CourseGrade:
    """What a learner has in a course."""
    return kept(CourseGrade(user_id=user.id, course_id=course_id, fraction=fraction))


def make_change(user: User, quiz: Quiz, author: User | None = None, **values: Any) -> GradeOverride:
    """A line of the record of what was set by hand."""
    usual = {"fraction": 0.9, "reason": "The power went.", "created_at": NOW}
    who = {"quiz_id": quiz.id, "user_id": user.id, "author_id": author.id if author else None}
    return kept(GradeOverride(**{**who, **usual, **values}))


def make_extension(user: User, quiz: Quiz, author: User | None = None, **values: Any) -> QuizExtension:
    """Ten minutes more."""
    usual = {"extra_minutes": 10, "extra_attempts": 0, "reason": "Reads slowly.", "created_at": YESTERDAY}
    who = {"quiz_id": quiz.id, "user_id": user.id, "author_id": author.id if author else None}
    return kept(QuizExtension(**{**who, **usual, **values}))


def make_finished(quiz: Quiz, scores: Sequence[float | None], user: User | None = None, **values: Any) -> Attempt:
    """A finished attempt with these fractions in the order of the quiz's questions; None was not answered.

    The rows alone, without a log: for counting, which reads no more.
    """
    user = user or make_user()
    places = db.session.scalars(
        sa.select(QuizItem).where(QuizItem.quiz_id == quiz.id).order_by(QuizItem.position)
    ).all()[: len(scores)]
    marks = sum(place.marks for place in places)
    earned = sum((score or 0.0) * place.marks for place, score in zip(places, scores, strict=True))
    usual = {"number": 1, "started_at": YESTERDAY, "finished_at": NOW, "fraction": earned / marks, "pending": 0}
    attempt = kept(Attempt(**{"quiz_id": quiz.id, "user_id": user.id, **usual, **values}))
    for number, (place, score) in enumerate(zip(places, scores, strict=True), start=1):
        given = {
            "response": None if score is None else {"choice": 0 if score > 0.5 else 1},
            "fraction": score or 0.0,
            "answered_at": None if score is None else YESTERDAY + timedelta(seconds=20 * number),
        }
        slot = {"item_id": place.item_id, "item_version_id": place.item_version_id, "marks": place.marks}
        order = {"order": {"options": [0, 1]}, "section": 0, "tries": 0}
        kept(AttemptSlot(attempt_id=attempt.id, position=number, **slot, **order, **given))
    return attempt


def count_quiz(quiz: Quiz) -> None:
    """Count the quiz as the worker does."""
    counting.touch(db.session, quiz.id, now=NOW)
    counting.count(db.session, quiz.id, now=NOW)
    db.session.expire_all()


def make_instructors_deeds(author: User, quiz: Quiz, learner_attempt: Attempt) -> None:
    """A trace of an instructor in every table that keeps one."""
    learner = db.session.get_one(User, learner_attempt.user_id)
    marked = {"kind": StepKind.MARKED, "position": 1, "token": ":marked-1", "payload": {"fraction": 1.0}}
    kept(AttemptStep(attempt_id=learner_attempt.id, author_id=author.id, created_at=NOW, **marked))
    contest = {"reason": "It says so in the text.", "created_at": YESTERDAY, "answer": "It does.", "answered_at": NOW}
    where = {"attempt_id": learner_attempt.id, "position": 1, "quiz_id": quiz.id}
    kept(Contest(**where, **contest, answered_by_id=author.id, fraction_before=0.0, fraction_after=1.0))
    make_extension(learner, quiz, author)
    by_hand: dict[str, Any] = {"override": 0.9, "override_reason": "The power went.", "override_at": NOW}
    make_grade(learner, quiz, override_by_id=author.id, **by_hand)
    make_change(learner, quiz, author)
    place = db.session.scalars(sa.select(QuizItem).where(QuizItem.quiz_id == quiz.id)).first()
    assert place
    repair = {"touched": 1, "done": 1, "last_id": 0, "reason": "A wrong key.", "created_at": NOW}
    version = {"item_id": place.item_id, "item_version_id": place.item_version_id}
    kept(Repair(**version, **repair, state=RepairState.DONE, author_id=author.id))
    kept(
        Draft(
            user_id=author.id,
            course_id=quiz.course_id,
            path=quiz.path,
            key="",
            fields={"prompt": "Who"},
            base="",
            saved_at=NOW,
        )
    )
    upload = {"name": "questions.txt", "format": "gift", "content": b"Who? {T}", "created_at": NOW}
    kept(Upload(course_id=quiz.course_id, user_id=author.id, **upload))
