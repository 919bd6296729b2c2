"""What quizzes do after the commit: count their results, grade what is left to grade when two accounts became one."""

from __future__ import annotations

from typing import Any

from courses.access.loaders.quizzes import attempt_to_finish
from courses.access.viewer import Viewer
from courses.accounts.erasure import RECOUNT_QUIZ
from courses.accounts.merging import GRADE_ATTEMPT, SETTLE_GRADE
from courses.quizzes import counting, following, repairing, service
from courses.quizzes.grades import settle
from courses.shared import clock, outbox
from courses.shared.db import commit, db
from models.accounts import User
from models.items import Quiz
from models.quizzes import Attempt


def register() -> None:
    """Teach the outbox."""
    outbox.HANDLERS[GRADE_ATTEMPT] = grade_attempt
    outbox.HANDLERS[counting.COUNT] = count_quiz
    outbox.HANDLERS[RECOUNT_QUIZ] = recount_quiz
    outbox.HANDLERS[SETTLE_GRADE] = settle_grade
    outbox.HANDLERS[repairing.REPAIR] = repair
    outbox.HANDLERS[following.FOLLOW_QUIZ] = follow_quiz
    outbox.HANDLERS[following.FOLLOW_COURSE] = follow_course


def grade_attempt(payload: dict[str, Any]) -> None:
    """Grade a finished attempt; one that is gone meanwhile needs nothing."""
    attempt = db.session.get(Attempt, payload["attempt_id"])
    if attempt is not None:
        found = attempt_to_finish(db.session, Viewer(id=attempt.user_id), attempt.id)
        service.grade(db.session, found, now=clock.now())


def count_quiz(payload: dict[str, Any]) -> None:
    """Count the results of a quiz."""
    counting.count(db.session, payload["quiz_id"], now=clock.now())


def recount_quiz(payload: dict[str, Any]) -> None:
    """Have a quiz counted again; one that is gone meanwhile needs nothing."""
    if db.session.get(Quiz, payload["quiz_id"]) is not None:
        counting.touch(db.session, payload["quiz_id"], now=clock.now())


def settle_grade(payload: dict[str, Any]) -> None:
    """Derive a grade anew, of someone who had answered as a guest too."""
    user_id, quiz_id = payload["user_id"], payload["quiz_id"]
    if db.session.get(User, user_id) is not None and db.session.get(Quiz, quiz_id) is not None:
        settle(db.session, user_id, quiz_id)
        counting.touch(db.session, quiz_id, now=clock.now())


def follow_quiz(payload: dict[str, Any]) -> None:
    """Let attempts and grades follow the settings of a quiz, and what is counted of it."""
    following.follow_quiz(db.session, payload["quiz_id"])
    recount_quiz(payload)


def follow_course(payload: dict[str, Any]) -> None:
    """Let the grades of a course follow its quizzes."""
    following.follow_course(db.session, payload["course_id"])


def repair(payload: dict[str, Any]) -> None:
    """Carry a repair through, a transaction a portion: others write in between, and a kill loses no portion."""
    while repairing.advance(db.session, payload["repair_id"], now=clock.now()):
        commit()
