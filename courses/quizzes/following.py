"""What follows when a quiz is published with other settings, or comes and goes: ends of open attempts, grades, results that are told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.progress.service import judged, rejudge
from courses.quizzes.grades import settle_all, settle_course
from courses.quizzes.queries.grades import graded_people, takers_of
from courses.quizzes.rules.limits import terms_of
from courses.shared import outbox
from courses.shared.db import commit
from models.items import Quiz
from models.quizzes import Attempt, QuizExtension

FOLLOW_QUIZ = "follow-quiz"
FOLLOW_COURSE = "follow-course"
# One portion is one transaction: learners go on in between.
PORTION = 500


def note(session: Session, course_id: int, *, changed: Collection[int], came_or_went: bool, now: datetime) -> None:
    """Have the worker follow: `changed` are quizzes with other settings."""
    for quiz_id in sorted(changed):
        outbox.put(session, FOLLOW_QUIZ, {"quiz_id": quiz_id}, now=now)
    if changed or came_or_went:
        outbox.put(session, FOLLOW_COURSE, {"course_id": course_id}, now=now)


def follow_quiz(session: Session, quiz_id: int) -> None:
    """Let open attempts end when the settings say now, and derive anew what follows from those that are finished. Commits portions;
    doing it again changes nothing."""
    quiz = session.get(Quiz, quiz_id)
    if quiz is None:
        return
    lesson_id = quiz.lesson_id
    _end_accordingly(session, quiz)
    commit()
    for people in _portions(takers_of(session, quiz_id)):
        # A pass stays, whatever the quiz asks for by now.
        rejudge(session, lesson_id, people, before=judged(session, lesson_id, people))
        settle_all(session, quiz_id, people)
        commit()


def follow_course(session: Session, course_id: int) -> None:
    """Derive the grades of a course anew. Commits portions; doing it again changes nothing."""
    for people in _portions(graded_people(session, course_id)):
        settle_course(session, course_id, people)
        commit()


def _end_accordingly(session: Session, quiz: Quiz) -> None:
    granted = sa.and_(QuizExtension.quiz_id == Attempt.quiz_id, QuizExtension.user_id == Attempt.user_id)
    rows = session.execute(
        sa.select(
            *(Attempt.id, Attempt.started_at, Attempt.ends_at, Quiz.settings),
            *(QuizExtension.extra_minutes, QuizExtension.extra_attempts, QuizExtension.closes_at.label("extended_to")),
        )
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .outerjoin(QuizExtension, granted)
        .where(Attempt.quiz_id == quiz.id, Attempt.finished_at.is_(None))
        .order_by(Attempt.id)
        .with_for_update(of=Attempt)
    ).all()
    ends = [{"id": row.id, "ends_at": terms_of(row).end_of(row.started_at)} for row in rows]
    changed = [new for new, row in zip(ends, rows, strict=True) if new["ends_at"] != row.ends_at]
    if changed:
        session.execute(sa.update(Attempt), changed)


def _portions(people: Sequence[int]) -> list[Sequence[int]]:
    return [people[begin : begin + PORTION] for begin in range(0, len(people), PORTION)]
