"""What is known of a person: for their settings and for the file with everything about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.accounts.quiz_sections import QUIZ_SECTIONS
from models.accounts import AccountToken, User, UserSession
from models.authoring import CourseVersion
from models.catalogue import Appointment, Course, Enrolment, Entry, Lesson, Proposal
from models.enums import TokenPurpose
from models.groups import Group, GroupMember
from models.progress import LessonProgress

Rows = list[dict[str, Any]]
Selected = sa.Select[*tuple[Any, ...]]


def member_by_email(session: Session, email: str) -> User | None:
    """The member with this (normal) address."""
    return session.scalar(sa.select(User).where(User.email == email))


def has_administrator(session: Session) -> bool:
    """Whether anyone administers the site."""
    return session.scalar(sa.select(sa.exists().where(User.is_administrator))) or False


def is_last_administrator(session: Session, user: User) -> bool:
    """Whether nobody would administer the site without this person."""
    others = sa.select(sa.exists().where(User.is_administrator, User.id != user.id))
    return user.is_administrator and not session.scalar(others)


def sessions_of(session: Session, user_id: int, *, now: datetime) -> Sequence[UserSession]:
    """The browsers someone is signed in with, newest first."""
    statement = sa.select(UserSession).where(UserSession.user_id == user_id, UserSession.expires_at > now)
    return session.scalars(statement.order_by(UserSession.created_at.desc(), UserSession.id.desc())).all()


def awaited_email(session: Session, user_id: int, *, now: datetime) -> str | None:
    """The new address that waits to be confirmed, if there is one."""
    statement = sa.select(AccountToken.email).where(
        AccountToken.user_id == user_id,
        AccountToken.purpose == TokenPurpose.EMAIL_CHANGE,
        AccountToken.used_at.is_(None),
        AccountToken.expires_at > now,
    )
    return session.scalar(statement.order_by(AccountToken.id.desc()).limit(1))


def everything_about(session: Session, user_id: int, *, now: datetime) -> dict[str, Any]:
    """All that is stored about a person, ready to be written as JSON. Secrets are left out: hashes tell nobody anything; and so
    is, by name, what the person may not know yet."""
    account = sa.select(User.id, User.email, User.name, User.is_administrator, User.created_at).where(
        User.id == user_id
    )
    return {
        "account": _rows(session, account)[0],
        **{section: read(session, user_id) for section, read in SECTIONS.items()},
        **{section: tell(session, user_id, now) for section, tell in TOLD.items()},
    }


def _rows(session: Session, statement: Selected) -> Rows:
    return [dict(row) for row in session.execute(statement).mappings()]


def _sessions(session: Session, user_id: int) -> Rows:
    columns = (UserSession.browser, UserSession.created_at, UserSession.expires_at)
    return _rows(session, sa.select(*columns).where(UserSession.user_id == user_id).order_by(UserSession.id))


def _links(session: Session, user_id: int) -> Rows:
    token = AccountToken
    columns = (token.purpose, token.email, token.created_at, token.expires_at, token.used_at)
    return _rows(session, sa.select(*columns).where(token.user_id == user_id).order_by(token.id))


def _enrolments(session: Session, user_id: int) -> Rows:
    statement = sa.select(Course.slug.label("course"), Enrolment.joined_at).join(
        Course, Course.id == Enrolment.course_id
    )
    return _rows(session, statement.where(Enrolment.user_id == user_id).order_by(Course.slug))


def _appointments(session: Session, user_id: int) -> Rows:
    columns = (Course.slug.label("course"), Appointment.role, Appointment.appointed_at)
    statement = sa.select(*columns).join(Course, Course.id == Appointment.course_id)
    return _rows(session, statement.where(Appointment.user_id == user_id).order_by(Course.slug))


def _progress(session: Session, user_id: int) -> Rows:
    facts = [column for column in LessonProgress.__table__.columns if column.name not in ("user_id", "lesson_id")]
    statement = (
        sa.select(Course.slug.label("course"), Lesson.key.label("lesson"), *facts)
        .select_from(LessonProgress)
        .join(Lesson, Lesson.id == LessonProgress.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
    )
    return _rows(session, statement.where(LessonProgress.user_id == user_id).order_by(Course.slug, Lesson.position))


def _groups(session: Session, user_id: int) -> Rows:
    columns = (Group.name.label("group"), GroupMember.role, GroupMember.sharing, GroupMember.joined_at)
    statement = sa.select(*columns).join(Group, Group.id == GroupMember.group_id)
    return _rows(session, statement.where(GroupMember.user_id == user_id).order_by(Group.id))


def _proposals(session: Session, user_id: int) -> Rows:
    return _rows(session, _proposed().where(Proposal.user_id == user_id))


def _decisions(session: Session, user_id: int) -> Rows:
    return _rows(session, _proposed().where(Proposal.decided_by_id == user_id))


def _proposed() -> Selected:
    hidden = ("id", "entry_id", "user_id", "decided_by_id")
    columns = [column for column in Proposal.__table__.columns if column.name not in hidden]
    statement = sa.select(Course.slug.label("course"), Entry.title.label("entry"), *columns).select_from(Proposal)
    return (
        statement.join(Entry, Entry.id == Proposal.entry_id)
        .join(Course, Course.id == Entry.course_id)
        .order_by(Proposal.id)
    )


def _course_versions(session: Session, user_id: int) -> Rows:
    columns = (Course.slug.label("course"), CourseVersion.number, CourseVersion.created_at)
    statement = sa.select(*columns).join(Course, Course.id == CourseVersion.course_id)
    return _rows(session, statement.where(CourseVersion.author_id == user_id).order_by(CourseVersion.id))


SECTIONS: dict[str, Callable[[Session, int], Iterable[dict[str, Any]]]] = {
    "sessions": _sessions,
    "links": _links,
    "enrolments": _enrolments,
    "appointments": _appointments,
    "progress": _progress,
    "groups": _groups,
    "proposals": _proposals,
    "decisions": _decisions,
    "course_versions": _course_versions,
    **QUIZ_SECTIONS,
}
# Sections that depend on what the person may know at an instant: the features that decide it put theirs here.
TOLD: dict[str, Callable[[Session, int, datetime], Iterable[dict[str, Any]]]] = {}
