"""Setting a grade by hand: with a reason, on record, and to be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.gradebook import GradeToSee
from courses.quizzes.grades import settle_course
from courses.shared.errors import Conflict
from courses.shared.upsert import upsert
from models.quizzes import GradeOverride, QuizGrade

SET = ("override", "override_reason", "override_by_id", "override_at")


def set_grade(
    session: Session, found: GradeToSee, fraction: float, *, reason: str, author_id: int, now: datetime
) -> None:
    """Set a learner's grade in a quiz in place of what their attempts earn; saying the same again changes nothing."""
    grade = found.grade
    if grade is not None and (grade.override, grade.override_reason) == (fraction, reason):
        return
    values = dict(zip(SET, (fraction, reason, author_id, now), strict=True))
    _keep(session, found, values)
    _record(session, found, fraction, reason, author_id, now)


def take_back(session: Session, found: GradeToSee, *, reason: str, author_id: int, now: datetime) -> None:
    """Let the attempts count again. Raises Conflict when nothing is set."""
    if found.grade is None or found.grade.override is None:
        raise Conflict(_("Nothing is set here any more: the attempts count. Open the page again to see it."))
    _keep(session, found, dict.fromkeys(SET))
    _record(session, found, None, reason, author_id, now)


def _keep(session: Session, found: GradeToSee, values: dict[str, Any]) -> None:
    keys = {"user_id": found.user_id, "quiz_id": found.quiz_id}
    row = {**keys, "fraction": None, "attempts": 0, "pending": 0, **values}
    upsert(session, QuizGrade, row, keys=tuple(keys), changes=lambda new: {name: new[name] for name in SET})
    settle_course(session, found.course.id, [found.user_id])


def _record(
    session: Session, found: GradeToSee, fraction: float | None, reason: str, author_id: int, now: datetime
) -> None:
    place = {"quiz_id": found.quiz_id, "user_id": found.user_id}
    session.add(GradeOverride(**place, fraction=fraction, reason=reason, author_id=author_id, created_at=now))
    session.flush()
    session.expire_all()
