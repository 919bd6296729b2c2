"""What learners have done, recorded by the program itself, and the log of attempts it can be derived from."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from courses.progress import service
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Lesson
from models.items import Quiz
from models.progress import LessonProgress
from models.quizzes import Attempt
from tests.support.factories.catalogue import NOW, kept


def finish_quiz(user: User, quiz: Quiz, fraction: float, *, now: datetime = NOW) -> Attempt:
    """A finished attempt with this result (0-1), in the log and in the progress, as taking the quiz leaves them."""
    number = sa.select(sa.func.count()).where(Attempt.quiz_id == quiz.id, Attempt.user_id == user.id)
    place = {"quiz_id": quiz.id, "user_id": user.id, "number": (db.session.scalar(number) or 0) + 1}
    attempt = kept(Attempt(**place, started_at=now, finished_at=now, fraction=fraction, pending=0))
    passed = fraction >= quiz.pass_fraction
    service.record_quiz(db.session, user.id, quiz.lesson_id, passed=passed, fraction=fraction, now=now)
    return attempt


def progress_of(user: User, lesson: Lesson) -> LessonProgress | None:
    """What is recorded now."""
    return db.session.get(LessonProgress, (user.id, lesson.id), populate_existing=True)
