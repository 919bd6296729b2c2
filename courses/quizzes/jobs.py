"""What quizzes do after the commit: count their results, grade attempts that were handed in because two accounts became one."""

from __future__ import annotations

from typing import Any

from courses.access.loaders.quizzes import attempt_to_see
from courses.access.viewer import Viewer
from courses.accounts.merging import GRADE_ATTEMPT
from courses.quizzes import counting, service
from courses.shared import clock, outbox
from courses.shared.db import db
from models.quizzes import Attempt


def register() -> None:
    """Teach the outbox."""
    outbox.HANDLERS[GRADE_ATTEMPT] = grade_attempt
    outbox.HANDLERS[counting.COUNT] = count_quiz


def grade_attempt(payload: dict[str, Any]) -> None:
    """Grade a finished attempt; one that is gone meanwhile needs nothing."""
    attempt = db.session.get(Attempt, payload["attempt_id"])
    if attempt is not None:
        found = attempt_to_see(db.session, Viewer(id=attempt.user_id), attempt.id)
        service.grade(db.session, found, now=clock.now())


def count_quiz(payload: dict[str, Any]) -> None:
    """Count the results of a quiz."""
    counting.count(db.session, payload["quiz_id"], now=clock.now())
