"""Who holds which role in a course."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import User
from models.catalogue import Appointment, Course


class Instructor(NamedTuple):
    """A person appointed to a course."""

    user_id: int
    name: str
    email: str | None


def instructors(session: Session, course: Course) -> tuple[Instructor, ...]:
    """The instructors of a course by their names."""
    statement = (
        sa.select(User.id, User.name, User.email)
        .join(Appointment, Appointment.user_id == User.id)
        .where(Appointment.course_id == course.id)
        .order_by(User.folded_name, User.id)
    )
    return tuple(Instructor(*row) for row in session.execute(statement))


def member_with_address(session: Session, email: str) -> User | None:
    """The member with this mail address."""
    return session.scalar(sa.select(User).where(User.email == email.strip().lower(), User.erased_at.is_(None)))
