"""What people change in the catalogue: joining and leaving, proposals of readings and their decisions, appointments."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.catalogue.queries.entries import waiting_of
from courses.catalogue.queries.staff import member_with_address
from courses.shared.errors import Conflict, Invalid
from courses.shared.upsert import upsert
from models.accounts import User
from models.catalogue import Appointment, Course, Enrolment, Entry, Proposal
from models.enums import CourseRole, ProposalState

MOST_WAITING = 10


def join(session: Session, course: Course, user_id: int, *, now: datetime) -> bool:
    """Make a person a learner of the course. Returns whether they were none before."""
    values = {"user_id": user_id, "course_id": course.id, "joined_at": now}
    return upsert(session, Enrolment, values, keys=("user_id", "course_id"))


def leave(session: Session, course: Course, user_id: int) -> None:
    """End a person's enrolment; what they have done stays, and is there again when they come back."""
    session.execute(sa.delete(Enrolment).where(Enrolment.user_id == user_id, Enrolment.course_id == course.id))


def propose(
    session: Session,
    entry: Entry,
    user_id: int,
    *,
    title: str,
    author: str,
    year: str,
    found_at: str,
    licence: str,
    now: datetime,
) -> Proposal:
    """Keep a reading proposed for an entry until an instructor decides. Raises Conflict when too many of theirs wait."""
    if waiting_of(session, entry.course_id, user_id) >= MOST_WAITING:
        raise Conflict(
            _(
                "%(number)s of your proposals wait for a decision. Propose more when some are decided.",
                number=MOST_WAITING,
            )
        )
    proposal = Proposal(
        entry_id=entry.id,
        user_id=user_id,
        title=title,
        author=author,
        year=year,
        found_at=found_at,
        licence=licence,
        state=ProposalState.OPEN,
        created_at=now,
    )
    session.add(proposal)
    session.flush()
    return proposal


def accept(session: Session, proposal: Proposal, *, by: int, now: datetime) -> None:
    """Let a proposed reading stand in the bibliography under its entry."""
    _decide(session, proposal, ProposalState.ACCEPTED, by=by, now=now)


def decline(session: Session, proposal: Proposal, *, by: int, now: datetime) -> None:
    """Leave a proposed reading out; the one who proposed it sees that."""
    _decide(session, proposal, ProposalState.DECLINED, by=by, now=now)


def _decide(session: Session, proposal: Proposal, state: ProposalState, *, by: int, now: datetime) -> None:
    if proposal.state is not ProposalState.OPEN:
        raise Conflict(_("Somebody has already decided on this proposal. The list shows those that are still open."))
    proposal.state = state
    proposal.decided_at = now
    proposal.decided_by_id = by
    session.flush()


def appoint(session: Session, course: Course, email: str, *, now: datetime) -> User:
    """Make the member with this mail address an instructor. Raises Invalid when there is none."""
    user = member_with_address(session, email)
    if user is None:
        raise Invalid(_("Nobody here has this mail address. Ask them to sign up first."))
    values = {"user_id": user.id, "course_id": course.id, "role": CourseRole.INSTRUCTOR, "appointed_at": now}
    if not upsert(session, Appointment, values, keys=("user_id", "course_id")):
        raise Invalid(_("%(name)s is an instructor of this course already.", name=user.name))
    return user


def remove(session: Session, course: Course, user_id: int) -> None:
    """End an instructor's appointment. Doing it twice is harmless."""
    session.execute(sa.delete(Appointment).where(Appointment.user_id == user_id, Appointment.course_id == course.id))
