"""Erasing accounts: what a person did stays as nobody's, what names them goes; and forgetting guests who never came back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.accounts import letters
from courses.accounts.holdings import HOLDINGS, OnErasure
from courses.accounts.leaving import leave_groups
from courses.accounts.queries import is_last_administrator
from courses.shared import outbox
from courses.shared.errors import Conflict
from models.accounts import AccountToken, User, UserSession
from models.groups import GroupMember
from models.progress import LessonProgress
from models.quizzes import Attempt, AttemptStep

# Read by quizzes after the commit: finished attempts have gone, which results still count.
RECOUNT_QUIZ = "recount-quiz"


def erase(session: Session, user: User, *, keep_proposals: bool, now: datetime) -> None:
    """Erase an account. Raises Conflict for the only administrator."""
    # Locked, so that two administrators who leave at the same moment do not both count on the other.
    session.scalars(sa.select(User.id).where(User.is_administrator).order_by(User.id).with_for_update()).all()
    refuse_last_administrator(session, user)
    letters.erased(session, to=str(user.email), name=user.name)
    groups = session.scalars(sa.select(GroupMember.group_id).where(GroupMember.user_id == user.id)).all()
    leave_groups(session, user.id, groups, now=now)
    for holding in HOLDINGS:
        chosen = holding.erased is OnErasure.AS_CHOSEN and not keep_proposals
        if chosen or holding.erased is OnErasure.DELETE:
            session.execute(sa.delete(holding.table).where(holding.column == user.id))
    user.name, user.email, user.password_hash = _("Former member"), None, None
    user.is_administrator, user.erased_at = False, now
    session.flush()


def refuse_last_administrator(session: Session, user: User) -> None:
    """Raise Conflict if the site would be left without anyone who runs it."""
    if is_last_administrator(session, user):
        raise Conflict(
            _(
                "You are the only administrator of this site. Let somebody else become one first, then delete your account."
            )
        )


def forget_guests(session: Session, *, before: datetime, now: datetime) -> int:
    """Delete guests who have done nothing since `before`, with everything they did; how many they were."""
    forgotten = _idle_guests(before)
    of_them = Attempt.user_id.in_(sa.select(User.id).where(*forgotten))
    counted = sa.select(Attempt.quiz_id).where(of_them, Attempt.finished_at.is_not(None)).distinct()
    for quiz_id in session.scalars(counted.order_by(Attempt.quiz_id)).all():
        outbox.put(session, RECOUNT_QUIZ, {"quiz_id": quiz_id}, now=now)
    return session.connection().execute(sa.delete(User).where(*forgotten)).rowcount


def _idle_guests(before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    facts = ("position_at", "read_at", "marked_at", "quiz_passed_at", "completed_at")
    progressed = sa.exists().where(
        LessonProgress.user_id == User.id, sa.or_(*(getattr(LessonProgress, fact) >= before for fact in facts))
    )
    answered = sa.exists().where(
        Attempt.user_id == User.id, Attempt.id == AttemptStep.attempt_id, AttemptStep.created_at >= before
    )
    guests = (User.email.is_(None), User.erased_at.is_(None), User.created_at < before)
    return *guests, ~progressed.correlate(User), ~answered.correlate(User)


def sweep(session: Session, *, now: datetime) -> None:
    """Delete sessions and links that have run out."""
    session.execute(sa.delete(UserSession).where(UserSession.expires_at <= now))
    session.execute(sa.delete(AccountToken).where(AccountToken.expires_at <= now))
