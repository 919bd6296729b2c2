"""Leaving study groups: what the page of a group and the erasure of an account both do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.accounts.rules.succession import Standing, successor
from models.enums import GroupRole
from models.groups import Group, GroupMember


def leave_groups(session: Session, user_id: int, group_ids: Collection[int], *, now: datetime) -> None:
    """Take someone out of groups; one without a facilitator passes to whoever has been there longest, an empty one closes."""
    # Locked, so that two facilitators who leave at the same moment do not both count on the other.
    held = sa.select(Group).where(Group.id.in_(group_ids)).order_by(Group.id).with_for_update()
    groups = session.scalars(held).all()
    there = sa.select(GroupMember).where(GroupMember.group_id.in_(group_ids))
    members: dict[int, list[GroupMember]] = defaultdict(list)
    for member in session.scalars(there.execution_options(populate_existing=True)):
        members[member.group_id].append(member)
    for group in groups:
        _leave(session, group, members[group.id], user_id, now)
    session.flush()


def _leave(session: Session, group: Group, members: Sequence[GroupMember], user_id: int, now: datetime) -> None:
    heir = successor([Standing(member.user_id, member.role, member.joined_at) for member in members], user_id)
    for member in members:
        if member.user_id == user_id:
            session.delete(member)
        elif member.user_id == heir:
            member.role = GroupRole.FACILITATOR
    if all(member.user_id == user_id for member in members):
        group.closed_at = group.closed_at or now
