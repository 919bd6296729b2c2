"""What people do with groups: found, join, share, lead, leave, close."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.accounts.leaving import leave_groups
from courses.shared.errors import Conflict
from courses.shared.i18n import say
from courses.shared.upsert import upsert
from models.catalogue import Course, Enrolment
from models.enums import GroupRole, Sharing
from models.groups import Group, GroupMember

MOST_MEMBERS = 500
MOST_FOUNDED = 50


@dataclass(frozen=True)
class Plan:
    """What a group says of itself; a pace has both its parts or neither."""

    name: str
    about: str
    starts_on: date | None
    lessons_per_week: int | None


def found(session: Session, course: Course, plan: Plan, *, founder_id: int, sharing: Sharing, now: datetime) -> Group:
    """A new group for `course`, led by its founder. Raises Conflict past the number of groups one person may lead."""
    led = session.scalar(
        sa.select(sa.func.count())
        .select_from(GroupMember)
        .where(GroupMember.user_id == founder_id, GroupMember.role == GroupRole.FACILITATOR)
    )
    if led is not None and led >= MOST_FOUNDED:
        raise Conflict(say("You lead %(number)s groups already. Leave or hand over one of them first.", number=led))
    group = Group(course_id=course.id, invite_token=new_token(), created_at=now)
    change(group, plan)
    session.add(group)
    session.flush()
    _add(session, group, founder_id, GroupRole.FACILITATOR, sharing, now)
    return group


def new_token() -> str:
    """The secret of an invitation."""
    return secrets.token_urlsafe(18)


def change(group: Group, plan: Plan) -> None:
    """Give the group a new name, description or pace."""
    group.name, group.about = plan.name, plan.about
    group.starts_on, group.lessons_per_week = plan.starts_on, plan.lessons_per_week


def join(session: Session, group: Group, *, user_id: int, sharing: Sharing, now: datetime) -> bool:
    """Add a member; joining twice changes nothing. Returns whether they are new. Raises Conflict when the group is full."""
    members = session.scalars(sa.select(GroupMember.user_id).where(GroupMember.group_id == group.id)).all()
    if user_id in members:
        return False
    if len(members) >= MOST_MEMBERS:
        raise Conflict(
            say("The group is full (%(number)s members). Found another one for the same course.", number=len(members))
        )
    _add(session, group, user_id, GroupRole.MEMBER, sharing, now)
    return True


def _add(session: Session, group: Group, user_id: int, role: GroupRole, sharing: Sharing, now: datetime) -> None:
    member = {"group_id": group.id, "user_id": user_id, "role": role, "sharing": sharing, "joined_at": now}
    upsert(session, GroupMember, member, keys=["group_id", "user_id"])
    upsert(
        session,
        Enrolment,
        {"user_id": user_id, "course_id": group.course_id, "joined_at": now},
        keys=["user_id", "course_id"],
    )


def share(membership: GroupMember, sharing: Sharing) -> None:
    """Change how much of one's own progress the group sees."""
    membership.sharing = sharing


def leave(session: Session, membership: GroupMember, *, now: datetime) -> None:
    """Take a member out; the longest-standing one leads on when no facilitator is left, and an empty group closes."""
    leave_groups(session, membership.user_id, [membership.group_id], now=now)


def promote(member: GroupMember) -> None:
    """Make a member a facilitator; doing it twice changes nothing."""
    member.role = GroupRole.FACILITATOR


def renew_invitation(group: Group) -> None:
    """Give the group a new link; the old one leads nowhere from now on."""
    group.invite_token = new_token()


def close(group: Group, *, now: datetime) -> None:
    """Stop new members; what is there stays to be seen."""
    group.closed_at = group.closed_at or now


def reopen(group: Group) -> None:
    """Open a closed group again."""
    group.closed_at = None
