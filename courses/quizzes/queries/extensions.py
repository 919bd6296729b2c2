"""Who is granted more than the settings of a quiz, and whom one may grant it to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import User
from models.catalogue import Enrolment
from models.folding import folded
from models.quizzes import QuizExtension

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """What one person is granted."""

    user_id: int
    name: str
    extra_minutes: int
    extra_attempts: int
    closes_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody who has joined the course."""

    user_id: int
    name: str
    email: str | None


def extensions_of(session: Session, quiz_id: int) -> list[ExtensionLine]:
    """The extensions of a quiz, by name."""
    about: tuple[Any, ...] = (QuizExtension.extra_minutes, QuizExtension.extra_attempts, QuizExtension.closes_at)
    columns: tuple[Any, ...] = (User.id, User.name, *about, QuizExtension.reason)
    rows = session.execute(
        sa.select(*columns)
        .join(User, User.id == QuizExtension.user_id)
        .where(QuizExtension.quiz_id == quiz_id)
        .order_by(User.folded_name, User.id)
    )
    return [ExtensionLine(*row) for row in rows]


def enrolled_like(session: Session, course_id: int, words: str) -> list[Enrolled]:
    """Learners of a course with these words in their name, or with exactly this mail address."""
    wanted = folded(words)
    if not wanted:
        return []
    fits = User.folded_name.contains(wanted, autoescape=True) | (User.email == words.lower())
    statement = _enrolled(course_id).where(fits).order_by(User.folded_name, User.id).limit(MOST_FOUND)
    return [Enrolled(*row) for row in session.execute(statement)]


def enrolled_person(session: Session, course_id: int, user_id: int) -> Enrolled | None:
    """A learner of a course."""
    row = session.execute(_enrolled(course_id).where(User.id == user_id)).one_or_none()
    return Enrolled(*row) if row else None


def _enrolled(course_id: int) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(User.id, User.name, User.email)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(Enrolment.course_id == course_id, User.erased_at.is_(None))
    )
